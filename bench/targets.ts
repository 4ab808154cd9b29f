import type { Case, Results } from './cases';
import { each, median, timeBesideBareLoop } from './figures';

/** The most that the node's time may be, as a multiple of the bare loop's. */
const TIME_BESIDE_BARE_LOOP = 1.15;
/** The longest stretch in which the node may keep n8n's event loop from everything else. */
const LONGEST_STALL_MS = 200;
/** The most that the time for one of many items may be, as a multiple of that for one of few. */
const TIME_PER_ITEM = 1.2;

/** Whether a target was reached, and by how much. */
export interface Verdict {
	text: string;
	reached: boolean;
}

/** Holds the results against the targets. */
export function judge(results: ReadonlyMap<Case, Results>): Verdict[] {
	return [...results].flatMap(([one, both]) => {
		const work = workOf(one);
		const ratio = timeBesideBareLoop(both);
		// A stall that the node makes is there in every round; what only one round has, the machine's other work made.
		const stall = median(each(both.node, 'longestStallMs'));
		return [
			{
				text: `${work}: ${ratio.toFixed(2)} times the bare loop's time (at most ${TIME_BESIDE_BARE_LOOP})`,
				reached: ratio <= TIME_BESIDE_BARE_LOOP,
			},
			{
				text: `${work}: longest stall ${stall.toFixed(0)} ms (at most ${LONGEST_STALL_MS})`,
				reached: stall <= LONGEST_STALL_MS,
			},
			...growth(results, one),
		];
	});
}

/** Compares a case with the one that has fewer items and is otherwise the same, where there is one. */
function growth(results: ReadonlyMap<Case, Results>, many: Case): Verdict[] {
	const timePerItem = (one: Case) =>
		median(each(results.get(one)?.node ?? [], 'milliseconds')) / one.items;
	return [...results.keys()]
		.filter(({ items, latencyMs }) => items < many.items && latencyMs === many.latencyMs)
		.map((few) => {
			const ratio = timePerItem(many) / timePerItem(few);
			return {
				text: `${workOf(many)}: each item takes ${ratio.toFixed(2)} times as long as one of ${few.items.toLocaleString('en')} (at most ${TIME_PER_ITEM})`,
				reached: ratio <= TIME_PER_ITEM,
			};
		});
}

function workOf({ items, latencyMs }: Case): string {
	return `${items.toLocaleString('en')} items, ${latencyMs} ms of latency`;
}
