import { SAFETY_LIMIT_LABEL } from '../parameters/irreversible';
import type { PlannedRequest, Planner, ReadParameter } from '../operations/operation';
import { InvalidInput } from '../parameters/invalidInput';
import type { Failed } from '../outcomes/outcome';
import { notSent, onItem } from '../outcomes/outcome';
import { createYield } from './breather';

/** What an item came to before anything is sent: the request for it, or why there can be none. */
export type Entry =
	{ request: PlannedRequest; failure?: undefined } | { request?: undefined; failure: Failed };

/**
 * Reads and checks every item. Nothing is sent yet, and a bad item does not keep the others from being read.
 *
 * @param itemAt gives the reader for the item with that index
 * @returns one entry per item, in input order
 */
export async function planEntries(
	planner: Planner,
	itemAt: (index: number) => ReadParameter,
	count: number,
): Promise<Entry[]> {
	const entries: Entry[] = [];
	const yieldToEventLoop = createYield();
	for (let index = 0; index < count; index++) {
		try {
			entries.push({ request: planner(itemAt(index)) });
		} catch (reason) {
			entries.push({ failure: notSent(reason) });
		}
		await yieldToEventLoop();
	}
	return entries;
}

/**
 * For the mode in which a bad item stops everything.
 *
 * @throws InvalidInput that lists every bad item with its reason
 */
export function blockOnInvalidItems(entries: readonly Entry[]): void {
	const bad = entries.flatMap((entry, index) =>
		entry.request === undefined ? [{ index, failure: entry.failure }] : [],
	);
	const [first] = bad;
	if (first === undefined) return;
	if (bad.length === 1) {
		throw new InvalidInput(
			onItem(
				`Nothing was sent because of item ${first.index}: ${first.failure.message}`,
				first.index,
			),
			entries.length === 1
				? `${first.failure.description} Nothing was sent.`
				: `${first.failure.description} ${nothingSent(entries.length)} ${goOn}`,
			first.index,
		);
	}
	const reasons = bad.map(({ index, failure }) => `[Item ${index}] ${failure.message}.`);
	throw new InvalidInput(
		`${bad.length} of ${entries.length} items cannot be sent, item ${first.index} first: ${onItem(first.failure.message, first.index)}`,
		[
			nothingSent(entries.length),
			...reasons,
			`Mend these items or filter them out before this node. ${goOn}`,
		].join('\n'),
		first.index,
	);
}

/**
 * Counts the different customers of a run.
 *
 * @param limit the most that are allowed; Infinity where there is no limit
 * @throws InvalidInput when there are more
 */
export function checkSafetyLimit(entries: readonly Entry[], limit: number): void {
	const customers = new Set(
		entries.flatMap(({ request }) => (request ? [customerKey(request)] : [])),
	);
	if (customers.size <= limit) return;
	throw new InvalidInput(
		`This run is for ${customers.size} customers, but the '${SAFETY_LIMIT_LABEL}' is ${limit}`,
		`Nothing was sent. Check that only the customers you mean reach this node; if they do, raise '${SAFETY_LIMIT_LABEL}' (0 lifts it).`,
	);
}

/** The same for two requests exactly when they name the same customer in the same way. */
export function customerKey({ identifier }: PlannedRequest): string {
	return `${identifier.parameter} ${identifier.value}`;
}

const goOn =
	"To go on with the good ones, set 'On Error' in the node's settings to one of the two that continue.";

function nothingSent(count: number): string {
	return `Nothing was sent for any of the ${count} items.`;
}
