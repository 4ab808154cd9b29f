import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { AdviceContext, NamedCustomer } from './advice';
import {
	adviceOnConnection,
	adviceOnOutage,
	adviceOnStatus,
	adviceOnUnclear,
	adviceOnUnknown,
	adviceOnUnread,
	adviceOnWrongCustomer,
	connectionMessage,
	noResponseMessage,
	onLateAttempt,
	sentence,
	statusMessage,
} from './advice';
import type { Attempt } from './attempt';
import { verdictOf } from './attempt';
import type { Done, Failed, Outcome } from './outcome';
import type { RequestHistory } from './requestHistory';

/** What the outcome of a request depends on, besides its history. */
export interface OutcomeContext extends AdviceContext {
	request: PlannedRequest;
	/** Whether a deletion of this customer was sent earlier in the execution. */
	wasSentBefore: boolean;
	/** Whether something was done in this run, with the same credential. */
	hasSucceeded: boolean;
	/** When the last response was read. */
	now: Date;
}

/**
 * Says what the history of a request means for its items: done, rejected, unknown or not sent, in words for the user.
 *
 * | last attempt | earlier unclear attempt | the customer is… | outcome |
 * |---|---|---|---|
 * | yes | | | done |
 * | another customer is deleted | | | unknown |
 * | nothing to rely on, or a no | yes, or the last one itself | missing | done, verified |
 * | a no | in this execution, and sent | missing | done, verified |
 * | a no | no | missing | done, nothing to delete, if missing customers count as done; else rejected |
 * | a no | yes | still there | rejected |
 * | a no | yes | not known | unknown |
 * | a no | no | still there, or not known | rejected |
 * | nothing to rely on | | still there, or not known | unknown |
 * | no connection | yes | | unknown |
 * | no connection | no | | not sent |
 */
export function toOutcome(history: RequestHistory, context: OutcomeContext): Outcome {
	const { attempt, mayBeApplied, existence } = history;
	const verdict = verdictOf(attempt);
	if (verdict === 'confirmed') return confirmed(history, context);
	if (verdict === 'wrongCustomer') return unknown(history, context);
	if (existence === 'missing') {
		if (verdict === 'unclear' || mayBeApplied)
			return gone('verified', noClearResponse, history, context);
		if (context.wasSentBefore) return gone('verified', sentEarlier, history, context);
		if (context.ignoreMissing) return gone('missing', nothingToDelete, history, context);
	}
	const isSettled = !mayBeApplied || (verdict === 'rejected' && existence === 'exists');
	if (verdict === 'unclear' || !isSettled) return unknown(history, context);
	return verdict === 'rejected' ? rejected(history, context) : notSent(history, context);
}

/**
 * The outcome of a request in whose handling something was thrown that nobody foresaw. In fixed words: the exception's own
 * may hold data of the request.
 */
export function unforeseen({ request, operation }: OutcomeContext): Failed {
	return {
		kind: 'failed',
		outcome: 'unknown',
		message: "The result of the request couldn't be determined",
		description: adviceOnUnclear(request, operation.service),
		attempts: 1,
	};
}

const noClearResponse =
	'The deletion had no clear response, and the service has no customer with this code';
const sentEarlier =
	'A deletion was sent earlier in this execution, and the service has no customer with this code';
const nothingToDelete = 'There was nothing to delete: the service has no customer with this code';

function confirmed({ attempt, attempts }: RequestHistory, { now }: OutcomeContext): Done {
	const message = attempt.kind === 'responded' ? attempt.reading.message : undefined;
	return {
		kind: 'done',
		proof: 'confirmed',
		processedAt: now.toISOString(),
		...(message !== undefined && { message }),
		attempts,
	};
}

/** The service has no such customer. */
function gone(
	proof: Done['proof'],
	message: string,
	{ attempts }: RequestHistory,
	{ now }: OutcomeContext,
): Done {
	return { kind: 'done', proof, processedAt: now.toISOString(), message, attempts };
}

function unknown(history: RequestHistory, context: OutcomeContext): Failed {
	const { attempt } = history;
	const { request, operation } = context;
	const { service } = operation;
	if (attempt.kind === 'responded' && attempt.reading.kind === 'wrongCustomer') {
		const advice = adviceOnWrongCustomer(attempt.reading.code, request);
		return failed('unknown', history, context, advice);
	}
	const advice = [adviceOnUnknown(history, request, service)];
	if (verdictOf(attempt) !== 'unclear') {
		advice.push(`About the last attempt: ${lastAdvice(history.attempt, context.request, context)}`);
	} else if (attempt.kind === 'responded') {
		const { reading } = attempt;
		advice.push(
			reading.kind === 'unclear' && reading.reason !== undefined
				? adviceOnUnread(reading.reason, service)
				: adviceOnOutage(attempt),
		);
	}
	return failed('unknown', history, context, advice.join(' '));
}

function rejected(history: RequestHistory, context: OutcomeContext): Failed {
	const advice = lastAdvice(history.attempt, context.request, context);
	const isLate = history.mayArriveLate && history.existence === 'exists';
	return failed('rejected', history, context, isLate ? `${advice} ${onLateAttempt}` : advice);
}

function notSent(history: RequestHistory, context: OutcomeContext): Failed {
	return failed(
		'notSent',
		history,
		context,
		`Nothing was sent. ${lastAdvice(history.attempt, context.request, context)}`,
	);
}

function failed(
	outcome: Failed['outcome'],
	{ attempt, attempts }: RequestHistory,
	{ operation }: OutcomeContext,
	description: string,
): Failed {
	return {
		kind: 'failed',
		outcome,
		message: sentence(messageOf(attempt, operation.service)),
		description,
		...(attempt.kind === 'responded' && { statusCode: attempt.statusCode }),
		attempts,
	};
}

/** What happened at an attempt, in the service's words where it gave any. */
export function messageOf(attempt: Attempt, service: Service): string {
	switch (attempt.kind) {
		case 'notConnected':
			return connectionMessage(attempt.reason, service);
		case 'noResponse':
			return noResponseMessage(attempt.reason, service);
		case 'responded': {
			const message = statusMessage(attempt, service);
			const words = attempt.reading.message;
			return words === undefined ? message : `${message}: ${words}`;
		}
	}
}

/** What to do about a last attempt that was rejected or had no connection. */
export function lastAdvice(
	attempt: Attempt,
	customer: NamedCustomer,
	context: AdviceContext & { hasSucceeded: boolean },
): string {
	if (attempt.kind === 'notConnected') {
		return adviceOnConnection(attempt.reason, context.operation.service);
	}
	if (attempt.kind === 'noResponse') return '';
	return adviceOnStatus(attempt, customer, context, context.hasSucceeded);
}
