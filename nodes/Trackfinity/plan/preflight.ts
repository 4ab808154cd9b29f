import type { IExecuteFunctions } from 'n8n-workflow';

import type { Planned } from '../operations/operation';
import { InvalidInput } from '../parameters/invalidInput';
import { readLookup } from '../parameters/lookup';
import { createYield } from '../timing';
import { createAccountReader } from './accounts';
import type { CustomerQueue, Entry, Job, Known } from './customerQueue';
import { customerKey, enqueue, isSameRequest, mayBeApplied } from './customerQueue';
import { dropConflicts, invalid, throwIfAllFailed, throwOnInvalidItems } from './invalidItems';
import { PreviousTries } from './previousTries';
import { createReader, unreadable } from './readItem';
import { SafetyLimit } from './safetyLimit';
import type { RunSettings } from './settings';
import { checkRunWide, readSettings } from './settings';
import { throwIfMisled } from './toolCall';

/** A run whose items are all read and checked. */
export interface CheckedRun {
	settings: RunSettings;
	/** One per input item, invalid ones included. */
	entries: Entry[];
	/** Identifiers that may have lost digits on the way to the node. */
	suspects: readonly Planned[];
	/** Customers of items that can't be sent. */
	unclear: readonly Planned[];
	limit: SafetyLimit;
	previousTries: PreviousTries;
}

/** A run that is ready to be carried out. */
export interface ReadyRun extends CheckedRun {
	queues: readonly CustomerQueue[];
	/** See {@link SafetyLimit.reserve}. */
	release: () => void;
}

/** A run that sends nothing, as far as it was read. */
export interface BlockedRun extends Partial<Pick<CheckedRun, 'previousTries'>> {
	reason: InvalidInput;
	/** One per input item; undefined where it wasn't read. */
	known: ReadonlyArray<Known | undefined>;
}

function blocked(thrown: unknown, run: Omit<BlockedRun, 'reason'>): BlockedRun {
	return { ...run, reason: thrown instanceof InvalidInput ? thrown : unreadable };
}

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
	const known = context.getInputData().map((): Known | undefined => undefined);
	const yieldToEventLoop = createYield();
	const goOn = async () => {
		if (context.getExecutionCancelSignal()?.aborted) throw canceledEarly;
		await yieldToEventLoop();
	};
	const run: Omit<BlockedRun, 'reason'> = { known };
	try {
		const previousTries = (run.previousTries = PreviousTries.begin(context));
		const settings = readSettings(itemAt(0), parameters);
		const { operation, safetyLimit } = settings;
		previousTries.operation = operation;
		throwIfMisled(context, parameters);
		await checkRunWide(parameters, itemAt, known.length, goOn);
		const planner = operation.planner(itemAt(0));
		const accountAt = createAccountReader(context, operation.service);
		const entries: Entry[] = [];
		const suspects: Planned[] = [];
		const unclear: Planned[] = [];
		for (const index of known.keys()) {
			let named: Planned | undefined;
			try {
				const item = itemAt(index);
				named = readLookup(item, operation.lookups);
				const planned = planner(item, named);
				known[index] = { search: planned };
				const account = await accountAt(index);
				entries.push(
					planned.isSearch
						? { search: planned, account, outcome: undefined }
						: { request: planned, account, items: [index], outcome: undefined },
				);
				if (planned.suspicion) suspects.push(planned);
			} catch (reason) {
				entries.push(invalid(reason, named));
				if (named) unclear.push(named);
			}
			known[index] ??= entries[index];
			await goOn();
		}
		// Of items that could be read: if none has an account, that is the reason.
		throwIfAllFailed(entries.filter((entry, index) => entry !== known[index]));
		if (!continues && entries.some(({ search }) => search)) throwOnInvalidItems(entries);
		const limit = new SafetyLimit(context, safetyLimit);
		return { settings, entries, suspects, unclear, limit, previousTries };
	} catch (thrown) {
		return blocked(thrown, run);
	}
}

const keyOf = ({ account, request }: Job) => customerKey(account, request);

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
			// What may have been done belongs to the item, even if an expression names another customer in each try.
			const earlier = entry.account && sent.get(index);
			const job = earlier && mayBeApplied(earlier) ? { ...earlier, items: [index] } : entry;
			if (job.request) entries[index] = enqueue(byCustomer, previousTries.continueWith(job));
			await yieldToEventLoop();
		}
		dropConflicts(byCustomer, conflict, entries, run.unclear);
		const queues = [...byCustomer.values()];
		if (!continues) throwOnInvalidItems(entries, rejectedAdvice);
		// An item that can't be sent again keeps what was sent for it, unless its customer gets another request.
		for (const [index, job] of previousTries.sentByItem()) {
			const queue = byCustomer.get(keyOf(job)) ?? [];
			const isLast = queue.every((other) => isSameRequest(other, job));
			if (isLast && entries[index]?.account === undefined) entries[index] = job;
		}
		return { ...run, entries, queues, release: limit.reserve(queues, settings.dryRun) };
	} catch (thrown) {
		return blocked(thrown, { known: entries, previousTries });
	}
}
