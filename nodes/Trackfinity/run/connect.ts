import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { text } from '../../../credentials/fields';
import { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import type { Service } from '../services/service';
import type { HttpCall } from '../transport/send';
import { toHttp } from '../transport/send';

/** A credential, read once for a whole run. */
export interface Connection {
	data: ICredentialDataDecryptedObject;
	/** Never to be shown. */
	apiKey: string;
	/** The request as the credential sends it: addressed and signed. */
	sign: (call: HttpCall) => Promise<IHttpRequestOptions>;
}

const credentialTypes = {
	trackfinityApi: new TrackfinityApi(),
	trackfinityDeleteApi: new TrackfinityDeleteApi(),
};

/**
 * Reads the credential of a service and makes sure that requests can be addressed and signed with it.
 *
 * @throws what n8n throws when the node has no such credential, and what the credential throws for a value that cannot
 * be used
 */
export async function connect(
	context: IExecuteFunctions,
	service: Service,
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
		apiKey: text(data.apiKey),
		sign: async (call) => await authenticate(data, toHttp(call, timeoutMs)),
	};
}
