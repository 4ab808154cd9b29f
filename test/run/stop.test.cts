import {
	cityItems,
	customerOf,
	customers,
	itemsFor,
	manyIds,
	oneByOne,
	parametersFor,
	sent,
	stopOf,
	until,
} from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const of = (id: string) => ({ form: { customer_id: id } });

/** The service says no to one customer. */
const reject = (id: string) => workbench.sandbox.fault({ kind: 'status', status: 400, ...of(id) });

const run = async (options: Parameters<typeof parametersFor.lock>[0], ids = customers) =>
	await workbench.run({ parameters: parametersFor.lock(options), items: itemsFor(ids) });

describe('after the first failure in stop mode', () => {
	test('no new request starts, and those in flight finish', async () => {
		const { sandbox } = workbench;
		reject('204');
		const slow = ['191', '215'];
		const holds = slow.map((id) => sandbox.hold(of(id)));
		// Time enough to hear of the rejection before these two are done.
		for (const id of slow) sandbox.fault({ kind: 'slow', ms: 200, ...of(id) });
		const running = run({ parallelRequests: 3 });
		await Promise.all(holds.map((hold) => hold.waiting(1)));
		await until(() => sandbox.requests.some(({ status }) => status === 400));
		for (const hold of holds) hold.release();
		const { message, description, itemIndex } = stopOf(await running);

		expect(sent(sandbox).sort()).toEqual(['191', '204', '215']);
		for (const id of slow) {
			expect(sandbox.requests.find((request) => customerOf(request) === id)?.status).toBe(200);
			expect(sandbox.findCustomer({ customer_id: id })?.locked).toBe(true);
		}
		expect(itemIndex).toBe(1);
		expect(message.match(/\[Item \d+\]/g)).toEqual(['[Item 1]']);
		expect(description).toMatch(/done: 2 items\b.*\b0\b.*\b2\b/i);
	});

	test('the next request of the same customer does not start either', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, form: { city: 'Rome' } });
		const items = cityItems('191 Rome', '191 Oslo');
		const result = await workbench.run({ parameters: parametersFor.setDetails(), items });

		expect(sent(workbench.sandbox)).toEqual(['191']);
		expect(stopOf(result).itemIndex).toBe(0);
	});

	test('a wait for a retry ends, and that request is not sent again', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '50', ...of('191') });
		sandbox.fault({ kind: 'slow', ms: 200, ...of('204') });
		reject('204');
		const result = await run({ parallelRequests: 2 });

		expect(elapsedMs()).toBeLessThan(1000);
		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		expect(stopOf(result).itemIndex).toBe(1);
		expect(result.error).toMatchObject({ httpCode: '400', node: { name: 'Trackfinity' } });
	});

	test('a wait for a retry ends without a test call, however many noes come in the same words', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '5', ...of('191'), times: 1 });
		sandbox.fault({ kind: 'answer', body: '{"error":"Access denied"}' });
		const result = await run({ parallelRequests: 11 }, ['191', ...manyIds(10)]);

		expect(sent(sandbox).sort()).toEqual(['191', ...manyIds(10)]);
		expect(stopOf(result).description).toMatch(/rejected by the service: 11 items\b/i);
	});

	test('a wait for the next second ends, and nothing more is sent', async () => {
		reject('191');
		const result = await run({ maxRequestsPerSecond: 1 });

		expect(elapsedMs()).toBeLessThan(500);
		expect(sent(workbench.sandbox)).toEqual(['191']);
		expect(stopOf(result).itemIndex).toBe(0);
	});

	test('an outcome that is unclear stops the run, too', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'after', ...of('204') });
		const result = await run(oneByOne);
		const { description, itemIndex } = stopOf(result);

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		// There is no status where the service gave none.
		expect(result.error).toMatchObject({ httpCode: null, node: { name: 'Trackfinity' } });
		expect(itemIndex).toBe(1);
		expect(description).toMatch(/it's unclear whether this was applied/i);
		expect(description).toMatch(/done: 1 item\b.*\b0\b/i);
	});
});

const twice = ['191', '204', '191', '204', '191', '215', '226'];
test.each<[what: string, rejected: string, ids: string[], index: number, says: RegExp]>([
	['none were', '191', customers, 0, /no items were done.*not sent: 9 items/i],
	['all before it were', '270', customers, 9, /done: 9 items \(items 0 to 8\)/i],
	[
		...(['duplicates share a request', '204', twice, 1] as const),
		/done: 3 items \(items 0, 2 and 4\).*not sent: 2 items \(items 5 (and|to) 6\)/i,
	],
])('the error says what was done and what was not, when %s', async (...row) => {
	const [, rejected, ids, index, says] = row;
	reject(rejected);
	const result = await run(oneByOne, ids);

	expect(stopOf(result).itemIndex).toBe(index);
	expect(stopOf(result).description).toMatch(says);
});
