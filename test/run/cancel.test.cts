import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';
import {
	codes,
	customers,
	itemsFor,
	manyIds,
	modes,
	parametersFor,
	sent,
	until,
} from '../support/runs.cts';

const workbench = useWorkbench();

/** The line in which the node says what had been done. */
function farewell(logs: string[]): string {
	return logs.filter((line) => line.startsWith('warn: The execution was canceled.')).join('\n');
}

describe.each(modes)('a canceled execution (%s)', (onError) => {
	test('starts no new request', async () => {
		const { sandbox } = workbench;
		const hold = sandbox.hold();
		const { status } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 2 }),
			items: itemsFor(customers),
			onError,
			cancelWhen: hold.waiting(2),
		});
		hold.release();

		expect(status).toBe('canceled');
		expect(sent(sandbox).sort()).toEqual(['191', '204']);
	});

	test('says in the log what was done, and what is unclear', async () => {
		const hold = workbench.sandbox.hold({ form: { customer_id: '215' } });
		const { logs } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items: itemsFor(customers),
			onError,
			cancelWhen: hold.waiting(1),
		});

		// It was cut off: the service would have held it until its time was up.
		expect(elapsedMs()).toBeLessThan(1000);
		expect(farewell(logs)).toMatch(/done: 2 items \(items 0 (and|to) 1\)/i);
		expect(farewell(logs)).toMatch(/unclear[^.]*: 1 item \(item 2\)/i);
		expect(farewell(logs)).toMatch(/not sent: 7 items \(items 3 to 9\)/i);
	});

	test('waits for no retry', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '50', form: { customer_id: '191' } });
		// Its response comes when the other has long begun to wait.
		sandbox.fault({ kind: 'slow', ms: 200, form: { customer_id: '204' } });
		const { status, logs } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 2 }),
			items: itemsFor(customers),
			onError,
			cancelWhen: until(() => sandbox.requests.some((request) => request.status === 200)),
		});

		expect(status).toBe('canceled');
		expect(elapsedMs()).toBeLessThan(1000);
		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		expect(farewell(logs)).toMatch(/rejected by the service: 1 item \(item 0\)/i);
	});

	test('waits for no start under a rate limit', async () => {
		const { sandbox } = workbench;
		const { status, logs } = await workbench.run({
			// At this rate the run would take a minute.
			parameters: parametersFor.lock({ maxRequestsPerSecond: 1 }),
			items: itemsFor(manyIds(60)),
			onError: onError === 'stopWorkflow' ? 'continueRegularOutput' : onError,
			cancelWhen: until(() => sandbox.requests[0]?.status !== undefined),
		});

		expect(status).toBe('canceled');
		expect(elapsedMs()).toBeLessThan(1500);
		expect(sent(sandbox).length).toBeLessThanOrEqual(2);
		expect(farewell(logs)).toMatch(/not sent: 5\d items/i);
	});
});

test('a deletion that was cut off by the cancel counts as unclear, not as done, and is not asked about', async () => {
	const { sandbox } = workbench;
	const hold = sandbox.hold();
	const { logs } = await workbench.run({
		parameters: parametersFor.delete({ parallelRequests: 1 }),
		items: itemsFor(codes),
		cancelWhen: hold.waiting(1),
	});

	expect(sandbox.requests.map(({ form }) => form.type)).toEqual(['customer_delete']);
	expect(sent(sandbox)).toEqual(codes.slice(0, 1));
	expect(farewell(logs)).toMatch(/no items were done/i);
	expect(farewell(logs)).toMatch(/unclear[^.]*: 1 item \(item 0\)/i);
});

test('a deletion whose question waits for its time is not asked about after the cancel', async () => {
	const { sandbox } = workbench;
	// The question would come after half a minute.
	sandbox.fault({ kind: 'status', status: 503, headers: { 'retry-after': '30' } });
	const { status, logs } = await workbench.run({
		parameters: parametersFor.delete({ parallelRequests: 1 }),
		items: itemsFor(codes),
		cancelWhen: until(() => sandbox.requests[0]?.status !== undefined),
	});

	expect(status).toBe('canceled');
	expect(elapsedMs()).toBeLessThan(1000);
	expect(sandbox.requests.map(({ form }) => form.type)).toEqual(['customer_delete']);
	expect(farewell(logs)).toMatch(/unclear[^.]*: 1 item \(item 0\)/i);
});

test('a run that nobody cancels says nothing of it', async () => {
	const { logs } = await workbench.run({
		parameters: parametersFor.lock(),
		items: itemsFor(customers),
	});

	expect(logs.filter((line) => /cancel/i.test(line))).toEqual([]);
});
