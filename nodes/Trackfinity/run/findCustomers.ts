import type { PlannedRequest } from '../operations/operation';
import { messageOf } from '../outcomes/advice';
import { existenceOf, foundSeveral, isMissing } from '../outcomes/attempt';
import { notSent } from '../outcomes/outcome';
import { toSearchOutcome } from '../outcomes/toOutcome';
import { pluralize } from '../parameters/invalidInput';
import type { Entry, Finding, Job, SearchEntry } from '../plan/customerQueue';
import { customerKey, keyOf } from '../plan/customerQueue';
import type { CheckedRun } from '../plan/preflight';
import type { Lane, Lanes } from './lane';

/** For a search that could find another customer than the one meant: whoever is left of several, or was added since. */
const uncertain: Finding = {
	outcome: notSent(
		'Not sent, because the customer who would be found now may not be the one who is meant',
		"Another one with the same data may have been deleted earlier in this execution. Look up the customer's code, and set 'Find Customer By' to 'Customer Code'.",
	),
};

/**
 * Finds the customers of items that lack the identifier requests need, by read-only calls at the run's pace. A dry run does
 * so only with 'Check Customers' on, and then asks about all customers.
 *
 * @returns for each item, in input order, its request or what became of it
 * @throws InvalidInput where there are more customers than the safety limit allows
 */
export async function findCustomers(run: CheckedRun, lanes: Lanes): Promise<Entry[]> {
	const { entries, settings, limit, previousTries } = run;
	const { dryRun, checkCustomers } = settings;
	/** The first entry for each customer. */
	const firstEntries = new Map<string, Job | SearchEntry>();
	for (const entry of entries) {
		if (entry.account === undefined || !(checkCustomers || (entry.search && !dryRun))) continue;
		const key = keyOf(entry);
		if (!firstEntries.has(key)) firstEntries.set(key, entry);
	}
	if (firstEntries.size === 0) return entries;
	const places = placesOfKnown(run);
	// To a later try of Retry On Fail, the earlier run may be this one: then what it found says how many there are.
	if (previousTries.findings.size === 0) limit.throwIfExceeded();
	const findings = new Map<string, Finding>();
	let isOverLimit = false;
	const lookFor = async ([key, entry]: [string, Job | SearchEntry], lane: Lane): Promise<void> => {
		if (isOverLimit || !lane.maySend()) return;
		const finding = entry.search ? await find(entry, lane, run) : await ask(entry, lane);
		if (finding === undefined) return;
		findings.set(key, finding);
		previousTries.findings.set(key, finding);
		const request = entry.search && requestFor(entry, run);
		if (request === undefined || !limit.isNew(entry.account, request)) return;
		places.add(customerKey(entry.account, request));
		// Any further customer would be too many.
		isOverLimit = places.size > limit.left;
	};
	const progress = () => `Customers looked for: ${findings.size} of ${firstEntries.size}.`;
	await lanes.each(firstEntries, ([, entry]) => lanes.of(entry), lookFor, progress);
	if (isOverLimit) {
		throw limit.noteExceeded(`at least ${pluralize(places.size, 'customer')}`, true, dryRun);
	}
	return entries.map((entry, index): Entry => {
		if (entry.account === undefined) return entry;
		const key = keyOf(entry);
		const first = firstEntries.get(key);
		if (first === undefined) return entry;
		// No finding: the run was canceled, or the service is no longer called with the key of the entry that was to ask.
		const finding: Finding = findings.get(key) ?? { outcome: lanes.of(first).unsentOutcome };
		const { exists, outcome, reason = outcome?.message } = finding;
		const check = exists === undefined ? { reason } : { exists };
		if (entry.request) return { ...entry, check };
		const request = requestFor(entry, run);
		if (request === undefined) return { ...entry, check, outcome: dryRun ? undefined : outcome };
		const searches = new Map([[index, entry.search]]);
		const { account } = entry;
		return { request, account, items: [index], outcome: undefined, check, searches };
	});
}

/**
 * The customers who needn't be found, and count toward the safety limit for the first time.
 *
 * @throws InvalidInput where these alone are too many: then nobody is asked about, either
 */
function placesOfKnown({ entries, settings, limit, previousTries }: CheckedRun): Set<string> {
	const sent = previousTries.sentByItem();
	const named = entries.flatMap((entry, index) => (entry.request && !sent.has(index) ? entry : []));
	const isNew = ({ account, request }: Job) => limit.isNew(account, request);
	const places = new Set(named.filter(isNew).map(keyOf));
	// With a lower limit than before, fewer than none may be left.
	if (places.size <= Math.max(limit.left, 0)) return places;
	const count = pluralize(new Set(named.map(keyOf)).size, 'customer');
	const isAll = entries.every(({ search }) => search === undefined);
	throw limit.noteExceeded(isAll ? count : `at least ${count}`, false, settings.dryRun);
}

/** The request for a customer, once the code is known. */
function requestFor(entry: SearchEntry, run: CheckedRun): PlannedRequest | undefined {
	const code = run.previousTries.findings.get(keyOf(entry))?.code;
	if (code === undefined) return undefined;
	return run.settings.operation.search?.toRequest(entry.search, code);
}

/** Asks whether a request's customer exists; undefined if the service couldn't be asked. */
async function ask({ request }: Job, lane: Lane): Promise<Finding | undefined> {
	const { question, service } = lane.operation;
	const attempt = question && (await lane.ask(question(request)));
	if (attempt === undefined) return undefined;
	const existence = existenceOf(attempt);
	return existence === 'unclear'
		? { reason: messageOf(attempt, service) }
		: { exists: existence === 'exists' };
}

/** Searches for a customer; undefined when the search wasn't possible. */
async function find(entry: SearchEntry, lane: Lane, run: CheckedRun): Promise<Finding | undefined> {
	const { search, account } = entry;
	const { limit, previousTries } = run;
	const known = previousTries.findings.get(keyOf(entry));
	// Nobody who was found is looked for again in the tries of a run: of several, only one may be left.
	if (known?.code !== undefined || known?.isShared) return known;
	if (previousTries.mayFindAnother(account, search.lookup)) return known ?? uncertain;
	if (limit.isShared(account, search)) return uncertain;
	const { search: finder } = lane.operation;
	const attempt = finder && (await lane.ask(finder.toCall(search)));
	if (!attempt) return undefined;
	const context = lane.contextFor(search, limit.mayBeChanged(account, search));
	if (attempt.reading?.kind === 'found') {
		const { code } = attempt.reading;
		lane.breaker.observe(attempt, undefined, context);
		// If somebody was deleted by this value earlier, a customer who wasn't is somebody else.
		const isOther = !limit.mayBeChanged(account, finder.toRequest(search, code));
		return context.wasSentBefore && isOther ? uncertain : { exists: true, code };
	}
	const outcome = toSearchOutcome(attempt, context);
	lane.breaker.observe(attempt, outcome, context);
	const isShared = foundSeveral(attempt);
	if (isShared) limit.noteShared(account, search);
	return { outcome, isShared, ...(isMissing(attempt) && { exists: false }) };
}
