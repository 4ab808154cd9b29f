import type { Operation, PlannedRequest, Planner, ReadParameter } from '../operations/operation';
import type { Failed } from '../outcomes/outcome';
import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../transport/timing';
import { customerKey, isSameRequest } from './customerQueue';

/** What an item came to before anything is sent: the request for it, or why there can be none. */
export type Entry =
	{ request: PlannedRequest; failure?: undefined } | { request?: undefined; failure: Failed };

/**
 * Reads and checks every item. Nothing is sent yet, and an invalid item does not keep the others from being read.
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
			entries.push({ failure: invalid(reason) });
		}
		await yieldToEventLoop();
	}
	return entries;
}

/**
 * Finds requests that contradict each other: where what an operation does has no undo, the first of two different
 * requests for a customer would do what the second was to prevent. All of them are invalid.
 *
 * @returns the entries, with a failure in place of each such request
 */
export function withoutConflicts(entries: readonly Entry[], { conflict }: Operation): Entry[] {
	if (conflict === undefined) return [...entries];
	const byCustomer = new Map<string, number[]>();
	for (const [index, { request }] of entries.entries()) {
		if (request === undefined) continue;
		const key = customerKey(request);
		const indexes = byCustomer.get(key);
		if (indexes === undefined) byCustomer.set(key, [index]);
		else indexes.push(index);
	}
	const checked = [...entries];
	for (const indexes of byCustomer.values()) {
		const requests = indexes.flatMap((index) => entries[index]?.request ?? []);
		const [first] = requests;
		if (first === undefined || requests.every((other) => isSameRequest(first, other))) continue;
		const reason = new InvalidInput(conflict.message(indexes), conflict.description);
		for (const index of indexes) checked[index] = { failure: invalid(reason) };
	}
	return checked;
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
