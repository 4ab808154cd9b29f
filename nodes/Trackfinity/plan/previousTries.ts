import type { IExecuteFunctions } from 'n8n-workflow';

import { isToolCall } from '../links/execution';
import type { Operation } from '../operations/operation';
import type { FailedItem } from '../outcomes/outcome';
import type { Lookup } from '../parameters/lookup';
import type { Account } from './accounts';
import type { CustomerQueue, Finding, Job, LookedFor } from './customerQueue';
import { isSameRequest, keyOf, mayBeApplied, wasSent } from './customerQueue';
import { executionMemory } from './safetyLimit';

/**
 * By execution and run: n8n's context object of the node is the same for all tries of a run, and the run's index is another
 * in the next turn of a loop (ran on n8n 1.123, 2.20 and 2.41). Calls of a tool may share an index; AI Agent 3 gives each an ID.
 */
const runsByExecution = new WeakMap<object, Map<string, PreviousTries>>();

/**
 * What is remembered between the tries of n8n's Retry On Fail, which runs the whole node again: without it, what was done
 * would be sent again. Only in the memory of this process, never in what n8n stores: requests may hold passwords.
 */
export class PreviousTries {
	/** Undefined until a try could read it. */
	operation: Operation | undefined;
	/** What became of the searches for customers. */
	readonly findings = new Map<string, Finding>();
	/** The deletion of a customer other than the one sent, if any; nothing is sent after it. */
	wrongDeletion: FailedItem | undefined;
	/** By account and lookup: see {@link mayLeaveOver}; a run may search for thousands. */
	private readonly leavesOver = new Map<string, boolean>();
	/** By customer: the requests of the last try that had any. */
	private readonly byCustomer = new Map<string, readonly Job[]>();

	/** What earlier tries of the run left; nothing without Retry On Fail. */
	static of(context: IExecuteFunctions): PreviousTries {
		const key = context.getNode().retryOnFail === true ? executionMemory(context) : undefined;
		const call = isToolCall(context) ? context.getInputData()[0]?.json.toolCallId : '';
		if (key === undefined || call === undefined) return new PreviousTries();
		const run = `${context.getWorkflowDataProxy(0).$runIndex} ${call}`;
		const runs = runsByExecution.get(key) ?? new Map<string, PreviousTries>();
		const tries = runs.get(run) ?? new PreviousTries();
		runsByExecution.set(key, runs.set(run, tries));
		return tries;
	}

	/**
	 * What an item becomes after earlier tries; `own` is what they sent for it. What may have been done belongs to the item,
	 * whatever an expression makes of it now, even another customer. An item may share what was sent for others, as in one try.
	 */
	continueWith(entry: Job | LookedFor, index: number, own: Job | undefined): Job | LookedFor {
		if (own && mayBeApplied(own)) return { ...own, items: [index], previous: own };
		if (entry.search) return entry;
		const previous = own && keyOf(own) === keyOf(entry) ? own : this.shared(entry, index);
		if (previous === undefined) return entry;
		const { request, outcome, unsettled } = previous;
		// What was rejected is sent as the item asks for it now; that it was is said only if this try doesn't come to it.
		if (outcome?.kind === 'rejected' && !unsettled) return { ...entry, outcome };
		return { ...entry, request, outcome, previous, ...(unsettled && { unsettled }) };
	}

	/** The customer's last request, if it was sent, is the same, and the item doesn't come before one of another. */
	private shared(job: Job, index: number): Job | undefined {
		const others = [...this.requestsFor([job])];
		const last = others.pop();
		const isBehind = others.every(({ items }) => items.every((other) => other < index));
		return last && wasSent(last) && isBehind && isSameRequest(last, job) ? last : undefined;
	}

	/** Whether a customer of the account may have been deleted in an earlier try whose value for this lookup isn't known. */
	mayLeaveOver({ customerBase }: Account, lookup: Lookup): boolean {
		const isKnown = ({ searches }: Job) =>
			[...(searches?.values() ?? [])].some((search) => search.lookup === lookup);
		const key = `${customerBase} ${lookup.parameter}`;
		const leavesOver =
			this.leavesOver.get(key) ??
			this.jobs.some(
				(job) => job.account.customerBase === customerBase && mayBeApplied(job) && !isKnown(job),
			);
		this.leavesOver.set(key, leavesOver);
		return leavesOver;
	}

	/** What earlier tries sent, by item; of several for an item, the last one. */
	sentByItem(): ReadonlyMap<number, Job> {
		const jobs = this.jobs.filter(wasSent);
		return new Map(jobs.flatMap((job) => job.items.map((index) => [index, job] as const)));
	}

	/** Earlier tries' requests that may still arrive and no job here continues: nothing may follow them. */
	leftOpen(queue: CustomerQueue): Job[] {
		const goesOn = new Set(queue.map(({ previous }) => previous));
		return this.requestsFor(queue).filter((one) => one.unsettled !== undefined && !goesOn.has(one));
	}

	/** Keeps for the next try how the requests of all queues ended; after a success there is none. */
	remember(
		queues: readonly CustomerQueue[],
		isSuccess: boolean,
		wrongDeletion: FailedItem | undefined,
	): void {
		if (isSuccess) return this.byCustomer.clear();
		this.wrongDeletion = wrongDeletion;
		this.leavesOver.clear();
		for (const queue of queues) {
			const jobs = [...queue, ...this.leftOpen(queue)];
			const key = keyOf(queue[0]);
			// Set again, it would keep its place, and the last one of an item counts.
			this.byCustomer.delete(key);
			this.byCustomer.set(key, jobs);
			// Or all tries of a run would be kept.
			for (const job of queue) delete job.previous;
		}
	}

	private get jobs(): Job[] {
		return [...this.byCustomer.values()].flat();
	}

	private requestsFor([job]: CustomerQueue): readonly Job[] {
		return this.byCustomer.get(keyOf(job)) ?? [];
	}
}
