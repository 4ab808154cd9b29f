import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../operations/operation';
import { HIDDEN } from '../redact';
import { createYield } from '../timing';
import { toForm } from '../transport/send';
import type { HttpCall } from '../transport/send';
import type { Entry, Job, LookedFor } from './customerQueue';
import { isInvalid } from './customerQueue';

/** A request as it would be sent. */
export interface Preview {
	method: string;
	url: string;
	/** The form fields. */
	body: IDataObject;
}

/**
 * Shows the requests of a run as the credential would send them.
 *
 * @returns by item; items that cannot be sent have none
 */
export async function previewEntries(
	entries: readonly Entry[],
	operation: Operation,
): Promise<Array<Preview | undefined>> {
	const previews: Array<Preview | undefined> = [];
	const yieldToEventLoop = createYield();
	for (const entry of entries) {
		previews.push(await preview(entry, operation));
		await yieldToEventLoop();
	}
	return previews;
}

/** Secrets are hidden as whole fields: a short password must not hide parts of what is to be checked. */
async function preview(entry: Entry, operation: Operation): Promise<Preview | undefined> {
	const call = isInvalid(entry) ? undefined : callOf(entry, operation);
	if (isInvalid(entry) || call === undefined) return undefined;
	const { account } = entry;
	const { method, path, form } = call;
	const { url, body } = await account.sign({ method, url: path, body: toForm(form) });
	const fields = body instanceof URLSearchParams ? body : new URLSearchParams(String(body));
	const isSecret = (name: string, value: string) =>
		operation.secretFields?.includes(name) === true || value === account.apiKey;
	return {
		method,
		url,
		body: Object.fromEntries(
			[...fields].map(([name, value]) => [name, isSecret(name, value) ? HIDDEN : value]),
		),
	};
}

/** The request, or the search for its customer. */
function callOf(entry: Job | LookedFor, { toCall, search }: Operation): HttpCall | undefined {
	return 'search' in entry ? search?.toCall(entry.search) : toCall(entry.request);
}
