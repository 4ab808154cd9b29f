import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { z } from 'zod';
import { check } from '../../sandbox/check.cts';
import { laws } from './laws.cts';

/** A first look takes seconds with `-- --inputs 10000`; a law that was broken breaks again with the same `--seed`. */
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { inputs: text, minutes: text, seed: text } });
const optionsSchema = z.object({
	inputs: z.coerce.number().int().min(1).default(1_000_000),
	minutes: z.coerce.number().positive().default(20),
	seed: z.coerce
		.number()
		.int()
		.default(Date.now() % 2 ** 31),
});
const { inputs, minutes, seed } = check(optionsSchema, values);
const end = Date.now() + minutes * 60_000;
const shares = laws.reduce((sum, { share }) => sum + share, 0);

console.log(`Seed ${seed}. The same inputs again: npm run fuzz -- --seed ${seed}`);
let tried = 0;
for (const { name, share, tryWith } of laws) {
	const since = performance.now();
	const result = tryWith({
		seed,
		numRuns: Math.ceil((inputs * share) / shares),
		interruptAfterTimeLimit: Math.max(0, end - Date.now()),
		markInterruptAsFailure: false,
	});
	tried += result.numRuns;
	const seconds = ((performance.now() - since) / 1000).toFixed(0);
	const verdict = result.failed ? 'BROKEN' : result.interrupted ? 'out of time' : 'holds';
	console.log(`${verdict}: ${name} (${result.numRuns.toLocaleString('en')} inputs, ${seconds} s)`);
	if (result.failed) {
		console.log(fc.defaultReportMessage(result));
		process.exitCode = 1;
	} else if (result.interrupted) process.exitCode = 1;
}
console.log(`${tried.toLocaleString('en')} inputs tried.`);
