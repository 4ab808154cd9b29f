import { pluralize } from '../parameters/invalidInput';
import type { Outcome } from './outcome';

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
