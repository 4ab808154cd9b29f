import type {
	IAdditionalCredentialOptions,
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import { decodeBody } from '../responses/charset';
import type { Service } from '../services/service';
import type { Attempt } from './attempt';
import { classify, isProxyLogin } from './classify';
import type { HttpResponse } from './httpResponse';
import { readRetryAfter } from './retryAfter';
import { createTimeout } from './timing';

/** No response of either service comes near this; a longer one is not read to its end. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/** What is sent at once: one call of a service. The credential adds the host, the key and the account. */
export type HttpCall = Pick<PlannedRequest, 'method' | 'path' | 'form'>;

/** Sends a call once. Never throws; see {@link Attempt} for what can become of it. */
export type Send = (call: HttpCall) => Promise<Attempt>;

/**
 * Makes the function that sends requests for one run.
 *
 * The credential comes along with every call: n8n would otherwise read and decrypt it anew for each (n8n 2.41: a
 * database read of 1.3 ms).
 *
 * @param timeoutMs how long one attempt may take in all, its response included
 */
export function createSend(
	context: IExecuteFunctions,
	service: Service,
	credential: ICredentialDataDecryptedObject,
	timeoutMs: number,
): Send {
	const { credential: type, name } = service;
	const decrypted = { credentialsDecrypted: { id: '', name, type, data: credential } };
	const canceled = context.getExecutionCancelSignal();
	const withTimeout = createTimeout(timeoutMs);

	return async (call) => {
		const controller = new AbortController();
		const abort = () => controller.abort();
		canceled?.addEventListener('abort', abort);
		const attempt = await withTimeout(
			exchange(withSignal(context, controller.signal), type, toHttp(call, timeoutMs), decrypted),
		);
		canceled?.removeEventListener('abort', abort);
		// Closes what may still be open: a request that is late, a response that was not read to its end.
		controller.abort();
		return attempt ?? { kind: 'noResponse', reason: 'timeout' };
	};
}

/**
 * The same context with another signal to end requests by. n8n's helper takes it from the context, and its own time-out
 * only counts until the headers are there: a body that never ends would keep its connection for good.
 */
function withSignal(context: IExecuteFunctions, signal: AbortSignal): IExecuteFunctions {
	const derived: IExecuteFunctions = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	});
	return derived;
}

async function exchange(
	context: IExecuteFunctions,
	type: string,
	request: IHttpRequestOptions,
	credential: IAdditionalCredentialOptions,
): Promise<Attempt> {
	let response: IN8nHttpFullResponse;
	try {
		response = await context.helpers.httpRequestWithAuthentication.call(
			context,
			type,
			request,
			credential,
		);
	} catch (thrown) {
		return classify(thrown);
	}
	if (isProxyLogin(response)) return { kind: 'notConnected', reason: 'proxyLogin' };
	try {
		return { kind: 'responded', response: await readResponse(response) };
	} catch {
		// There was a status, so there was a connection, whatever the exception says.
		return { kind: 'noResponse', reason: 'dropped' };
	}
}

/**
 * The request as n8n's helper takes it, before the credential addresses and signs it and turns redirects off.
 *
 * Every status comes back as a response (else n8n sends a 401 twice), and the body as a stream: n8n would read an endless one
 * into memory.
 */
export function toHttp({ method, path, form }: HttpCall, timeoutMs: number): IHttpRequestOptions {
	return {
		method,
		url: path,
		body: new URLSearchParams(form),
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		encoding: 'stream',
		timeout: timeoutMs,
	};
}

async function readResponse({
	statusCode,
	headers,
	body,
}: IN8nHttpFullResponse): Promise<HttpResponse> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > MAX_RESPONSE_BYTES) break;
	}
	const retryAfterMs = readRetryAfter(textOf(headers['retry-after']), Date.now());
	return {
		statusCode,
		body: decodeBody(Buffer.concat(chunks), textOf(headers['content-type'])),
		isComplete: length <= MAX_RESPONSE_BYTES,
		...(retryAfterMs !== undefined && { retryAfterMs }),
	};
}

function textOf(header: unknown): string | undefined {
	return typeof header === 'string' ? header : undefined;
}
