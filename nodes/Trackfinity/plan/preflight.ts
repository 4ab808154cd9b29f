import type { IExecuteFunctions } from 'n8n-workflow';

import { throwIfMisled } from '../links/misled';
import type { Operation, Planned, PlannedRequest } from '../operations/operation';
import type { ReadParameter } from '../parameters/invalidInput';
import { InvalidInput } from '../parameters/invalidInput';
import { readLookup } from '../parameters/lookup';
import { createYield } from '../timing';
import { createAccountReader } from './accounts';
import type { CustomerQueue, Entry, Job } from './customerQueue';
import { enqueue, isSameRequest, keyOf } from './customerQueue';
import { dropConflicts, throwIfNoAccount, throwOnInvalidItems, toInvalid } from './invalidItems';
import { PreviousTries } from './previousTries';
import { createReader, storedAt, unreadable } from './readItem';
import { SafetyLimit } from './safetyLimit';
import type { RunSettings } from './settings';
import { checkRunWide, readSettings } from './settings';

/** A run whose items are all read and checked. */
export interface CheckedRun {
	settings: RunSettings;
	/** One per input item, invalid ones included. */
	entries: Entry[];
	/** Identifiers that may have lost digits on the way to the node. */
	suspects: readonly Planned[];
	limit: SafetyLimit;
	previousTries: PreviousTries;
}

/** A run that is ready to be carried out. */
export interface ReadyRun extends CheckedRun {
	queues: readonly CustomerQueue[];
	/** See {@link SafetyLimit.reserve}. */
	release: () => void;
}

/** A run that sends nothing. */
export interface BlockedRun {
	reason: InvalidInput;
	/** One per input item; undefined where it wasn't read. */
	entries: ReadonlyArray<Entry | undefined>;
	previousTries: PreviousTries;
}

const reasonOf = (thrown: unknown) => (thrown instanceof InvalidInput ? thrown : unreadable);

const canceledEarly = new InvalidInput(
	'The execution was canceled while its items were checked',
	'Nothing was sent. Run it again if it is still needed.',
);

/** Reads and checks settings, items and credentials of a run. Where it `continues`, invalid items don't end it. */
export async function checkItems(
	context: IExecuteFunctions,
	continues: boolean,
): Promise<CheckedRun | BlockedRun> {
	const { parameters } = context.getNode();
	const yieldToEventLoop = createYield();
	const yieldUnlessCanceled = async () => {
		if (context.getExecutionCancelSignal()?.aborted) throw canceledEarly;
		await yieldToEventLoop();
	};
	const items = context.getInputData();
	const previousTries = PreviousTries.of(context);
	const entries: Entry[] = [];
	try {
		const settings = readSettings(createReader(context)(0), parameters);
		const { operation, safetyLimit, checkCustomers } = settings;
		previousTries.operation = operation;
		const identifiers = operation.lookups.map(({ parameter }) => storedAt(parameters, parameter));
		await throwIfMisled(context, parameters, identifiers);
		const itemAt = createReader(context, operation.signIn);
		await checkRunWide(parameters, itemAt, items.length, yieldUnlessCanceled);
		const entryAt = createEntryReader(context, operation, itemAt);
		for (const index of items.keys()) {
			entries.push(await entryAt(index));
			await yieldUnlessCanceled();
		}
		throwIfNoAccount(entries);
		const willAsk = checkCustomers || entries.some(({ search }) => search);
		if (!continues && willAsk) throwOnInvalidItems(entries);
		const limit = new SafetyLimit(context, safetyLimit);
		const planned = entries.flatMap(({ request, search }) => request ?? search ?? []);
		const suspects = planned.filter(({ suspicion }) => suspicion);
		return { settings, entries, suspects, limit, previousTries };
	} catch (thrown) {
		const known = items.map((_, index) => entries[index]);
		return { reason: reasonOf(thrown), entries: known, previousTries };
	}
}

/** Makes the reader of items as entries, which say what is invalid. Throws an InvalidInput for a run-wide setting. */
function createEntryReader(
	context: IExecuteFunctions,
	{ planner, lookups, service }: Operation,
	itemAt: (index: number) => ReadParameter,
): (index: number) => Promise<Entry> {
	const plan = planner(itemAt(0));
	const accountAt = createAccountReader(context, service);
	return async (index) => {
		let named: PlannedRequest | undefined;
		let planned: Planned | undefined;
		try {
			const item = itemAt(index);
			named = readLookup(item, lookups);
			planned = plan(item, named);
			const account = await accountAt(index);
			return planned.isSearch
				? { search: planned, account, outcome: undefined }
				: { request: planned, account, items: [index], outcome: undefined };
		} catch (reason) {
			return { ...toInvalid(reason, named), lacksAccount: planned !== undefined };
		}
	};
}

/**
 * Finds customers, queues the requests and, last, checks them against the safety limit.
 *
 * @param find gives the entries once the customers are found; may throw an InvalidInput
 */
export async function queueByCustomer(
	run: CheckedRun,
	continues: boolean,
	find: () => Promise<Entry[]>,
): Promise<ReadyRun | BlockedRun> {
	const { settings, limit, previousTries } = run;
	const { conflict, rejectedAdvice } = settings.operation;
	// Changed in place, so that a long run holds its items once.
	let { entries } = run;
	const byCustomer = new Map<string, [Job, ...Job[]]>();
	const yieldToEventLoop = createYield();
	try {
		entries = await find();
		const sent = previousTries.sentByItem();
		for (const [index, entry] of entries.entries()) {
			const job = entry.account && previousTries.continueWith(entry, index, sent.get(index));
			if (job?.request) entries[index] = enqueue(byCustomer, job);
			await yieldToEventLoop();
		}
		dropConflicts(byCustomer, conflict, limit, entries);
		const queues = [...byCustomer.values()];
		if (!continues) throwOnInvalidItems(entries, rejectedAdvice);
		// An item that can't be sent again keeps what was sent for it, unless its customer gets another request.
		for (const [index, job] of sent) {
			const queue = byCustomer.get(keyOf(job)) ?? [];
			const isReplaced = queue.some((other) => !isSameRequest(other, job));
			if (!isReplaced && entries[index]?.account === undefined) entries[index] = job;
		}
		return { ...run, entries, queues, release: limit.reserve(queues, settings) };
	} catch (thrown) {
		return { reason: reasonOf(thrown), entries, previousTries };
	}
}
