import { useWorkbench } from '../support/workbench.cts';
import { confirmAll, itemsFor, manyIds, parametersFor, sent } from '../support/runs.cts';

const workbench = useWorkbench();

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

describe('requests started per second', () => {
	/**
	 * A request can arrive late, but not early. With N a second, the first N may start at once, the next N no sooner
	 * than a second after the run began, and so on.
	 */
	function expectAtMostPerSecond(most: number, began: number): void {
		const early = workbench.sandbox.requests.filter(
			({ at }, index) => at < began + 1000 * Math.floor(index / most) - 1,
		);
		expect(early).toEqual([]);
	}

	test('are no more than asked for', async () => {
		confirmAll(workbench.sandbox);
		const began = performance.now();
		await workbench.run({
			parameters: parametersFor.lock({ maxRequestsPerSecond: 3, parallelRequests: 50 }),
			items: itemsFor(manyIds(7)),
		});

		expect(sent(workbench.sandbox)).toHaveLength(7);
		expectAtMostPerSecond(3, began);
	});

	test('include the retries', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 4 });
		const began = performance.now();
		await workbench.run({
			parameters: parametersFor.lock({ maxRequestsPerSecond: 2, parallelRequests: 5 }),
			items: itemsFor(['191']),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toHaveLength(4);
		expectAtMostPerSecond(2, began);
	});

	test('hold for one customer after the other as they do side by side', async () => {
		const began = performance.now();
		await workbench.run({
			parameters: parametersFor.setDetails({ maxRequestsPerSecond: 2 }),
			items: ['Rome', 'Oslo', 'Bonn'].map((city) => ({ id: '191', city })),
		});

		expect(sent(workbench.sandbox)).toHaveLength(3);
		expectAtMostPerSecond(2, began);
	});
});

describe('the credential', () => {
	test.each(['lock', 'delete'] as const)(
		'is decrypted once per run of %s, not once for each of 50 items',
		async (operation) => {
			const { output, credentialReads } = await workbench.run({
				parameters: { ...parametersFor[operation]({ parallelRequests: 50 }), safetyLimit: 0 },
				items: itemsFor(manyIds(50)),
				onError: 'continueRegularOutput',
			});

			expect(output).toHaveLength(50);
			expect(workbench.sandbox.requestCount()).toBe(50);
			expect(credentialReads).toBe(1);
		},
	);

	test('is decrypted once also when requests are retried', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 3 });
		const { credentialReads } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['191', '204']),
		});

		expect(credentialReads).toBe(1);
	});
});
