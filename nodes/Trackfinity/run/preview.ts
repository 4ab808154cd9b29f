import type { IDataObject } from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import { HIDDEN } from '../redaction/redact';
import { createYield } from '../transport/timing';
import type { Connection } from './connect';
import type { Entry } from './entries';

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
	connection: Connection,
): Promise<Array<Preview | undefined>> {
	const previews: Array<Preview | undefined> = [];
	const yieldToEventLoop = createYield();
	for (const { request } of entries) {
		previews.push(request === undefined ? undefined : await preview(request, connection));
		await yieldToEventLoop();
	}
	return previews;
}

/** Secrets are hidden as whole fields: a short password must not hide parts of what is to be checked. */
async function preview(request: PlannedRequest, connection: Connection): Promise<Preview> {
	const { url, body } = await connection.sign(request);
	const form = body instanceof URLSearchParams ? [...body] : [];
	const isSecret = (name: string, value: string) =>
		request.secretFields.includes(name) || value === connection.apiKey;
	return {
		method: request.method,
		url,
		body: Object.fromEntries(
			form.map(([name, value]) => [name, isSecret(name, value) ? HIDDEN : value]),
		),
	};
}
