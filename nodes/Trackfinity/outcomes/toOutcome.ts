import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import { isSuccess } from '../transport/httpResponse';
import type { Redact } from '../redaction/redact';
import {
	adviceOnConnection,
	adviceOnOutage,
	adviceOnStatus,
	adviceOnUnclear,
	adviceOnUnknown,
	adviceOnUnread,
	connectionMessage,
	noResponseMessage,
	onLateAttempt,
	sentence,
	statusMessage,
} from './advice';
import type { Delivery } from './delivery';
import type { Done, Failed, Outcome } from './outcome';

/** What the outcome of a delivery depends on, besides the delivery. */
export interface OutcomeContext {
	request: PlannedRequest;
	service: Service;
	/** Applied to every text of the service. */
	redact: Redact;
	/** When the last response was read. */
	now: Date;
}

/** No more than this of a service's own text is passed on. */
const MAX_QUOTE_LENGTH = 500;

/**
 * Says what a delivery means for its items: done, rejected, unknown or not sent, in words for the user.
 *
 * | last attempt | earlier unclear attempt | the customer is… | outcome |
 * |---|---|---|---|
 * | yes | | | done |
 * | nothing to rely on, or a no | yes, or the last one itself | missing | done, verified |
 * | a no | no | missing | done, nothing to delete |
 * | a no | yes | still there | rejected |
 * | a no | yes | not known | unknown |
 * | a no | no | still there, or not known | rejected |
 * | nothing to rely on | | still there, or not known | unknown |
 * | no connection | yes | | unknown |
 * | no connection | no | | not sent |
 */
export function toOutcome(delivery: Delivery, context: OutcomeContext): Outcome {
	const { verdict, mayBeApplied, existence } = delivery;
	if (verdict === 'confirmed') return confirmed(delivery, context);
	if (existence === 'missing') return gone(delivery, context.now);
	const isSettled = !mayBeApplied || (verdict === 'rejected' && existence === 'exists');
	if (verdict === 'unclear' || !isSettled) return unknown(delivery, context);
	return verdict === 'rejected' ? rejected(delivery, context) : notSent(delivery, context);
}

/**
 * The outcome of a request in whose handling something was thrown that nobody foresaw. In fixed words: the exception's own
 * may hold data of the request.
 */
export function unforeseen({ identifier }: PlannedRequest, service: Service): Failed {
	return {
		kind: 'failed',
		outcome: 'unknown',
		message: "The request couldn't be followed to its end",
		description: adviceOnUnclear(identifier, service),
		attempts: 1,
	};
}

function confirmed({ reading, attempts }: Delivery, { redact, now }: OutcomeContext): Done {
	const message = reading?.message;
	return {
		kind: 'done',
		proof: 'confirmed',
		processedAt: now.toISOString(),
		...(message !== undefined && { message: quote(message, redact) }),
		attempts,
	};
}

/** The service has no such customer: because an attempt without a clear response deleted it, or there was none before. */
function gone({ verdict, mayBeApplied, attempts }: Delivery, now: Date): Done {
	const processedAt = now.toISOString();
	return verdict === 'unclear' || mayBeApplied
		? {
				kind: 'done',
				proof: 'verified',
				processedAt,
				message:
					'The deletion had no clear response, and the service has no customer with this code',
				attempts,
			}
		: {
				kind: 'done',
				proof: 'missing',
				processedAt,
				message: 'There was nothing to delete: the service has no customer with this code',
				attempts,
			};
}

function unknown(delivery: Delivery, context: OutcomeContext): Failed {
	const { attempt, reading, verdict } = delivery;
	const { request, service } = context;
	const advice = [adviceOnUnknown(delivery, request, service)];
	if (verdict === 'notSent' || verdict === 'rejected') {
		advice.push(`About the last attempt: ${lastAdvice(delivery, context)}`);
	} else if (reading !== undefined) advice.push(adviceOnUnread(service));
	else if (attempt.kind === 'responded') advice.push(adviceOnOutage(attempt.response));
	return failed('unknown', delivery, context, advice.join(' '));
}

function rejected(delivery: Delivery, context: OutcomeContext): Failed {
	const advice = lastAdvice(delivery, context);
	const isLate = delivery.mayArriveLate && delivery.existence === 'exists';
	return failed('rejected', delivery, context, isLate ? `${advice} ${onLateAttempt}` : advice);
}

function notSent(delivery: Delivery, context: OutcomeContext): Failed {
	return failed('notSent', delivery, context, `Nothing was sent. ${lastAdvice(delivery, context)}`);
}

function failed(
	outcome: Failed['outcome'],
	delivery: Delivery,
	context: OutcomeContext,
	description: string,
): Failed {
	const { attempt, attempts } = delivery;
	return {
		kind: 'failed',
		outcome,
		message: sentence(messageOf(delivery, context)),
		description,
		...(attempt.kind === 'responded' && { statusCode: attempt.response.statusCode }),
		attempts,
	};
}

/** What happened at the last attempt, in the service's words where it gave any. */
function messageOf({ attempt, reading }: Delivery, { service, redact }: OutcomeContext): string {
	switch (attempt.kind) {
		case 'notConnected':
			return connectionMessage(attempt.reason, service);
		case 'noResponse':
			return noResponseMessage(attempt.reason, service);
		case 'responded': {
			const { statusCode, body, isComplete } = attempt.response;
			// Where a response was cut off, so may be a key in it, which then couldn't be recognized and hidden.
			const words = isSuccess(statusCode)
				? reading?.message
				: isComplete
					? service.readWords(body)
					: undefined;
			const message = statusMessage(statusCode, reading, service);
			return words === undefined ? message : `${message}: ${quote(words, redact)}`;
		}
	}
}

/** What to do about a last attempt that was rejected or had no connection. */
function lastAdvice({ attempt }: Delivery, { request, service }: OutcomeContext): string {
	if (attempt.kind === 'notConnected') return adviceOnConnection(attempt.reason, service);
	if (attempt.kind === 'noResponse') return '';
	return adviceOnStatus(attempt.response, request, service);
}

/** Redacted before it is cut, because half a key is still half a key. */
function quote(text: string, redact: Redact): string {
	const clean = redact(text).replace(/\s+/g, ' ');
	if (clean.length <= MAX_QUOTE_LENGTH) return clean;
	// Half of a character that takes two places must not be left.
	return `${clean.slice(0, MAX_QUOTE_LENGTH - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
