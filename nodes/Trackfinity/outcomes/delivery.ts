import type { Existence, Reading } from '../responses/reading';
import type { Attempt } from '../transport/attempt';
import { isSuccess } from '../transport/httpResponse';

/** What one attempt by itself says: yes, no, nothing to rely on, or that nothing reached the service. */
export type Verdict = 'confirmed' | 'rejected' | 'unclear' | 'notSent';

/** Everything that is known of a request that was sent, its retries and the questions about it included. */
export interface Delivery {
	/** The last attempt. */
	attempt: Attempt;
	/** What the last attempt says. */
	verdict: Verdict;
	/** What the body of a 2xx response says. */
	reading?: Reading;
	/** How many requests were made, questions aside. */
	attempts: number;
	/** Whether an attempt before the last may have been applied, so that it may be done whatever the last one says. */
	mayBeApplied: boolean;
	/** Whether an attempt timed out, so that it may still arrive, even after later requests. */
	mayArriveLate: boolean;
	/** What the service said after the last attempt, when asked whether it has such a customer. */
	existence?: Existence;
	/** When the service last said that the customer is still there. */
	lastSeen?: Date;
}

/** Adds an attempt to what is known of a request. */
export function addAttempt(
	earlier: Delivery | undefined,
	attempt: Attempt,
	readResponse: (body: string) => Reading,
): Delivery {
	const reading = readBody(attempt, readResponse);
	return {
		attempt,
		verdict: toVerdict(attempt, reading),
		...(reading !== undefined && { reading }),
		attempts: (earlier?.attempts ?? 0) + 1,
		mayBeApplied: earlier !== undefined && (earlier.mayBeApplied || earlier.verdict === 'unclear'),
		mayArriveLate:
			earlier?.mayArriveLate === true ||
			(attempt.kind === 'noResponse' && attempt.reason === 'timeout'),
		...(earlier?.lastSeen !== undefined && { lastSeen: earlier.lastSeen }),
	};
}

/** Adds what the service said when it was asked, after the last attempt, whether it has such a customer. */
export function addExistence(delivery: Delivery, existence: Existence, now: Date): Delivery {
	return { ...delivery, existence, ...(existence === 'exists' && { lastSeen: now }) };
}

/**
 * What is kept of a delivery once its outcome is known: all but the service's texts. Ten thousand responses of 64 KiB each
 * would fill n8n's memory.
 */
export function withoutTexts(delivery: Delivery): Delivery {
	const { attempt, reading } = delivery;
	return {
		...delivery,
		...(attempt.kind === 'responded' && {
			attempt: { ...attempt, response: { ...attempt.response, body: '' } },
		}),
		...(reading !== undefined && {
			reading:
				reading.kind === 'unclear'
					? { kind: reading.kind, reason: reading.reason }
					: { kind: reading.kind },
		}),
	};
}

/** The body of a 2xx response, read; an exception here must not lose sight of what was sent. */
function readBody(attempt: Attempt, readResponse: (body: string) => Reading): Reading | undefined {
	if (attempt.kind !== 'responded' || !isSuccess(attempt.response.statusCode)) return undefined;
	if (!attempt.response.isComplete) {
		return { kind: 'unclear', reason: 'the response is far too long to be its own' };
	}
	try {
		return readResponse(attempt.response.body);
	} catch {
		return { kind: 'unclear', reason: "the response couldn't be read" };
	}
}

function toVerdict(attempt: Attempt, reading: Reading | undefined): Verdict {
	switch (attempt.kind) {
		case 'notConnected':
			return 'notSent';
		case 'noResponse':
			return 'unclear';
		case 'responded':
			if (reading !== undefined) return reading.kind;
			return attempt.response.statusCode >= 500 ? 'unclear' : 'rejected';
	}
}
