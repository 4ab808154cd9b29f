import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import type { Failed, Outcome } from '../outcomes/outcome';
import { notSent, onItem } from '../outcomes/outcome';
import { createYield } from '../run/breather';
import type { RunResult } from '../run/perform';
import type { ReadyRun, BlockedRun } from '../run/preflight';
import { preview } from '../run/preview';

/** What becomes of items whose turn never came. */
const neverStarted: Failed = {
	kind: 'failed',
	outcome: 'notSent',
	message: 'The run was cancelled before this item was sent',
	description: 'Nothing was sent for this item. Run it again if it is still needed.',
	attempts: 0,
};

/** The items of a run that was carried out, in input order. */
export function carriedOutItems(run: ReadyRun, { outcomes }: RunResult): INodeExecutionData[] {
	const operation = run.settings.operation.value;
	return run.entries.map(({ request, failure }, index) => {
		if (request === undefined) return failedItem(index, operation, request, failure);
		const outcome = outcomes[index] ?? neverStarted;
		return outcome.kind === 'done'
			? doneItem(index, operation, request, outcome)
			: failedItem(index, operation, request, outcome);
	});
}

/** The items of a run that was refused as a whole: one for each input item, with its own reason where it has one. */
export function blockedItems(run: BlockedRun): INodeExecutionData[] {
	const shared = notSent(run.reason);
	return Array.from({ length: run.itemCount }, (_, index) => {
		const entry = run.entries[index];
		return failedItem(
			index,
			run.settings?.operation.value,
			entry?.request,
			entry?.failure ?? shared,
		);
	});
}

/** The items of a dry run. */
export async function dryRunItems(run: ReadyRun): Promise<INodeExecutionData[]> {
	const operation = run.settings.operation.value;
	const items: INodeExecutionData[] = [];
	const yieldToEventLoop = createYield();
	for (const [index, { request, failure }] of run.entries.entries()) {
		items.push(
			request === undefined
				? failedItem(index, operation, request, failure)
				: item(index, {
						dryRun: true,
						operation,
						...identifierOf(request),
						request: await preview(request, run.connection),
					}),
		);
		await yieldToEventLoop();
	}
	return items;
}

function doneItem(
	index: number,
	operation: string,
	request: PlannedRequest,
	{ processedAt, message }: Extract<Outcome, { kind: 'done' }>,
): INodeExecutionData {
	return item(index, {
		success: true,
		operation,
		...identifierOf(request),
		...request.done,
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
): INodeExecutionData {
	return item(index, {
		error: {
			message: onItem(message, index),
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
function item(index: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}
