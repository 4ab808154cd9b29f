import { broken, deletion, question } from '../support/deletions.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';
import {
	cityItems,
	codes,
	customerOf,
	customers,
	itemsFor,
	parametersFor,
	sent,
	stopOf,
	until,
} from '../support/runs.cts';

const workbench = useWorkbench();

/** The service says no to one customer. */
const reject = (id: string) =>
	workbench.sandbox.fault({ kind: 'status', status: 400, form: { customer_id: id } });

const oneByOne = parametersFor.lock({ parallelRequests: 1, retries: 0 });

describe('after the first failure in stop mode', () => {
	test('no new request starts, and those in flight finish', async () => {
		const { sandbox } = workbench;
		reject('204');
		const slow = ['191', '215'];
		const holds = slow.map((id) => sandbox.hold({ form: { customer_id: id } }));
		// Time enough to hear of the rejection before these two are done.
		for (const id of slow) sandbox.fault({ kind: 'slow', ms: 200, form: { customer_id: id } });
		const run = workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 3 }),
			items: itemsFor(customers),
		});
		await Promise.all(holds.map((hold) => hold.waiting(1)));
		await until(() => sandbox.requests.some(({ status }) => status === 400));
		for (const hold of holds) hold.release();
		const result = await run;

		expect(sent(sandbox).sort()).toEqual(['191', '204', '215']);
		for (const id of slow) {
			expect(sandbox.requests.find((request) => customerOf(request) === id)?.status).toBe(200);
			expect(sandbox.findCustomer({ customer_id: id })?.locked).toBe(true);
		}
		const { message, description, itemIndex } = stopOf(result);
		expect(result.status).toBe('error');
		expect(itemIndex).toBe(1);
		expect(message.match(/\[Item \d+\]/g)).toEqual(['[Item 1]']);
		expect(description).toMatch(/done: 2 items\b.*\b0\b.*\b2\b/i);
	});

	test('the next request of the same customer does not start either', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, form: { city: 'Rome' } });
		const result = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo'),
		});

		expect(sent(workbench.sandbox)).toEqual(['191']);
		expect(stopOf(result).itemIndex).toBe(0);
	});

	test('a wait for a retry ends, and that request is not sent again', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '50', form: { customer_id: '191' } });
		sandbox.fault({ kind: 'slow', ms: 200, form: { customer_id: '204' } });
		reject('204');
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 2 }),
			items: itemsFor(customers),
		});

		expect(elapsedMs()).toBeLessThan(1000);
		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		expect(stopOf(result).itemIndex).toBe(1);
		expect(result.error).toMatchObject({ httpCode: '400', node: { name: 'Trackfinity' } });
	});

	test('a wait for the next second ends, and nothing more is sent', async () => {
		reject('191');
		const result = await workbench.run({
			parameters: parametersFor.lock({ maxRequestsPerSecond: 1 }),
			items: itemsFor(customers),
		});

		expect(elapsedMs()).toBeLessThan(500);
		expect(sent(workbench.sandbox)).toEqual(['191']);
		expect(stopOf(result).itemIndex).toBe(0);
	});

	test('an outcome that is unclear stops the run, too', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'after', form: { customer_id: '204' } });
		const result = await workbench.run({ parameters: oneByOne, items: itemsFor(customers) });

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		// There is no status where the service gave none.
		expect(result.error).toMatchObject({ httpCode: null, node: { name: 'Trackfinity' } });
		const { description, itemIndex } = stopOf(result);
		expect(itemIndex).toBe(1);
		expect(description).toMatch(/it's unclear whether this was applied/i);
		expect(description).toMatch(/done: 1 item\b.*\b0\b/i);
	});

	test('a deletion that stays unclear stops the run, too', async () => {
		const [first = '', second = ''] = codes;
		const { sandbox } = workbench;
		sandbox.fault({ ...broken, form: { ...deletion.form, code: second } });
		sandbox.fault({ ...broken, ...question });
		const result = await workbench.run({
			parameters: parametersFor.delete({ parallelRequests: 1 }),
			items: itemsFor(codes),
		});

		expect(sent(sandbox)).toEqual([first, second, second]);
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toMatch(/it's unclear whether this was applied/i);
	});

	test('what was done in the end, by a retry, is no failure', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		const { status, output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(customers),
		});

		expect(status).toBe('success');
		expect(output).toHaveLength(customers.length);
	});
});

describe('the error says how many items were done, which, and what became of the others', () => {
	test.each<[string, string, string[], number, RegExp[]]>([
		['when none were', '191', customers, 0, [/no items were done/i, /not sent: 9 items/i]],
		['when all before it were', '270', customers, 9, [/done: 9 items \(items 0 to 8\)/i]],
		[
			'when duplicates share a request that was done',
			'204',
			['191', '204', '191', '204', '191', '215', '226'],
			1,
			[/done: 3 items \(items 0, 2 and 4\)/i, /not sent: 2 items \(items 5 (and|to) 6\)/i],
		],
	])('%s', async (_, rejected, ids, index, says) => {
		reject(rejected);
		const result = await workbench.run({ parameters: oneByOne, items: itemsFor(ids) });

		expect(stopOf(result).itemIndex).toBe(index);
		for (const words of says) expect(stopOf(result).description).toMatch(words);
	});
});

test('the continue modes do not stop', async () => {
	reject('204');
	const { output, errorOutput } = await workbench.run({
		parameters: oneByOne,
		items: itemsFor(customers),
		onError: 'continueErrorOutput',
	});

	expect(sent(workbench.sandbox)).toEqual(customers);
	expect(output).toHaveLength(customers.length - 1);
	expect(errorOutput.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
});
