import type { Failed } from '../outcomes/outcome';
import type { WhyNeverSent } from '../outcomes/neverSent';
import type { Job } from './customerQueue';
import type { JobResult } from './results';
import { ServiceWatch } from './serviceWatch';

/**
 * Whether a run goes on. What is under way always finishes.
 *
 * | the run is… | because of | sends requests | asks about what it sent | waits |
 * |---|---|---|---|---|
 * | going on | | yes | yes | |
 * | stopped | the first failure, if the node stops on errors | no | yes | end, but for questions |
 * | leaving the service alone | responses that are about the access, or none: {@link ServiceWatch} | no | no | end |
 * | canceled | the user; n8n then also cuts off what is under way | no | no | end |
 */
export class RunState {
	/** The first failure in time, where there was one. */
	firstFailure: { index: number; failure: Failed } | undefined;

	private readonly watch = new ServiceWatch();

	/** @param canceled n8n's signal for the execution */
	constructor(
		private readonly stopOnFailure: boolean,
		private readonly canceled: AbortSignal | undefined,
	) {}

	get isCanceled(): boolean {
		return this.canceled?.aborted === true;
	}

	/** Whether requests, retries included, are still sent. */
	get maySend(): boolean {
		return this.mayAsk && !(this.stopOnFailure && this.firstFailure !== undefined);
	}

	/** Whether the service is still asked about what was sent. */
	get mayAsk(): boolean {
		return !this.isCanceled && this.watch.why === undefined;
	}

	/** Why requests that have not started never will. */
	get whyNeverSent(): WhyNeverSent {
		if (this.isCanceled) return { kind: 'canceled' };
		const { why } = this.watch;
		return why === undefined ? { kind: 'stopped' } : { kind: 'leftAlone', why };
	}

	/** Notes how a request ended, which may end the run. */
	observe({ request, items: [index = 0] }: Job, { outcome, delivery }: JobResult): void {
		if (delivery !== undefined) this.watch.observe(request, delivery, outcome);
		if (outcome.kind === 'failed') this.firstFailure ??= { index, failure: outcome };
	}
}
