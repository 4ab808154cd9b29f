import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { text } from '../../../credentials/fields';
import { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import type { Operation, PlannedRequest } from '../operations/operation';
import { toHttp } from '../transport/send';

/** A credential, read once for a whole run. */
export interface Connection {
	data: ICredentialDataDecryptedObject;
	/** What must never be shown. */
	secrets: string[];
	/** The request as the credential sends it: addressed and signed. */
	sign: (request: PlannedRequest) => Promise<IHttpRequestOptions>;
}

const credentialTypes = {
	trackfinityApi: new TrackfinityApi(),
	trackfinityDeleteApi: new TrackfinityDeleteApi(),
};

/**
 * Reads the credential of a service and makes sure that its address can be used.
 *
 * @throws what n8n throws when the node has no such credential, and what the credential throws for a wrong address
 */
export async function connect(
	context: IExecuteFunctions,
	{ service }: Operation,
	timeoutMs: number,
): Promise<Connection> {
	const data = await context.getCredentials(service.credential);
	const authenticate = credentialTypes[service.credential].authenticate as Extract<
		IAuthenticate,
		(...args: never[]) => unknown
	>;
	await authenticate(data, { url: '' });
	return {
		data,
		secrets: [text(data.apiKey)],
		sign: async (request) => await authenticate(data, toHttp(request, timeoutMs)),
	};
}
