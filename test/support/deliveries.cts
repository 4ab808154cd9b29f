import type { PlannedRequest, ReadParameter } from '../../nodes/Trackfinity/operations/operation';
import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { Delivery } from '../../nodes/Trackfinity/outcomes/delivery';
import { addAttempt } from '../../nodes/Trackfinity/outcomes/delivery';
import type { Attempt, NoConnection } from '../../nodes/Trackfinity/transport/attempt';
import { deletedXml, refusedXml } from './responses.cts';

/** The code of the customer in {@link plannedDeletion}. */
export const code = '1234567890123456';

/** A deletion as the node plans it. */
export function plannedDeletion({ ignoreMissing = false } = {}): PlannedRequest {
	return plan(deleteCustomer.planner, { code, options: { ignoreMissing } });
}

/** A request that may be sent twice without harm, as the node plans it. */
export function plannedLock(): PlannedRequest {
	return plan(lock.planner, { lookupBy: 'customerId', customerId: '191', options: {} });
}

function plan(planner: typeof lock.planner, parameters: Record<string, unknown>): PlannedRequest {
	const read: ReadParameter = (path) => parameters[path];
	return planner(read)(read);
}

/** An attempt with a response. */
export function responded(
	statusCode: number,
	body = '',
	more: { retryAfterMs?: number; isComplete?: boolean } = {},
): Attempt {
	return { kind: 'responded', response: { statusCode, body, isComplete: true, ...more } };
}

/** An attempt without a connection. */
export function notConnected(reason: NoConnection = 'refused'): Attempt {
	return { kind: 'notConnected', reason };
}

export const timedOut: Attempt = { kind: 'noResponse', reason: 'timeout' };
export const dropped: Attempt = { kind: 'noResponse', reason: 'dropped' };
export const confirmed = responded(200, deletedXml(code));
export const rejected = responded(200, refusedXml('Customer not found'));

/** What is known after these attempts at a request, the last one last. */
export function deliveryOf(
	request: PlannedRequest,
	first: Attempt,
	...others: readonly Attempt[]
): Delivery {
	return others.reduce<Delivery>(
		(delivery, attempt) => addAttempt(delivery, attempt, request.readResponse),
		addAttempt(undefined, first, request.readResponse),
	);
}
