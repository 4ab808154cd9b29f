/**
 * What a response says about the request it belongs to. Messages are the service's own words; where a reading leaves this
 * room they are as they came, and may repeat what was sent, a key included.
 */
export type Reading =
	/** Yes. */
	| { kind: 'confirmed'; message?: string }
	/** No. Where `isMissing` is set, because there is no such customer. */
	| { kind: 'rejected'; message?: string; isMissing?: boolean }
	/**
	 * Nothing. The reason, if any, completes "Trackfinity responded (HTTP 200) but …". Where `isReadable` is set, it says
	 * something of customers, so the service talks.
	 */
	| {
			kind: 'unclear';
			reason?: string;
			message?: string;
			isReadable?: boolean;
			/** Whether it tells of a deletion all the same, so that nothing is sent again. */
			mayBeDone?: boolean;
	  }
	/** That another customer than the one that was sent is deleted: the one with this code. */
	| { kind: 'wrongCustomer'; code: string; message?: string };

/** What a response to the question whether a customer exists says. */
export type Existence = 'exists' | 'missing' | 'unclear';

/** What a response to the search for a customer says. No word of it is passed on that may be about somebody else. */
export type SearchResult =
	/** Exactly one customer, with a code, and the one that was meant. */
	| { kind: 'found'; code: string }
	/** There is no such customer. */
	| { kind: 'missing'; message?: string }
	/** The search was refused. */
	| { kind: 'rejected'; message?: string }
	/** Nothing to go by; the reason completes "the Delete service responded (HTTP 200) but …". */
	| { kind: 'unclear'; reason: string; isReadable?: boolean };

/** A part of a reading: the service's own words, where there are any. */
export function withMessage(message: string | undefined): { message?: string } {
	return message === undefined ? {} : { message };
}

/** Why a response with a yes and a no in it says nothing. */
export const CONTRADICTS_ITSELF = 'the response contradicts itself';

/** Why JSON that has a key twice says nothing: which of the two counts would be a guess. */
export const HAS_DUPLICATE_KEY = 'the response contains a duplicate field';

/** Why a response with PHP's own output in it says nothing. */
export const PRINTED_BY_PHP = "PHP printed a message into the service's response";
