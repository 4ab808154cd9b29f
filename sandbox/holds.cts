import { EventEmitter, once } from 'node:events';
import type { FaultMatch } from './faults.cts';

/** Keeps requests waiting until they are released. */
export class Hold {
	private readonly events = new EventEmitter();
	private readonly released = once(this.events, 'release');
	private held = 0;

	/** `match` says which requests, `active` holds all holds that are not released. */
	constructor(
		readonly match: FaultMatch,
		private readonly active: Set<Hold>,
	) {
		active.add(this);
	}

	/** Resolves as soon as this many requests have arrived and been held. */
	async waiting(count: number): Promise<void> {
		while (this.held < count) await once(this.events, 'held');
	}

	/** Lets all of them go on, in order of arrival, and holds no further ones. */
	release(): void {
		this.active.delete(this);
		this.events.emit('release');
	}

	/** Holds one more request: the promise is for the moment when it may go on. */
	async enter(): Promise<void> {
		this.held += 1;
		this.events.emit('held');
		await this.released;
	}
}
