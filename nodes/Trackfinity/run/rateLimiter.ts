import { wait } from '../timing';

/** So many requests of a run may be under way at once. Who asks first goes first. */
export class Semaphore {
	private readonly waiting: Array<() => void> = [];

	constructor(private free: number) {}

	async acquire(): Promise<void> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	release(): void {
		const next = this.waiting.shift();
		if (next === undefined) this.free += 1;
		else next();
	}
}

/** Of 0.01 requests per second, the fewest that can be set. */
const LONGEST_INTERVAL_MS = 100_000;

const limiters = new Map<string, RateLimiter>();

/** Decides when requests to one account may start, over all runs of this process: at the pace of the slowest under way. */
export class RateLimiter {
	private lastStart = -Infinity;
	private pausedUntil = -Infinity;
	/** Ends when the next request in line may start. */
	private line: Promise<unknown> = Promise.resolve();
	/** Milliseconds between two requests, as each of the runs under way wants it. */
	private readonly intervals = new Map<object, number>();

	/** Forgets those that nobody uses and that even the slowest run wouldn't have to wait for. */
	static forgetOld(): void {
		for (const [access, limiter] of limiters) {
			const isUsed = limiter.intervals.size > 0;
			if (!isUsed && limiter.waitFor(LONGEST_INTERVAL_MS) <= 0) limiters.delete(access);
		}
	}

	/** Gives the one of an account, by its `access`, to a run, which has to leave it. Infinity per second is no limit. */
	static join(run: object, access: string, maxPerSecond: number): RateLimiter {
		const limiter = limiters.get(access) ?? new RateLimiter();
		limiters.set(access, limiter);
		limiter.intervals.set(run, 1000 / maxPerSecond);
		return limiter;
	}

	leave(run: object): void {
		this.intervals.delete(run);
	}

	/**
	 * Waits until a request may start; who asks first starts first.
	 *
	 * @param isWanted whether the request is still to be made
	 * @param slots of the run, of which the request takes one
	 * @returns whether it is: then it has to start now, and give its slot back when it has ended
	 */
	async acquire(isWanted: () => boolean, slots: Semaphore): Promise<boolean> {
		const start = async (): Promise<boolean> => {
			await slots.acquire();
			const mayStart = isWanted() && this.waitFor() <= 0;
			if (!mayStart) slots.release();
			// Counted from when it really starts: timers are late at times, and catching up would break the limit.
			else if (this.interval > 0) this.lastStart = performance.now();
			return mayStart;
		};
		if (this.interval === 0 && this.waitFor() <= 0 && (await start())) return true;
		const turn = this.line.then(async () => {
			while (isWanted()) {
				// The service may ask for a pause in the meantime, or a slower run may end.
				await wait(this.waitFor(), () => isWanted() && this.waitFor() > 0);
				if (await start()) return true;
			}
			return false;
		});
		this.line = turn;
		return await turn;
	}

	/** Lets no request start for a while: the service said that it is busy, which holds for all of them. */
	pause(milliseconds: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, performance.now() + milliseconds);
	}

	private get interval(): number {
		return Math.max(0, ...this.intervals.values());
	}

	/** Milliseconds until a request may start. */
	private waitFor(interval = this.interval): number {
		return Math.max(this.lastStart + interval, this.pausedUntil) - performance.now();
	}
}
