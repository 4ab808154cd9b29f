import { createYield } from '../timing';
import type { Execution } from './execution';
import { outputsIn } from './execution';
import type { Place } from './itemLinks';
import { linksProve, onlyLinkOf } from './itemLinks';
import { ofAnotherWay } from './lastRun';
import { outputsBefore } from './loops';
import type { Reference } from './references';

/**
 * Throws an InvalidInput where branches meet and an item of one gets the data of a node in another, which gave out a single
 * item: it left an earlier node by another output than that item, or comes from another item of it, though others of our items
 * come through that node. Settings for all come from an item that all come from, too, or from one that nobody comes through.
 */
export async function throwIfFromAnotherBranch(
	execution: Execution,
	reference: Reference,
): Promise<void> {
	const { node, by, pick = NaN } = reference;
	const [source] = execution.sources;
	if (by === 'link' || Number.isNaN(pick) || !source) return;
	const before = outputsBefore(execution);
	const run = execution.runReadBy(reference, node);
	const from = before.get(node)?.find((one) => one.run === run);
	// It ran for the first item, and may be about all.
	const isForAll = execution.workflow.getNode(node)?.executeOnce;
	const isMerged = [...before.values()]
		.flat()
		.some((one) => outputsIn(execution.runAt(one)?.source).length > 1);
	// Which of several is taken, is looked at elsewhere.
	if (!from || isForAll || !isMerged || execution.itemsAt(from).length !== 1) return;
	if (!(await linksProve(execution, { ...reference, node: '' }))) return;
	const taken = wayTo(execution, { ...from, index: 0 });
	const passedBy = (index: number) =>
		ofAnotherWay(
			`For item ${index}, an expression takes the data of another item, which passed '${node}'`,
		);
	const yieldToEventLoop = createYield();
	let isMixed = false;
	let ofAnother: number | undefined;
	for (const index of execution.items.keys()) {
		const way = wayTo(execution, { ...source, index });
		await yieldToEventLoop();
		if (way.has(runOf(from))) {
			isMixed = true;
			continue;
		}
		const shared = [...way].flatMap(([key, at]) => ({ at, other: taken.get(key) ?? at }));
		if (shared.some(({ at, other }) => at.output !== other.output)) throw passedBy(index);
		if (shared.some(({ at, other }) => at.index !== other.index)) ofAnother ??= index;
	}
	if (isMixed && ofAnother !== undefined) throw passedBy(ofAnother);
}

/** A loop that is drawn by hand makes them long, and they are followed for each item. */
const MAX_LENGTH = 1_000;

/** The items that an item was made of, by node and run, as long as it was one at a time. */
function wayTo(execution: Execution, item: Place): ReadonlyMap<string, Place> {
	const way = new Map<string, Place>();
	let place: Place | undefined = item;
	while (place && !way.has(runOf(place)) && way.size < MAX_LENGTH) {
		way.set(runOf(place), place);
		place = onlyLinkOf(execution, place);
	}
	return way;
}

function runOf({ node, run }: Pick<Place, 'node' | 'run'>): string {
	return `${run} ${node}`;
}
