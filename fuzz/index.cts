import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { laws } from './laws.cts';

/** A first look takes seconds with `-- --inputs 10000`; a law that was broken breaks again with the same `--seed`. */
const { values } = parseArgs({
	options: {
		inputs: { type: 'string', default: '1000000' },
		minutes: { type: 'string', default: '20' },
		seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
	},
});
const seed = Number(values.seed);
const inputs = Number(values.inputs);
const end = Date.now() + Number(values.minutes) * 60_000;
const shares = laws.reduce((sum, { share }) => sum + share, 0);

console.log(`Seed ${seed}. The same inputs again: npm run fuzz -- --seed ${seed}`);
let tried = 0;
for (const { name, share, check } of laws) {
	const since = performance.now();
	const result = check({
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
