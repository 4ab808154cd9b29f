import type { NotSentReason } from '../outcomes/notSent';
import type { Failed } from '../outcomes/outcome';
import type { Job } from '../plan/customerQueue';
import type { CircuitBreaker } from './circuitBreaker';

/**
 * Whether a run goes on. What is under way always finishes.
 *
 * | the run is… | because of | sends requests | asks about what it sent | waits |
 * |---|---|---|---|---|
 * | going on | | yes | yes | |
 * | stopped | the first failure, if the node stops on errors; a deletion of another customer, always | no | yes | end, but for questions |
 * | no longer calling an account | responses that are about the access, or none: {@link CircuitBreaker} | no | no | end |
 * | canceled | the user; n8n then also cuts off what is under way | no | no | end |
 */
export class RunState {
	/** The first failure in time, where there was one. */
	firstFailure: { index: number; failure: Failed } | undefined;

	/**
	 * @param stopOnFailure whether the first failure keeps further requests from starting
	 * @param canceled n8n's signal for the execution
	 * @param isOver whether another customer was deleted than the one that was sent: in an earlier try, and later in this one
	 */
	constructor(
		private readonly stopOnFailure: boolean,
		private readonly canceled: AbortSignal | undefined,
		public isOver: boolean,
	) {}

	get isCanceled(): boolean {
		return this.canceled?.aborted === true;
	}

	/** Whether requests to an account, retries included, are still sent. */
	maySend(breaker: CircuitBreaker): boolean {
		const isStopped = this.stopOnFailure && this.firstFailure !== undefined;
		return this.mayAsk(breaker) && !this.isOver && !isStopped;
	}

	/** Whether the service is still asked about what was sent. */
	mayAsk({ why }: CircuitBreaker): boolean {
		return !this.isCanceled && why === undefined;
	}

	/** Why requests to an account that have not started never will. */
	whyNotSent({ why }: CircuitBreaker): NotSentReason {
		if (this.isCanceled) return { kind: 'canceled' };
		if (this.isOver) return { kind: 'wrongCustomer' };
		return why ?? { kind: 'stopped' };
	}

	/** Notes how a request ended, which may end the run. */
	observe({ outcome, items: [index = 0] }: Job): void {
		if (outcome?.kind === 'failed') this.firstFailure ??= { index, failure: outcome };
	}
}
