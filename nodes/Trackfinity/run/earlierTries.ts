import type { IExecuteFunctions } from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import type { Delivery } from '../outcomes/delivery';
import type { CustomerQueue } from './customerQueue';
import { isSameRequest } from './customerQueue';
import type { JobResult, QueueResults } from './results';

/** How the requests of one customer's queue ended in the tries so far. */
type Remembered = Array<{ request: PlannedRequest; result: JobResult | undefined }>;

/** The tries of one run of the node. */
interface Tries {
	begun: number;
	byCustomer: Map<string, Remembered>;
}

/**
 * By n8n's context object of the node, which is the same for all tries, and the number of the run, which is another in the
 * next turn of a loop (ran on n8n 1.123, 2.20 and 2.41). Only in the memory of this process, never in what n8n stores:
 * requests may hold passwords.
 */
const runs = new WeakMap<object, Map<number, Tries>>();

/**
 * What is remembered between the tries of n8n's Retry On Fail, which runs the whole node again: without it, what was done
 * would be sent again.
 */
export interface EarlierTries {
	/** How the requests of a queue ended in the tries before this one. */
	recall: (queue: CustomerQueue) => QueueResults;
	/**
	 * Keeps how the requests of all queues have ended by now for the next try.
	 *
	 * @param isSuccess whether nothing failed, so that there is no next try and all is forgotten
	 */
	remember: (
		queues: readonly CustomerQueue[],
		resultsOf: (queue: CustomerQueue) => QueueResults,
		isSuccess: boolean,
	) => void;
}

const nothing: EarlierTries = { recall: () => [], remember: () => undefined };

/** Begins a try. To be called at the start of each, once. */
export function beginTry(context: IExecuteFunctions): EarlierTries {
	const { retryOnFail, maxTries } = context.getNode();
	if (retryOnFail !== true) return nothing;

	const key = context.getContext('node');
	const runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
	const byRun = runs.get(key) ?? new Map<number, Tries>();
	runs.set(key, byRun);
	const tries: Tries = byRun.get(runIndex) ?? { begun: 0, byCustomer: new Map() };
	byRun.set(runIndex, tries);
	tries.begun += 1;
	// As n8n's engine reckons: 3 unless set, 2 to 5. Behind the last try nobody may take what is remembered for theirs.
	const isLast = tries.begun >= Math.min(5, Math.max(2, maxTries || 3));
	if (isLast) byRun.delete(runIndex);

	return {
		recall: ({ customer, jobs }) => {
			const remembered = tries.byCustomer.get(customer) ?? [];
			// An expression may give another value in each try: what is another request is not known.
			const other = remembered.findIndex(({ request }, place) => {
				const job = jobs[place];
				return job === undefined || !isSameRequest(job.request, request);
			});
			const same = other === -1 ? remembered : remembered.slice(0, other);
			return same.map(({ result }) => result);
		},
		remember: (queues, resultsOf, isSuccess) => {
			if (isSuccess) {
				byRun.delete(runIndex);
				return;
			}
			for (const queue of queues) {
				const results = resultsOf(queue);
				tries.byCustomer.set(
					queue.customer,
					queue.jobs.map(({ request }, place) => ({ request, result: results[place] })),
				);
			}
		},
	};
}

/** What an earlier try left open about a request, for this one to go on with. */
export function openDelivery(recalled: JobResult | undefined): Delivery | undefined {
	if (recalled?.delivery === undefined || recalled.outcome.kind === 'done') return undefined;
	if (recalled.outcome.outcome !== 'unknown' && !recalled.delivery.mayArriveLate) return undefined;
	// Whatever the last attempt said: if the request was not applied, it is to be sent.
	const open: Delivery = { ...recalled.delivery, verdict: 'unclear' };
	delete open.existence;
	return open;
}
