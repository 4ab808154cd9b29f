import type { RunOptions } from '../../dev/engine/index.cts';
import { itemsFor, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const RANGES = 20;
const COUNT = 300;

/** Two customers in turns, one of whom is rejected: no two items in a row come to the same. */
const alternating = Array.from({ length: 2 * COUNT }, (_, index) =>
	index % 2 === 0 ? '191' : '204',
);

beforeEach(() => {
	workbench.sandbox.fault({ kind: 'status', status: 400, form: { customer_id: '204' } });
});

/** Expects the lists of both kinds to name twenty ranges, which are single items here, and to count the others. */
function expectBounded(text: string): void {
	expect(text).toContain(`${COUNT} items`);
	for (const last of [2 * RANGES - 2, 2 * RANGES - 1]) {
		expect(text).toMatch(new RegExp(`\\b${last}\\b`));
		expect(text).not.toMatch(new RegExp(`\\b${last + 2}\\b`));
	}
	expect(text.match(new RegExp(`\\b${COUNT - RANGES}\\b`, 'g'))).toHaveLength(2);
	expect(text.length).toBeLessThan(2_000);
}

async function run(options: Pick<RunOptions, 'onError' | 'cancelWhen'>, last: string[] = []) {
	return await workbench.run({
		parameters: parametersFor.lock({ parallelRequests: 1, retries: 0 }),
		items: itemsFor([...alternating, ...last]),
		...options,
	});
}

test('what ends a run names twenty ranges of items and counts the others', async () => {
	expectBounded(stopOf(await run({ onError: 'stopWorkflow' })).description);
});

test('so does what is logged while a run goes on', async () => {
	workbench.sandbox.fault({ kind: 'slow', ms: 11_000, form: { customer_id: '215' } });
	const { logs } = await run({ onError: 'continueRegularOutput' }, ['215']);

	const lines = logs.filter((line) => line.includes('still running'));
	expect(lines).toHaveLength(2);
	lines.forEach(expectBounded);
});

test('so does what is logged when it is canceled', async () => {
	const hold = workbench.sandbox.hold({ form: { customer_id: '215' } });
	const { logs } = await run({ onError: 'continueRegularOutput', cancelWhen: hold.waiting(1) }, [
		'215',
	]);

	const lines = logs.filter((line) => line.includes('canceled'));
	expect(lines).toHaveLength(1);
	lines.forEach(expectBounded);
});
