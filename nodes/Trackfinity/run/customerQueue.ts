import type { PlannedRequest } from '../operations/operation';

/** One request to send, and the items that share its response. */
export interface Job {
	request: PlannedRequest;
	/** Indexes of the items, in input order. */
	items: number[];
}

/** The requests for one customer, to be sent one after the other. */
export interface CustomerQueue {
	/** See {@link customerKey}. */
	customer: string;
	jobs: Job[];
}

/**
 * Puts the requests for each customer in a queue of their own, in input order.
 *
 * A request equal to the one before it in its queue is not sent again: its items share the response. Equal requests with
 * another between them (set A, set B, set A) are all sent.
 *
 * @param requests by item; items that cannot be sent have none
 * @returns the queues in the order of their first items
 */
export function queueByCustomer(
	requests: ReadonlyArray<PlannedRequest | undefined>,
): CustomerQueue[] {
	const queues = new Map<string, CustomerQueue>();
	for (const [index, request] of requests.entries()) {
		if (request === undefined) continue;
		const customer = customerKey(request);
		const queue = queues.get(customer) ?? { customer, jobs: [] };
		queues.set(customer, queue);
		const last = queue.jobs.at(-1);
		if (last !== undefined && isSameRequest(last.request, request)) last.items.push(index);
		else queue.jobs.push({ request, items: [index] });
	}
	return [...queues.values()];
}

/** The same for two requests exactly when they name the same customer in the same way. */
export function customerKey({ identifier }: PlannedRequest): string {
	return `${identifier.parameter} ${identifier.value}`;
}

/** Whether two requests for the same customer ask for the same. */
export function isSameRequest(one: PlannedRequest, other: PlannedRequest): boolean {
	return one.path === other.path && JSON.stringify(one.form) === JSON.stringify(other.form);
}
