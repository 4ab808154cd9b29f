import { sleep } from 'n8n-workflow';

/** No wait is longer than this before it looks again whether it is still needed; so no timer outlives a run for long. */
const SLICE_MS = 100;

/** Waits, but no longer than until `isOver` says so (checked every tenth of a second). */
export async function wait(milliseconds: number, isOver: () => boolean): Promise<void> {
	const end = performance.now() + milliseconds;
	while (!isOver()) {
		const left = end - performance.now();
		if (left <= 0) return;
		await sleep(Math.min(left, SLICE_MS));
	}
}

/**
 * Waits for `work`, but no longer than `milliseconds`.
 *
 * @returns what `work` gives, or undefined when its time is up; `work` itself goes on
 */
export async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
	let settled = false;
	const settle = () => {
		settled = true;
	};
	work.then(settle, settle);
	return await Promise.race([work, wait(milliseconds, () => settled).then(() => undefined)]);
}
