import type { IExecuteFunctions } from 'n8n-workflow';

import { isToolCall } from '../links/execution';
import type { Operation } from '../operations/operation';
import type { FailedItem } from '../outcomes/outcome';
import type { Lookup } from '../parameters/lookup';
import type { Account } from './accounts';
import type { CustomerQueue, Finding, Job, SearchEntry } from './customerQueue';
import { isSameRequest, keyOf, mayBeApplied, wasSent } from './customerQueue';
import { executionMemory } from './safetyLimit';

/**
 * By execution and run: all tries of a run have the same context object and run index in n8n; the next turn of a loop has
 * another index (ran on n8n 1.123, 2.20 and 2.41). Calls of a tool may share an index; AI Agent 3 gives each an ID.
 */
const runsByExecution = new WeakMap<object, Map<string, PreviousTries>>();

/**
 * What is remembered between the tries of n8n's Retry On Fail, which runs the whole node again: without it, what was done
 * would be sent again. Only in the memory of this process, never in what n8n stores: requests may hold passwords.
 */
export class PreviousTries {
	/** Undefined until a try could read it. */
	operation: Operation | undefined;
	/** What became of the searches for customers, and of questions about them. */
	readonly findings = new Map<string, Finding>();
	/** The deletion of a customer other than the one sent, if any; nothing is sent after it. */
	wrongDeletion: FailedItem | undefined;
	/** Results of {@link mayFindAnother}, by account and lookup: a run may search for thousands. */
	private readonly findsAnother = new Map<string, boolean>();
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
	continueWith(entry: Job | SearchEntry, index: number, own: Job | undefined): Job | SearchEntry {
		if (own && mayBeApplied(own)) return { ...own, items: [index], previous: own };
		if (entry.search) return entry;
		const previous = own && keyOf(own) === keyOf(entry) ? own : this.shared(entry, index);
		if (previous === undefined) return entry;
		const { request, outcome, unsettled } = previous;
		// A rejected request is sent as the item asks for it now, and its old outcome kept in case this try doesn't come to it.
		if (outcome?.kind === 'rejected' && !unsettled) return { ...entry, outcome };
		return { ...entry, request, outcome, previous, ...(unsettled && { unsettled }) };
	}

	/** The customer's last request, if it was sent and is the same, and the item comes after those of all the others. */
	private shared(job: Job, index: number): Job | undefined {
		const others = [...this.requestsFor([job])];
		const last = others.pop();
		const isBehind = others.every(({ items }) => items.every((other) => other < index));
		return last && wasSent(last) && isBehind && isSameRequest(last, job) ? last : undefined;
	}

	/** Whether a search may find somebody else: earlier tries may have deleted a customer whose value for it isn't known. */
	mayFindAnother({ customerBase }: Account, lookup: Lookup): boolean {
		const isKnown = ({ searches }: Job) =>
			[...(searches?.values() ?? [])].some((search) => search.lookup === lookup);
		const key = `${customerBase} ${lookup.parameter}`;
		const mayFind =
			this.findsAnother.get(key) ??
			this.jobs.some(
				(job) => job.account.customerBase === customerBase && mayBeApplied(job) && !isKnown(job),
			);
		this.findsAnother.set(key, mayFind);
		return mayFind;
	}

	/** What earlier tries sent, by item; of several for an item, the last one. */
	sentByItem(): ReadonlyMap<number, Job> {
		const jobs = this.jobs.filter(wasSent);
		return new Map(jobs.flatMap((job) => job.items.map((index) => [index, job] as const)));
	}

	/** Requests of earlier tries that are still unsettled, and that no job of the queue resumes: nothing may follow them. */
	unsettledBefore(queue: CustomerQueue): Job[] {
		const resumed = new Set(queue.map(({ previous }) => previous));
		return this.requestsFor(queue).filter((one) => one.unsettled && !resumed.has(one));
	}

	/** Keeps for the next try how the requests of all queues ended; after a success there is none. */
	remember(
		queues: readonly CustomerQueue[],
		isSuccess: boolean,
		wrongDeletion: FailedItem | undefined,
	): void {
		if (isSuccess) return this.byCustomer.clear();
		this.wrongDeletion = wrongDeletion;
		this.findsAnother.clear();
		for (const queue of queues) {
			const jobs = [...queue, ...this.unsettledBefore(queue)];
			const key = keyOf(queue[0]);
			// Moves the key to the end: of several requests for an item, the last one counts.
			this.byCustomer.delete(key);
			this.byCustomer.set(key, jobs);
			// Otherwise, each try would keep all tries before it in memory.
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
