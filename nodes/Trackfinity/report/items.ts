import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import type { Done, Failed, Outcome } from '../outcomes/outcome';
import type { BlockedRun, ReadyRun } from '../run/preflight';
import type { Preview } from '../run/preview';
import type { TellMessage } from './onItem';

/** The items of a run that was carried out, in input order. */
export function runItems(
	run: ReadyRun,
	outcomes: readonly Outcome[],
	tell: TellMessage,
): INodeExecutionData[] {
	const operation = run.settings.operation.value;
	return run.entries.flatMap(({ request, failure }, index) => {
		if (request === undefined) return failedItem(index, operation, request, failure, tell);
		const outcome = outcomes[index];
		if (outcome === undefined) return [];
		return outcome.kind === 'done'
			? doneItem(index, operation, request, outcome)
			: failedItem(index, operation, request, outcome, tell);
	});
}

/** The items of a run that was blocked as a whole: one for each input item, with its own reason where it has one. */
export function blockedItems(run: BlockedRun, tell: TellMessage): INodeExecutionData[] {
	const { message, description } = run.reason;
	const shared: Failed = { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
	return Array.from({ length: run.itemCount }, (_, index) => {
		const entry = run.entries[index];
		const operation = run.settings?.operation.value;
		return failedItem(index, operation, entry?.request, entry?.failure ?? shared, tell);
	});
}

/** The items of a dry run. */
export function dryRunItems(
	{ settings, entries }: ReadyRun,
	previews: ReadonlyArray<Preview | undefined>,
	tell: TellMessage,
): INodeExecutionData[] {
	const operation = settings.operation.value;
	return entries.map(({ request, failure }, index) =>
		request === undefined
			? failedItem(index, operation, request, failure, tell)
			: toItem(index, {
					dryRun: true,
					operation,
					...identifierOf(request),
					request: { ...previews[index] },
				}),
	);
}

function doneItem(
	index: number,
	operation: string,
	request: PlannedRequest,
	{ proof, processedAt, message }: Done,
): INodeExecutionData {
	return toItem(index, {
		success: true,
		operation,
		...identifierOf(request),
		...request.done,
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
	operation: string | undefined,
	request: PlannedRequest | undefined,
	{ message, description, outcome, statusCode, attempts }: Failed,
	tell: TellMessage,
): INodeExecutionData {
	return toItem(index, {
		error: {
			message: tell(message, index),
			description,
			...(operation !== undefined && { operation }),
			...(request !== undefined && identifierOf(request)),
			outcome,
			...(statusCode !== undefined && { statusCode }),
			attempts,
		},
	});
}

function identifierOf({ identifier }: PlannedRequest): IDataObject {
	return { [identifier.parameter]: identifier.value };
}

/** @param index of the input item; n8n links the two by it */
function toItem(index: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}
