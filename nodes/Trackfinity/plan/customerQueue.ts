import type { Planned, PlannedRequest, PlannedSearch } from '../operations/operation';
import type { Failed, Outcome } from '../outcomes/outcome';
import type { RequestHistory } from '../outcomes/requestHistory';
import type { Account } from './accounts';

/** What a dry run was told of a customer; neither where it wasn't asked. */
export interface CustomerCheck {
	exists?: boolean;
	/** Why nobody knows. */
	reason?: string;
}

/** One request to send, the items that share its response, and what became of it. */
export interface Job {
	request: PlannedRequest;
	account: Account;
	/** Indexes of the items, in input order. */
	items: number[];
	/** The same in the try before this one, where n8n runs the whole node again. */
	previous?: Job;
	/** Undefined until the request has ended. There from the start, because a property that comes later takes more memory. */
	outcome: Outcome | undefined;
	/** Kept only where the next try has to go on with it: it's unclear whether the request was applied, or it may arrive late. */
	unsettled?: RequestHistory;
	check?: CustomerCheck;
	/** What items named the customer by, where that had to be found first. */
	asked?: ReadonlyMap<number, PlannedSearch>;
}

/** An item whose customer was to be found first, and for which there is no request: none was found, or nobody was asked. */
export interface LookedFor {
	search: PlannedSearch;
	account: Account;
	/** Undefined in a dry run. */
	outcome: Outcome | undefined;
	check?: CustomerCheck;
}

/** The requests for one customer, in the order in which they are sent, one after the other; at least one. */
export type CustomerQueue = readonly [Job, ...Job[]];

/** What an item came to before anything is sent: its request, or why there is none. */
export type Entry = Job | LookedFor | Failed;

/** Whether what an item came to is a reason why it can't be sent. */
export function isInvalid(entry: object): entry is Failed {
	return 'kind' in entry;
}

/** Whether a request was sent, so that the service may have applied it. */
export function wasSent({ outcome }: Job): boolean {
	return outcome !== undefined && (outcome.kind === 'done' || outcome.outcome !== 'notSent');
}

/** What an item names its customer by; undefined for one that can't be sent. */
export function namedBy(entry: Entry, index: number): Planned | undefined {
	if (isInvalid(entry)) return undefined;
	return 'search' in entry ? entry.search : (entry.asked?.get(index) ?? entry.request);
}

/** Who is meant: a customer of an account, as an item or a request names it. */
export interface Customer extends Pick<PlannedRequest, 'lookup' | 'value'> {
	account: Account;
}

/** The same for two requests exactly when they name the same customer of the same account in the same way. */
export function customerKey({ account, lookup, value }: Customer): string {
	return `${account.customers} ${lookup.parameter} ${value}`;
}

/** The same for all requests of a queue. */
export function queueKey([{ request, account }]: CustomerQueue): string {
	return customerKey({ ...request, account });
}

/** Whether two requests for the same customer ask for the same. */
export function isSameRequest(one: PlannedRequest, other: PlannedRequest): boolean {
	return one.fields === other.fields || JSON.stringify(one.fields) === JSON.stringify(other.fields);
}

/**
 * Puts the requests for each customer in a queue of their own, in input order.
 *
 * A request equal to the one before it in its queue is not sent again: its items share the response. Equal requests with
 * another between them (set A, set B, set A) are all sent.
 */
export class CustomerQueues {
	private readonly byCustomer = new Map<string, [Job, ...Job[]]>();

	/** Adds an item. Gives the job of which its request is a part now. */
	add(job: Job): Job {
		const key = queueKey([job]);
		const queue = this.byCustomer.get(key);
		const last = queue?.at(-1);
		if (queue === undefined || last === undefined) {
			this.byCustomer.set(key, [job]);
			return job;
		}
		if (last.previous === job.previous && isSameRequest(last.request, job.request)) {
			last.items.push(...job.items);
			if (job.asked) last.asked = new Map([...(last.asked ?? []), ...job.asked]);
			return last;
		}
		queue.push(job);
		return job;
	}

	/** In the order of their first items. */
	get all(): CustomerQueue[] {
		return [...this.byCustomer.values()];
	}
}
