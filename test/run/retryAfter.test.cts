import { useWorkbench } from '../support/workbench.cts';
import {
	codes,
	customerOf,
	customers,
	failureOf,
	itemsFor,
	parametersFor,
} from '../support/runs.cts';

const workbench = useWorkbench();

const operations = [
	['lock', customers[0] ?? ''],
	['delete', codes[0] ?? ''],
] as const;

async function runOne(operation: 'lock' | 'delete', id: string, retries = 1) {
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries }),
		items: [{ id }],
		onError: 'continueRegularOutput',
	});
	return output[0];
}

/** Milliseconds from the first response to the second request. */
function gap(): number {
	const [first, second] = workbench.sandbox.requests;
	return (second?.at ?? NaN) - (first?.endedAt ?? NaN);
}

describe.each(operations)('Retry-After is obeyed (%s)', (operation, id) => {
	test('as seconds', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '1', times: 1 });
		const item = await runOne(operation, id);

		expect(item?.json.success).toBe(true);
		expect(gap()).toBeGreaterThanOrEqual(999);
	});

	test('as a date', async () => {
		const date = Math.floor((Date.now() + 2500) / 1000) * 1000;
		workbench.sandbox.fault({
			kind: 'busy',
			retryAfter: new Date(date).toUTCString(),
			times: 1,
		});
		const item = await runOne(operation, id);

		expect(item?.json.success).toBe(true);
		// The wall clock may be set meanwhile, but hardly by this much.
		const second = workbench.sandbox.requests[1]?.at ?? NaN;
		expect(performance.timeOrigin + second).toBeGreaterThan(date - 100);
	});

	test('as 0 or a date that has passed: at once, without the usual wait', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		workbench.sandbox.fault({
			kind: 'busy',
			retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT',
			times: 2,
		});
		const began = performance.now();
		const item = await runOne(operation, id, 4);

		expect(item?.json.success).toBe(true);
		// Waits that double from half a second would take more than 3.75 seconds here.
		expect(performance.now() - began).toBeLessThan(3000);
	});

	test.each(['soon', '-5', ''])(
		'unless it says nothing that counts (%p): then the usual wait',
		async (retryAfter) => {
			workbench.sandbox.fault({ kind: 'busy', retryAfter, times: 1 });
			const item = await runOne(operation, id);

			expect(item?.json.success).toBe(true);
			expect(workbench.sandbox.requestCount()).toBe(2);
			expect(gap()).toBeGreaterThan(100);
		},
	);

	test.each([
		['61 seconds', () => '61', /\b61 seconds/],
		['100 days', () => '8640000', /\b8640000 seconds/],
		['an hour', () => new Date(Date.now() + 3_600_000).toUTCString(), /\b3[56]\d\d seconds/],
	])(
		'but a wait of %s is not worth it: one request, and the advice',
		async (_, retryAfter, words) => {
			workbench.sandbox.fault({ kind: 'busy', retryAfter: retryAfter() });
			const item = await runOne(operation, id, 3);

			expect(workbench.sandbox.requestCount()).toBe(1);
			const { description, ...failure } = failureOf(item);
			expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 429, attempts: 1 });
			expect(description).toMatch(words);
		},
	);
});

describe('Retry-After of a service that is down', () => {
	const down = (retryAfter: string, times: number) =>
		workbench.sandbox.fault({
			kind: 'status',
			status: 503,
			headers: { 'retry-after': retryAfter },
			times,
		});

	test('is obeyed as it is for one that is busy', async () => {
		down('1', 1);
		const item = await runOne('lock', '191');

		expect(item?.json.success).toBe(true);
		expect(gap()).toBeGreaterThanOrEqual(999);
	});

	test('holds back no other customers: their requests may be handled by another server', async () => {
		down('30', 1);
		await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 2 }),
			items: itemsFor(['191', '204', '215', '226']),
		});
		const { requests } = workbench.sandbox;
		expect(requests).toHaveLength(5);
		expect(requests.map(customerOf).at(-1)).toBe('191');
		expect((requests[3]?.at ?? NaN) - (requests[0]?.at ?? NaN)).toBeLessThan(1_000);
	});

	test('above 60 seconds is not worth it: one request, and the advice', async () => {
		down('120', 9);
		const item = await runOne('lock', '191', 3);

		expect(workbench.sandbox.requestCount()).toBe(1);
		expect(failureOf(item)).toMatchObject({ outcome: 'unknown', statusCode: 503, attempts: 1 });
		expect(failureOf(item).description).toContain('120 seconds');
	});
});

test('a busy service is left alone by all customers, not by the one that was told', async () => {
	const { sandbox } = workbench;
	sandbox.fault({ kind: 'busy', retryAfter: '1', form: { customer_id: '191' }, times: 1 });
	// Under way when the other is told to wait, and done long before that wait is over.
	sandbox.fault({ kind: 'slow', ms: 200, form: { customer_id: '204' } });
	await workbench.run({
		parameters: parametersFor.lock({ parallelRequests: 2 }),
		items: itemsFor(['191', '204', '215', '226']),
	});

	const [busy, ...others] = sandbox.requests;
	const allowed = (busy?.endedAt ?? NaN) + 999;
	const early = others.filter(({ at }) => at < allowed).map(customerOf);
	expect(busy?.status).toBe(429);
	expect(early).toEqual(['204']);
	expect(others).toHaveLength(4);
});
