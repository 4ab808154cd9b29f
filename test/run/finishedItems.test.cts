import type { Fault } from '../../sandbox/index.cts';
import { liveBytes } from '../support/liveMemory.cts';
import { itemsFor, manyIds, parametersFor, sleep } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const COUNT = 40;
const LAST = 'the last one';

/** No more of a response is read. */
const LONGEST = 64 * 1024;

/** A quarter of it, and several times what an item, its texts and what the sandbox records of its request take. */
const MOST_PER_ITEM = LONGEST / 4;

const long = (start: string, end: string) => `${start}${'No way. '.repeat(LONGEST / 8 - 20)}${end}`;

const lock = { path: '/api/customer/lock' };
const deletion = { form: { type: 'customer_delete' } };

test.each<[string, 'lock' | 'delete', Fault]>([
	[
		'done with a message',
		'lock',
		{ kind: 'answer', body: long('{"result":true,"message":"', '"}'), ...lock },
	],
	[
		'rejected in XML',
		'delete',
		{
			kind: 'answer',
			body: long('<response status="error"><error>', '</error></response>'),
			...deletion,
		},
	],
	[
		'rejected in plain text',
		'delete',
		{ kind: 'status', status: 400, body: long('', ''), ...deletion },
	],
])(
	'items that are %s keep no more than their own texts of a response of 64 KiB while the run goes on',
	async (_what, operation, fault) => {
		const { sandbox } = workbench;
		const parameters = {
			...parametersFor[operation]({ parallelRequests: 1, retries: 0 }),
			safetyLimit: 0,
		};
		const run = async (ids: string[]) =>
			await workbench.run({ parameters, items: itemsFor(ids), onError: 'continueRegularOutput' });
		sandbox.fault(fault);
		// What is made once isn't an item's, nor is what the timers of a run before this one still hold.
		await run(manyIds(20));
		await sleep(1_000);

		const before = liveBytes();
		const hold = sandbox.hold({
			form: { [operation === 'lock' ? 'customer_id' : 'code']: LAST },
		});
		const running = run([...manyIds(COUNT), LAST]);
		await Promise.race([hold.waiting(1), running]);
		const kept = liveBytes() - before;
		hold.release();

		expect((await running).output).toHaveLength(COUNT + 1);
		expect(sandbox.requestCount()).toBeGreaterThan(COUNT);
		expect(kept / COUNT).toBeLessThan(MOST_PER_ITEM);
	},
);
