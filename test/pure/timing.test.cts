import { createTimeout, createYield, inTurn } from '../../nodes/Trackfinity/timing';

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

test('work of 30 ms lets others take their turn, and shorter work costs no time', async () => {
	const yieldToEventLoop = createYield();
	const isWaiting = () => {
		void yieldToEventLoop();
		return jest.getTimerCount() > 0;
	};
	for (let round = 0; round < 3; round++) {
		await pass(27);
		expect(isWaiting()).toBe(false);
		await pass(3);
		expect(isWaiting()).toBe(true);
		await pass(1);
	}
});

describe('a timeout', () => {
	test('gives what the work gives, and leaves nothing behind', async () => {
		const withTimeout = createTimeout(30_000);
		await expect(withTimeout(Promise.resolve('done'))).resolves.toBe('done');
		await expect(withTimeout(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
		await pass(100);
		expect(jest.getTimerCount()).toBe(0);
	});

	test('is one clock for all work; each has its own time, also when there was none for a while', async () => {
		const withTimeout = createTimeout(1_000);
		await withTimeout(Promise.resolve());
		await pass(5_000);
		const first = watch(withTimeout(never()));
		await pass(550);
		const second = watch(withTimeout(never()));
		expect(jest.getTimerCount()).toBe(1);
		await pass(449);
		expect(first).not.toHaveProperty('at');
		await pass(1_000);
		expect([first, second]).toEqual([{ at: 6_000 }, { at: 6_600 }]);
		expect(jest.getTimerCount()).toBe(0);
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
