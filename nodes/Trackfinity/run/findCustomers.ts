import type { PlannedRequest, PlannedSearch } from '../operations/operation';
import { isSearch } from '../operations/operation';
import { isMissing, toAttempt } from '../outcomes/attempt';
import type { Outcome } from '../outcomes/outcome';
import { toSearchOutcome } from '../outcomes/toOutcome';
import { pluralize } from '../parameters/pluralize';
import type { Account } from '../plan/accounts';
import type { Customer, CustomerCheck } from '../plan/customerQueue';
import { customerKey, isInvalid } from '../plan/customerQueue';
import type { BlockedRun, CheckedItem, CheckedRun, FoundItem } from '../plan/preflight';
import { blocked } from '../plan/preflight';
import type { Reading } from '../responses/reading';
import type { Lane, Lanes } from './lane';

/** What asking about a customer came to. A code that was found is kept with the tries of the run. */
interface Finding {
	outcome?: Outcome;
	check?: CustomerCheck;
}

/**
 * Finds the customers whom items don't name by what requests need, reading only, at the run's pace. A dry run does so only if
 * it is to check customers, and then asks about all of them.
 *
 * @param onProgress told every five seconds how many customers were looked for
 * @returns for each item, in input order, its request or what became of it; or why nothing is to be sent
 */
export async function findCustomers(
	run: CheckedRun,
	lanes: Lanes,
	onProgress: (soFar: string) => void,
): Promise<FoundItem[] | BlockedRun> {
	const { items, settings, limit, previousTries } = run;
	const { operation, dryRun, checkCustomers } = settings;
	const isAsked = ({ planned }: CheckedItem) => checkCustomers || (isSearch(planned) && !dryRun);
	const requestFor = (search: PlannedSearch, account: Account) => {
		const code = previousTries.found.get(customerKey({ ...search, account }));
		return code === undefined ? undefined : operation.search?.toRequest(search, code);
	};
	/** By customer, the first item that names them. */
	const asked = new Map<string, [CheckedItem]>();
	for (const item of items) {
		if (isInvalid(item) || !isAsked(item)) continue;
		const key = keyOf(item);
		if (!asked.has(key)) asked.set(key, [item]);
	}
	const findings = new Map<string, Finding>();
	const places = new Set<string>();
	let isOverLimit = false;
	try {
		if (asked.size > 0) limit.throwIfExceeded();
		await lanes.each(
			[...asked.values()],
			async ([item], lane) => {
				if (isOverLimit) return;
				const { planned, account } = item;
				const finding = isSearch(planned)
					? await find(planned, { ...planned, account }, lane, run)
					: await check(planned, lane);
				if (finding) findings.set(keyOf(item), finding);
				const request = isSearch(planned) && requestFor(planned, account);
				if (!request || !limit.isNew({ ...request, account })) return;
				places.add(customerKey({ ...request, account }));
				// Whoever else is looked for would be too many.
				isOverLimit = !dryRun && places.size > limit.left;
			},
			() => onProgress(`Customers looked for: ${findings.size} of ${asked.size}.`),
		);
		if (isOverLimit) throw limit.exceed(`at least ${pluralize(places.size, 'customer')}`);
	} catch (thrown) {
		return blocked(thrown, items.length, items, settings, previousTries);
	}
	return items.map((item): FoundItem => {
		if (isInvalid(item)) return item;
		const { planned, account } = item;
		if (!isSearch(planned) && !checkCustomers) return { planned, account };
		const known: Finding = isAsked(item)
			? (findings.get(keyOf(item)) ?? unasked(lanes.of(item)))
			: {};
		const { outcome, ...checked } = known;
		if (!isSearch(planned)) return { planned, account, ...checked };
		const request = isAsked(item) && requestFor(planned, account);
		if (request) return { planned: request, account, ...checked, asked: planned };
		return { search: planned, account, ...checked, outcome: dryRun ? undefined : outcome };
	});
}

function keyOf({ planned, account }: CheckedItem): string {
	return customerKey({ ...planned, account });
}

/** Asks whether there is the customer of a request; undefined when nobody could be asked. */
async function check(request: PlannedRequest, lane: Lane): Promise<Finding | undefined> {
	const existence = await lane.askIfExists(request);
	if (existence === undefined) return undefined;
	if (existence !== 'unclear') return { check: { exists: existence === 'exists' } };
	return { check: { reason: "The service didn't say whether there is such a customer" } };
}

/** Looks for a customer and keeps the code, if there is one; undefined when nobody could be asked. */
async function find(
	search: PlannedSearch,
	customer: Customer,
	lane: Lane,
	{ settings, limit, previousTries: { found } }: CheckedRun,
): Promise<Finding | undefined> {
	const key = customerKey(customer);
	// Nobody is looked for twice in the tries of a run.
	if (found.has(key)) return { check: { exists: true } };
	const { search: how } = settings.operation;
	const exchange = how && (await lane.ask(how.toCall(search)));
	if (!exchange) return undefined;
	const read = (body: string): Reading => {
		const result = how.readResponse(body, search);
		if (result.kind === 'missing') return { ...result, kind: 'rejected', isMissing: true };
		if (result.kind !== 'found') return result;
		// What is hidden in texts can't be sent as a code, nor shown as one.
		if (lane.quote(result.code) !== result.code) {
			return { kind: 'unclear', reason: "the customer's code can't be sent" };
		}
		found.set(key, result.code);
		return { kind: 'confirmed' };
	};
	// Of another status no word is passed on: it may be about somebody.
	const attempt = await toAttempt(exchange, () => undefined, read, lane.quote);
	const context = lane.contextFor(search, limit.mayBeApplied(customer));
	const outcome = found.has(key) ? undefined : toSearchOutcome(attempt, context);
	lane.breaker.observe(attempt, outcome, context);
	if (outcome === undefined) return { check: { exists: true } };
	const isUnclear = outcome.kind === 'failed' && !isMissing(attempt);
	return { outcome, check: isUnclear ? { reason: outcome.message } : { exists: false } };
}

/** The run was canceled, or the service is no longer called. */
function unasked({ notSent }: Lane): Finding {
	return { outcome: notSent, check: { reason: notSent.message } };
}
