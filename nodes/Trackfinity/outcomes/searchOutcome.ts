import type { PlannedSearch } from '../operations/operation';
import type { Reading, SearchResult } from '../responses/reading';
import type { AdviceContext } from './advice';
import { nameOf, sentence } from './advice';
import type { Attempt } from './attempt';
import { isMissing, verdictOf } from './attempt';
import type { Outcome } from './outcome';
import { lastAdvice, messageOf } from './toOutcome';

/** What the outcome of a search depends on, besides the response. */
export interface SearchContext extends AdviceContext {
	search: PlannedSearch;
	/** Whether a deletion of who was asked for may have been applied earlier in the execution. */
	wasSentBefore: boolean;
	/** Whether something was found in this run, with the same credential. */
	hasSucceeded: boolean;
	now: Date;
}

/** What a search says, as an answer to the question whether its customer can be deleted. */
export function toReading(result: SearchResult): Reading {
	switch (result.kind) {
		case 'found':
			return { kind: 'confirmed' };
		case 'missing':
			return { ...result, kind: 'rejected', isMissing: true };
		default:
			return result;
	}
}

/** What became of an item whose customer wasn't found: done, if there is none and that counts as done. */
export function toSearchOutcome(attempt: Attempt, context: SearchContext): Outcome {
	const { search, operation, ignoreMissing, wasSentBefore, now } = context;
	const { service, rejectedAdvice = '' } = operation;
	const words = attempt.kind === 'responded' ? attempt.reading.message : undefined;
	const statusCode = attempt.kind === 'responded' ? { statusCode: attempt.statusCode } : {};
	if (isMissing(attempt)) {
		if (ignoreMissing || wasSentBefore) {
			return {
				kind: 'done',
				proof: wasSentBefore ? 'verified' : 'missing',
				processedAt: now.toISOString(),
				message: wasSentBefore
					? `A deletion was sent earlier in this execution, and ${service.name} has no such customer anymore`
					: `There was nothing to delete: ${service.name} has no such customer`,
				attempts: 0,
			};
		}
		const message = sentence(`${service.name} has no such customer`);
		return {
			kind: 'failed',
			outcome: 'rejected',
			message: words === undefined ? message : `${message}: ${words}`,
			description: `${rejectedAdvice} Otherwise, check ${nameOf(search)}.`,
			...statusCode,
			attempts: 0,
		};
	}
	return {
		kind: 'failed',
		outcome: 'notSent',
		message: sentence(messageOf(attempt, service)),
		description: [
			`Nothing was deleted, because the customer with ${nameOf(search)} wasn't found for certain.`,
			verdictOf(attempt) === 'unclear' ? '' : lastAdvice(attempt, search, context),
			"Look up the customer's code, and set 'Find Customer By' to 'Customer Code'.",
		]
			.filter((part) => part !== '')
			.join(' '),
		...statusCode,
		attempts: 0,
	};
}
