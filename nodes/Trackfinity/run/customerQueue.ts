import type { PlannedRequest } from '../operations/operation';
import type { Entry } from './plan';
import { customerKey } from './plan';

/** One request to send, and the items that share its response. */
export interface Job {
	request: PlannedRequest;
	/** Indexes of the items, in input order. */
	items: number[];
}

/** The jobs for one customer, to be done one after the other. */
export type CustomerQueue = Job[];

/**
 * Puts the requests for each customer in a line of their own, in input order.
 *
 * A request equal to the one before it in its line is not sent again: its items share the response. Equal requests with
 * another between them (set A, set B, set A) are all sent.
 *
 * @returns the queues in the order of their first items
 */
export function queueByCustomer(entries: readonly Entry[]): CustomerQueue[] {
	const queues = new Map<string, CustomerQueue>();
	for (const [index, { request }] of entries.entries()) {
		if (request === undefined) continue;
		const customer = customerKey(request);
		const line = queues.get(customer);
		const last = line?.at(-1);
		if (line === undefined) queues.set(customer, [{ request, items: [index] }]);
		else if (last !== undefined && isSame(last.request, request)) last.items.push(index);
		else line.push({ request, items: [index] });
	}
	return [...queues.values()];
}

function isSame(one: PlannedRequest, other: PlannedRequest): boolean {
	return JSON.stringify(one.form) === JSON.stringify(other.form);
}
