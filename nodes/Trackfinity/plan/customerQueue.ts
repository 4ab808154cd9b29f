import { caseless } from '../../../credentials/text';
import type { Planned, PlannedRequest, PlannedSearch } from '../operations/operation';
import type { RequestHistory } from '../outcomes/attempt';
import type { Failed, Outcome } from '../outcomes/outcome';
import type { Account } from './accounts';

/** What an item becomes before anything is sent: its request, the search for its customer, or why it can't be sent. */
export type Entry = Job | SearchEntry | Invalid;

/** What an entry has only in some cases. */
interface Extra {
	/** What items named the customer by, where that had to be found first. */
	searches?: Map<number, PlannedSearch>;
	/** For a dry run: whether the customer exists, or why that isn't known. */
	check?: Check;
	/** The customer of an item that can't be sent. */
	customer?: Planned | undefined;
	/** Whether an item that can't be sent could be read, and only lacks an account. */
	lacksAccount?: boolean;
}

/** One request to send, the items that share its response (indexes in input order), and what became of it. */
export interface Job extends Extra {
	request: PlannedRequest;
	search?: never;
	account: Account;
	items: number[];
	/** Undefined until the request was sent, in any try. A property added later would take more memory. */
	outcome: Outcome | undefined;
	/** This job in the try before, where n8n runs the whole node again. */
	previous?: Job;
	/** Set where the next try must go on: it's unclear whether the request was applied, or it may arrive late. */
	unsettled?: RequestHistory;
}

/** An item whose customer must be found first. */
export interface SearchEntry extends Extra {
	request?: never;
	search: PlannedSearch;
	account: Account;
	/** Why there is no request, once the customer was looked for; undefined in a dry run. */
	outcome: Outcome | undefined;
}

type Check = { exists?: boolean; reason?: string | undefined };

/** What came of asking about a customer: the code that a search found, or the outcome if it found none or several (`isShared`). */
export type Finding = Check & { code?: string; outcome?: Outcome; isShared?: boolean };

export type Invalid = Extra & { request?: never; search?: never; account?: never; outcome: Failed };

/** Whether a request was sent, so that the service may have applied it. */
export function wasSent({ outcome }: Job): boolean {
	return outcome !== undefined && outcome.kind !== 'notSent';
}

/** Whether the request may have changed the customer, or still may: a rejected one may have a late attempt. */
export function mayBeApplied({ outcome, unsettled }: Job): boolean {
	if (outcome?.kind === 'done') return outcome.proof !== 'missing';
	return outcome?.kind === 'unknown' || unsettled !== undefined;
}

/** The requests for one customer, at least one, in the order in which they are sent. */
export type CustomerQueue = readonly [Job, ...Job[]];

/** Equal for two requests exactly when they name the same customer of the same account in the same way. */
export function customerKey(account: Account, named: Pick<Planned, 'lookup' | 'value'>): string {
	return `${account.customerBase} ${named.lookup.parameter} ${named.value}`;
}

/** The same for the customer an entry is about. */
export function keyOf(entry: Job | SearchEntry): string {
	return customerKey(entry.account, entry.search ?? entry.request);
}

/** The customer by an ID that is equal for all spellings that a database may take for the same. */
export function anySpelling(named: Planned): Planned {
	return { ...named, value: caseless(named.value.normalize('NFKC')) };
}

/** Whether two requests for the same customer ask for the same. */
export function isSameRequest({ request: one }: Job, { request: other }: Job): boolean {
	return JSON.stringify(one.fields) === JSON.stringify(other.fields);
}

/**
 * Adds a job to its customer's queue, and returns the job that has its items now: a request equal to the one before it isn't
 * sent again. Equal requests with another between them (set A, set B, set A) are all sent.
 */
export function enqueue(queues: Map<string, [Job, ...Job[]]>, job: Job): Job {
	const key = keyOf(job);
	const queue = queues.get(key);
	const last = queue?.at(-1);
	if (last && last.previous === job.previous && isSameRequest(last, job)) {
		last.items.push(...job.items);
		for (const search of job.searches ?? []) (last.searches ??= new Map()).set(...search);
		return last;
	}
	if (queue === undefined) queues.set(key, [job]);
	else queue.push(job);
	return job;
}
