import type { FaultMatch } from './faults';
import { matches } from './faults';
import type { RecordedRequest } from './service';

/** Keeps requests waiting until they are released. */
export interface Hold {
	/** Resolves as soon as this many requests have arrived and been held. */
	waiting(count: number): Promise<void>;
	/** Lets all of them go on, in order of arrival, and holds no further ones. */
	release(): void;
}

interface Gate {
	match: FaultMatch;
	held: (() => void)[];
	watchers: { count: number; resolve: () => void }[];
}

/** All holds that are not released. */
export class Holds {
	private readonly gates = new Set<Gate>();

	add(match: FaultMatch): Hold {
		const gate: Gate = { match, held: [], watchers: [] };
		this.gates.add(gate);
		return {
			waiting: (count) =>
				new Promise((resolve) => {
					if (gate.held.length >= count) resolve();
					else gate.watchers.push({ count, resolve });
				}),
			release: () => this.release(gate),
		};
	}

	/** A promise for the moment when this request may go on; undefined if it may at once. */
	wait(request: RecordedRequest): Promise<void> | undefined {
		for (const gate of this.gates) {
			if (matches(gate.match, request)) return this.enter(gate);
		}
		return undefined;
	}

	releaseAll(): void {
		for (const gate of this.gates) this.release(gate);
	}

	private enter(gate: Gate): Promise<void> {
		const released = new Promise<void>((resolve) => gate.held.push(resolve));
		for (const watcher of gate.watchers) {
			if (gate.held.length >= watcher.count) watcher.resolve();
		}
		return released;
	}

	private release(gate: Gate): void {
		this.gates.delete(gate);
		for (const goOn of gate.held) goOn();
	}
}
