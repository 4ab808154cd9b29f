import fc from 'fast-check';

import { RateLimiter, Semaphore } from '../../nodes/Trackfinity/run/rateLimiter';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const always = () => true;
const pass = async (milliseconds: number) => await jest.advanceTimersByTimeAsync(milliseconds);

let accounts = 0;
/** Each test has an account of its own: they share no pace. */
const newAccount = () => `account ${++accounts}`;
const limiterOf = (maxPerSecond: number, account = newAccount()) =>
	new RateLimiter(account, maxPerSecond);

/** When each of so many requests may start, in the order in which they asked; each ends at once. */
function startsOf(limiter: RateLimiter, count: number, slots = new Semaphore(1)) {
	const starts: number[] = [];
	const order: number[] = [];
	for (let index = 0; index < count; index++) {
		void limiter.acquire(always, slots).then((mayStart) => {
			if (!mayStart) return;
			slots.release();
			starts.push(performance.now());
			order.push(index);
		});
	}
	return { starts, order };
}

describe('starts under a limit', () => {
	test('come no more often than asked for, in the order of asking', async () => {
		const limit = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0.5, 1.5));
		await fc.assert(
			fc.asyncProperty(limit, fc.integer({ min: 2, max: 30 }), async (most, count) => {
				const { starts, order } = startsOf(limiterOf(most), count);
				await pass((count / most) * 1000 + 200);
				expect(order).toEqual(Array.from({ length: count }, (_, index) => index));
				for (const [index, start] of starts.slice(1).entries()) {
					// Clocks count in binary fractions.
					expect(start - (starts[index] ?? NaN)).toBeGreaterThan(1000 / most - 0.001);
				}
			}),
			{ numRuns: 20 },
		);
	});

	test('are not saved up while nobody asks', async () => {
		const limiter = limiterOf(2);
		startsOf(limiter, 1);
		await pass(10_000);
		const { starts } = startsOf(limiter, 2);
		await pass(10_000);
		const [first = NaN, second = NaN] = starts;
		expect(second - first).toBeGreaterThan(499.999);
	});

	test('come at once without a limit, whatever other accounts have', async () => {
		limiterOf(0.01);
		const { starts } = startsOf(limiterOf(Infinity), 100);
		await pass(0);
		expect(starts).toHaveLength(100);
	});
});

describe('runs that use one account', () => {
	test('go at the pace of the slowest under way, together', async () => {
		const account = newAccount();
		const slow = limiterOf(1, account);
		const fast = limiterOf(Infinity, account);
		const all = [startsOf(fast, 2).starts, startsOf(slow, 1).starts, startsOf(fast, 10).starts];
		await pass(2_900);
		expect(all.map(({ length }) => length)).toEqual([2, 1, 0]);
		slow.leave();
		await pass(200);
		expect(all.map(({ length }) => length)).toEqual([2, 1, 10]);
	});

	test('one after the other keep the pace, as turns of a loop do', async () => {
		const account = newAccount();
		for (const turn of [0, 1, 2]) {
			const limiter = limiterOf(0.5, account);
			const { starts } = startsOf(limiter, 1);
			await pass(turn === 0 ? 10 : 1_940);
			expect(starts).toHaveLength(turn === 0 ? 1 : 0);
			await pass(40);
			expect(starts).toHaveLength(1);
			limiter.leave();
		}
	});

	test('after 100 seconds without any, nothing is left of it', async () => {
		const account = newAccount();
		const before = limiterOf(0.01, account);
		startsOf(before, 1);
		await pass(0);
		before.leave();
		await pass(100_000);
		const { starts } = startsOf(limiterOf(0.01, account), 1);
		await pass(0);
		expect(starts).toHaveLength(1);
	});
});

describe('a pause', () => {
	test('holds back every start that has not come yet, those already waited for included', async () => {
		const account = newAccount();
		const limiter = limiterOf(10, account);
		const { starts } = startsOf(limiter, 3);
		await pass(50);
		expect(starts).toHaveLength(1);
		const paused = performance.now();
		limiter.pause(5000);
		limiter.pause(10);
		const { starts: others } = startsOf(limiterOf(Infinity, account), 1);
		await pass(4990);
		expect([...starts.slice(1), ...others]).toEqual([]);
		await pass(2000);
		expect(starts).toHaveLength(3);
		expect(starts[1]).toBeGreaterThanOrEqual(paused + 5000);
		expect(others).toHaveLength(1);
	});

	test('holds for later runs, too', async () => {
		const account = newAccount();
		const limiter = limiterOf(100, account);
		startsOf(limiter, 1);
		await pass(0);
		limiter.pause(60_000);
		limiter.leave();
		const { starts } = startsOf(limiterOf(Infinity, account), 1);
		await pass(59_000);
		expect(starts).toHaveLength(0);
		await pass(2_000);
		expect(starts).toHaveLength(1);
	});
});

describe('a request that is no longer wanted', () => {
	test('waits no longer, is told not to start, and keeps no slot', async () => {
		let isWanted = true;
		const limiter = limiterOf(1);
		const slots = new Semaphore(2);
		const results: boolean[] = [];
		for (let index = 0; index < 50; index++) {
			void limiter.acquire(() => isWanted, slots).then((mayStart) => results.push(mayStart));
		}
		await pass(0);
		limiter.pause(60_000);
		await pass(1500);
		expect(results).toEqual([true]);
		isWanted = false;
		await pass(200);
		expect(results).toEqual([true, ...Array<boolean>(49).fill(false)]);
		limiter.leave();
		const { starts } = startsOf(limiterOf(Infinity), 1, slots);
		await pass(0);
		expect(starts).toHaveLength(1);
	});

	test('keeps no slot without a limit, either', async () => {
		const slots = new Semaphore(1);
		const unwanted = [1, 2].map(async () => await limiterOf(Infinity).acquire(() => false, slots));
		expect(await Promise.all(unwanted)).toEqual([false, false]);
	});

	test('takes nobody else the time', async () => {
		const limiter = limiterOf(1);
		startsOf(limiter, 1);
		await pass(900);
		const unwanted = limiter.acquire(() => false, new Semaphore(1));
		const { starts } = startsOf(limiter, 1);
		await pass(300);
		expect(await unwanted).toBe(false);
		expect(starts).toHaveLength(1);
	});
});

test('no more are under way than there are slots, and who asks first goes first', async () => {
	const slots = new Semaphore(2);
	const started: number[] = [];
	for (const index of [0, 1, 2, 3, 4]) void slots.acquire().then(() => started.push(index));
	await pass(0);
	expect(started).toEqual([0, 1]);
	slots.release();
	await pass(0);
	expect(started).toEqual([0, 1, 2]);
	for (let count = 0; count < 4; count++) slots.release();
	await Promise.all([slots.acquire(), slots.acquire()]);
	expect(started).toEqual([0, 1, 2, 3, 4]);
});

test.each([1, Infinity])(
	'a request that waits for a slot starts at its own pace: %d',
	async (most) => {
		const slots = new Semaphore(1);
		const limiter = limiterOf(most);
		await limiter.acquire(always, slots);
		const { starts } = startsOf(limiter, 2, slots);
		await pass(5_000);
		expect(starts).toEqual([]);
		slots.release();
		await pass(100);
		expect(starts).toHaveLength(most === 1 ? 1 : 2);
		await pass(1_000);
		expect(starts).toHaveLength(2);
	},
);
