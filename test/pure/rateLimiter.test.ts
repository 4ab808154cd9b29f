import fc from 'fast-check';

import { RateLimiter } from '../../nodes/Trackfinity/run/rateLimiter';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const never = () => false;

/** When each of `count` turns came, in the order in which they were asked for. */
function startsOf(pace: RateLimiter, count: number): { starts: number[]; order: number[] } {
	const starts: number[] = [];
	const order: number[] = [];
	for (let index = 0; index < count; index++) {
		void pace.acquire().then(() => {
			starts.push(performance.now());
			order.push(index);
		});
	}
	return { starts, order };
}

describe('turns under a limit', () => {
	test('come no more often than asked for in any one second, in the order of asking', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 200 }),
				fc.integer({ min: 1, max: 60 }),
				async (most, count) => {
					const { starts, order } = startsOf(new RateLimiter(most, never), count);
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
		const pace = new RateLimiter(2, never);
		await pace.acquire();
		await jest.advanceTimersByTimeAsync(10_000);
		const { starts } = startsOf(pace, 4);
		await jest.advanceTimersByTimeAsync(10_000);

		const [first = NaN, , third = NaN] = starts;
		expect(third - first).toBeGreaterThan(999.999);
	});

	test('come at once without a limit', async () => {
		const { starts } = startsOf(new RateLimiter(Infinity, never), 100);
		await jest.advanceTimersByTimeAsync(0);

		expect(starts).toHaveLength(100);
	});
});

describe('a pause', () => {
	test('holds back every turn that has not come yet, those already waiting included', async () => {
		const pace = new RateLimiter(10, never);
		const { starts } = startsOf(pace, 3);
		await jest.advanceTimersByTimeAsync(50);
		expect(starts).toHaveLength(1);
		const paused = performance.now();
		pace.pause(5000);
		await jest.advanceTimersByTimeAsync(4990);

		expect(starts).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(2000);
		expect(starts).toHaveLength(3);
		expect(starts[1]).toBeGreaterThanOrEqual(paused + 5000);
	});

	test('is not cut short by a shorter one', async () => {
		const pace = new RateLimiter(Infinity, never);
		pace.pause(5000);
		pace.pause(10);
		const { starts } = startsOf(pace, 1);
		await jest.advanceTimersByTimeAsync(4990);

		expect(starts).toHaveLength(0);
		await jest.advanceTimersByTimeAsync(200);
		expect(starts).toHaveLength(1);
	});
});

test('when the run is over, nobody waits any longer', async () => {
	let isOver = false;
	const pace = new RateLimiter(1, () => isOver);
	const { starts } = startsOf(pace, 50);
	pace.pause(60_000);
	await jest.advanceTimersByTimeAsync(500);
	expect(starts.length).toBeLessThanOrEqual(1);
	isOver = true;
	await jest.advanceTimersByTimeAsync(200);

	expect(starts).toHaveLength(50);
});
