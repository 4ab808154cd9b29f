import type { PlannedSearch } from '../operations/operation';
import { adviceOnStatus } from '../outcomes/advice';
import type { Attempt } from '../outcomes/attempt';
import { isMissing, toAttempt, toExistence } from '../outcomes/attempt';
import { toReading, toSearchOutcome } from '../outcomes/searchOutcome';
import { pluralize } from '../parameters/pluralize';
import type { Account } from '../plan/accounts';
import type { CustomerCheck, Entry, Job, LookedFor } from '../plan/customerQueue';
import { customerKey, toEntry } from '../plan/customerQueue';
import type { CheckedRun } from '../plan/preflight';
import type { Lane, Lanes } from './lane';

/** Items that name the same customer, and what was found. */
interface Inquiry {
	search: PlannedSearch;
	account: Account;
	code?: string;
	/** For an inquiry that has ended without a code. */
	notFound?: LookedFor;
}

/**
 * Finds the customers whom items don't name by what requests need, reading only, at the run's pace. A dry run does so only if
 * it is to check customers, and then asks about all of them.
 *
 * @param onProgress told from time to time how many customers were looked for
 * @returns for each item, in input order, its request or what became of it
 * @throws InvalidInput where there are more customers than the safety limit allows
 */
export async function findCustomers(
	run: CheckedRun,
	lanes: Lanes,
	onProgress: (soFar: string) => void,
): Promise<readonly Entry[]> {
	const { entries, settings, limit } = run;
	if (settings.dryRun && !settings.checkCustomers) return entries;
	const inquiries = toInquiries(entries);
	if (inquiries.size > 0) limit.throwIfExceeded();
	const all = [...new Set(inquiries.values())];
	for (const inquiry of all) recall(inquiry, run);
	const found = new Set<string>();
	let isOver = false;
	let ended = 0;
	await lanes.reportWhile(
		() => onProgress(`Customers looked for: ${ended} of ${all.length}.`),
		lanes.each(all, async (inquiry, lane) => {
			if (isOver) return;
			await find(inquiry, lane, run);
			ended += 1;
			const { code, account, search } = inquiry;
			const request = code === undefined ? undefined : toRequest(search, code, run);
			if (request === undefined || !limit.isNew(account, request)) return;
			found.add(customerKey(account, request));
			// Whoever else is looked for would be too many.
			isOver = !settings.dryRun && found.size > limit.left;
		}),
	);
	if (isOver) throw limit.exceed(`at least ${pluralize(found.size, 'customer')}`);
	for (const inquiry of all) settleUnasked(inquiry, lanes, settings.dryRun);
	const result = entries.map(toFound(inquiries, run));
	if (settings.checkCustomers) await checkAll(result, run, lanes);
	return result;
}

function toInquiries(entries: readonly Entry[]): Map<number, Inquiry> {
	const byCustomer = new Map<string, Inquiry>();
	const byItem = new Map<number, Inquiry>();
	for (const [index, entry] of entries.entries()) {
		if (!('search' in entry)) continue;
		const { search, account } = entry;
		const key = customerKey(account, search);
		const inquiry = byCustomer.get(key) ?? { search, account };
		byCustomer.set(key, inquiry);
		byItem.set(index, inquiry);
	}
	return byItem;
}

/** Nobody is looked for twice in the tries of a run. */
function recall(inquiry: Inquiry, { previousTries }: CheckedRun): void {
	const { search, account } = inquiry;
	const code = previousTries.found.get(customerKey(account, search));
	if (code !== undefined) inquiry.code = code;
}

async function find(inquiry: Inquiry, lane: Lane, run: CheckedRun): Promise<void> {
	const { settings, limit, previousTries } = run;
	const { operation, retries, ignoreMissing, dryRun } = settings;
	const { search, account } = inquiry;
	const key = customerKey(account, search);
	if (inquiry.code !== undefined) return;
	const exchange = await lane.ask(operation.search?.toCall(search), retries);
	if (exchange === undefined) return;
	let code: string | undefined;
	const read = (body: string) => {
		const result = operation.search?.readResponse(body, search);
		// What is hidden in texts can't be sent as a code, nor shown as one.
		if (result?.kind === 'found' && lane.quote(result.code) !== result.code) {
			return { kind: 'unclear' as const, reason: "the customer's code can't be sent" };
		}
		if (result?.kind === 'found') ({ code } = result);
		return result === undefined ? { kind: 'unclear' as const } : toReading(result);
	};
	// Of another status no word is passed on: it may be about somebody.
	const silent = { ...operation.service, extractMessage: () => undefined };
	const attempt = await toAttempt(exchange, silent, read, lane.quote);
	const context = {
		operation,
		credential: account.data,
		ignoreMissing,
		search,
		wasSentBefore: limit.mayBeApplied(account, search),
		hasSucceeded: lane.breaker.hasSucceeded,
		now: new Date(),
	};
	if (code !== undefined) {
		inquiry.code = code;
		previousTries.found.set(key, code);
		lane.breaker.observeFound();
		return;
	}
	const outcome = toSearchOutcome(attempt, context);
	lane.breaker.observe(attempt, outcome, () =>
		attempt.kind === 'responded'
			? adviceOnStatus(attempt, search, context, context.hasSucceeded)
			: '',
	);
	inquiry.notFound = {
		search,
		account,
		outcome: dryRun ? undefined : outcome,
		...(dryRun && { check: toCheck(attempt, outcome.message) }),
	};
}

function toCheck(attempt: Attempt, reason: string | undefined): CustomerCheck {
	return isMissing(attempt) ? { exists: false } : { ...(reason !== undefined && { reason }) };
}

/** Nobody was asked: the run was canceled, or the service no longer called. */
function settleUnasked(inquiry: Inquiry, lanes: Lanes, isDryRun: boolean): void {
	if (inquiry.code !== undefined || inquiry.notFound !== undefined) return;
	const { search, account } = inquiry;
	const { notSent } = lanes.of(account);
	inquiry.notFound = isDryRun
		? { search, account, outcome: undefined, check: { reason: notSent.message } }
		: { search, account, outcome: notSent };
}

function toRequest(search: PlannedSearch, code: string, { settings }: CheckedRun) {
	return settings.operation.search?.toRequest(search, code);
}

/** What an item came to once all inquiries have ended. */
function toFound(inquiries: ReadonlyMap<number, Inquiry>, run: CheckedRun) {
	return (entry: Entry, index: number): Entry => {
		if (!('search' in entry)) return entry;
		const { code, notFound = entry } = inquiries.get(index) ?? {};
		const { search, account } = entry;
		const request = code === undefined ? undefined : toRequest(search, code, run);
		if (request === undefined) return { ...notFound, search, account };
		const asked = new Map([[index, search]]);
		return { ...toEntry(request, account, index), check: { exists: true }, asked };
	};
}

/** Asks whether the customers exist whom items name by their code. */
async function checkAll(found: readonly Entry[], run: CheckedRun, lanes: Lanes): Promise<void> {
	const { operation, retries } = run.settings;
	const { question } = operation;
	const unchecked = found.filter(
		(entry): entry is Job => 'request' in entry && entry.check === undefined,
	);
	const byCustomer = new Map<string, [Job, ...Job[]]>();
	for (const job of unchecked) {
		const key = customerKey(job.account, job.request);
		const same = byCustomer.get(key);
		if (same === undefined) byCustomer.set(key, [job]);
		else same.push(job);
	}
	await lanes.each([...byCustomer.values()], async (jobs, lane) => {
		const [{ request }] = jobs;
		const exchange = await lane.ask(question?.toCall(request), retries);
		if (exchange === undefined || question === undefined) return;
		const read = (body: string) => question.readResponse(body, request);
		const existence = await toExistence(exchange, read);
		const check =
			existence === 'unclear'
				? { reason: "The service didn't say whether there is such a customer" }
				: { exists: existence === 'exists' };
		for (const job of jobs) job.check = check;
	});
	for (const job of unchecked) job.check ??= { reason: lanes.of(job.account).notSent.message };
}
