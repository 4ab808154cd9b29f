import { recordLogs, type RunOptions } from '../../dev/engine/index.cts';
import { itemsFor, parametersFor, sleep, stopOf } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

async function run(
	ids: readonly string[],
	more: Pick<RunOptions, 'onError' | 'cancelWhen'> = { onError: 'continueRegularOutput' },
) {
	const parameters = parametersFor.lock({ parallelRequests: 1, retries: 0 });
	return await workbench.run({ parameters, items: itemsFor(ids), ...more });
}

/** What the node says of its progress. */
const progressIn = (lines: string[]) =>
	lines.flatMap((line) => /^info: .*\bstill running\. (.+)$/i.exec(line)?.[1] ?? []);

beforeEach(() => {
	workbench.sandbox.fault({ kind: 'status', status: 400, form: { customer_id: '204' } });
	workbench.sandbox.fault({ kind: 'slow', ms: 11_000, form: { customer_id: '215' } });
});

test('a long run says in the log how far it is, again and again, and nothing afterwards', async () => {
	const { lines, stop } = recordLogs();
	await run(['191', '204', '', '226', '215', '237']);
	await sleep(20_000);
	stop();

	const soFar =
		'Done: 2 items (items 0 and 3). Rejected by the service: 1 item (item 1). Not sent: 1 item (item 2). Not finished yet: 2 items (items 4 to 5).';
	expect(progressIn(lines)).toEqual([soFar, soFar]);
});

test('a run of less than five seconds says nothing', async () => {
	workbench.sandbox.fault({ kind: 'slow', ms: 4800, form: { customer_id: '226' } });
	const { logs } = await run(['191', '226']);

	expect(elapsedMs()).toBeGreaterThan(4799);
	expect(progressIn(logs)).toEqual([]);
});

describe('lists of items name twenty ranges and count the others', () => {
	/** Two customers in turns, one of whom is rejected: no two items in a row come to the same. */
	const alternating = Array.from({ length: 25 }, () => ['191', '204']).flat();

	function expectBounded(text: string): void {
		expect(text).toMatch(/: 25 items \(items 0, 2, .*, 36, 38 and 5 more\)/);
		expect(text).toMatch(/: 25 items \(items 1, 3, .*, 37, 39 and 5 more\)/);
		expect(text.length).toBeLessThan(2_000);
	}

	test('in the error that ends a run', async () => {
		expectBounded(stopOf(await run(alternating, { onError: 'stopWorkflow' })).description);
	});

	test('in what is logged while a run goes on, and when it is canceled', async () => {
		const { logs } = await run([...alternating, '215']);
		expect(progressIn(logs)).toHaveLength(2);
		progressIn(logs).forEach(expectBounded);

		const hold = workbench.sandbox.hold({ form: { customer_id: '215' } });
		const more = { onError: 'continueRegularOutput', cancelWhen: hold.waiting(1) } as const;
		const farewell = (await run([...alternating, '215'], more)).logs.filter((line) =>
			line.includes('canceled'),
		);
		expect(farewell).toHaveLength(1);
		farewell.forEach(expectBounded);
	});
});
