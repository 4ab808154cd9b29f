import { InvalidInput } from '../parameters/invalidInput';
import type { Entry } from './entries';

/** More items than these are counted, but not listed: their texts would fill screens. */
const MAX_LISTED = 20;

/**
 * For the mode in which an invalid item stops everything.
 *
 * @throws InvalidInput that lists the invalid items with their reasons
 */
export function blockOnInvalidItems(entries: readonly Entry[]): void {
	const invalid = entries.flatMap(({ failure }, index) => (failure ? [{ index, failure }] : []));
	const [first] = invalid;
	if (first === undefined) return;
	const { index, failure } = first;
	if (invalid.length === 1) {
		throw new InvalidInput(
			`Nothing was sent because of item ${index}: ${failure.message} [Item ${index}]`,
			entries.length === 1
				? `${failure.description} Nothing was sent.`
				: `${failure.description} ${nothingSent(entries.length)} ${goOn}`,
			index,
		);
	}
	const reasons = invalid
		.slice(0, MAX_LISTED)
		.map((item) => `[Item ${item.index}] ${item.failure.message}.`);
	const unlisted = invalid.length - reasons.length;
	if (unlisted > 0) {
		reasons.push(`${unlisted} more ${unlisted === 1 ? 'item is' : 'items are'} invalid.`);
	}
	throw new InvalidInput(
		`${invalid.length} of ${entries.length} items are invalid, item ${index} first: ${failure.message} [Item ${index}]`,
		[
			nothingSent(entries.length),
			...reasons,
			`Fix these items or filter them out before this node. ${goOn}`,
		].join('\n'),
		index,
	);
}

const goOn =
	"To go on with the valid items, set 'On Error' in the node's settings to one of the two options that continue.";

function nothingSent(count: number): string {
	return `Nothing was sent for any of the ${count} items.`;
}
