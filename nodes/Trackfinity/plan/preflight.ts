import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation, Planned } from '../operations/operation';
import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import { createAccountReader } from './accounts';
import type { CustomerQueue, Entry, Job } from './customerQueue';
import { enqueue, isInvalid, toEntry } from './customerQueue';
import { invalid, throwOnInvalidItems } from './invalidItems';
import { PreviousTries } from './previousTries';
import { createReader, unreadable } from './readItem';
import { SafetyLimit } from './safetyLimit';
import type { RunSettings } from './settings';
import { checkRunWide, readSettings } from './settings';

/** A run of which all items are read and checked. */
export interface CheckedRun {
	settings: RunSettings;
	/** One per input item; where the run may go on past invalid items, some of them hold a failure. */
	entries: readonly Entry[];
	limit: SafetyLimit;
	previousTries: PreviousTries;
}

/** A run that is ready to be carried out. */
export interface ReadyRun extends CheckedRun {
	/** The requests, by customer. */
	queues: readonly CustomerQueue[];
	/** Gives back what the run has reserved under the limit and not used. To be called once, when it has ended. */
	release: () => void;
}

/** A run of which nothing is sent. */
export interface BlockedRun {
	reason: InvalidInput;
	/** One per input item, as far as they were read. */
	entries: ReadonlyArray<Entry | Planned | undefined>;
	settings: RunSettings | undefined;
	previousTries: PreviousTries | undefined;
}

/** What a run comes to of which nothing is sent, because something was thrown. */
export function blocked(
	thrown: unknown,
	{ entries, settings, previousTries }: Omit<BlockedRun, 'reason'>,
): BlockedRun {
	const reason = thrown instanceof InvalidInput ? thrown : unreadable;
	return { reason, entries, settings, previousTries };
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
	const { parameters } = context.getNode();
	const itemAt = createReader(context);
	const canceled = context.getExecutionCancelSignal();
	const isWanted = () => canceled?.aborted !== true;
	const known = context.getInputData().map((): BlockedRun['entries'][number] => undefined);
	let settings: RunSettings | undefined;
	let previousTries: PreviousTries | undefined;
	try {
		previousTries = PreviousTries.begin(context);
		settings = readSettings(itemAt(0), parameters);
		const { operation, safetyLimit } = settings;
		await checkRunWide(parameters, itemAt, known.length, isWanted);
		const planner = operation.planner(itemAt(0));
		const accountAt = createAccountReader(context, operation.service, known.length);
		const entries: Entry[] = [];
		const yieldToEventLoop = createYield();
		for (let index = 0; index < known.length && isWanted(); index++) {
			try {
				const planned = planner(itemAt(index));
				known[index] = planned;
				entries.push(toEntry(planned, await accountAt(index), index));
			} catch (reason) {
				entries.push(invalid(reason));
			}
			known[index] ??= entries[index];
			await yieldToEventLoop();
		}
		if (!isWanted()) throw canceledEarly;
		throwWithoutAccounts(entries.filter((entry, index) => entry !== known[index]));
		if (!continues && entries.some((entry) => 'search' in entry)) throwOnInvalidItems(entries);
		return { settings, entries, limit: new SafetyLimit(context, safetyLimit), previousTries };
	} catch (thrown) {
		return blocked(thrown, { entries: known, settings, previousTries });
	}
}

/** @throws InvalidInput when no item has an account, for the same reason */
function throwWithoutAccounts(readable: readonly Entry[]): void {
	const [first] = readable;
	if (first === undefined || !isInvalid(first)) return;
	const { message, description } = first;
	if (readable.every((entry) => isInvalid(entry) && entry.message === message)) {
		throw new InvalidInput(message, description);
	}
}

const canceledEarly = new InvalidInput(
	'The execution was canceled while its items were checked',
	'Nothing was sent. Run it again if it is still needed.',
);

/**
 * Puts the requests in order and, last, holds them against the safety limit.
 *
 * @param run its customers are found
 * @param continues whether invalid items are passed over instead of ending the run
 */
export async function arrange(run: CheckedRun, continues: boolean): Promise<ReadyRun | BlockedRun> {
	const { settings, limit, previousTries } = run;
	const { conflict, rejectedAdvice } = settings.operation;
	const entries = [...run.entries];
	const byCustomer = new Map<string, [Job, ...Job[]]>();
	const yieldToEventLoop = createYield();
	try {
		for (const [index, entry] of entries.entries()) {
			if ('request' in entry) {
				entries[index] = enqueue(byCustomer, previousTries.continueWith(entry));
			}
			await yieldToEventLoop();
		}
		const all = [...byCustomer.values()];
		const queues = conflict === undefined ? all : withoutConflicts(all, conflict, entries);
		// After a deletion of another customer nothing is sent, whatever the items are.
		const isStopped = !continues && !previousTries.deletedAnother;
		if (isStopped) throwOnInvalidItems(entries, rejectedAdvice);
		const release = limit.reserve(queues, settings.dryRun);
		return { ...run, entries, queues, release };
	} catch (thrown) {
		return blocked(thrown, { ...run, entries });
	}
}

/**
 * Finds requests that contradict each other: where what an operation does has no undo, the first of two different
 * requests for a customer would do what the second was to prevent. All of them are invalid.
 */
function withoutConflicts(
	queues: readonly CustomerQueue[],
	conflict: NonNullable<Operation['conflict']>,
	entries: Entry[],
): CustomerQueue[] {
	return queues.filter((queue) => {
		if (queue.length === 1) return true;
		const indexes = queue.flatMap(({ items }) => items);
		const failure = invalid(new InvalidInput(conflict.message(indexes), conflict.description));
		for (const index of indexes) entries[index] = failure;
		return false;
	});
}
