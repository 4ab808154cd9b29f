import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from './connect';
import { connect } from './connect';
import type { Entry } from './plan';
import { checkSafetyLimit, planEntries, blockOnInvalidItems } from './plan';
import type { RunSettings } from './settings';
import { readSettings } from './settings';

/** A run that is ready to be carried out. */
export interface ReadyRun {
	kind: 'ready';
	settings: RunSettings;
	/** One per input item; where it may go on past bad items, some of them hold a failure. */
	entries: Entry[];
	connection: Connection;
}

/** A run of which nothing is sent. */
export interface BlockedRun {
	kind: 'blocked';
	/** A InvalidInput, or what n8n or the credential threw. */
	reason: unknown;
	itemCount: number;
	/** As far as they were read when it was refused. */
	settings?: RunSettings;
	entries: Entry[];
}

/**
 * Reads and checks everything that a run depends on before the first request: its settings, every item, the safety
 * limit and the credential.
 *
 * @param continues whether bad items are passed over instead of ending the run
 */
export async function preflight(
	context: IExecuteFunctions,
	continues: boolean,
): Promise<ReadyRun | BlockedRun> {
	const itemCount = context.getInputData().length;
	// Without a fallback n8n throws for a parameter that is not there.
	const itemAt = (index: number) => (path: string) => context.getNodeParameter(path, index, null);
	let settings: RunSettings | undefined;
	let entries: Entry[] = [];
	try {
		settings = readSettings(itemAt(0));
		entries = await planEntries(settings.operation.planner(itemAt(0)), itemAt, itemCount);
		if (!continues) blockOnInvalidItems(entries);
		checkSafetyLimit(entries, settings.safetyLimit);
		const connection = await connect(context, settings.operation, settings.timeoutMs);
		return { kind: 'ready', settings, entries, connection };
	} catch (reason) {
		return { kind: 'blocked', reason, itemCount, entries, ...(settings && { settings }) };
	}
}
