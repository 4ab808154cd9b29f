import { wait } from '../timing';

/** So many requests of a run may be under way at once. Who asks first goes first. */
export class Semaphore {
	private readonly waiting: Array<() => void> = [];

	constructor(private free: number) {}

	async acquire(): Promise<void> {
		if (!this.tryAcquire()) await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	/** Takes one if there is one. */
	tryAcquire(): boolean {
		if (this.free === 0) return false;
		this.free -= 1;
		return true;
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
	/** Ends when the last request in line has had its turn. */
	private line: Promise<unknown> = Promise.resolve();
	private inLine = 0;
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
	 * Waits until a request may start; who asks first starts first. The line is that of all runs: nobody waits in it for a slot
	 * of the own run, or once the request is no longer wanted.
	 *
	 * @param isWanted whether the request is still to be made; once it isn't, it never is again
	 * @param slots of the run, of which the request takes one
	 * @returns whether it is: then it has to start now, and give its slot back when it has ended
	 */
	async acquire(isWanted: () => boolean, slots: Semaphore): Promise<boolean> {
		while (isWanted()) {
			await slots.acquire();
			if (this.inLine === 0 && this.mayStart(isWanted)) return this.start();
			slots.release();
			if (await this.takeTurn(isWanted, slots)) return true;
		}
		return false;
	}

	/** @returns whether the request may start, and has a slot */
	private async takeTurn(isWanted: () => boolean, slots: Semaphore): Promise<boolean> {
		let isOver = false;
		const turn = this.line.then(async () => {
			// The service may ask for a pause in the meantime, or a slower run may end.
			while (isWanted() && this.waitFor() > 0) {
				await wait(this.waitFor(), () => isWanted() && this.waitFor() > 0);
			}
			isOver = true;
			this.inLine -= 1;
			return this.mayStart(isWanted) && slots.tryAcquire() && this.start();
		});
		this.line = turn;
		this.inLine += 1;
		const isUnwanted = wait(Infinity, () => !isOver && isWanted()).then(() => isOver && turn);
		return await Promise.race([turn, isUnwanted]);
	}

	private mayStart(isWanted: () => boolean): boolean {
		return isWanted() && this.waitFor() <= 0;
	}

	private start(): true {
		// Counted from when it really starts: timers are late at times, and catching up would break the limit.
		if (this.interval > 0) this.lastStart = performance.now();
		return true;
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
