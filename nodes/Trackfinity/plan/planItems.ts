import type { Planned, Planner } from '../operations/operation';
import type { Failed } from '../outcomes/outcome';
import type { ReadParameter } from '../parameters/invalidInput';
import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { CustomerQueue, Entry, LookedFor } from './customerQueue';
import { isInvalid } from './customerQueue';

/**
 * Reads and checks every item. Nothing is sent yet, and an invalid item does not keep the others from being read.
 *
 * @param itemAt gives the reader for the item with that index
 * @param isWanted whether to go on
 * @returns for each item, in input order, the request for it or why there can be none
 */
export async function planItems(
	planner: Planner,
	itemAt: (index: number) => ReadParameter,
	count: number,
	isWanted: () => boolean,
): Promise<Array<Planned | Failed>> {
	const planned: Array<Planned | Failed> = [];
	const yieldToEventLoop = createYield();
	for (let index = 0; index < count && isWanted(); index++) {
		try {
			planned.push(planner(itemAt(index)));
		} catch (reason) {
			planned.push(invalid(reason));
		}
		await yieldToEventLoop();
	}
	return planned;
}

/**
 * Finds requests that contradict each other: where what an operation does has no undo, the first of two different
 * requests for a customer would do what the second was to prevent. All of them are invalid.
 *
 * @param entries of all items; those of a contradiction get a failure in place of their request
 * @returns the queues without such requests
 */
export function withoutConflicts(
	queues: readonly CustomerQueue[],
	conflict: { message: (items: readonly number[]) => string; description: string },
	entries: Entry[],
): CustomerQueue[] {
	return queues.filter((jobs) => {
		if (jobs.length === 1) return true;
		const indexes = jobs.flatMap(({ items }) => items).sort((one, other) => one - other);
		const failure = invalid(new InvalidInput(conflict.message(indexes), conflict.description));
		for (const index of indexes) entries[index] = failure;
		return false;
	});
}

/**
 * What an item comes to that cannot be sent.
 *
 * @param reason what was thrown. Only the texts of {@link InvalidInput} are passed on: those of other exceptions may hold
 * what stands in the item.
 */
export function invalid(reason: unknown): Failed {
	const { message, description } =
		reason instanceof InvalidInput
			? reason
			: {
					message: "The item couldn't be read",
					description: "Check the node's parameters and its input. Nothing was sent for this item.",
				};
	return { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
}

/** More items than these are counted, but not listed: their texts would fill screens. */
const MAX_LISTED = 20;

/**
 * For the mode in which an invalid item stops everything.
 *
 * @param onMissing what to do, first of all, where a customer isn't there
 * @throws InvalidInput that lists the invalid items with their reasons
 */
export function throwOnInvalidItems(entries: readonly object[], onMissing = ''): void {
	const invalidItems = entries.flatMap((entry, index) => {
		const failure = failureOf(entry);
		return failure === undefined ? [] : [{ index, failure }];
	});
	const [first] = invalidItems;
	if (first === undefined) return;
	const { index, failure } = first;
	if (invalidItems.length === 1) {
		throw new InvalidInput(
			`Nothing was sent because of item ${index}: ${failure.message} [Item ${index}]`,
			entries.length === 1
				? `${failure.description} Nothing was sent.`
				: `${failure.description} ${nothingSent(entries.length)} ${howToContinue}`,
			index,
		);
	}
	const reasons = invalidItems
		.slice(0, MAX_LISTED)
		.map((item) => `[Item ${item.index}] ${item.failure.message}.`);
	const unlisted = invalidItems.length - reasons.length;
	if (unlisted > 0) {
		reasons.push(`${unlisted} more ${unlisted === 1 ? 'item is' : 'items are'} invalid.`);
	}
	throw new InvalidInput(
		`${invalidItems.length} of ${entries.length} items are invalid, item ${index} first: ${failure.message} [Item ${index}]`,
		[
			...(invalidItems.some((item) => item.failure.outcome === 'rejected') ? [onMissing] : []),
			nothingSent(entries.length),
			...reasons,
			`Fix these items or filter them out before this node. ${howToContinue}`,
		].join('\n'),
		index,
	);
}

/** Also that of a customer who wasn't found. */
function failureOf(entry: object): Failed | undefined {
	if (isInvalid(entry)) return entry;
	const { outcome } = entry as Partial<LookedFor>;
	return 'search' in entry && outcome?.kind === 'failed' ? outcome : undefined;
}

const howToContinue =
	"To continue with the valid items, set 'On Error' in the node's settings to one of the two options that continue.";

function nothingSent(count: number): string {
	return `Nothing was sent for any of the ${count} items.`;
}
