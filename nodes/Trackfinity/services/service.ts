/** One of the two services that the node talks to. */
export interface Service {
	/** Its name in messages. */
	name: string;
	/** Where people look a customer up. */
	place: string;
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
}
