import type { IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from '../operations/operation';
import { InvalidInput } from '../parameters/invalidInput';
import type { Connection } from './connect';
import { connect } from './connect';
import { customerKey } from './customerQueue';
import type { EarlierTries } from './earlierTries';
import { beginTry } from './earlierTries';
import type { Entry } from './entries';
import { planEntries, withoutConflicts } from './entries';
import { blockOnInvalidItems } from './invalidItems';
import type { Places } from './safetyLimit';
import { takePlaces } from './safetyLimit';
import type { RunSettings } from './settings';
import { checkRunWide, readSettings } from './settings';

/** A run that is ready to be carried out. */
export interface ReadyRun {
	kind: 'ready';
	settings: RunSettings;
	/** One per input item; where it may go on past invalid items, some of them hold a failure. */
	entries: Entry[];
	connection: Connection;
	/** Taken under the safety limit; to be settled when the run has ended. */
	places: Places;
	earlierTries: EarlierTries;
}

/** A run of which nothing is sent. */
export interface BlockedRun {
	kind: 'blocked';
	reason: InvalidInput;
	itemCount: number;
	/** As far as they were read when it was blocked. */
	settings?: RunSettings;
	entries: Entry[];
}

/**
 * Reads and checks everything that a run depends on before the first request: its settings, every item, the credential
 * and, last, the safety limit.
 *
 * @param continues whether invalid items are passed over instead of ending the run
 */
export async function preflight(
	context: IExecuteFunctions,
	continues: boolean,
): Promise<ReadyRun | BlockedRun> {
	const itemCount = context.getInputData().length;
	const itemAt = createReader(context);
	let settings: RunSettings | undefined;
	let entries: Entry[] = [];
	try {
		const earlierTries = beginTry(context);
		settings = readSettings(itemAt(0));
		await checkRunWide(context.getNode().parameters, itemAt, itemCount);
		const planner = settings.operation.planner(itemAt(0));
		entries = await planEntries(planner, itemAt, itemCount);
		entries = withoutConflicts(entries, settings.operation);
		if (!continues) blockOnInvalidItems(entries);
		const connection = await open(context, settings);
		const customers = entries.flatMap(({ request }) => (request ? [customerKey(request)] : []));
		const places = takePlaces(
			settings.safetyLimit === Infinity ? {} : context.getContext('node'),
			new Set(customers),
			settings.safetyLimit,
			settings.dryRun,
		);
		return { kind: 'ready', settings, entries, connection, places, earlierTries };
	} catch (thrown) {
		const reason = thrown instanceof InvalidInput ? thrown : unexpected;
		return { kind: 'blocked', reason, itemCount, entries, ...(settings && { settings }) };
	}
}

const unexpected = new InvalidInput(
	"The node's parameters couldn't be read",
	"Check the node's parameters and its credential. Nothing was sent.",
);

/** Makes the reader for an item. What n8n says of a broken expression is passed on as the user's input being invalid. */
function createReader(context: IExecuteFunctions): (index: number) => ReadParameter {
	return (index) => (path) => {
		try {
			// Without a fallback n8n throws for a parameter that is not there.
			return context.getNodeParameter(path, index, null);
		} catch (thrown) {
			throw toInvalidInput(thrown, 'Check the expressions in the parameters of this node.');
		}
	};
}

async function open(
	context: IExecuteFunctions,
	{ operation, timeoutMs }: RunSettings,
): Promise<Connection> {
	try {
		return await connect(context, operation.service, timeoutMs);
	} catch (thrown) {
		throw toInvalidInput(thrown, "Check the node's credential. Nothing was sent.");
	}
}

/**
 * What n8n or the credential says of something that is missing or wrong, in their own words.
 *
 * @param thrown anything at all
 * @param advice where it gives none
 */
export function toInvalidInput(thrown: unknown, advice: string): InvalidInput {
	const { message, description } = Object(thrown) as { message?: unknown; description?: unknown };
	return new InvalidInput(
		typeof message === 'string' && message !== '' ? message : unexpected.message,
		typeof description === 'string' && description !== '' ? description : advice,
	);
}
