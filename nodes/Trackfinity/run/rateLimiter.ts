import { wait } from '../transport/timing';

/** Decides when the next request may start. */
export class RateLimiter {
	private readonly intervalMs: number;

	private nextStart = 0;

	private queue: Promise<void> = Promise.resolve();

	/**
	 * @param maxPerSecond the most requests started in any one second; Infinity for no limit
	 * @param isOver whether the run has ended, so that nobody has to wait any longer
	 */
	constructor(
		maxPerSecond: number,
		private readonly isOver: () => boolean,
	) {
		this.intervalMs = 1000 / maxPerSecond;
	}

	/** Waits for one's turn; who asks first starts first. */
	async acquire(): Promise<void> {
		this.queue = this.queue.then(async () => {
			while (!this.isOver()) {
				const left = this.nextStart - performance.now();
				if (left <= 0) break;
				await wait(left, this.isOver);
			}
			// Counted from when it really starts: timers are late at times, and catching up would break the limit.
			this.nextStart = performance.now() + this.intervalMs;
		});
		await this.queue;
	}

	/** Lets no request start for a while: the service said that it is busy, which holds for all of them. */
	pause(milliseconds: number): void {
		this.nextStart = Math.max(this.nextStart, performance.now() + milliseconds);
	}
}
