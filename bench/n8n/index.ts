import path from 'node:path';
import { loadavg } from 'node:os';
import { packNode } from '../../playground/nodePackage';
import { defaultDataFolder } from '../../playground/paths';
import { cases, type Case, type Contestant, type Results } from './cases';
import { measure } from './measure';
import { startBenchSandbox } from './sandbox';
import { table } from './table';
import { judge } from './targets';

const contestants: readonly Contestant[] = ['node', 'httpRequest'];
const folder = path.join(defaultDataFolder, 'bench');
const say = (line: string) => console.error(line);

async function main(): Promise<void> {
	if (process.platform !== 'linux') {
		throw new Error('The benchmark in n8n reads the memory from /proc and so needs Linux.');
	}
	const tarball = await packNode(path.join(folder, 'package'), { say });
	const results = new Map<Case, Results>();
	for (const one of cases(process.argv.includes('--quick'))) {
		results.set(one, await measureCase(one, tarball, results.size === 0));
	}
	console.log(`\n${table(results)}\n`);

	const verdicts = judge(results);
	for (const { text, reached } of verdicts) {
		console.log(`${reached ? 'Reached' : 'MISSED '}  ${text}`);
	}
	if (!verdicts.every(({ reached }) => reached)) process.exitCode = 1;
}

/** The contestants take turns, and which of them begins alternates too: what else the machine does hits both alike. */
async function measureCase(work: Case, tarball: string, isFirst: boolean): Promise<Results> {
	const { items, latencyMs, rounds } = work;
	const sandbox = await startBenchSandbox(items, latencyMs);
	const results: Results = { node: [], httpRequest: [] };
	// Once is enough: what n8n keeps of a measurement, it removes after it.
	let fresh = isFirst;
	try {
		for (let round = 0; round < rounds; round++) {
			const order = round % 2 === 0 ? contestants : contestants.toReversed();
			for (const contestant of order) {
				const dataFolder = path.join(folder, 'n8n');
				const task = { contestant, work, sandbox, tarball, dataFolder, fresh };
				const measurement = await measure(task);
				results[contestant].push(measurement);
				fresh = false;
				const seconds = (measurement.milliseconds / 1000).toFixed(1);
				const load = loadavg()[0]?.toFixed(1);
				say(
					`${items} locks, ${latencyMs} ms of latency, round ${round + 1} of ${rounds}: ${contestant} ${seconds} s (load average ${load})`,
				);
			}
		}
	} finally {
		await sandbox.end();
	}
	return results;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
