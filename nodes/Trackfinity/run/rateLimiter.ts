import { wait } from '../transport/timing';

/** Decides when the next request may start. */
export class RateLimiter {
	private readonly intervalMs: number;

	private nextStart = 0;

	private queue: Promise<void> = Promise.resolve();

	/** @param maxPerSecond the most requests started in any one second; Infinity for no limit */
	constructor(maxPerSecond: number) {
		this.intervalMs = 1000 / maxPerSecond;
	}

	/**
	 * Waits until a request may start; who asks first starts first.
	 *
	 * @param isWanted whether the request is still to be made
	 * @returns whether it is: then it has to start now
	 */
	async acquire(isWanted: () => boolean): Promise<boolean> {
		let mayStart = false;
		this.queue = this.queue.then(async () => {
			// The service may ask for a pause in the meantime.
			for (let left = this.left(); left > 0 && isWanted(); left = this.left()) {
				await wait(left, isWanted);
			}
			mayStart = isWanted();
			// Counted from when it really starts: timers are late at times, and catching up would break the limit.
			if (mayStart) this.nextStart = Math.max(this.nextStart, performance.now() + this.intervalMs);
		});
		await this.queue;
		return mayStart;
	}

	/** Lets no request start for a while: the service said that it is busy, which holds for all of them. */
	pause(milliseconds: number): void {
		this.nextStart = Math.max(this.nextStart, performance.now() + milliseconds);
	}

	private left(): number {
		return this.nextStart - performance.now();
	}
}
