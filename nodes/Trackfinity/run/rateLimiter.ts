import { wait } from '../timing';

/** Limits how many requests of a run are under way at once, by slots. */
export class Semaphore {
	/** What to try again once a slot is free, those first that have waited longest. */
	private readonly waiting = new Set<() => void>();

	constructor(private free: number) {}

	/** Takes a slot if one is free; else `retry` is called once one is, unless it's taken by then. */
	tryAcquire(retry: () => void): boolean {
		if (this.free === 0) {
			this.waiting.add(retry);
			return false;
		}
		this.free -= 1;
		return true;
	}

	release(): void {
		this.free += 1;
		for (const retry of this.waiting) {
			if (this.free === 0) return;
			this.waiting.delete(retry);
			retry();
		}
	}
}

/** A request that waits for its start. */
interface Turn {
	isWanted: () => boolean;
	slots: Semaphore;
	hasSlot: boolean;
	/** Whether a request behind it started before it, because it had no slot. */
	isOvertaken: boolean;
	end: (mayStart: boolean) => void;
}

/** No slot is kept from other accounts for longer than this. */
const MAX_IDLE_MS = 2_000;
/** A request that is no longer wanted leaves the line within this. */
const POLL_MS = 100;

/** Of 0.01 requests per second, the lowest limit that can be set. */
const LONGEST_INTERVAL_MS = 100_000;

const limiters = new Map<string, RateLimiter>();

/** Decides when requests to one account may start, over all runs of this process: at the pace of the slowest under way. */
export class RateLimiter {
	private lastStart = -Infinity;
	private pausedUntil = -Infinity;
	/** Of all runs, in the order in which they asked. */
	private readonly line = new Set<Turn>();
	private isWatched = false;
	/** Milliseconds between two requests, as each of the runs under way wants it, and the longest of them. */
	private readonly intervals = new Map<object, number>();
	private interval = 0;

	/** Forgets those that nobody uses and that even the slowest run wouldn't have to wait for. */
	static forgetOld(): void {
		for (const [access, limiter] of limiters) {
			const isUsed = limiter.intervals.size > 0;
			if (!isUsed && limiter.waitFor(LONGEST_INTERVAL_MS) <= 0) limiters.delete(access);
		}
	}

	/** Gives a run the limiter of an account, by its `access`; the run has to leave it. Infinity per second is no limit. */
	static join(run: object, access: string, maxPerSecond: number): RateLimiter {
		const limiter = limiters.get(access) ?? new RateLimiter();
		limiters.set(access, limiter);
		limiter.intervals.set(run, 1000 / maxPerSecond);
		limiter.interval = Math.max(limiter.interval, 1000 / maxPerSecond);
		return limiter;
	}

	leave(run: object): void {
		this.intervals.delete(run);
		this.interval = Math.max(0, ...this.intervals.values());
	}

	/**
	 * Waits until a request may start; who asks first starts first, of those whose run has a slot.
	 *
	 * @param isWanted whether the request is still to be made; once it isn't, it never is again
	 * @param slots of the run, of which the request takes one
	 * @returns whether it is: then it has to start now, and give its slot back when it has ended
	 */
	async acquire(isWanted: () => boolean, slots: Semaphore): Promise<boolean> {
		return await new Promise<boolean>((end) => {
			this.line.add({ isWanted, slots, hasSlot: false, isOvertaken: false, end });
			// Until it's time, the watch goes through the line, which may be long.
			if (this.waitFor() > 0) void this.watch();
			else this.serve();
		});
	}

	/** Lets no request start for a while: the service said that it is busy, which holds for all of them. */
	pause(milliseconds: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, performance.now() + milliseconds);
	}

	/** Starts what may start. What is left is served by the watch, or once there is a slot. */
	private readonly serve = (): void => {
		if (this.serveLine()) void this.watch();
	};

	/** @returns whether a turn is left whose time hasn't come: told in the same pass, so that watch and slots can't both miss one */
	private serveLine(): boolean {
		const passed: Turn[] = [];
		let waitMs = this.waitFor();
		let isAnyEarly = false;
		for (const turn of this.line) {
			const isWanted = turn.isWanted();
			// Whoever was overtaken keeps the next slot for the next start, or would be overtaken again and again.
			const needsSlot = waitMs <= 0 || (turn.isOvertaken && waitMs < MAX_IDLE_MS);
			if (isWanted && needsSlot) turn.hasSlot ||= turn.slots.tryAcquire(this.serve);
			if (isWanted && waitMs > 0) {
				isAnyEarly = true;
				if (!needsSlot) this.giveBack(turn);
				continue;
			}
			if (isWanted && !turn.hasSlot) {
				passed.push(turn);
				continue;
			}
			this.line.delete(turn);
			if (isWanted) {
				for (const one of passed) one.isOvertaken = true;
				// Counted from when it really starts: timers are late at times, and catching up would break the limit.
				this.lastStart = performance.now();
			} else {
				this.giveBack(turn);
			}
			turn.end(isWanted);
			// Another one may have started meanwhile, with the slot that was given back.
			waitMs = this.waitFor();
		}
		return isAnyEarly;
	}

	private giveBack(turn: Turn): void {
		if (!turn.hasSlot) return;
		turn.hasSlot = false;
		turn.slots.release();
	}

	/** Serves the line as long as somebody in it waits for a time. */
	private async watch(): Promise<void> {
		if (this.isWatched) return;
		this.isWatched = true;
		// The service may ask for a pause in the meantime, or a slower run may end.
		await wait(Math.min(this.waitFor(), POLL_MS), () => true);
		// Before the line is served: a slot that is given back meanwhile serves it, too, and may leave somebody who has to wait.
		this.isWatched = false;
		this.serve();
	}

	/** Milliseconds until a request may start. */
	private waitFor(interval = this.interval): number {
		return Math.max(this.lastStart + interval, this.pausedUntil) - performance.now();
	}
}
