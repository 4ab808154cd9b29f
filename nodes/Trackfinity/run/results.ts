import type { Delivery } from '../outcomes/delivery';
import { neverSent } from '../outcomes/neverSent';
import type { Outcome } from '../outcomes/outcome';
import type { Service } from '../services/service';
import type { CustomerQueue, Job } from './customerQueue';

/** How one request ended. */
export interface JobResult {
	outcome: Outcome;
	/** What is known of the request; absent when nothing was sent. */
	delivery?: Delivery;
}

/** How the requests of one customer's queue ended, in order; requests that haven't ended have no result. */
export type QueueResults = Array<JobResult | undefined>;

/** How the requests of a run have ended so far, and what that means for its items. */
export class Results {
	private readonly byJob = new Map<Job, JobResult>();

	/** @param outcomes one per item: those of items that are never sent, and undefined for all others */
	constructor(readonly outcomes: Array<Outcome | undefined>) {}

	of(job: Job): JobResult | undefined {
		return this.byJob.get(job);
	}

	ofQueue({ jobs }: CustomerQueue): QueueResults {
		return jobs.map((job) => this.of(job));
	}

	/** Notes how a request ended, for all items that share it. */
	note(job: Job, result: JobResult): void {
		this.byJob.set(job, result);
		for (const index of job.items) this.outcomes[index] = result.outcome;
	}

	/** What an earlier try did holds no more once a request that comes before it is sent again. */
	outdate(job: Job, service: Service): void {
		const result = this.of(job);
		if (result?.outcome.kind !== 'done') return;
		this.byJob.set(job, { ...result, outcome: neverSent({ kind: 'stopped' }, service) });
		for (const index of job.items) this.outcomes[index] = undefined;
	}
}

/** Whether a request was sent, so that the service may have applied it. */
export function wasSent(result: JobResult | undefined): result is JobResult {
	const outcome = result?.outcome;
	return outcome !== undefined && (outcome.kind === 'done' || outcome.outcome !== 'notSent');
}

/** Whether the request may still be applied after those that follow it: nobody knows, or one of its attempts timed out. */
export function mayArriveLate(result: JobResult | undefined): boolean {
	if (result === undefined) return false;
	const { outcome, delivery } = result;
	const isUnknown = outcome.kind === 'failed' && outcome.outcome === 'unknown';
	return isUnknown || delivery?.mayArriveLate === true;
}
