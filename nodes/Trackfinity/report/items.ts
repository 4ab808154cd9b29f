import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isToolCall } from '../links/execution';
import type { Operation } from '../operations/operation';
import type { Outcome } from '../outcomes/outcome';
import { withItemIndex } from '../outcomes/outcome';
import type { Entry, Job, SearchEntry } from '../plan/customerQueue';
import type { BlockedRun, ReadyRun } from '../plan/preflight';
import { HIDDEN } from '../redact';
import { createYield } from '../timing';
import { blockedOutcomes } from './errors';

/**
 * Whether failures come out as items instead of ending the run. Those of a tool do, unless somebody chose Stop Workflow (else
 * n8n 2.41 doesn't store it): of a thrown error, a model would get the message alone, and n8n 1.123 and 2.20 would end the
 * agent's run.
 */
export function returnsFailures(context: IExecuteFunctions): boolean {
	const { onError, continueOnFail } = context.getNode();
	const returns = isToolCall(context) && onError !== 'stopWorkflow';
	// Where a workflow's JSON has the old setting beside the new one, n8n goes on by either.
	return returns || continueOnFail === true || context.continueOnFail();
}

/** The items of a run that was carried out, in input order. */
export function runItems(
	{ settings: { operation }, entries }: ReadyRun,
	outcomes: readonly Outcome[],
	isTool: boolean,
): INodeExecutionData[] {
	return outcomes.map((outcome, index) =>
		outcomeItem(index, entries[index], outcome, operation, isTool),
	);
}

/** The items of a run that was blocked as a whole, one for each input item. */
export function blockedItems(run: BlockedRun, isTool: boolean): INodeExecutionData[] {
	const { entries, previousTries } = run;
	const earlier = previousTries.sentByItem();
	return blockedOutcomes(run).map((outcome, index) => {
		const entry = earlier.get(index) ?? entries[index];
		return outcomeItem(index, entry, outcome, previousTries.operation, isTool);
	});
}

/** The items of a dry run, with the requests as the credential would send them. */
export async function dryRunItems(
	{ settings: { operation }, entries }: ReadyRun,
	isTool: boolean,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const yieldToEventLoop = createYield();
	for (const [index, entry] of entries.entries()) {
		if (entry.account === undefined) {
			items.push(outcomeItem(index, entry, entry.outcome, operation, isTool));
		} else {
			const named = { operation: operation.value, ...identifierOf(entry, index) };
			const request = await preview(entry, operation);
			items.push(toItem(index, { dryRun: true, ...named, ...entry.check, request }));
		}
		await yieldToEventLoop();
	}
	return items;
}

/** The request, or the search for its customer. Secrets are hidden as whole fields: a short password must not hide parts. */
async function preview(entry: Job | SearchEntry, operation: Operation): Promise<IDataObject> {
	const call = entry.search
		? operation.search?.toCall(entry.search)
		: operation.toCall(entry.request);
	if (call === undefined) return {};
	const { apiKey, sign } = entry.account;
	const request = { method: call.method, url: call.path, body: new URLSearchParams(call.form) };
	const { method, url, body } = await sign(request);
	const shown = [...new URLSearchParams(String(body))].map(([name, value]) => {
		const isSecret = operation.secretFields?.includes(name) === true || value === apiKey;
		return [name, isSecret ? HIDDEN : value] as const;
	});
	return { method, url, body: Object.fromEntries(shown) };
}

/**
 * The item for an outcome. For a failure, `error` is the only key of the json, and no property of the item itself: so every
 * n8n from 1.123 on sends it to the error output with all its details (ran on 1.123, 2.20 and 2.41).
 */
function outcomeItem(
	index: number,
	entry: Entry | undefined,
	outcome: Outcome,
	operation: Operation | undefined,
	isTool: boolean,
): INodeExecutionData {
	const named = { ...(operation && { operation: operation.value }), ...identifierOf(entry, index) };
	if (outcome.kind !== 'done') {
		const { kind, description, statusCode, attempts } = outcome;
		const message = isTool ? outcome.message : withItemIndex(outcome.message, index);
		const status = statusCode === undefined ? {} : { statusCode };
		const details = { ...named, outcome: kind, ...status, attempts };
		return toItem(index, { error: { message, description, ...details } });
	}
	const { proof, processedAt, message } = outcome;
	return toItem(index, {
		success: true,
		...named,
		...(entry?.request ? operation?.doneFields(entry.request) : { deleted: true }),
		...(proof === 'verified' && { verified: true }),
		...(proof === 'missing' && { deleted: false }),
		processedAt,
		...(message !== undefined && { message }),
	});
}

/** The customer as the item names them, and as the request does where they had to be found. */
function identifierOf(entry: Entry | undefined, index: number): IDataObject {
	const named = entry?.search ?? entry?.searches?.get(index) ?? entry?.customer;
	const both = [named, entry?.request].filter((one) => one !== undefined);
	return Object.fromEntries(both.map(({ lookup, value }) => [lookup.parameter, value]));
}

/** @param index of the input item; n8n links the two by it */
function toItem(index: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}
