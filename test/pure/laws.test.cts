import { lawsOfFunctions } from '../../dev/fuzz/laws.cts';

// The same inputs each time. `npm run fuzz` tries a million others, and laws of whole runs.
test.each(lawsOfFunctions)('$name', async ({ tryWith }) => {
	const { failed, counterexample } = await tryWith({ seed: 1, numRuns: 500 });
	expect([failed, counterexample]).toEqual([false, null]);
});
