import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { createTimeout } from '../timing';
import { decodeBody } from './charset';
import { classify, dropped } from './classify';
import type { Exchange, HttpResponse } from './exchange';
import { readRetryAfter } from './exchange';

/** No response of either service comes near this; a longer one is not read to its end. */
const MAX_RESPONSE_BYTES = 64 * 1024;

export type FormField = [name: string, value: string];

/** One call of a service. The credential adds the host, the key and the account. */
export interface HttpCall {
	method: IHttpRequestMethods;
	/** The path below the credential's address. */
	path: string;
	form: readonly FormField[];
}

/** A credential, decrypted. */
export interface Credential {
	type: string;
	data: ICredentialDataDecryptedObject;
}

/** Makes the function that sends a run's calls and never throws; the timeout is for an attempt, its response included. */
export function createSend(context: IExecuteFunctions, timeoutMs: number) {
	const canceled = context.getExecutionCancelSignal();
	const withTimeout = createTimeout(timeoutMs);

	return async (call: HttpCall, { type, data }: Credential): Promise<Exchange> => {
		const controller = new AbortController();
		const abort = () => controller.abort();
		canceled?.addEventListener('abort', abort);
		// n8n's helper takes its abort signal from the context, and its own timeout only counts until the headers arrive: a
		// body that never ends would keep its connection for good.
		const abortable: IExecuteFunctions = Object.create(context, {
			getExecutionCancelSignal: { value: () => controller.signal },
		});
		const request = async () =>
			await context.helpers.httpRequestWithAuthentication.call(
				abortable,
				type,
				toHttp(call, timeoutMs),
				// n8n would otherwise read the first item's from its database, for every request (2.41: 1.3 ms).
				{ credentialsDecrypted: { id: '', name: type, type, data } },
			);
		const arrived: Arrived = { chunks: [] };
		const exchanged = (await withTimeout(exchange(request, arrived))) ?? timedOut;
		canceled?.removeEventListener('abort', abort);
		// Closes what may still be open: a late request, or a response not read to its end. Where nothing is, it would only cost
		// time, a twentieth of a request's.
		if (exchanged.kind !== 'responded' || !exchanged.isComplete) controller.abort();
		const { response, chunks } = arrived;
		return response && exchanged.kind === 'noResponse'
			? { ...exchanged, part: toResponse(response, chunks, false) }
			: exchanged;
	};
}

/** The request as n8n's helper takes it, before the credential addresses and signs it, and turns redirects off. */
function toHttp({ method, path, form }: HttpCall, timeoutMs: number): IHttpRequestOptions {
	return {
		method,
		url: path,
		...(form.length > 0 && { body: new URLSearchParams(form) }),
		returnFullResponse: true,
		// Otherwise n8n sends a request again after a 401, and reads an endless response into memory.
		ignoreHttpStatusErrors: true,
		encoding: 'stream',
		timeout: timeoutMs,
	};
}

const timedOut: Exchange = { kind: 'noResponse', reason: 'timeout' };

/** What has arrived of a response. */
interface Arrived {
	response?: IN8nHttpFullResponse;
	chunks: Buffer[];
}

async function exchange(
	request: () => Promise<IN8nHttpFullResponse>,
	arrived: Arrived,
): Promise<Exchange> {
	const response = await request().catch(classify);
	if ('kind' in response) return response;
	// A proxy's own, to the request (http) or to CONNECT (https), which n8n's helper passes as the service's (ran on 1.122.0,
	// 2.20.6 and 2.41.1). Any other response of a proxy looks like the service's.
	if (response.statusCode === 407 && response.headers['proxy-authenticate'] !== undefined) {
		return { kind: 'notConnected', reason: 'proxyLogin' };
	}
	// There was a status, so there was a connection, whatever the exception says.
	return await readResponse(response, arrived).catch(() => dropped);
}

async function readResponse(response: IN8nHttpFullResponse, arrived: Arrived): Promise<Exchange> {
	arrived.response = response;
	let length = 0;
	for await (const chunk of response.body as AsyncIterable<Buffer>) {
		arrived.chunks.push(chunk);
		length += chunk.length;
		if (length > MAX_RESPONSE_BYTES) break;
	}
	const isComplete = length <= MAX_RESPONSE_BYTES;
	return { kind: 'responded', ...toResponse(response, arrived.chunks, isComplete) };
}

function toResponse(
	{ statusCode, headers }: IN8nHttpFullResponse,
	chunks: readonly Buffer[],
	isComplete: boolean,
): HttpResponse {
	const retryAfterMs = readRetryAfter(headers['retry-after'], Date.now());
	const body = decodeBody(Buffer.concat(chunks), headers['content-type']);
	return { statusCode, body, isComplete, retryAfterMs };
}
