/** What the body of a response says about the request that it belongs to. */
export type Reading =
	/** It was done; `message` is the service's own text, where it sent one. */
	| { kind: 'confirmed'; message?: string }
	/** The service says no; `message` is its own text, where it sent one. */
	| { kind: 'denied'; message?: string }
	/** Nothing to rely on; `reason` completes the sentence "The response …". */
	| { kind: 'unreadable'; reason: string };
