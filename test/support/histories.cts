import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { Operation, Planned } from '../../nodes/Trackfinity/operations/operation';
import type { PlannedRequest } from '../../nodes/Trackfinity/operations/operation';
import { readLookup } from '../../nodes/Trackfinity/parameters/lookup';
import type { OutcomeContext } from '../../nodes/Trackfinity/outcomes/advice';
import type { Attempt, RequestHistory, Responded } from '../../nodes/Trackfinity/outcomes/attempt';
import { addAttempt } from '../../nodes/Trackfinity/outcomes/attempt';
import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import type { NoConnection, NoResponse } from '../../nodes/Trackfinity/transport/exchange';

/** The request that an operation makes of an item with these parameters. */
export function plan(operation: Operation, parameters: Record<string, unknown>): PlannedRequest {
	const defaults: Record<string, unknown> = {
		options: {},
		lookupBy: operation.lookups[0]?.parameter,
		customerId: '191',
		code: '0042',
		fields: {},
		fieldsToRemove: [],
	};
	const read = (path: string) => ({ ...defaults, ...parameters })[path];
	const planned = operation.planner(read)(read, readLookup(read, operation.lookups));
	if (planned.isSearch) throw new TypeError(`A search by ${planned.lookup.label}`);
	return planned;
}

export const deletion = plan(deleteCustomer, {});
export const locking = plan(lock, {});

/** What an outcome depends on, besides what happened: at noon, with no option on and nothing done. */
export function contextOf(operation: Operation, customer: Planned): OutcomeContext {
	return {
		operation,
		customer,
		credential: {},
		ignoreMissing: false,
		wasSentBefore: false,
		hasSucceeded: false,
		now: new Date('2026-03-01T12:00:00.000Z'),
	};
}

/** An attempt with a response: read as one of its status without a body, or so. */
export function responded(
	statusCode: number,
	reading: Reading = {
		kind: statusCode >= 500 || [408, 425].includes(statusCode) ? 'unclear' : 'rejected',
	},
	retryAfterMs?: number,
): Responded {
	const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
	return { kind: 'responded', statusCode, reading, ...wait };
}

export function notConnected(reason: NoConnection = 'unreachable'): Attempt {
	return { kind: 'notConnected', reason };
}

export function noResponse(reason: NoResponse): Attempt {
	return { kind: 'noResponse', reason };
}

export const timedOut = noResponse('timeout');
export const dropped = noResponse('dropped');
export const confirmed = responded(200, { kind: 'confirmed' });
export const rejected = responded(200, { kind: 'rejected', message: 'Customer not found' });
export const missing = responded(200, { kind: 'rejected', isMissing: true });
export const saysNothing = responded(200, { kind: 'unclear', reason: 'the response is empty' });
export const wrongCustomer = responded(200, { kind: 'wrongCustomer', code: '120' });

/** What is known after these attempts at a request, the last one last. */
export function historyOf(first: Attempt, ...others: readonly Attempt[]): RequestHistory {
	return others.reduce(addAttempt, addAttempt(undefined, first));
}
