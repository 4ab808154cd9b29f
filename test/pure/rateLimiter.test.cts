import { RateLimiter, Semaphore } from '../../nodes/Trackfinity/run/rateLimiter';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const always = () => true;
const pass = async (milliseconds: number) => await jest.advanceTimersByTimeAsync(milliseconds);

const run = {};
let accounts = 0;
/** Each test has an account of its own: they share no pace. */
const newAccount = () => `account ${++accounts}`;
const limiterOf = (maxPerSecond: number, account = newAccount()) =>
	RateLimiter.join(run, account, maxPerSecond);

/** When each of so many requests may start; each ends at once. */
function startsOf(limiter: RateLimiter, count: number, slots = new Semaphore(1)): number[] {
	const starts: number[] = [];
	for (let index = 0; index < count; index++) {
		void limiter.acquire(always, slots).then((mayStart) => {
			if (!mayStart) return;
			slots.release();
			starts.push(performance.now());
		});
	}
	return starts;
}

test('starts are not saved up while nobody asks', async () => {
	const limiter = limiterOf(2);
	startsOf(limiter, 1);
	await pass(10_000);
	const starts = startsOf(limiter, 2);
	await pass(10_000);
	const [first = NaN, second = NaN] = starts;
	expect(second - first).toBeGreaterThan(499.999);
});

test('a run that comes later counts from the last start of one without a limit', async () => {
	const account = newAccount();
	startsOf(limiterOf(Infinity, account), 1);
	await pass(100);
	const starts = startsOf(RateLimiter.join({}, account, 1), 1);
	await pass(800);
	expect(starts).toEqual([]);
	await pass(100);
	expect(starts).toHaveLength(1);
});

test.each([99_000, 100_000])(
	'an account is remembered until not even the slowest run would wait: %d ms',
	async (milliseconds) => {
		const account = newAccount();
		const before = limiterOf(0.01, account);
		startsOf(before, 1);
		await pass(0);
		RateLimiter.forgetOld();
		expect(limiterOf(0.01, account)).toBe(before);
		before.leave(run);
		await pass(milliseconds);
		RateLimiter.forgetOld();
		expect(limiterOf(0.01, account) === before).toBe(milliseconds < 100_000);
	},
);

/** What an account lets start, in order, each under way for a while. */
function recorder() {
	const started: string[] = [];
	const ask = (name: string, limiter: RateLimiter, slots: Semaphore, isWanted = always) =>
		void limiter.acquire(isWanted, slots).then(async (mayStart) => {
			if (!mayStart) return;
			started.push(name);
			await new Promise((resolve) => setTimeout(resolve, 200));
			slots.release();
		});
	return { started, ask };
}

test.each([
	['while the account is paused', false, ['other', 'own']],
	['once it is no longer wanted', true, ['other']],
])('whoever was overtaken keeps no slot %s', async (_, isCanceled, end) => {
	const [own, other] = [new Semaphore(1), new Semaphore(5)];
	const limiter = limiterOf(1);
	const { started, ask } = recorder();
	let isWanted = true;
	// Another account's request has the slot.
	own.tryAcquire(() => undefined);
	ask('own', limiter, own, () => isWanted);
	ask('other', limiter, other);
	await pass(100);
	own.release();
	await pass(0);
	expect(own.tryAcquire(() => undefined)).toBe(false);
	if (isCanceled) isWanted = false;
	else limiter.pause(50_000);
	await pass(200);

	expect(started).toEqual(['other']);
	expect(own.tryAcquire(() => undefined)).toBe(true);
	await pass(60_000);
	expect(started).toEqual(['other']);
	own.release();
	await pass(200);
	expect(started).toEqual(end);
});

test('the line is walked ten times a second, however many wait in it or for slots', async () => {
	const [limiter, slots] = [limiterOf(Infinity), new Semaphore(0)];
	limiter.pause(60_000);
	const isWanted = jest.fn(always);
	for (let turn = 0; turn < 100; turn++) void limiter.acquire(isWanted, slots);
	for (let tenth = 0; tenth < 10; tenth++) {
		await pass(100);
		slots.release();
		slots.tryAcquire(() => undefined);
	}
	expect(isWanted.mock.calls.length).toBeLessThanOrEqual(1000);
});

test('a slot that is given back while the line is served leaves nobody waiting for good', async () => {
	const [one, two, many] = [new Semaphore(1), new Semaphore(1), new Semaphore(50)];
	const [a, b] = [limiterOf(1 / 3), limiterOf(1 / 3.5)];
	const { started, ask } = recorder();
	let isWanted = true;
	for (const slots of [one, two]) slots.tryAcquire(() => undefined);
	ask('b1', b, one);
	ask('a1', a, one);
	ask('a2', a, one);
	ask('canceled', a, two, () => isWanted);
	ask('canceled', b, two, () => isWanted);
	// Who has slots overtakes them all.
	ask('a0', a, many);
	await pass(50);
	ask('b0', b, many);
	await pass(1750);
	two.release();
	await pass(50);
	one.release();
	await pass(1120);
	isWanted = false;
	b.pause(5000);
	await pass(60_000);

	expect(started.sort()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1']);
});

test('a request whose time comes while a canceled one leaves the line starts all the same', async () => {
	const limiter = limiterOf(1);
	startsOf(limiter, 1);
	await pass(10);
	const starts = startsOf(limiter, 1);
	const passTime = () => {
		jest.setSystemTime(Date.now() + 150);
		jest.advanceTimersByTime(150);
		return false;
	};
	let isCanceled = false;
	void limiter.acquire(() => !isCanceled || passTime(), new Semaphore(1));
	await pass(850);
	isCanceled = true;
	await pass(100);
	isCanceled = false;
	await pass(60_000);

	expect(starts).toHaveLength(1);
});
