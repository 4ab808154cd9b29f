import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation } from '../operations/operation';
import type { FailedItem } from '../outcomes/outcome';
import type { Lookup } from '../parameters/lookup';
import type { Account } from './accounts';
import type { CustomerQueue, Finding, Job } from './customerQueue';
import { customerKey, isSameRequest, mayBeApplied, wasSent } from './customerQueue';
import { executionMemory } from './safetyLimit';
import { isToolCall } from './toolCall';

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
	/** The codes of customers found, by the search that found them. */
	readonly found = new Map<string, string>();
	/** What became of the searches that gave no code. */
	readonly unfound = new Map<string, Finding>();
	/** The deletion of a customer other than the one sent, if any; nothing is sent after it. */
	deletedAnother: FailedItem | undefined;
	/** By account and lookup: see {@link mayLeaveOver}; the same within a try. */
	private readonly leavesOver = new Map<string, boolean>();
	/** By customer: the requests of the last try that had any. */
	private readonly byCustomer = new Map<string, readonly Job[]>();

	/** Begins a try. To be called at the start of each, once. */
	static begin(context: IExecuteFunctions): PreviousTries {
		const key = context.getNode().retryOnFail === true ? executionMemory(context) : undefined;
		if (key === undefined) return new PreviousTries();
		const call = isToolCall(context) ? context.getInputData()[0]?.json.toolCallId : '';
		if (call === undefined) return new PreviousTries();
		const run = `${context.getWorkflowDataProxy(0).$runIndex} ${call}`;
		const runs = runsByExecution.get(key) ?? new Map<string, PreviousTries>();
		const tries = runs.get(run) ?? new PreviousTries();
		runsByExecution.set(key, runs.set(run, tries));
		tries.leavesOver.clear();
		return tries;
	}

	/**
	 * A job with what earlier tries sent, matched by item and customer, whatever an expression makes of the request: while an
	 * earlier one may still arrive, only that very request is sent again. Another item that asks for what was last sent to the
	 * customer, and doesn't come before an item of another request, shares its response, as it would in one try.
	 */
	continueWith(job: Job): Job {
		const remembered = this.of([job]);
		const last = remembered.at(-1);
		const [index = 0] = job.items;
		const isLast = (one: Job) =>
			one === last &&
			remembered.every(({ items }) => items === one.items || items.every((other) => other < index));
		const previous =
			remembered.find(({ items }) => items.includes(index)) ??
			remembered.find((one) => (one.unsettled ?? isLast(one)) && isSameRequest(one, job));
		if (previous === undefined) return job;
		const { unsettled } = previous;
		const outcome = wasSent(previous) ? previous.outcome : undefined;
		if (unsettled === undefined && outcome?.kind !== 'done') return { ...job, outcome };
		const { request } = previous;
		return { ...job, request, outcome, previous, ...(unsettled && { unsettled }) };
	}

	/** Whether a customer of the account may have been deleted in an earlier try whose value for this lookup isn't known. */
	mayLeaveOver({ customers }: Account, lookup: Lookup): boolean {
		const isKnown = ({ asked }: Job) =>
			[...(asked?.values() ?? [])].some((search) => search.lookup === lookup);
		const key = `${customers} ${lookup.parameter}`;
		const leavesOver =
			this.leavesOver.get(key) ??
			[...this.byCustomer.values()]
				.flat()
				.some((job) => job.account.customers === customers && mayBeApplied(job) && !isKnown(job));
		this.leavesOver.set(key, leavesOver);
		return leavesOver;
	}

	/** What earlier tries sent, by item, for a try that ends before it sends anything. */
	sentByItem(): ReadonlyMap<number, Job> {
		const jobs = [...this.byCustomer.values()].flat().filter(wasSent);
		return new Map(jobs.flatMap((job) => job.items.map((index) => [index, job] as const)));
	}

	/** Earlier tries' requests that may still arrive and no job here continues: nothing may follow them. */
	leftOpen(queue: CustomerQueue): Job[] {
		const goesOn = new Set(queue.map(({ previous }) => previous));
		return this.of(queue).filter((one) => one.unsettled !== undefined && !goesOn.has(one));
	}

	/** Keeps for the next try how the requests of all queues ended; after a success there is none. */
	remember(
		queues: readonly CustomerQueue[],
		isSuccess: boolean,
		deletedAnother: FailedItem | undefined,
	): void {
		if (isSuccess) return this.byCustomer.clear();
		this.deletedAnother = deletedAnother;
		for (const queue of queues) {
			const [{ account, request }] = queue;
			const jobs = [...queue, ...this.leftOpen(queue)];
			const key = customerKey(account, request);
			// The last one that was sent for an item counts.
			this.byCustomer.delete(key);
			this.byCustomer.set(key, jobs);
			// Or all tries of a run would be kept.
			for (const job of queue) delete job.previous;
		}
	}

	private of([{ account, request }]: CustomerQueue): readonly Job[] {
		return this.byCustomer.get(customerKey(account, request)) ?? [];
	}
}
