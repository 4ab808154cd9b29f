import { cases, type Case, type Contestant, type Measurement, type Results } from './cases';
import { start } from './child';
import type { Task } from './measure';
import { judge } from './targets';
import { table } from './table';

const contestants: readonly Contestant[] = ['node', 'bareLoop'];

async function main(): Promise<void> {
	const quick = process.argv.includes('--quick');
	const results = new Map<Case, Results>();
	for (const one of cases(quick)) results.set(one, await measureCase(one));
	console.log(`\n${table(results)}\n`);

	const verdicts = judge(results);
	for (const { text, reached } of verdicts)
		console.log(`${reached ? 'Reached' : 'MISSED '}  ${text}`);
	if (!verdicts.every(({ reached }) => reached)) process.exitCode = 1;
}

/** The contestants take turns, and which of them begins alternates too: what else the machine does hits both alike. */
async function measureCase(one: Case): Promise<Results> {
	const { items, latencyMs, parallel, rounds } = one;
	const server = await start<object, Task['credential']>('server.ts', {
		customers: items,
		latencyMs,
	});
	const results: Results = { node: [], bareLoop: [] };
	try {
		for (let round = 0; round < rounds; round++) {
			const order = round % 2 === 0 ? contestants : contestants.toReversed();
			for (const contestant of order) {
				const task: Task = { contestant, work: { items, parallel }, credential: server.answer };
				const child = await start<Task, Measurement>('measure.ts', task);
				results[contestant].push(child.answer);
				await child.end();
			}
			console.error(
				`${items} items, ${latencyMs} ms of latency: round ${round + 1} of ${rounds} is done`,
			);
		}
	} finally {
		await server.end();
	}
	return results;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
