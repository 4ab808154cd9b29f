import type { Fault } from '../../sandbox/index.cts';
import { liveBytes } from '../support/liveMemory.cts';
import { continues, itemsFor, manyIds, oneByOne, parametersFor, sleep } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const COUNT = 40;

/** No more of a response is read. */
const LONGEST = 64 * 1024;

/** On average; a third of it is too much if only one of the three kinds keeps its responses. */
const MOST_PER_ITEM = LONGEST / 4;

const long = (start: string, end: string) => `${start}${'No way. '.repeat(LONGEST / 8 - 20)}${end}`;

const deletion = { form: { type: 'customer_delete' } };

/** Done with a message, rejected in XML and rejected in plain text. */
const kinds: Array<[operation: 'lock' | 'delete', Fault]> = [
	[
		'lock',
		{ kind: 'answer', body: long('{"result":true,"message":"', '"}'), path: '/api/customer/lock' },
	],
	[
		'delete',
		{
			kind: 'answer',
			body: long('<response status="error"><error>', '</error></response>'),
			...deletion,
		},
	],
	['delete', { kind: 'status', status: 400, body: long('', ''), ...deletion }],
];

test('finished items keep no more than their own texts of a response of 64 KiB while the run goes on', async () => {
	const { sandbox } = workbench;
	const run = async (operation: 'lock' | 'delete', ids: string[]) => {
		const parameters = { ...parametersFor[operation](oneByOne), safetyLimit: 0 };
		return await workbench.run({ parameters, items: itemsFor(ids), ...continues });
	};
	/** Runs the node over items of each kind, one kind after the other, each up to its last item, which is held. */
	const runAll = async (count: number) => {
		const running = [];
		for (const [index, [operation, fault]] of kinds.entries()) {
			const last = `last-${index}`;
			const form = { [operation === 'lock' ? 'customer_id' : 'code']: last };
			const hold = sandbox.hold({ form });
			const remove = sandbox.fault(fault);
			const result = run(operation, [...manyIds(count), last]);
			await Promise.race([hold.waiting(1), result]);
			remove();
			running.push({ hold, result });
		}
		return running;
	};
	const end = async (running: Awaited<ReturnType<typeof runAll>>, count: number) => {
		for (const { hold, result } of running) {
			hold.release();
			expect((await result).output).toHaveLength(count + 1);
		}
	};
	// What is made once isn't an item's, nor is what the timers of a run before this one still hold.
	await end(await runAll(3), 3);
	await sleep(1_000);

	const before = liveBytes();
	const running = await runAll(COUNT);
	const kept = liveBytes() - before;
	await end(running, COUNT);

	expect(sandbox.requestCount()).toBeGreaterThan(kinds.length * COUNT);
	expect(kept / (kinds.length * COUNT)).toBeLessThan(MOST_PER_ITEM);
});
