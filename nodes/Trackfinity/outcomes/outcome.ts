import { pluralize } from '../parameters/invalidInput';

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
	message?: string | undefined;
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

/** The kinds of outcomes, in words for people; `open` is a request that hasn't ended. */
const labels = {
	done: 'Done',
	rejected: 'Rejected by the service',
	unknown: 'Unclear',
	notSent: 'Not sent',
	open: 'Not finished yet',
};

/** How many items were done, which, and what became of the others. */
export function summary(outcomes: ReadonlyArray<Outcome | undefined>): string {
	const kinds = outcomes.map((outcome) => outcome?.kind ?? 'open');
	const parts = Object.entries(labels).flatMap(([kind, label]) => {
		const items = [...kinds.keys()].filter((index) => kinds[index] === kind);
		if (items.length === 0) return kind === 'done' ? 'No items were done.' : [];
		const which = `${items.length === 1 ? 'item' : 'items'} ${ranges(items)}`;
		return `${label}: ${pluralize(items.length, 'item')} (${which}).`;
	});
	return parts.join(' ');
}

/** More ranges are only counted: a description of a hundred kilobytes helps nobody. */
const MAX_RANGES = 20;

/** Numbers as people write them: 0 to 4, 7 and 9. */
function ranges(sorted: readonly number[]): string {
	const all: Array<{ from: number; to: number }> = [];
	for (const number of sorted) {
		const last = all.at(-1);
		if (last?.to === number - 1) last.to = number;
		else all.push({ from: number, to: number });
	}
	const unlisted = all.splice(MAX_RANGES).reduce((sum, { from, to }) => sum + to - from + 1, 0);
	const parts = all.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
	if (unlisted > 0) parts.push(`${unlisted} more`);
	const last = parts.pop() ?? '';
	return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
