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

/** When requests to one account may start, whichever run of this process sends them. */
class Pace {
	lastStart = -Infinity;

	pausedUntil = -Infinity;

	/** Ends when the next request in line may start. */
	line: Promise<unknown> = Promise.resolve();

	/** Milliseconds between two requests, as each of the runs under way wants it. */
	private readonly intervals = new Map<object, number>();

	private interval = 0;

	join(run: object, interval: number): void {
		this.intervals.set(run, interval);
		this.interval = Math.max(...this.intervals.values());
	}

	leave(run: object): void {
		this.intervals.delete(run);
		this.interval = Math.max(0, ...this.intervals.values());
	}

	/** Milliseconds until a request may start. */
	get left(): number {
		const next = this.interval === 0 ? -Infinity : this.lastStart + this.interval;
		return Math.max(next, this.pausedUntil) - performance.now();
	}

	get isUnlimited(): boolean {
		return this.interval === 0 && this.pausedUntil <= performance.now();
	}

	/** Whether it can be forgotten: nobody uses it, and even the slowest run that may come would not have to wait. */
	get isOld(): boolean {
		const now = performance.now();
		return (
			this.intervals.size === 0 &&
			this.pausedUntil <= now &&
			this.lastStart + LONGEST_INTERVAL_MS <= now
		);
	}
}

/** Of 0.01 requests per second, the fewest that can be set. */
const LONGEST_INTERVAL_MS = 100_000;

const paces = new Map<string, Pace>();

let lastSeen = 0;

/** Forgets the paces that matter no more. To be called at the start of each run. */
export function forgetOldPaces(): void {
	const now = performance.now();
	for (const [key, pace] of paces) {
		// By a clock that has begun anew, runs would wait for what is long over.
		if (pace.isOld || now < lastSeen) paces.delete(key);
	}
	lastSeen = now;
}

/** Decides when the next request of a run to an account may start: at the pace of the slowest run that uses the account. */
export class RateLimiter {
	private readonly pace: Pace;

	/**
	 * @param access the account, see `Account.access`
	 * @param maxPerSecond the most requests started in any one second; Infinity for no limit
	 */
	constructor(access: string, maxPerSecond: number) {
		this.pace = paces.get(access) ?? new Pace();
		paces.set(access, this.pace);
		this.pace.join(this, 1000 / maxPerSecond);
	}

	/**
	 * Waits until a request may start; who asks first starts first.
	 *
	 * @param isWanted whether the request is still to be made
	 * @param slots of the run, of which the request takes one
	 * @returns whether it is: then it has to start now, and give its slot back when it has ended
	 */
	async acquire(isWanted: () => boolean, slots: Semaphore): Promise<boolean> {
		const { pace } = this;
		if (pace.isUnlimited) {
			await slots.acquire();
			if (pace.isUnlimited && isWanted()) return true;
			slots.release();
		}
		const turn = pace.line.then(async () => {
			while (isWanted()) {
				// The service may ask for a pause in the meantime, or a slower run may end.
				await wait(Math.max(0, pace.left), () => isWanted() && pace.left > 0);
				await slots.acquire();
				if (isWanted() && pace.left <= 0) {
					// Counted from when it really starts: timers are late at times, and catching up would break the limit.
					pace.lastStart = performance.now();
					return true;
				}
				slots.release();
			}
			return false;
		});
		pace.line = turn.catch(() => undefined);
		return await turn;
	}

	/** Lets no request to the account start for a while: the service said that it is busy, which holds for all of them. */
	pause(milliseconds: number): void {
		this.pace.pausedUntil = Math.max(this.pace.pausedUntil, performance.now() + milliseconds);
	}

	/** To be called when the run has ended. */
	leave(): void {
		this.pace.leave(this);
		lastSeen = performance.now();
	}
}
