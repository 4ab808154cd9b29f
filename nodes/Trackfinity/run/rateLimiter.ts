import { wait } from '../timing';

/** Limits how many requests of a run are under way at once, by slots. */
export class Semaphore {
	/** Called once a slot is free, those that waited longest first. */
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
	/** Whether a later request started first, because this one had no slot. */
	isOvertaken: boolean;
	end: (mayStart: boolean) => void;
}

/** No slot is kept from other accounts for longer than this. */
const MAX_IDLE_MS = 2_000;
/** A request that is no longer wanted leaves the queue within this. */
const POLL_MS = 100;

/** At 0.01 requests per second, the lowest limit that can be set. */
const LONGEST_INTERVAL_MS = 100_000;

const limiters = new Map<string, RateLimiter>();

/** Decides when requests to one account may start, across all runs of this process: at the pace of the slowest run. */
export class RateLimiter {
	private lastStart = -Infinity;
	private pausedUntil = -Infinity;
	/** Turns of all runs, in the order they asked. */
	private readonly queue = new Set<Turn>();
	private isWatched = false;
	/** Milliseconds between requests that each run under way wants. */
	private readonly intervals = new Map<object, number>();

	/** Forgets limiters that no run uses and that even the slowest run wouldn't wait for. */
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
		return limiter;
	}

	leave(run: object): void {
		this.intervals.delete(run);
	}

	/**
	 * Waits until a request may start: first come, first served, of those whose run has a slot.
	 *
	 * @param isWanted whether the request is still wanted; once false, it stays false
	 * @param slots the run's; the request takes one of them
	 * @returns whether it may: then it has to start now, and give its slot back when it ends
	 */
	async acquire(isWanted: () => boolean, slots: Semaphore): Promise<boolean> {
		return await new Promise<boolean>((end) => {
			this.queue.add({ isWanted, slots, hasSlot: false, isOvertaken: false, end });
			// Only the watch walks the queue, which may be long: once for all who ask meanwhile.
			void this.watch();
		});
	}

	/** Lets no request start for a while: the service said it is busy, which holds for all of them. */
	pause(milliseconds: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, performance.now() + milliseconds);
	}

	/** Starts what may start. What is left is served by the watch, or once there is a slot. */
	private readonly serve = (): void => {
		const skipped: Turn[] = [];
		let waitMs = this.waitFor();
		let isAnyEarly = false;
		for (const turn of this.queue) {
			const isWanted = turn.isWanted();
			// A turn that was overtaken keeps the next slot, or it would be overtaken again and again.
			const needsSlot = waitMs <= 0 || (turn.isOvertaken && waitMs < MAX_IDLE_MS);
			if (isWanted && needsSlot) {
				turn.hasSlot ||= turn.slots.tryAcquire(this.serve);
			} else if (turn.hasSlot) {
				turn.hasSlot = false;
				turn.slots.release();
			}
			if (isWanted && (waitMs > 0 || !turn.hasSlot)) {
				// Noted at this look at the clock, so that watch and slots can't both miss a turn.
				isAnyEarly ||= waitMs > 0;
				skipped.push(turn);
				continue;
			}
			this.queue.delete(turn);
			if (isWanted) {
				for (const one of skipped) one.isOvertaken = true;
				// Counted from when it really starts: timers are late at times, and catching up would break the limit.
				this.lastStart = performance.now();
			}
			turn.end(isWanted);
			// Another one may have started meanwhile, with the slot that was given back.
			waitMs = this.waitFor();
		}
		if (isAnyEarly) void this.watch();
	};

	/** Serves the queue as long as a turn waits for its time. */
	private async watch(): Promise<void> {
		if (this.isWatched) return;
		this.isWatched = true;
		// The service may ask for a pause in the meantime, or a slower run may end.
		await wait(Math.min(this.waitFor(), POLL_MS), () => true);
		// Reset before serving: a slot given back meanwhile also serves the queue, and may leave a turn that has to wait.
		this.isWatched = false;
		this.serve();
	}

	/** Milliseconds until a request may start, at the pace of the slowest run. */
	private waitFor(interval = Math.max(0, ...this.intervals.values())): number {
		return Math.max(this.lastStart + interval, this.pausedUntil) - performance.now();
	}
}
