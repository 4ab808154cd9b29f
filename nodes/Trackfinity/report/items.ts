import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Operation, Planned } from '../operations/operation';
import type { Done, Failed, Outcome } from '../outcomes/outcome';
import type { Entry } from '../plan/customerQueue';
import { isInvalid, namedBy } from '../plan/customerQueue';
import type { BlockedRun, ReadyRun } from '../plan/preflight';
import type { Preview } from '../plan/preview';

/** How a message about an item is told. */
export type FormatMessage = (message: string, index: number) => string;

/**
 * A message with the item it is about; n8n counts items from 0. To what ends a run, the editor adds `[item 3]` of its own,
 * unless the message has "item 3" in it already.
 */
export const withItemIndex: FormatMessage = (message, index) => `${message} [Item ${index}]`;

/** A message alone: to an AI agent, which has sent no items, their numbers mean nothing. */
export const withoutItemIndex: FormatMessage = (message) => message;

/** The items of a run that was carried out, in input order. */
export function runItems(
	{ settings: { operation }, entries }: ReadyRun,
	outcomes: readonly Outcome[],
	format: FormatMessage,
): INodeExecutionData[] {
	return entries.flatMap((entry, index) => {
		const outcome = outcomes[index];
		if (outcome === undefined) return [];
		return outcomeItem(index, operation, entry, outcome, format);
	});
}

function outcomeItem(
	index: number,
	operation: Operation,
	entry: Entry,
	outcome: Outcome,
	format: FormatMessage,
): INodeExecutionData {
	return outcome.kind === 'done'
		? doneItem(index, operation, entry, outcome)
		: failedItem(index, operation, entry, outcome, format);
}

/** The items of a run that was blocked as a whole: one for each input item, with its own reason where it has one. */
export function blockedItems(
	{ reason: { message, description }, itemCount, known, settings, earlier }: BlockedRun,
	format: FormatMessage,
): INodeExecutionData[] {
	const shared: Failed = { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
	return Array.from({ length: itemCount }, (_, index) => {
		const job = earlier.get(index);
		if (settings !== undefined && job?.outcome !== undefined) {
			return outcomeItem(index, settings.operation, job, job.outcome, format);
		}
		const entry = known[index];
		const own = entry !== undefined && isInvalid(entry) ? entry : shared;
		return failedItem(index, settings?.operation, entry, own, format);
	});
}

/** The items of a dry run. */
export function dryRunItems(
	{ settings: { operation }, entries }: ReadyRun,
	previews: ReadonlyArray<Preview | undefined>,
	format: FormatMessage,
): INodeExecutionData[] {
	return entries.map((entry, index) =>
		isInvalid(entry)
			? failedItem(index, operation, entry, entry, format)
			: toItem(index, {
					dryRun: true,
					operation: operation.value,
					...identifierOf(entry, index),
					...entry.check,
					request: { ...previews[index] },
				}),
	);
}

function doneItem(
	index: number,
	operation: Operation,
	entry: Entry,
	{ proof, processedAt, message }: Done,
): INodeExecutionData {
	return toItem(index, {
		success: true,
		operation: operation.value,
		...identifierOf(entry, index),
		...('request' in entry ? operation.doneFields(entry.request) : { deleted: true }),
		...(proof === 'verified' && { verified: true }),
		...(proof === 'missing' && { deleted: false }),
		processedAt,
		...(message !== undefined && { message }),
	});
}

/**
 * The item for what was not done. Its json has the one key `error`, and the item itself has no such property: that is
 * the shape that every n8n from 1.123 on sends to the error output with all its details (ran on 1.123, 2.20 and 2.41).
 */
function failedItem(
	index: number,
	operation: Operation | undefined,
	entry: BlockedRun['known'][number] | undefined,
	{ message, description, outcome, statusCode, attempts }: Failed,
	format: FormatMessage,
): INodeExecutionData {
	return toItem(index, {
		error: {
			message: format(message, index),
			description,
			...(operation !== undefined && { operation: operation.value }),
			...(entry !== undefined && identifierOf(entry, index)),
			outcome,
			...(statusCode !== undefined && { statusCode }),
			attempts,
		},
	});
}

/** The customer as the item names them, and as the request does where they had to be found. */
function identifierOf(entry: BlockedRun['known'][number], index: number): IDataObject {
	if (isInvalid(entry)) return {};
	if ('planned' in entry) return nameOf(entry.planned);
	if (!('account' in entry)) return nameOf(entry);
	const request = 'request' in entry ? nameOf(entry.request) : {};
	const named = namedBy(entry, index);
	return { ...(named !== undefined && nameOf(named)), ...request };
}

function nameOf({ lookup, value }: Planned): IDataObject {
	return { [lookup.parameter]: value };
}

/** @param index of the input item; n8n links the two by it */
function toItem(index: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}
