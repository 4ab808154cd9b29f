import type { Service } from '../services/service';
import type { Failed } from './outcome';

/** Why a service is sent no more requests in a run. */
export type StoppedCalling =
	/** A response with this status, to another request of the run, is about the access and not about one customer. */
	| { kind: 'response'; statusCode: number; advice: string }
	/** So many requests in a row had no usable response. */
	| { kind: 'silence'; requests: number }
	/** So many requests in a row were rejected in the same words, and then the credential's test call. */
	| { kind: 'access'; requests: number; advice: string };

/** Why a valid item was not sent. */
export type NotSentReason =
	{ kind: 'stopped' | 'canceled' | 'behindUnclear' | 'wrongCustomer' } | StoppedCalling;

/** The outcome of an item whose request never started. */
export function notSent(reason: NotSentReason, service: Service): Failed {
	const [because, description] = textsFor(reason, service);
	const message = `Not sent, because ${because}`;
	return { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
}

function textsFor(
	reason: NotSentReason,
	{ name, addressLabel }: Service,
): [because: string, description: string] {
	switch (reason.kind) {
		case 'stopped':
			return ['another item stopped the run', 'Run this item again.'];
		case 'canceled':
			return ['the execution was canceled', 'Run this item again if it is still needed.'];
		case 'behindUnclear':
			return [
				'an earlier request for this customer had no clear response and may still arrive',
				'Check the customer, and run this item again once the earlier request is settled: if it arrived late, it would undo this one.',
			];
		case 'wrongCustomer':
			return [
				`${name} deleted another customer than the one that another item named`,
				"Don't run this again before the service's support has explained it. The item whose deletion went wrong names the code.",
			];
		case 'silence':
			return [
				`${name} gave no usable response to ${reason.requests} requests in a row`,
				`Check whether the service is available, and the '${addressLabel}' in the credential. Then run this item again.`,
			];
		case 'access':
			return [
				`${name} rejected ${reason.requests} requests in a row, and a harmless test call too`,
				`${reason.advice} Then run this item again.`,
			];
		case 'response':
			return [
				`${name} didn't accept another request of this run (HTTP ${reason.statusCode})`,
				`${reason.advice} Then run this item again.`,
			];
	}
}
