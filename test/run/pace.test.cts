import type { INodeParameters } from 'n8n-workflow';

import { confirmAll, customerOf, itemsFor, manyIds, sent } from '../support/customers.cts';
import { continues, parametersFor, until } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Goes on past failures. */
const run = async (ids: string[], options: INodeParameters = {}, cancelWhen?: Promise<void>) =>
	await workbench.run({
		...{ parameters: parametersFor.lock(options), items: itemsFor(ids), ...continues },
		...(cancelWhen && { cancelWhen }),
	});

/** In a loop, a customer in each turn. */
const loop = async (ids: readonly string[], parameters: INodeParameters) =>
	await workbench.run({ parameters, batches: ids.map((id) => itemsFor([id])), ...continues });

/** Expects so many of these times to be in no second, or one in no longer time. A request can arrive a little late. */
function expectPace(perSecond: number, starts: readonly number[]): void {
	const together = Math.max(1, Math.floor(perSecond));
	const gaps = starts.slice(together).map((at, index) => at - (starts[index] ?? NaN));
	expect(gaps.filter((gap) => gap < (together * 1000) / perSecond - 5)).toEqual([]);
}

const startTimes = () => workbench.sandbox.requests.map(({ at }) => at);
const startOf = (id: string) =>
	workbench.sandbox.requests.find((request) => customerOf(request) === id)?.at ?? NaN;
const firstResponse = () => until(() => workbench.sandbox.requests[0]?.status !== undefined);

test.each([
	[1, { parallelRequests: 1 }],
	[50, { parallelRequests: 50 }],
	[5, {}],
])('no more than %d requests are under way at the same time: %j', async (most, options) => {
	const { sandbox } = workbench;
	// Also after its release a request takes long enough for one too many to arrive beside it.
	sandbox.fault({ kind: 'slow', ms: 100 });
	confirmAll(sandbox);
	const hold = sandbox.hold();
	const running = run(manyIds(most + 3), options);
	await hold.waiting(most);
	hold.release();
	await running;

	expect(sandbox.requestCount()).toBe(most + 3);
	expect(sandbox.peakInFlight()).toBe(most);
});

describe('Max Requests per Second', () => {
	test.each([
		[0.01, 0.01],
		[1.5, 1.5],
		['={{ 1 / 4 }}', 0.25],
	])('can be a fraction: %s, and is no slower', async (maxRequestsPerSecond, perSecond) => {
		confirmAll(workbench.sandbox);
		await run(manyIds(3), { maxRequestsPerSecond });

		expect(sent(workbench.sandbox)).toEqual(manyIds(3));
		expectPace(perSecond, startTimes());
		expect(elapsedMs()).toBeLessThan(2100 / perSecond);
	});

	test('holds for retries, too', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		await run(['A', 'B'], { maxRequestsPerSecond: 2, parallelRequests: 5 });

		expect(workbench.sandbox.requestCount()).toBe(4);
		expectPace(2, startTimes());
	});

	test.each(['lock', 'delete'] as const)('holds over the turns of a loop: %s', async (one) => {
		await loop(manyIds(3), parametersFor[one]({ maxRequestsPerSecond: 1 }));

		expect(sent(workbench.sandbox)).toEqual(manyIds(3));
		expectPace(1, startTimes());
	});
});

describe('of executions side by side', () => {
	const [first = '', ...rest] = manyIds(3);
	const others = Array.from({ length: 12 }, (_, index) => `other-${index}`);

	test('the slowest limit counts for all of them, as long as its run is under way', async () => {
		const { sandbox } = workbench;
		confirmAll(sandbox);
		const hold = sandbox.hold({ form: { customer_id: first } });
		const slow = run([first, ...rest], { maxRequestsPerSecond: 1, parallelRequests: 1 });
		await hold.waiting(1);
		const fast = [run(others.slice(0, 6), { maxRequestsPerSecond: 50 }), run(others.slice(6))];
		await until(() => sandbox.requestCount() > 3);
		hold.release();
		await slow;
		const ended = elapsedMs();
		const during = startTimes().filter((at) => at <= startOf(rest.at(-1) ?? ''));
		await Promise.all(fast);

		expect(sandbox.requestCount()).toBe(15);
		expectPace(1, during);
		expect(elapsedMs() - ended).toBeLessThan(2500);
	});

	test.each<[string, string[], (() => Promise<void>)?]>([
		['has ended', manyIds(1)],
		['was canceled', manyIds(3), firstResponse],
	])('one that %s limits nobody any more', async (...[, ids, canceled]) => {
		confirmAll(workbench.sandbox);
		await run(ids, { maxRequestsPerSecond: 0.01 }, canceled?.());
		await run(others);

		expect(workbench.sandbox.requestCount()).toBe(others.length + 1);
		expect(elapsedMs()).toBeLessThan(2000);
	});
});

describe('a pause that the service asks for', () => {
	const busy = (retryAfter: string) =>
		workbench.sandbox.fault({ kind: 'busy', retryAfter, form: { customer_id: '191' }, times: 1 });

	test('holds for executions under way, and for those that begin', async () => {
		const { sandbox } = workbench;
		const hold = sandbox.hold({ form: { customer_id: '204' } });
		const underWay = run(['204', '215'], { parallelRequests: 1 });
		await hold.waiting(1);
		busy('20');
		const told = run(['191']);
		await until(() => sandbox.requests.some(({ status }) => status === 429));
		hold.release();
		await Promise.all([underWay, told, run(['226'])]);

		expect(sent(sandbox).slice(0, 2)).toEqual(['204', '191']);
		expect(sent(sandbox).slice(2).sort()).toEqual(['191', '215', '226']);
		const paused = startOf('191') + 19_990;
		expect(startTimes().filter((at) => at < paused)).toHaveLength(2);
	});

	test.each([
		['holds for the next turn of a loop, also when nothing is tried again', '20', 19_990, 21_000],
		['holds up no other run when it is longer than a minute', '3600', 0, 1_000],
	])('%s', async (_, retryAfter, least, most) => {
		busy(retryAfter);
		await loop(['191', '204'], parametersFor.lock({ retries: 0 }));

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		expect(startOf('204') - startOf('191')).toBeGreaterThanOrEqual(least);
		expect(startOf('204') - startOf('191')).toBeLessThan(most);
	});
});
