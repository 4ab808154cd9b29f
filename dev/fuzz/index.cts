import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { z } from 'zod';
import { check } from '../../sandbox/check.cts';
import { lawsOfFunctions } from './laws.cts';
import { closeBench } from './node.cts';
import { lawsOfRuns } from './runs.cts';

/** A first look takes seconds with `-- --inputs 10000`; a law that was broken breaks again with the same `--seed`. */
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { inputs: text, minutes: text, seed: text, law: text } });
const optionsSchema = z.object({
	inputs: z.coerce.number().int().min(1).default(1_000_000),
	minutes: z.coerce.number().positive().default(20),
	seed: z.coerce
		.number()
		.int()
		.default(Date.now() % 2 ** 31),
	/** A part of the name of the laws to try; all of them, unless it is given. */
	law: z.string().default(''),
});
const { inputs, minutes, seed, law } = check(optionsSchema, values);
const end = Date.now() + minutes * 60_000;
const laws = [...lawsOfFunctions, ...lawsOfRuns];
const wanted = laws.filter(({ name }) => name.includes(law));
const shares = laws.reduce((sum, { share }) => sum + share, 0);

async function main(): Promise<void> {
	console.log(`Seed ${seed}. The same inputs again: npm run fuzz -- --seed ${seed}`);
	let tried = 0;
	for (const { name, share, tryWith } of wanted) {
		const since = performance.now();
		const result = await tryWith({
			seed,
			numRuns: Math.ceil((inputs * share) / shares),
			interruptAfterTimeLimit: Math.max(0, end - Date.now()),
			markInterruptAsFailure: false,
		});
		tried += result.numRuns;
		const seconds = ((performance.now() - since) / 1000).toFixed(0);
		const verdict = result.failed ? 'BROKEN' : result.interrupted ? 'out of time' : 'holds';
		console.log(
			`${verdict}: ${name} (${result.numRuns.toLocaleString('en')} inputs, ${seconds} s)`,
		);
		if (result.failed) {
			console.log(fc.defaultReportMessage(result));
			process.exitCode = 1;
		} else if (result.interrupted) process.exitCode = 1;
	}
	console.log(`${tried.toLocaleString('en')} inputs tried.`);
	await closeBench();
}

void main();
