import type { Failed } from '../outcomes/outcome';
import { InvalidInput } from '../parameters/invalidInput';
import { pluralize } from '../parameters/pluralize';
import type { Entry } from './customerQueue';
import { outcomeOf } from './customerQueue';

/**
 * What an item comes to that can't be sent. Of what was thrown, only the texts of {@link InvalidInput} are passed on: those
 * of other exceptions may hold what stands in the item.
 */
export function invalid(thrown: unknown): Failed {
	const { message, description } = thrown instanceof InvalidInput ? thrown : unreadableItem;
	return { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
}

const unreadableItem = {
	message: "The item couldn't be read",
	description: "Check the node's parameters and its input. Nothing was sent for this item.",
};

/** More items than these are counted, but not listed: their texts would fill screens. */
const MAX_LISTED = 20;

const howToContinue =
	"To continue with the valid items, set 'On Error' in the node's settings to one of the two options that continue.";

/**
 * For the mode in which an invalid item, or one whose customer wasn't found, stops everything.
 *
 * @param onMissing what to do, first of all, where a customer isn't there
 * @throws InvalidInput that lists the invalid items with their reasons
 */
export function throwOnInvalidItems(entries: readonly Entry[], onMissing = ''): void {
	const invalidItems = entries.flatMap((entry, index) => {
		const failure = outcomeOf(entry);
		return failure?.kind === 'failed' ? [{ index, failure }] : [];
	});
	const [first] = invalidItems;
	if (first === undefined) return;
	const { index, failure } = first;
	const nothingSent = `Nothing was sent for any of the ${entries.length} items.`;
	if (invalidItems.length === 1) {
		throw new InvalidInput(
			`Nothing was sent because of item ${index}: ${failure.message} [Item ${index}]`,
			entries.length === 1
				? `${failure.description} Nothing was sent.`
				: `${failure.description} ${nothingSent} ${howToContinue}`,
			index,
		);
	}
	const unlisted = invalidItems.length - MAX_LISTED;
	throw new InvalidInput(
		`${invalidItems.length} of ${entries.length} items are invalid, item ${index} first: ${failure.message} [Item ${index}]`,
		[
			...(invalidItems.some((item) => item.failure.outcome === 'rejected') ? [onMissing] : []),
			nothingSent,
			...invalidItems
				.slice(0, MAX_LISTED)
				.map((item) => `[Item ${item.index}] ${item.failure.message}.`),
			...(unlisted > 0
				? [`${pluralize(unlisted, 'more item is', 'more items are')} invalid.`]
				: []),
			`Fix these items or filter them out before this node. ${howToContinue}`,
		].join('\n'),
		index,
	);
}
