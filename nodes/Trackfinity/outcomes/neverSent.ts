import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { HttpResponse } from '../transport/httpResponse';
import { adviceOnStatus } from './advice';
import type { Failed } from './outcome';

/** Why a service is sent no more requests in a run. */
export type WhyLeftAlone =
	/** This response, to another request of the run, is about the access and not about one customer. */
	| { kind: 'response'; response: HttpResponse; request: PlannedRequest }
	/** So many requests in a row had no usable response. */
	| { kind: 'silence'; requests: number };

/** Why a valid item was not sent. */
export type WhyNeverSent =
	| { kind: 'stopped' }
	| { kind: 'canceled' }
	/** It's unclear whether an earlier request for the same customer was applied, or one may still arrive late. */
	| { kind: 'behindUnclear' }
	| { kind: 'leftAlone'; why: WhyLeftAlone };

/** The outcome of an item whose request never started. */
export function neverSent(reason: WhyNeverSent, service: Service): Failed {
	return { kind: 'failed', outcome: 'notSent', ...textsFor(reason, service), attempts: 0 };
}

function textsFor(
	reason: WhyNeverSent,
	service: Service,
): { message: string; description: string } {
	const { name, addressLabel } = service;
	switch (reason.kind) {
		case 'stopped':
			return {
				message: 'Not sent, because another item stopped the run',
				description: 'Run this item again.',
			};
		case 'canceled':
			return {
				message: 'Not sent, because the execution was canceled',
				description: 'Run this item again if it is still needed.',
			};
		case 'behindUnclear':
			return {
				message:
					'Not sent, because an earlier request for this customer had no clear response and may still arrive',
				description:
					'Check the customer, and run this item again once the earlier request is settled: if it arrived late, it would undo this one.',
			};
		case 'leftAlone': {
			const { why } = reason;
			if (why.kind === 'silence') {
				return {
					message: `Not sent, because ${name} gave no usable response to ${why.requests} requests in a row`,
					description: `Check whether the service is available, and the '${addressLabel}' in the credential. Then run this item again.`,
				};
			}
			const { response, request } = why;
			return {
				message: `Not sent, because ${name} didn't accept another request of this run (HTTP ${response.statusCode})`,
				description: `${adviceOnStatus(response, request, service)} Then run this item again.`,
			};
		}
	}
}
