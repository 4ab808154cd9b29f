import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../operations/operation';
import type { Failed, Outcome } from '../outcomes/outcome';
import type { Job, LookedFor } from '../plan/customerQueue';
import { isInvalid, namedBy } from '../plan/customerQueue';
import type { BlockedRun, ReadyRun } from '../plan/preflight';
import { HIDDEN } from '../redact';
import { createYield } from '../timing';
import { toForm } from '../transport/send';

/** How a message about an item is told. */
export type FormatMessage = (message: string, index: number) => string;

/**
 * A message with the item it is about; n8n counts items from 0. To what ends a run, the editor adds `[item 3]` of its own,
 * unless the message has "item 3" in it already.
 */
export const withItemIndex: FormatMessage = (message, index) => `${message} [Item ${index}]`;

/** A message alone: to an AI agent, which has sent no items, their numbers mean nothing. */
export const withoutItemIndex: FormatMessage = (message) => message;

/** What is known of an item: the more, the further its run has come. */
type Known = BlockedRun['entries'][number];

/** The items of a run that was carried out, in input order. */
export function runItems(
	{ settings: { operation }, entries }: ReadyRun,
	outcomes: readonly Outcome[],
	format: FormatMessage,
): INodeExecutionData[] {
	return outcomes.map((outcome, index) =>
		outcomeItem(index, operation, entries[index], outcome, format),
	);
}

/** The items of a run that was blocked as a whole: one for each input item, with its own reason where it has one. */
export function blockedItems(
	{ reason: { message, description }, entries, settings, previousTries }: BlockedRun,
	format: FormatMessage,
): INodeExecutionData[] {
	const earlier = settings && previousTries?.sent();
	const shared: Failed = { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
	return entries.map((entry, index) => {
		const job = earlier?.get(index);
		const own = entry !== undefined && isInvalid(entry) ? entry : shared;
		return outcomeItem(index, settings?.operation, job ?? entry, job?.outcome ?? own, format);
	});
}

/** The items of a dry run, with the requests as the credential would send them. */
export async function dryRunItems(
	{ settings: { operation }, entries }: ReadyRun,
	format: FormatMessage,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const yieldToEventLoop = createYield();
	for (const [index, entry] of entries.entries()) {
		items.push(
			isInvalid(entry)
				? outcomeItem(index, operation, entry, entry, format)
				: toItem(index, {
						dryRun: true,
						operation: operation.value,
						...identifierOf(entry, index),
						...entry.check,
						request: await preview(entry, operation),
					}),
		);
		await yieldToEventLoop();
	}
	return items;
}

/** The request, or the search for its customer. Secrets are hidden as whole fields: a short password must not hide parts. */
async function preview(entry: Job | LookedFor, operation: Operation): Promise<IDataObject> {
	const call =
		'search' in entry ? operation.search?.toCall(entry.search) : operation.toCall(entry.request);
	if (call === undefined) return {};
	const { apiKey, sign } = entry.account;
	const { method, url, body } = await sign({
		method: call.method,
		url: call.path,
		body: toForm(call.form),
	});
	const fields = body instanceof URLSearchParams ? body : new URLSearchParams(String(body));
	const isSecret = (name: string, value: string) =>
		operation.secretFields?.includes(name) === true || value === apiKey;
	const shown = [...fields].map(([name, value]) => [name, isSecret(name, value) ? HIDDEN : value]);
	return { method, url, body: Object.fromEntries(shown) as IDataObject };
}

/**
 * The item of what was done or not. Of the latter, the json has the one key `error`, and the item itself has no such
 * property: that is the shape that every n8n from 1.123 on sends to the error output with all its details (ran on 1.123,
 * 2.20 and 2.41).
 */
function outcomeItem(
	index: number,
	operation: Operation | undefined,
	known: Known,
	outcome: Outcome,
	format: FormatMessage,
): INodeExecutionData {
	const what = { ...(operation && { operation: operation.value }), ...identifierOf(known, index) };
	if (outcome.kind === 'failed') {
		const { message, description, outcome: how, statusCode, attempts } = outcome;
		return toItem(index, {
			error: {
				message: format(message, index),
				description,
				...what,
				outcome: how,
				...(statusCode !== undefined && { statusCode }),
				attempts,
			},
		});
	}
	const { proof, processedAt, message } = outcome;
	return toItem(index, {
		success: true,
		...what,
		...(known && 'request' in known ? operation?.doneFields(known.request) : { deleted: true }),
		...(proof === 'verified' && { verified: true }),
		...(proof === 'missing' && { deleted: false }),
		processedAt,
		...(message !== undefined && { message }),
	});
}

/** The customer as the item names them, and as the request does where they had to be found. */
function identifierOf(known: Known, index: number): IDataObject {
	if (known === undefined || isInvalid(known)) return {};
	const named = 'lookup' in known ? known : namedBy(known, index);
	const request = 'request' in known ? known.request : named;
	return Object.fromEntries(
		[named, request].flatMap((one) => (one ? [[one.lookup.parameter, one.value]] : [])),
	);
}

/** @param index of the input item; n8n links the two by it */
function toItem(index: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}
