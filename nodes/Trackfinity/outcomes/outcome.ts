/** It was done, or there was nothing to do, and the service said so. */
export interface Done {
	kind: 'done';
	proof:
		| 'confirmed' // the response to the request itself said so
		| 'verified' // the deletion had no clear response, but the service says that the customer is gone
		| 'missing'; // the service has no such customer, and that counts as done
	/** When the service said so, as ISO time. */
	processedAt: string;
	/** The service's own words, where it sent any, or why this counts as done. */
	message?: string;
	/** How many requests it took, searches and questions aside. */
	attempts: number;
}

/** It was not done, or it's unclear whether it was. */
export interface Failed {
	kind:
		| 'notSent' // no change reached the service
		| 'rejected' // the service said no
		| 'unknown'; // it was sent, but there is no response to rely on
	/** What happened. */
	message: string;
	/** What the user can do. */
	description: string;
	statusCode?: number | undefined;
	/** How many requests were made, searches and questions aside; 0 if it was invalid or never its turn. */
	attempts: number;
}

/** A failure, and the item that it is about. */
export interface FailedItem {
	index: number;
	failure: Failed;
}

/** What became of one item. */
export type Outcome = Done | Failed;

/** The outcome of an item that is invalid or whose turn never came. */
export function notSent(message: string, description: string): Failed {
	return { kind: 'notSent', message, description, attempts: 0 };
}

/** A message with its item, counted from 0 as n8n does; the editor adds `[item 3]` itself unless "item 3" is in it. */
export function withItemIndex(message: string, index: number): string {
	return `${message} [Item ${index}]`;
}
