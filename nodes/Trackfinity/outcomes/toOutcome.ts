import { withMessage } from '../responses/reading';
import type { OutcomeContext } from './advice';
import {
	adviceOnLast,
	adviceOnUnclear,
	adviceOnUnknown,
	messageOf,
	nameOf,
	onLateAttempt,
	sentences,
	wordsOf,
} from './advice';
import type { Attempt, RequestHistory } from './attempt';
import { isMissing, verdictOf } from './attempt';
import type { Done, Failed, Outcome } from './outcome';

const noCustomer = 'the service has no customer with this code';

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
	const { attempt, attempts, mayBeApplied, existence } = history;
	const verdict = verdictOf(attempt);
	if (verdict === 'confirmed') return done('confirmed', wordsOf(attempt), attempts, context);
	if (verdict !== 'wrongCustomer' && existence === 'missing') {
		if (verdict === 'unclear' || mayBeApplied) {
			const message = `The deletion had no clear response, and ${noCustomer}`;
			return done('verified', message, attempts, context);
		}
		if (context.wasSentBefore) {
			const message = `A deletion was sent earlier in this execution, and ${noCustomer}`;
			return done('verified', message, attempts, context);
		}
		if (context.ignoreMissing) {
			return done('missing', `There was nothing to delete: ${noCustomer}`, attempts, context);
		}
	}
	const isThere = existence === 'exists';
	const isSettled = !mayBeApplied || (verdict === 'rejected' && isThere);
	if (verdict === 'unclear' || verdict === 'wrongCustomer' || !isSettled) {
		return failed('unknown', attempt, attempts, adviceOnUnknown(history, context), context);
	}
	const advice = adviceOnLast(attempt, context);
	if (verdict === 'notSent') {
		return failed('notSent', attempt, attempts, `Nothing was sent. ${advice}`, context);
	}
	const late = isThere && history.mayArriveLate && onLateAttempt;
	return failed('rejected', attempt, attempts, sentences(advice, late), context);
}

/** What became of an item whose customer wasn't found: done, if there is none and that counts as done. */
export function toSearchOutcome(attempt: Attempt, context: OutcomeContext): Outcome {
	const { customer, operation, ignoreMissing, wasSentBefore } = context;
	const { service, rejectedAdvice } = operation;
	if (!isMissing(attempt)) {
		const description = sentences(
			`Nothing was deleted, because the customer with ${nameOf(customer)} wasn't found for certain.`,
			verdictOf(attempt) !== 'unclear' && adviceOnLast(attempt, context),
			"Look up the customer's code, and set 'Find Customer By' to 'Customer Code'.",
		);
		return failed('notSent', attempt, 0, description, context);
	}
	const none = `${service.name} has no such customer`;
	if (wasSentBefore) {
		const message = `A deletion was sent earlier in this execution, and ${none} anymore`;
		return done('verified', message, 0, context);
	}
	if (ignoreMissing) return done('missing', `There was nothing to delete: ${none}`, 0, context);
	const description = sentences(rejectedAdvice, `Otherwise, check ${nameOf(customer)}.`);
	return failed('rejected', attempt, 0, description, context, none);
}

/**
 * The outcome of a request in whose handling something was thrown that nobody foresaw. In fixed words: the exception's own
 * may hold data of the request.
 */
export function unforeseen({ customer, operation }: OutcomeContext): Failed {
	return {
		kind: 'failed',
		outcome: 'unknown',
		message: "The result of the request couldn't be determined",
		description: adviceOnUnclear(customer, operation.service),
		attempts: 1,
	};
}

function done(
	proof: Done['proof'],
	message: string | undefined,
	attempts: number,
	{ now }: OutcomeContext,
): Done {
	const processedAt = now.toISOString();
	return { kind: 'done', proof, processedAt, ...withMessage(message), attempts };
}

function failed(
	outcome: Failed['outcome'],
	attempt: Attempt,
	attempts: number,
	description: string,
	{ operation }: OutcomeContext,
	what?: string,
): Failed {
	return {
		kind: 'failed',
		outcome,
		message: messageOf(attempt, operation.service, what),
		description,
		...(attempt.kind === 'responded' && { statusCode: attempt.statusCode }),
		attempts,
	};
}
