import type { Failed, Outcome } from '../outcomes/outcome';

/**
 * How many items were done, which, and what became of the others.
 *
 * @param outcomes by item; while a run goes on, items whose request hasn't ended have none
 */
export function summary(outcomes: ReadonlyArray<Outcome | undefined>): string {
	const which = (kind: Kind) =>
		outcomes.flatMap((outcome, index) => (kindOf(outcome) === kind ? [index] : []));
	const done = which('done');
	const others = [
		counted('Rejected by the service', which('rejected')),
		counted('Unclear, so check before you try again', which('unknown')),
		counted('Not sent', which('notSent')),
		counted('Not finished yet', which('open')),
	];
	return [done.length === 0 ? 'No items were done.' : counted('Done', done), ...others]
		.filter((part) => part !== '')
		.join(' ');
}

/** Numbers as people write them: 0 to 4, 7 and 9. */
export function ranges(sorted: readonly number[]): string {
	const parts: Array<{ from: number; to: number }> = [];
	for (const number of sorted) {
		const last = parts.at(-1);
		if (last !== undefined && last.to === number - 1) last.to = number;
		else parts.push({ from: number, to: number });
	}
	const texts = parts.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
	const last = texts.pop() ?? '';
	return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
}

type Kind = 'done' | 'open' | Failed['outcome'];

function counted(what: string, indexes: readonly number[]): string {
	if (indexes.length === 0) return '';
	const [one, many] = [`1 item (item ${ranges(indexes)})`, `items ${ranges(indexes)}`];
	return `${what}: ${indexes.length === 1 ? one : `${indexes.length} items (${many})`}.`;
}

function kindOf(outcome: Outcome | undefined): Kind {
	if (outcome === undefined) return 'open';
	return outcome.kind === 'done' ? 'done' : outcome.outcome;
}
