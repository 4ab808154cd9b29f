import type { IDataObject } from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import { createRedactor } from '../outcomes/hide';
import type { Connection } from './connect';

/** A request as it would be sent. */
export interface Preview {
	method: string;
	url: string;
	/** The form fields. */
	body: IDataObject;
}

/** Shows the request for an item as the credential would send it, with keys and passwords hidden. */
export async function preview(request: PlannedRequest, connection: Connection): Promise<Preview> {
	const redact = createRedactor([...connection.secrets, ...request.secrets]);
	const { url, body } = await connection.sign(request);
	const form = body instanceof URLSearchParams ? [...body] : [];
	return {
		method: request.method,
		url: redact(url),
		body: Object.fromEntries(form.map(([name, value]) => [name, redact(value)])),
	};
}
