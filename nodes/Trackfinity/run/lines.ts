import type { PlannedRequest } from '../operations/operation';
import type { Entry } from './plan';
import { customerKey } from './plan';

/** One request to send, and the items that share its answer. */
export interface Job {
	request: PlannedRequest;
	/** Indexes of the items, in input order. */
	items: number[];
}

/** The jobs for one customer, to be done one after the other. */
export type Line = Job[];

/**
 * Puts the requests for each customer in a line of their own, in input order.
 *
 * A request equal to the one before it in its line is not sent again: its items share the answer. Equal requests with
 * another between them (set A, set B, set A) are all sent.
 *
 * @returns the lines in the order of their first items
 */
export function arrange(entries: readonly Entry[]): Line[] {
	const lines = new Map<string, Line>();
	for (const [index, { request }] of entries.entries()) {
		if (request === undefined) continue;
		const customer = customerKey(request);
		const line = lines.get(customer);
		const last = line?.at(-1);
		if (line === undefined) lines.set(customer, [{ request, items: [index] }]);
		else if (last !== undefined && isSame(last.request, request)) last.items.push(index);
		else line.push({ request, items: [index] });
	}
	return [...lines.values()];
}

function isSame(one: PlannedRequest, other: PlannedRequest): boolean {
	return JSON.stringify(one.form) === JSON.stringify(other.form);
}
