import type { IExecuteFunctions } from 'n8n-workflow';

import { throwIfMisled } from '../links/misled';
import type { Planned } from '../operations/operation';
import { InvalidInput } from '../parameters/invalidInput';
import { readLookup } from '../parameters/lookup';
import { createYield } from '../timing';
import { createAccountReader } from './accounts';
import type { CustomerQueue, Entry, Job } from './customerQueue';
import { enqueue, isSameRequest, keyOf } from './customerQueue';
import { dropConflicts, throwOnInvalidItems, toInvalid } from './invalidItems';
import { PreviousTries } from './previousTries';
import { createReader, unreadable } from './readItem';
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
	const itemAt = createReader(context);
	const yieldToEventLoop = createYield();
	const yieldUnlessCanceled = async () => {
		if (context.getExecutionCancelSignal()?.aborted) throw canceledEarly;
		await yieldToEventLoop();
	};
	const items = context.getInputData();
	const previousTries = PreviousTries.of(context);
	const entries: Entry[] = [];
	try {
		const settings = readSettings(itemAt(0), parameters);
		const { operation, safetyLimit } = settings;
		previousTries.operation = operation;
		await throwIfMisled(context, parameters);
		await checkRunWide(parameters, itemAt, items.length, yieldUnlessCanceled);
		const planner = operation.planner(itemAt(0));
		const accountAt = createAccountReader(context, operation.service);
		const suspects: Planned[] = [];
		/** Why items that could be read have no account: descriptions by message. */
		const whyNoAccount = new Map<string, string>();
		for (const index of items.keys()) {
			let named: Planned | undefined;
			let planned: Planned | undefined;
			try {
				const item = itemAt(index);
				named = readLookup(item, operation.lookups);
				planned = planner(item, named);
				const account = await accountAt(index);
				entries.push(
					planned.isSearch
						? { search: planned, account, outcome: undefined }
						: { request: planned, account, items: [index], outcome: undefined },
				);
				if (planned.suspicion) suspects.push(planned);
			} catch (reason) {
				const entry = toInvalid(reason, named);
				entries.push(entry);
				if (planned) whyNoAccount.set(entry.outcome.message, entry.outcome.description);
			}
			await yieldUnlessCanceled();
		}
		const [why] = whyNoAccount;
		if (why && whyNoAccount.size === 1 && !entries.some(({ account }) => account)) {
			throw new InvalidInput(...why);
		}
		if (!continues && entries.some(({ search }) => search)) throwOnInvalidItems(entries);
		const limit = new SafetyLimit(context, safetyLimit);
		return { settings, entries, suspects, limit, previousTries };
	} catch (thrown) {
		const known = items.map((_, index) => entries[index]);
		return { reason: reasonOf(thrown), entries: known, previousTries };
	}
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
	// Changed in place: a long run holds one list of its items.
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
