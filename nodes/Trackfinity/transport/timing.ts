import { sleep } from 'n8n-workflow';

/** No timer is longer than this, so that none outlives a run for long. */
const SLICE_MS = 100;

/** Waits, but no longer than until `isOver` says so (asked every tenth of a second). */
export async function wait(milliseconds: number, isOver: () => boolean): Promise<void> {
	const end = performance.now() + milliseconds;
	while (!isOver()) {
		const left = end - performance.now();
		if (left <= 0) return;
		await sleep(Math.min(left, SLICE_MS));
	}
}

/** Gives what `work` gives, or undefined when its time is up; `work` itself goes on. */
export type WithTimeout = <T>(work: Promise<T>) => Promise<T | undefined>;

/**
 * Makes the time-out for the requests of a run. One clock serves them all: a timer for each took a busy run a twentieth
 * of its time.
 *
 * @param milliseconds how long each may take; up to a tenth of a second may be added before it is noticed
 */
export function createTimeout(milliseconds: number): WithTimeout {
	const waiting = new Set<{ end: number; expire: () => void }>();
	let isWatched = false;

	const watch = async (): Promise<void> => {
		isWatched = true;
		while (waiting.size > 0) {
			await sleep(SLICE_MS);
			const now = performance.now();
			for (const { end, expire } of waiting) if (end <= now) expire();
		}
		isWatched = false;
	};

	return async <T>(work: Promise<T>) =>
		await new Promise<T | undefined>((resolve, reject) => {
			const entry = {
				end: performance.now() + milliseconds,
				expire: () => {
					waiting.delete(entry);
					resolve(undefined);
				},
			};
			waiting.add(entry);
			if (!isWatched) void watch();
			work.then(resolve, reject).finally(() => waiting.delete(entry));
		});
}
