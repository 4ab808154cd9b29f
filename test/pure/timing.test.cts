import { createTimeout, createYield, inTurn, wait } from '../../nodes/Trackfinity/timing';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const never = async (): Promise<void> => await new Promise(() => undefined);
const pass = async (milliseconds: number) => await jest.advanceTimersByTimeAsync(milliseconds);

/** Whether a promise has been kept by now, and with what. */
function watch<T>(promise: Promise<T>): { result?: T; at?: number } {
	const seen: { result?: T; at?: number } = {};
	void promise.then((result) => Object.assign(seen, { result, at: performance.now() }));
	return seen;
}

describe('waiting', () => {
	test('takes as long as asked', async () => {
		const seen = watch(wait(250, () => true));
		await pass(249);
		expect(seen.at).toBeUndefined();
		await pass(1);
		expect(seen.at).toBe(250);
	});

	test('ends within a tenth of a second when it is not wanted any more', async () => {
		let isWanted = true;
		const seen = watch(wait(60_000, () => isWanted));
		await pass(1_010);
		isWanted = false;
		await pass(100);
		expect(seen.at).toBe(1_100);
		expect(jest.getTimerCount()).toBe(0);
	});

	test.each([0, -5])('%d milliseconds are none', async (milliseconds) => {
		const seen = watch(wait(milliseconds, () => true));
		await pass(0);
		expect(seen.at).toBe(0);
	});
});

test('work of 30 ms lets others take their turn, and shorter work costs no time', async () => {
	const yieldToEventLoop = createYield();
	const isWaiting = () => {
		void yieldToEventLoop();
		return jest.getTimerCount() > 0;
	};
	for (let round = 0; round < 3; round++) {
		expect(isWaiting()).toBe(false);
		await pass(27);
		expect(isWaiting()).toBe(false);
		await pass(3);
		expect(isWaiting()).toBe(true);
		await pass(1);
	}
});

describe('a time-out', () => {
	test('gives what the work gives, and leaves nothing behind', async () => {
		const withTimeout = createTimeout(30_000);
		await expect(withTimeout(Promise.resolve('done'))).resolves.toBe('done');
		await expect(withTimeout(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
		await pass(100);
		expect(jest.getTimerCount()).toBe(0);
	});

	test('gives up on work that takes longer, and leaves nothing behind', async () => {
		const withTimeout = createTimeout(950);
		const seen = watch(withTimeout(never()));
		await pass(949);
		expect(seen).not.toHaveProperty('at');
		await pass(100);
		expect(seen).toEqual({ result: undefined, at: 1_000 });
		expect(jest.getTimerCount()).toBe(0);
	});

	test('counts for later work, too, when there was none for a while', async () => {
		const withTimeout = createTimeout(1_000);
		await withTimeout(Promise.resolve());
		await pass(5_000);
		const seen = watch(withTimeout(never()));
		await pass(1_000);
		expect(seen).toHaveProperty('at', 6_000);
	});

	test('is one clock for all work, and each has its own time', async () => {
		const withTimeout = createTimeout(1_000);
		const first = watch(withTimeout(never()));
		await pass(500);
		const second = watch(withTimeout(never()));
		expect(jest.getTimerCount()).toBe(1);
		await pass(1_000);
		expect([first.at, second.at]).toEqual([1_000, 1_500]);
	});
});

describe('work that takes its turn', () => {
	test('is done in order, one after the other, and others have theirs between', async () => {
		let seen = '';
		const work = (name: string) => () => {
			seen += name;
			setTimeout(() => (seen += '.'), 0);
			return name;
		};
		const done = ['a', 'b', 'c'].map((name) => watch(inTurn(work(name))));
		await pass(10);
		expect(seen).toBe('a.b.c.');
		expect(done.map(({ result }) => result)).toEqual(['a', 'b', 'c']);
	});

	test('that throws says so, and holds up nobody', async () => {
		const throwing = inTurn(() => {
			throw new RangeError('too deep');
		});
		const after = watch(inTurn(() => 'after'));
		await Promise.all([expect(throwing).rejects.toThrow('too deep'), pass(10)]);
		expect(after.result).toBe('after');
	});
});
