import type { INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import {
	cityItems,
	confirmAll,
	customerOf,
	itemsFor,
	manyIds,
	parametersFor,
	sent,
	stopOf,
	until,
} from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Goes on past failures. */
async function run(
	ids: readonly string[],
	options: INodeParameters = {},
	more: Partial<RunOptions> & { operation?: 'lock' | 'delete' } = {},
): Promise<RunResult> {
	const { operation = 'lock', ...others } = more;
	return await workbench.run({
		parameters: parametersFor[operation](options),
		items: itemsFor(ids),
		onError: 'continueRegularOutput',
		...(others as object),
	});
}

/** Expects so many of these times to be in no second, or one in no longer time. A request can arrive a little late. */
function expectPace(perSecond: number, starts: readonly number[]): void {
	const together = Math.max(1, Math.floor(perSecond));
	const gaps = starts.slice(together).map((at, index) => at - (starts[index] ?? NaN));
	expect(gaps.filter((gap) => gap < (together * 1000) / perSecond - 5)).toEqual([]);
}

const startTimes = () => workbench.sandbox.requests.map(({ at }) => at);
const startOf = (id: string) =>
	workbench.sandbox.requests.find((request) => customerOf(request) === id)?.at ?? NaN;

describe('requests under way at the same time', () => {
	/** Runs twice as many items as may be under way and one more, and waits until `expected` of them are. */
	async function runParallel(expected: number, options: { parallelRequests?: number }) {
		const { sandbox } = workbench;
		// Also after its release a request takes long enough for one too many to arrive beside it.
		sandbox.fault({ kind: 'slow', ms: 100 });
		confirmAll(sandbox);
		const hold = sandbox.hold();
		const run = workbench.run({
			parameters: parametersFor.lock(options),
			items: itemsFor(manyIds(2 * expected + 1)),
		});
		await hold.waiting(expected);
		hold.release();
		expect((await run).status).toBe('success');
		expect(sandbox.requestCount()).toBe(2 * expected + 1);
	}

	test.each([1, 2, 17, 50])('are as many as asked for, and never more: %d', async (parallel) => {
		await runParallel(parallel, { parallelRequests: parallel });

		expect(workbench.sandbox.peakInFlight()).toBe(parallel);
	});

	test('are five unless told otherwise', async () => {
		await runParallel(5, {});

		expect(workbench.sandbox.peakInFlight()).toBe(5);
	});

	test('are no more while some of them are retried', async () => {
		workbench.sandbox.fault({ kind: 'slow', ms: 30 });
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 10 });
		confirmAll(workbench.sandbox);
		const { status } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 3, retries: 10 }),
			items: itemsFor(manyIds(12)),
		});

		expect(status).toBe('success');
		expect(workbench.sandbox.requestCount()).toBe(22);
		expect(workbench.sandbox.peakInFlight()).toBeLessThanOrEqual(3);
	});
});

describe.each(['lock', 'delete'] as const)('Max Requests per Second of %s holds', (operation) => {
	test('for retries, too', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		await run(['A', 'B'], { maxRequestsPerSecond: 2, parallelRequests: 5 }, { operation });

		expect(workbench.sandbox.requestCount()).toBe(4);
		expectPace(2, startTimes());
	});

	test('over the turns of a loop', async () => {
		await workbench.run({
			parameters: parametersFor[operation]({ maxRequestsPerSecond: 1 }),
			batches: manyIds(4).map((id) => itemsFor([id])),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(manyIds(4));
		expectPace(1, startTimes());
	});

	test('over twenty executions at once', async () => {
		const ids = manyIds(20);
		await Promise.all(ids.map((id) => run([id], { maxRequestsPerSecond: 3 }, { operation })));

		expect(sent(workbench.sandbox).sort()).toEqual([...ids].sort());
		expectPace(3, startTimes());
	});
});

test('it holds for one customer after the other as for several side by side', async () => {
	await workbench.run({
		parameters: parametersFor.setDetails({ maxRequestsPerSecond: 2 }),
		items: cityItems('191 Rome', '191 Oslo', '191 Bonn'),
	});

	expect(sent(workbench.sandbox)).toHaveLength(3);
	expectPace(2, startTimes());
});

describe('of executions side by side', () => {
	const [first = '', ...rest] = manyIds(3);
	const others = Array.from({ length: 30 }, (_, index) => `other-${index}`);

	test('the slowest limit counts for all of them, as long as its run is under way', async () => {
		const { sandbox } = workbench;
		confirmAll(sandbox);
		const hold = sandbox.hold({ form: { customer_id: first } });
		const slow = run([first, ...rest], { maxRequestsPerSecond: 1, parallelRequests: 1 });
		await hold.waiting(1);
		const fast = [run(others.slice(0, 15), { maxRequestsPerSecond: 50 }), run(others.slice(15))];
		await until(() => sandbox.requestCount() > 3);
		hold.release();
		await slow;
		const ended = elapsedMs();
		const during = startTimes().filter((at) => at <= startOf(rest.at(-1) ?? ''));
		await Promise.all(fast);

		expect(sandbox.requestCount()).toBe(33);
		expectPace(1, during);
		expect(elapsedMs() - ended).toBeLessThan(2500);
	});

	test('who asks first goes first', async () => {
		const { sandbox } = workbench;
		const long = run(others, { maxRequestsPerSecond: 1, parallelRequests: 5 });
		await until(() => sandbox.requests[0]?.status !== undefined);
		const short = run([first]);
		await Promise.all([long, short]);

		const place = sent(sandbox).indexOf(first);
		expect(place).toBeGreaterThanOrEqual(4);
		expect(place).toBeLessThanOrEqual(7);
	});

	test('none holds up another account', async () => {
		const { sandbox } = workbench;
		confirmAll(sandbox);
		const slow = run(manyIds(3), { maxRequestsPerSecond: 0.5 });
		const { trackfinityApi } = sandbox.credentials;
		await run(
			others,
			{},
			{ credentials: { trackfinityApi: { ...trackfinityApi, apiKey: 'other' } } },
		);

		expect(elapsedMs()).toBeLessThan(1000);
		await slow;
		expect(elapsedMs()).toBeGreaterThan(3990);
	});

	test.each([
		['has ended', undefined],
		['was canceled', () => until(() => workbench.sandbox.requests[0]?.status !== undefined)],
	])('one that %s limits nobody any more', async (_how, canceled) => {
		confirmAll(workbench.sandbox);
		await run(
			canceled ? manyIds(3) : manyIds(1),
			{ maxRequestsPerSecond: 0.01 },
			{
				...(canceled && { cancelWhen: canceled() }),
			},
		);
		await run(others);

		expect(workbench.sandbox.requestCount()).toBe(31);
		expect(elapsedMs()).toBeLessThan(2000);
	});
});

describe('a pause that the service asks for holds', () => {
	const busy = () =>
		workbench.sandbox.fault({
			kind: 'busy',
			retryAfter: '20',
			form: { customer_id: '191' },
			times: 1,
		});
	const isBusy = () => workbench.sandbox.requests.some(({ status }) => status === 429);

	test('for executions under way, and for those that begin', async () => {
		const { sandbox } = workbench;
		const hold = sandbox.hold({ form: { customer_id: '204' } });
		const underWay = run(['204', '215'], { parallelRequests: 1 });
		await hold.waiting(1);
		busy();
		const told = run(['191']);
		await until(isBusy);
		const paused = startOf('191') + 19_990;
		hold.release();
		const beginning = run(['226']);
		await Promise.all([underWay, told, beginning]);

		expect(sent(sandbox).slice(0, 2)).toEqual(['204', '191']);
		expect(sent(sandbox).slice(2).sort()).toEqual(['191', '215', '226']);
		expect(
			startTimes()
				.slice(2)
				.filter((at) => at < paused),
		).toEqual([]);
	});

	test('for the next turn of a loop, also when nothing is tried again', async () => {
		busy();
		await workbench.run({
			parameters: parametersFor.lock({ retries: 0 }),
			batches: [itemsFor(['191']), itemsFor(['204'])],
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		expect(startOf('204') - startOf('191')).toBeGreaterThan(19_990);
	});
});

test('a wait of more than a minute that the service asks for holds up no other run', async () => {
	workbench.sandbox.fault({ kind: 'busy', retryAfter: '3600', times: 1 });
	const { turns } = await workbench.run({
		parameters: parametersFor.lock(),
		batches: [itemsFor(['191']), itemsFor(['204'])],
		onError: 'continueRegularOutput',
	});

	expect(turns[1]?.output[0]?.json['success']).toBe(true);
	expect(elapsedMs()).toBeLessThan(61_000);
});

describe('how many per second', () => {
	test.each([0.01, 0.5, 1.5, '={{ 1 / 4 }}'])('can be a fraction: %s', async (perSecond) => {
		confirmAll(workbench.sandbox);
		const { status } = await run(manyIds(3), { maxRequestsPerSecond: perSecond });

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(manyIds(3));
		expectPace(typeof perSecond === 'number' ? perSecond : 0.25, startTimes());
		// And no slower.
		expect(elapsedMs()).toBeLessThan(typeof perSecond === 'number' ? 2100 / perSecond : 8400);
	});

	test.each([
		0.0099,
		-0.5,
		'={{ NaN }}',
		'={{ Infinity }}',
		'0,5',
		'1/2',
		'={{ [0.5] }}',
		'={{ true }}',
	])('is refused with nothing sent: %s', async (perSecond) => {
		const result = await run(
			['191'],
			{ maxRequestsPerSecond: perSecond },
			{ onError: 'stopWorkflow' },
		);

		expect(stopOf(result).message).toContain("'Max Requests per Second'");
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});
