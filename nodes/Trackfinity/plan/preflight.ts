import type { IExecuteFunctions } from 'n8n-workflow';

import type { Planned, PlannedRequest, PlannedSearch } from '../operations/operation';
import { isSearch } from '../operations/operation';
import type { Failed } from '../outcomes/outcome';
import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { Account } from './accounts';
import { readAccounts } from './accounts';
import type { CustomerCheck, CustomerQueue, Entry, Job, LookedFor } from './customerQueue';
import { CustomerQueues, isInvalid } from './customerQueue';
import { invalid, planItems, throwOnInvalidItems, withoutConflicts } from './planItems';
import type { PreviousTries } from './previousTries';
import { beginTry } from './previousTries';
import { createReader, unreadable } from './readItem';
import type { Reservation } from './safetyLimit';
import { SafetyLimit } from './safetyLimit';
import type { RunSettings } from './settings';
import { checkRunWide, readSettings } from './settings';

/** An item that was read and checked. */
export interface CheckedItem<T extends Planned = Planned> {
	planned: T;
	account: Account;
	/** Of a dry run that asks whether customers exist. */
	check?: CustomerCheck;
	/** What the customer was found by, where they had to be. */
	asked?: PlannedSearch;
}

/** What became of an item once its customer was found, where it had to be. */
export type FoundItem = CheckedItem<PlannedRequest> | LookedFor | Failed;

/** A run of which all items are read and checked. */
export interface CheckedRun {
	kind: 'checked';
	settings: RunSettings;
	/** One per input item. */
	items: Array<CheckedItem | Failed>;
	limit: SafetyLimit;
	previousTries: PreviousTries;
}

/** A run that is ready to be carried out. */
export interface ReadyRun {
	kind: 'ready';
	settings: RunSettings;
	/** One per input item; where it may go on past invalid items, some of them hold a failure. */
	entries: readonly Entry[];
	/** The requests, by customer. */
	queues: readonly CustomerQueue[];
	limit: SafetyLimit;
	/** To be released when the run has ended. */
	reservation: Reservation;
	previousTries: PreviousTries;
}

/** A run of which nothing is sent. */
export interface BlockedRun {
	kind: 'blocked';
	reason: InvalidInput;
	itemCount: number;
	/** As far as they were read when it was blocked. */
	settings?: RunSettings;
	known: ReadonlyArray<Entry | CheckedItem | Planned>;
	/** What earlier tries of the run have sent, by item. */
	earlier: ReadonlyMap<number, Job>;
}

/**
 * Reads and checks a run before the first request: its settings, every item and its credential.
 *
 * @param continues whether invalid items are passed over instead of ending the run
 */
export async function checkItems(
	context: IExecuteFunctions,
	continues: boolean,
): Promise<CheckedRun | BlockedRun> {
	const itemCount = context.getInputData().length;
	const { parameters } = context.getNode();
	const itemAt = createReader(context);
	const canceled = context.getExecutionCancelSignal();
	const isWanted = () => canceled?.aborted !== true;
	let settings: RunSettings | undefined;
	let planned: Array<Planned | Failed> = [];
	let previousTries: PreviousTries | undefined;
	try {
		previousTries = beginTry(context);
		settings = readSettings(itemAt(0), parameters);
		const { operation, safetyLimit } = settings;
		await checkRunWide(parameters, itemAt, itemCount, isWanted);
		planned = await planItems(operation.planner(itemAt(0)), itemAt, itemCount, isWanted);
		const valid = planned.flatMap((one, index) => (isInvalid(one) ? [] : [index]));
		const accounts = await readAccounts(context, operation.service, valid, isWanted);
		if (!isWanted()) throw canceledEarly;
		const items = planned.map((one, index) => {
			if (isInvalid(one)) return one;
			const account = accounts.get(index);
			return account === undefined || account instanceof InvalidInput
				? invalid(account)
				: { planned: one, account };
		});
		if (!continues && items.some(isToBeFound)) throwOnInvalidItems(items);
		const limit = new SafetyLimit(context, safetyLimit);
		return { kind: 'checked', settings, items, limit, previousTries };
	} catch (thrown) {
		return blocked(thrown, itemCount, planned, settings, previousTries);
	}
}

/**
 * Puts the requests in order and, last, holds them against the safety limit.
 *
 * @param items in the order of the input; their customers are found
 * @param continues whether invalid items are passed over instead of ending the run
 */
export async function arrange(
	{ settings, limit, previousTries }: Omit<CheckedRun, 'items'>,
	items: readonly FoundItem[],
	continues: boolean,
): Promise<ReadyRun | BlockedRun> {
	const entries: Entry[] = [];
	const yieldToEventLoop = createYield();
	try {
		const queues = new CustomerQueues();
		for (const [index, item] of items.entries()) {
			if ('planned' in item) {
				const { planned: request, account, check, asked } = item;
				const job: Job = { request, account, items: [index], outcome: undefined };
				if (check) job.check = check;
				if (asked) job.asked = new Map([[index, asked]]);
				entries.push(queues.add(previousTries.continueWith(job)));
			} else {
				entries.push(item);
			}
			await yieldToEventLoop();
		}
		const { conflict } = settings.operation;
		const all = conflict ? withoutConflicts(queues.all, conflict, entries) : queues.all;
		// After a deletion of another customer nothing is sent, whatever the items are.
		const isStopped = !continues && !previousTries.isOver;
		if (isStopped) throwOnInvalidItems(entries, settings.operation.rejectedAdvice);
		const reservation = limit.reserve(all, settings.dryRun);
		return { kind: 'ready', settings, entries, queues: all, limit, reservation, previousTries };
	} catch (thrown) {
		return blocked(thrown, items.length, entries, settings, previousTries);
	}
}

/** What a run comes to of which nothing is sent. */
export function blocked(
	thrown: unknown,
	itemCount: number,
	known: BlockedRun['known'],
	settings: RunSettings | undefined,
	previousTries: PreviousTries | undefined,
): BlockedRun {
	const reason = thrown instanceof InvalidInput ? thrown : unreadable;
	const earlier = previousTries?.sent() ?? new Map<number, Job>();
	return { kind: 'blocked', reason, itemCount, known, earlier, ...(settings && { settings }) };
}

/** Whether the customer of an item has to be found first. */
export function isToBeFound(item: CheckedItem | Failed): item is CheckedItem<PlannedSearch> {
	return !isInvalid(item) && isSearch(item.planned);
}

const canceledEarly = new InvalidInput(
	'The execution was canceled while its items were checked',
	'Nothing was sent. Run it again if it is still needed.',
);
