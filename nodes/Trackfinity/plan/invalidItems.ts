import type { Operation, Planned } from '../operations/operation';
import { sentences } from '../outcomes/advice';
import { notSent, withItemIndex } from '../outcomes/outcome';
import { InvalidInput, pluralize } from '../parameters/invalidInput';
import type { CustomerQueue, Entry, Invalid } from './customerQueue';
import { anySpelling, customerKey, isSameRequest } from './customerQueue';
import type { SafetyLimit } from './safetyLimit';

/** The entry for an item that can't be sent; texts of exceptions other than {@link InvalidInput} may hold its values. */
export function toInvalid(thrown: unknown, customer: Planned | undefined): Invalid {
	const { message, description } = thrown instanceof InvalidInput ? thrown : unreadableItem;
	return { outcome: notSent(message, description), customer };
}

const unreadableItem = {
	message: "The item couldn't be read",
	description: "Check the node's parameters and its input. Nothing was sent for this item.",
};

const besideInvalid = notSent(
	'Not sent, because another item names the same customer and is invalid',
	"Fix that item or filter it out: what this one does can't be undone.",
);

const onSpelling =
	'A database may take the IDs for the same, whatever letters they are written in.';

/**
 * Takes out requests that contradict each other or one sent earlier in the execution, or that are for the customer of an
 * invalid item, and makes their items invalid: the first of two different requests does what the second was meant to prevent.
 */
export function dropConflicts(
	byCustomer: Map<string, CustomerQueue>,
	conflict: Operation['conflict'],
	limit: SafetyLimit,
	entries: Entry[],
): void {
	if (conflict === undefined) return;
	const nameOf = (named: Planned) => {
		const { lookup, value } = anySpelling(named);
		return `${lookup.parameter} ${value}`;
	};
	const invalidNames = new Set(entries.map(({ customer }) => customer && nameOf(customer)));
	const bySpelling = new Map<string, CustomerQueue>();
	for (const queue of byCustomer.values()) {
		const key = `${queue[0].account.customerBase} ${nameOf(queue[0].request)}`;
		const others = bySpelling.get(key);
		bySpelling.set(key, others ? [...others, ...queue] : queue);
	}
	for (const jobs of bySpelling.values()) {
		const [first] = jobs;
		const isBesideInvalid = invalidNames.has(nameOf(first.request));
		const isSame = jobs.every((job) => isSameRequest(job, first));
		if (!isBesideInvalid && isSame && !limit.contradictsEarlier(first)) continue;
		const indexes = jobs.flatMap(({ items }) => items).sort((one, other) => one - other);
		// If all ask for the same, they contradict an earlier request, which spelled the ID otherwise if this spelling is new.
		const isSpelledTwice = jobs.some(
			({ account, request }) =>
				request.value !== first.request.value || (isSame && limit.isNew(account, request)),
		);
		const [message, advice] = isSame
			? conflict.withEarlier
			: [conflict.message(indexes), conflict.description];
		const description = sentences(isSpelledTwice && onSpelling, advice);
		const outcome = isBesideInvalid ? besideInvalid : notSent(message, description);
		for (const { account, request, items } of jobs) {
			for (const index of items) entries[index] = { outcome, customer: request };
			byCustomer.delete(customerKey(account, request));
		}
	}
}

/** @throws InvalidInput where no item has an account, all for the same reason: it is that of the run */
export function throwIfNoAccount(entries: readonly Entry[]): void {
	const reasons = new Map<string, string>();
	for (const { account, lacksAccount, outcome } of entries) {
		if (account) return;
		if (lacksAccount) reasons.set(outcome.message, outcome.description);
	}
	const [reason, ...others] = reasons;
	if (reason === undefined || others.length > 0) return;
	const [message, description] = reason;
	throw new InvalidInput(message, `${description} Nothing was sent.`);
}

/** Further items are only counted: their texts would fill screens. */
const MAX_LISTED = 20;

const howToContinue =
	"To continue with the valid items, set 'On Error' in the node's settings to one of the two options that continue.";

/**
 * For the mode in which an invalid item, or one whose customer wasn't found, stops everything.
 *
 * @param onMissing advice to give first where a customer is missing
 * @throws InvalidInput that lists the invalid items with their reasons
 */
export function throwOnInvalidItems(entries: readonly Entry[], onMissing = ''): void {
	// An entry with request and outcome was sent in an earlier try.
	const invalidItems = entries.flatMap(({ request, account, outcome }, index) =>
		request || !outcome || outcome.kind === 'done' ? [] : { index, account, ...outcome },
	);
	const [first] = invalidItems;
	if (first === undefined) return;
	const { index, message, description } = first;
	const all = entries.length;
	// An item that has an account and still can't be sent was searched for.
	const isSearched = first.account !== undefined;
	const nothing = `Nothing was ${isSearched ? 'changed' : 'sent'}`;
	const nothingAtAll = `${nothing} for any of the ${all} items.`;
	// Without valid items, there is nothing to continue with.
	const orContinue = invalidItems.length < all ? ` ${howToContinue}` : '';
	if (invalidItems.length === 1) {
		throw new InvalidInput(
			withItemIndex(`${nothing} because of item ${index}: ${message}`, index),
			`${description} ${all === 1 ? `${nothing}.` : nothingAtAll}${orContinue}`,
			index,
		);
	}
	const lines = invalidItems.map(
		(item) => `[Item ${item.index}] ${item.message.replace(/\.$/, '')}.`,
	);
	const unlisted = lines.splice(MAX_LISTED).length;
	if (unlisted > 0) lines.push(`${pluralize(unlisted, 'more item')} can't be sent.`);
	lines.unshift(nothingAtAll);
	if (invalidItems.some(({ kind }) => kind === 'rejected')) lines.unshift(onMissing);
	const unfound = isSearched ? invalidItems.find(({ kind }) => kind === 'notSent') : undefined;
	const isSame = invalidItems.every((item) => item.description === description);
	const ownAdvice = isSame && !isSearched ? description : undefined;
	const advice =
		unfound?.description ?? ownAdvice ?? 'Fix these items or filter them out before this node.';
	const what = `${invalidItems.length} of ${all} items ${isSearched ? "can't be sent" : 'are invalid'}`;
	throw new InvalidInput(
		withItemIndex(`${what}, item ${index} first: ${message}`, index),
		[...lines, `${advice}${orContinue}`].join('\n'),
		index,
	);
}
