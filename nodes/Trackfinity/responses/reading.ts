/**
 * What the body of a 2xx response says about the request it belongs to. Words are the service's own and may repeat what
 * was sent, a key included: they have to be redacted before anybody sees them.
 */
export type Reading =
	/** Yes. */
	| { kind: 'confirmed'; message?: string }
	/** No, in the service's own words where it sent any. */
	| { kind: 'rejected'; message?: string }
	/** Nothing: `reason` completes "Trackfinity responded (HTTP 200) but …"; `message` is what it said, never HTML. */
	| { kind: 'unclear'; reason: string; message?: string };

/** What a response to the question whether a customer exists says. */
export type Existence = 'exists' | 'missing' | 'unclear';

/** A {@link Reading} without a yes or a no. */
export type Unclear = Extract<Reading, { kind: 'unclear' }>;

/** A part of a reading: the service's own words, where there are any. */
export function withMessage(message: string | undefined): { message?: string } {
	return message === undefined ? {} : { message };
}

/** Why a response with a yes and a no in it says nothing. */
export const SAYS_BOTH = 'the response says both yes and no';

/** Why JSON that has a key twice says nothing: which of the two counts would be a guess. */
export const HAS_KEY_TWICE = 'the response has the same field twice';
