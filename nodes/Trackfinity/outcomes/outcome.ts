/** It was done, and the service confirmed it. */
export interface Done {
	kind: 'done';
	/** When the service confirmed it, as ISO time. */
	processedAt: string;
	/** The service's own words, where it sent any. */
	message?: string;
	/** How many requests it took. */
	attempts: number;
}

/** It was not done, or nobody knows. */
export interface Failed {
	kind: 'failed';
	/**
	 * - `notSent`: nothing reached the service
	 * - `rejected`: the service answered no
	 * - `unknown`: it was sent, but there is no response to rely on
	 */
	outcome: 'notSent' | 'rejected' | 'unknown';
	/** What happened. */
	message: string;
	/** What the user can do. */
	description: string;
	/** The HTTP status, where the service answered. */
	statusCode?: number;
	/** How many requests were made, 0 when it was refused before. */
	attempts: number;
}

/** What became of one item. */
export type Outcome = Done | Failed;

/**
 * A message with the item it is about; n8n counts items from 0. To what ends a run, the editor adds `[item 3]` of its own,
 * unless the message has "item 3" in it already.
 */
export function onItem(message: string, index: number): string {
	return `${message} [Item ${index}]`;
}

/** An item that was not sent, by the reason thrown: a InvalidInput, or what n8n throws for a bad expression or credential. */
export function notSent(reason: unknown): Failed {
	const { message, description } = Object(reason) as { message?: unknown; description?: unknown };
	return {
		kind: 'failed',
		outcome: 'notSent',
		message: typeof message === 'string' && message !== '' ? message : 'The item could not be read',
		description:
			typeof description === 'string' && description !== ''
				? description
				: "Check the node's parameters and its credential. Nothing was sent for this item.",
		attempts: 0,
	};
}
