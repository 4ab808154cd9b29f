import type { Existence } from '../responses/reading';
import type { Attempt } from './attempt';
import { isMissing, mayArriveLate, verdictOf } from './attempt';

/** Everything that is known of a request that was sent, its retries and the questions about it included. */
export interface RequestHistory {
	/** The last attempt. */
	attempt: Attempt;
	/** How many requests were made, questions aside. */
	attempts: number;
	/** Whether an attempt before the last may have been applied, so that it may be done whatever the last one says. */
	mayBeApplied: boolean;
	/** Whether an attempt may still be applied, even after later requests. */
	mayArriveLate: boolean;
	/** What the service said of the customer after the last attempt, when asked or in response to it. */
	existence?: Existence | undefined;
	/** When the service last said that the customer is still there. */
	lastSeen?: Date;
}

/** Adds an attempt to what is known of a request. */
export function addAttempt(earlier: RequestHistory | undefined, attempt: Attempt): RequestHistory {
	return {
		attempt,
		attempts: (earlier?.attempts ?? 0) + 1,
		mayBeApplied:
			earlier !== undefined && (earlier.mayBeApplied || verdictOf(earlier.attempt) === 'unclear'),
		mayArriveLate: earlier?.mayArriveLate === true || mayArriveLate(attempt),
		...(isMissing(attempt) && { existence: 'missing' }),
		...(earlier?.lastSeen !== undefined && { lastSeen: earlier.lastSeen }),
	};
}

/** Adds what the service said when it was asked, after the last attempt, whether it has such a customer. */
export function addExistence(
	history: RequestHistory,
	existence: Existence,
	now: Date,
): RequestHistory {
	return { ...history, existence, ...(existence === 'exists' && { lastSeen: now }) };
}
