import type { IExecuteFunctions } from 'n8n-workflow';

import type { CustomerQueue, Job } from './customerQueue';
import { isSameRequest, queueKey, wasSent } from './customerQueue';

/** The tries of one run of the node. */
interface Tries {
	begun: number;
	/** Whether the service named another customer than the one that was sent, after which nothing more is sent. */
	isOver: boolean;
	/** By customer: the requests of the last try that had any. */
	byCustomer: Map<string, readonly Job[]>;
	/** The codes of customers that were found, by what they were found by. */
	found: Map<string, string>;
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
export interface PreviousTries {
	/** Whether nothing more may be sent, whatever is left to do. */
	isOver: boolean;
	/**
	 * A job as it is to be sent in this try. It belongs to its item and its customer, whatever an expression makes of the
	 * request: while an earlier one may still arrive, only that very request is sent again.
	 */
	continueWith: (job: Job) => Job;
	/** The codes of customers that were found, by what they were found by: nobody is looked for twice. */
	found: Map<string, string>;
	/** What earlier tries have sent, by item: told where this one ends before it sends anything. */
	sent: () => ReadonlyMap<number, Job>;
	/** Whether a request of an earlier try, which no job of the queue goes on with, may still arrive. */
	isBlocked: (queue: CustomerQueue) => boolean;
	/**
	 * Keeps how the requests of all queues have ended by now for the next try.
	 *
	 * @param isSuccess whether nothing failed, so that there is no next try and all is forgotten
	 */
	remember: (queues: readonly CustomerQueue[], isSuccess: boolean, isOver: boolean) => void;
}

const nothing = (): PreviousTries => ({
	isOver: false,
	found: new Map(),
	continueWith: (job) => job,
	sent: () => new Map(),
	isBlocked: () => false,
	remember: () => undefined,
});

/** Begins a try. To be called at the start of each, once. */
export function beginTry(context: IExecuteFunctions): PreviousTries {
	const { retryOnFail, maxTries } = context.getNode();
	const key = retryOnFail === true ? runKey(context) : undefined;
	if (key === undefined) return nothing();

	const runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
	const byRun = runs.get(key) ?? new Map<number, Tries>();
	runs.set(key, byRun);
	const tries: Tries = byRun.get(runIndex) ?? {
		begun: 0,
		isOver: false,
		byCustomer: new Map(),
		found: new Map(),
	};
	byRun.set(runIndex, tries);
	tries.begun += 1;
	// As n8n's engine reckons: 3 unless set, 2 to 5. Behind the last try nobody may take what is remembered for theirs.
	const isLast = tries.begun >= Math.min(5, Math.max(2, maxTries || 3));
	if (isLast) byRun.delete(runIndex);

	return {
		isOver: tries.isOver,
		found: tries.found,
		continueWith: (job) => {
			const remembered = tries.byCustomer.get(queueKey([job])) ?? [];
			const previous =
				remembered.find(({ items }) => job.items.some((index) => items.includes(index))) ??
				remembered.find((one) => isUnsettled(one) && isSameRequest(one.request, job.request));
			if (previous === undefined) return job;
			const isKept = isUnsettled(previous) || previous.outcome?.kind === 'done';
			const request = isKept ? previous.request : job.request;
			return { ...job, request, previous };
		},
		sent: () => {
			const jobs = [...tries.byCustomer.values()].flat().filter(wasSent);
			return new Map(jobs.flatMap((job) => job.items.map((index) => [index, job] as const)));
		},
		isBlocked: (queue) => leftOpen(tries, queue).length > 0,
		remember: (queues, isSuccess, isOver) => {
			if (isSuccess) {
				byRun.delete(runIndex);
				return;
			}
			tries.isOver = isOver;
			for (const queue of queues) {
				const jobs = queue.map(withoutPrevious);
				tries.byCustomer.set(queueKey(queue), [...jobs, ...leftOpen(tries, queue)]);
			}
		},
	};
}

/** A job without the try before, or all tries of a run would be kept. */
function withoutPrevious(job: Job): Job {
	const alone = { ...job };
	delete alone.previous;
	return alone;
}

/** What may still arrive of earlier tries, and no job of the queue goes on with. */
function leftOpen({ byCustomer }: Tries, queue: CustomerQueue): Job[] {
	const goesOn = new Set(queue.map(({ previous }) => previous));
	const remembered = byCustomer.get(queueKey(queue)) ?? [];
	return remembered.filter((one) => isUnsettled(one) && !goesOn.has(one));
}

/** Whether a request may have been applied or may still be, without anybody knowing. */
function isUnsettled({ unsettled }: Job): boolean {
	return unsettled !== undefined;
}

/** n8n's own Agents run a node without an execution, and never again. */
function runKey(context: IExecuteFunctions): object | undefined {
	try {
		return context.getContext('node');
	} catch {
		return undefined;
	}
}
