import { sleep } from 'n8n-workflow';

// n8n forbids timers in what community nodes bundle (and so timer libraries); its own `sleep` is the one way to wait.

/** No wait is longer than this in one go, so that none outlives a run for long. */
const SLICE_MS = 100;
/** Longer work in one go would hold up everything else in n8n. */
const MAX_STRETCH_MS = 30;

/** Waits, but only while `isWanted`, asked every tenth of a second, says so. */
export async function wait(milliseconds: number, isWanted: () => boolean): Promise<void> {
	const end = performance.now() + milliseconds;
	for (let left = milliseconds; left > 0 && isWanted(); left = end - performance.now()) {
		await sleep(Math.min(left, SLICE_MS));
	}
}

/**
 * Makes a function to call between steps of long work, which from time to time lets everything else in n8n take its turn:
 * reading one expression takes n8n 0.1 to 0.4 ms, so thousands of items in one go would block it for seconds.
 */
export function createYield(): () => Promise<void> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since < MAX_STRETCH_MS) return;
		await sleep(0);
		since = performance.now();
	};
}

let turns: Promise<unknown> = Promise.resolve();

/**
 * Does some milliseconds of work once all such work before it, of every run in this process, is done and n8n has had its
 * turn: fifty long bodies at once would otherwise block it for seconds.
 */
export async function inTurn<T>(work: () => T): Promise<T> {
	const turn = turns.then(async () => await sleep(0)).then(work);
	turns = turn.catch(() => undefined);
	return await turn;
}

/**
 * Makes a timeout: a function that gives what `work` gives, or undefined when the milliseconds, and up to a tenth of a second
 * more, are over; `work` itself goes on. One clock serves all: a timer for each took a busy run a twentieth of its time.
 */
export function createTimeout(milliseconds: number) {
	/** Those who wait, and when their time is up. */
	const waiting = new Map<(result: undefined) => void, number>();
	let isWatched = false;

	const watch = async (): Promise<void> => {
		isWatched = true;
		while (waiting.size > 0) {
			await sleep(SLICE_MS);
			const now = performance.now();
			for (const [resolve, end] of waiting) {
				if (end <= now && waiting.delete(resolve)) resolve(undefined);
			}
		}
		isWatched = false;
	};

	return async <T>(work: Promise<T>): Promise<T | undefined> =>
		await new Promise<T | undefined>((resolve, reject) => {
			waiting.set(resolve, performance.now() + milliseconds);
			if (!isWatched) void watch();
			work.then(resolve, reject).finally(() => waiting.delete(resolve));
		});
}
