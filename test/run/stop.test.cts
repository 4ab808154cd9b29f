import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';
import {
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
		expect(message).toContain('[Item 1]');
		expect(description).toMatch(/done: 2 items\b.*\b0\b.*\b2\b/i);
	});

	test('there is no status where the service gave none', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'before' });
		const { error } = await workbench.run({
			parameters: parametersFor.lock({ retries: 0 }),
			items: itemsFor(['191']),
		});

		expect(error).toMatchObject({ httpCode: null, node: { name: 'Trackfinity' } });
	});

	test('the next request of the same customer does not start either', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, form: { city: 'Rome' } });
		const result = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: [
				{ id: '191', city: 'Rome' },
				{ id: '191', city: 'Oslo' },
			],
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
		expect(stopOf(result).message).toContain('HTTP 400');
		expect(result.error).toMatchObject({ httpCode: '400', node: { name: 'Trackfinity' } });
		expect(stopOf(result).description).toMatch(/no items were done/i);
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
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1, retries: 0 }),
			items: itemsFor(customers),
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		const { description, itemIndex } = stopOf(result);
		expect(itemIndex).toBe(1);
		expect(description).toMatch(/it's unclear whether this was applied/i);
		expect(description).toMatch(/done: 1 item\b.*\b0\b/i);
	});

	test('a deletion that stays unclear stops the run, too', async () => {
		const [first = '', second = ''] = codes;
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'drop', when: 'after', form: { code: second, type: 'customer_delete' } });
		sandbox.fault({ kind: 'html', form: { code: second, type: 'customer_exists' } });
		const result = await workbench.run({
			parameters: parametersFor.delete({ parallelRequests: 1 }),
			items: itemsFor(codes),
		});

		const deletions = sandbox.requests.filter(({ form }) => form.type === 'customer_delete');
		expect(deletions.map(customerOf)).toEqual([first, second]);
		const { description, itemIndex } = stopOf(result);
		expect(itemIndex).toBe(1);
		expect(description).toMatch(/it's unclear whether this was applied/i);
		expect(description).toMatch(/done: 1 item\b.*\b0\b/i);
	});

	test('a deletion that is verified is no failure', async () => {
		const [, second = ''] = codes;
		workbench.sandbox.fault({
			kind: 'drop',
			when: 'after',
			form: { code: second, type: 'customer_delete' },
		});
		const { status, output } = await workbench.run({
			parameters: parametersFor.delete({ parallelRequests: 1 }),
			items: itemsFor(codes),
		});

		expect(status).toBe('success');
		expect(output.map(({ json }) => json.verified)).toEqual([undefined, true, undefined]);
	});

	test('what was under way is still asked about', async () => {
		const { sandbox } = workbench;
		const [first = '', second = ''] = codes;
		sandbox.fault({ kind: 'slow', ms: 300, form: { type: 'customer_delete', code: first } });
		sandbox.fault({
			kind: 'drop',
			when: 'after',
			form: { type: 'customer_delete', code: first },
		});
		sandbox.fault({ kind: 'status', status: 400, form: { code: second } });
		const result = await workbench.run({
			parameters: parametersFor.delete({ parallelRequests: 2 }),
			items: itemsFor(codes),
		});

		expect(sent(sandbox).sort()).toEqual([first, first, second].sort());
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toContain('Done: 1 item (item 0).');
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

describe('the error says how many items were done, and which', () => {
	test('when none were', async () => {
		reject('191');
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items: itemsFor(customers),
		});

		expect(stopOf(result).description).toMatch(/no items were done/i);
	});

	test('when all before it were', async () => {
		reject('270');
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items: itemsFor(customers),
		});

		expect(stopOf(result).itemIndex).toBe(9);
		expect(stopOf(result).description).toMatch(/done: 9 items \(items 0 to 8\)/i);
		expect(sent(workbench.sandbox)).toEqual(customers);
	});

	test('when duplicates share a request that was done', async () => {
		reject('204');
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items: itemsFor(['191', '204', '191', '204', '191']),
		});

		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toMatch(/done: 3 items \(items 0, 2 and 4\)/i);
	});

	test('and what became of the others', async () => {
		reject('204');
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items: itemsFor(['191', '204', '215', '226']),
		});

		expect(stopOf(result).description).toMatch(/not sent: 2 items \(items 2 (and|to) 3\)/i);
	});
});

test('the continue modes do not stop', async () => {
	reject('204');
	const { output, errorOutput } = await workbench.run({
		parameters: parametersFor.lock({ parallelRequests: 1 }),
		items: itemsFor(customers),
		onError: 'continueErrorOutput',
	});

	expect(sent(workbench.sandbox)).toEqual(customers);
	expect(output).toHaveLength(customers.length - 1);
	expect(errorOutput.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
});
