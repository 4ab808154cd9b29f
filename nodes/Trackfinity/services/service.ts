/** One of the two services that the node talks to. */
export interface Service {
	/** Its name in the middle of a sentence. */
	name: string;
	/** The credential type that addresses and signs its requests. */
	credential: 'trackfinityApi' | 'trackfinityDeleteApi';
	/** The labels, in that credential, of what the messages tell people to check. */
	addressLabel: string;
	accountLabel: string;
	/** Whether a request that may have arrived can be sent again without harm. */
	idempotent: boolean;
	/** What else decides over access, for the advice on 401 and 403. */
	accessAdvice: string;
	/** What a 404 may mean. */
	notFoundAdvice: (identifierLabel: string) => string;
	/** What else to say where the service rejected a request for a reason of its own. */
	rejectedAdvice?: string;
	/**
	 * The service's own words in the body of a response of any status, not redacted; undefined where there are none, as in
	 * HTML. Never throws.
	 */
	readWords: (body: string) => string | undefined;
}
