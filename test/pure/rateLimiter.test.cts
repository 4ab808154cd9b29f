import fc from 'fast-check';

import { RateLimiter } from '../../nodes/Trackfinity/run/rateLimiter';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const always = () => true;

/** When each of `count` requests may start, in the order in which they asked. */
function startsOf(limiter: RateLimiter, count: number): { starts: number[]; order: number[] } {
	const starts: number[] = [];
	const order: number[] = [];
	for (let index = 0; index < count; index++) {
		void limiter.acquire(always).then((mayStart) => {
			if (!mayStart) return;
			starts.push(performance.now());
			order.push(index);
		});
	}
	return { starts, order };
}

describe('starts under a limit', () => {
	test('come no more often than asked for in any one second, in the order of asking', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 200 }),
				fc.integer({ min: 1, max: 60 }),
				async (most, count) => {
					const { starts, order } = startsOf(new RateLimiter(most), count);
					await jest.advanceTimersByTimeAsync(62_000);

					expect(starts).toHaveLength(count);
					expect(order).toEqual([...order].sort((a, b) => a - b));
					for (const [index, start] of starts.entries()) {
						const nextBeyond = starts[index + most];
						if (nextBeyond === undefined) break;
						// Clocks count in binary fractions.
						expect(nextBeyond - start).toBeGreaterThan(999.999);
					}
				},
			),
			{ numRuns: 40 },
		);
	});

	test('are not saved up while nobody asks', async () => {
		const limiter = new RateLimiter(2);
		await limiter.acquire(always);
		await jest.advanceTimersByTimeAsync(10_000);
		const { starts } = startsOf(limiter, 4);
		await jest.advanceTimersByTimeAsync(10_000);

		const [first = NaN, , third = NaN] = starts;
		expect(third - first).toBeGreaterThan(999.999);
	});

	test('come at once without a limit', async () => {
		const { starts } = startsOf(new RateLimiter(Infinity), 100);
		await jest.advanceTimersByTimeAsync(0);

		expect(starts).toHaveLength(100);
	});
});

describe('a pause', () => {
	test('holds back every start that has not come yet, those already waited for included', async () => {
		const limiter = new RateLimiter(10);
		const { starts } = startsOf(limiter, 3);
		await jest.advanceTimersByTimeAsync(50);
		expect(starts).toHaveLength(1);
		const paused = performance.now();
		limiter.pause(5000);
		await jest.advanceTimersByTimeAsync(4990);

		expect(starts).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(2000);
		expect(starts).toHaveLength(3);
		expect(starts[1]).toBeGreaterThanOrEqual(paused + 5000);
	});

	test('is not cut short by a shorter one', async () => {
		const limiter = new RateLimiter(Infinity);
		limiter.pause(5000);
		limiter.pause(10);
		const { starts } = startsOf(limiter, 1);
		await jest.advanceTimersByTimeAsync(4990);

		expect(starts).toHaveLength(0);
		await jest.advanceTimersByTimeAsync(200);
		expect(starts).toHaveLength(1);
	});
});

describe('a request that is no longer wanted', () => {
	test('waits no longer, and is told not to start', async () => {
		let isWanted = true;
		const limiter = new RateLimiter(1);
		const results: boolean[] = [];
		for (let index = 0; index < 50; index++) {
			void limiter.acquire(() => isWanted).then((mayStart) => results.push(mayStart));
		}
		await jest.advanceTimersByTimeAsync(0);
		limiter.pause(60_000);
		await jest.advanceTimersByTimeAsync(1500);
		expect(results).toEqual([true]);
		isWanted = false;
		await jest.advanceTimersByTimeAsync(200);

		expect(results).toEqual([true, ...Array(49).fill(false)]);
	});

	test('takes nobody else the time', async () => {
		const limiter = new RateLimiter(1);
		await limiter.acquire(always);
		await jest.advanceTimersByTimeAsync(900);
		const unwanted = limiter.acquire(() => false);
		const { starts } = startsOf(limiter, 1);
		await jest.advanceTimersByTimeAsync(300);

		expect(await unwanted).toBe(false);
		expect(starts).toHaveLength(1);
	});
});
