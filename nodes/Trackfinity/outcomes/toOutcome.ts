import { isSuccess } from '../transport/exchange';
import type { OutcomeContext } from './advice';
import {
	adviceOnLast,
	adviceOnUnclear,
	adviceOnUnknown,
	checkAccess,
	messageOf,
	nameOf,
	onLateAttempt,
	sentences,
} from './advice';
import type { Attempt, RequestHistory } from './attempt';
import { foundSeveral, isMissing, verdictOf } from './attempt';
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
	const { attempt, earlierMayBeApplied, existence } = history;
	const verdict = verdictOf(attempt);
	if (verdict === 'confirmed') return done('confirmed', attempt.reading?.message, history, context);
	if (verdict !== 'wrongCustomer' && existence === 'missing') {
		if (verdict === 'unclear' || earlierMayBeApplied) {
			const message = `The deletion had no clear response, and ${noCustomer}`;
			return done('verified', message, history, context);
		}
		return missing(history, context, noCustomer);
	}
	const isThere = existence === 'exists';
	const isEarlierUnclear = earlierMayBeApplied && !(verdict === 'rejected' && isThere);
	if (verdict === 'unclear' || verdict === 'wrongCustomer' || isEarlierUnclear) {
		return failed('unknown', history, adviceOnUnknown(history, context), context);
	}
	const advice = adviceOnLast(attempt, context);
	if (verdict === 'notConnected') {
		const nothing = `Nothing was ${history.attempts > 1 ? 'changed' : 'sent'}.`;
		return failed('notSent', history, `${nothing} ${advice}`, context);
	}
	const { ignoreMissing, operation } = context;
	// These may be about the customer, as a no of status 2xx is, which has this in its own advice.
	const mayBeAboutCustomer = attempt.statusCode === 400 || attempt.statusCode === 404;
	const onCustomer = mayBeAboutCustomer && !isThere && !ignoreMissing && operation.rejectedAdvice;
	const late = isThere && history.mayArriveLate && onLateAttempt;
	return failed('rejected', history, sentences(advice, onCustomer, late), context);
}

/** What became of an item whose customer wasn't found: done, if there is none and that counts as done. */
export function toSearchOutcome(attempt: Attempt, context: OutcomeContext): Outcome {
	const search = { attempt, attempts: 0 };
	if (!isMissing(attempt)) {
		const verdict = verdictOf(attempt);
		// A 2xx is about customers, and calls for no advice on the service, unless it rejects the search.
		const advice = isSuccess(attempt.statusCode ?? 0)
			? verdict === 'rejected' && checkAccess(context)
			: sentences(
					verdict === 'unclear' && 'Run the item again later.',
					adviceOnLast(attempt, context),
				);
		const description = sentences(
			`Nothing was deleted, because the customer with ${nameOf(context.customer)} wasn't found for certain.`,
			advice,
			foundSeveral(attempt) &&
				'Once one of them is deleted, the same search finds whoever is left.',
			`${advice ? "If that doesn't help, look" : 'Look'} up the customer's code, and set 'Find Customer By' to 'Customer Code'.`,
		);
		return failed('notSent', search, description, context);
	}
	const none = noSuchCustomer(context);
	return missing(search, context, none, `${none} anymore`);
}

function noSuchCustomer({ operation: { service } }: OutcomeContext): string {
	return `${service.name} has no such customer`;
}

/** The outcome where there is no such customer, which `none` says, or `gone` where a deletion was sent before. */
function missing(ended: Ended, context: OutcomeContext, none: string, gone = none): Outcome {
	const { customer, operation, ignoreMissing, wasSentBefore } = context;
	if (wasSentBefore) {
		const message = `A deletion was sent earlier in this execution, and ${gone}`;
		return done('verified', message, ended, context);
	}
	if (ignoreMissing) return done('missing', `There was nothing to delete: ${none}`, ended, context);
	const advice = sentences(operation.rejectedAdvice, `Otherwise, check ${nameOf(customer)}.`);
	return failed('rejected', ended, advice, context, noSuchCustomer(context));
}

/** The outcome after an unforeseen exception, whose own words may hold data of the request. */
export function unforeseen(context: OutcomeContext): Failed {
	const message = "The result of the request couldn't be determined";
	const description = adviceOnUnclear(context);
	return { kind: 'unknown', message, description, attempts: 1 };
}

type Ended = Pick<RequestHistory, 'attempt' | 'attempts'>;

function done(
	proof: Done['proof'],
	message: string | undefined,
	{ attempts }: Ended,
	{ now }: OutcomeContext,
): Done {
	return { kind: 'done', proof, processedAt: now.toISOString(), message, attempts };
}

function failed(
	kind: Failed['kind'],
	{ attempt, attempts }: Ended,
	description: string,
	{ operation }: OutcomeContext,
	what?: string,
): Failed {
	const { statusCode } = attempt;
	const message = messageOf(attempt, operation.service, what);
	return { kind, message, description, statusCode, attempts };
}
