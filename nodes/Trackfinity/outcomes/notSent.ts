import type { Advisor } from './advice';
import type { Attempt } from './attempt';
import type { Failed } from './outcome';

/** Why a service is sent no more requests in a run. */
export type StoppedCalling =
	/** This response, to another request of the run, is about the access and not about one customer. */
	| { kind: 'response'; attempt: Extract<Attempt, { kind: 'responded' }>; advice: string }
	/** So many requests in a row had no usable response. */
	| { kind: 'silence'; requests: number }
	/** So many requests in a row were rejected in the same words, and then the credential's test call. */
	| { kind: 'access'; requests: number };

/** Why a valid item was not sent. */
export type NotSentReason =
	| { kind: 'stopped' }
	| { kind: 'canceled' }
	/** It's unclear whether an earlier request for the same customer was applied, or one may still arrive late. */
	| { kind: 'behindUnclear' }
	/** The service says that it deleted another customer than the one that was sent. */
	| { kind: 'wrongCustomer' }
	| { kind: 'stoppedCalling'; why: StoppedCalling };

/** The outcome of an item whose request never started. */
export function notSent(reason: NotSentReason, advisor: Advisor): Failed {
	return { kind: 'failed', outcome: 'notSent', ...textsFor(reason, advisor), attempts: 0 };
}

function textsFor(
	reason: NotSentReason,
	{ service, checkAccess }: Advisor,
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
		case 'wrongCustomer':
			return {
				message: `Not sent, because ${name} deleted another customer than the one that another item named`,
				description: `Don't run this again before the service's support has explained it. The item whose deletion went wrong names the code.`,
			};
		case 'stoppedCalling':
			return stoppedCalling(reason.why, name, addressLabel, checkAccess());
	}
}

function stoppedCalling(
	why: StoppedCalling,
	name: string,
	addressLabel: string,
	checkAccess: string,
): { message: string; description: string } {
	switch (why.kind) {
		case 'silence':
			return {
				message: `Not sent, because ${name} gave no usable response to ${why.requests} requests in a row`,
				description: `Check whether the service is available, and the '${addressLabel}' in the credential. Then run this item again.`,
			};
		case 'access':
			return {
				message: `Not sent, because ${name} rejected ${why.requests} requests in a row, and a harmless test call too`,
				description: `${checkAccess} Then run this item again.`,
			};
		case 'response':
			return {
				message: `Not sent, because ${name} didn't accept another request of this run (HTTP ${why.attempt.statusCode})`,
				description: `${why.advice} Then run this item again.`,
			};
	}
}
