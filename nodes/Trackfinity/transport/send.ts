import type {
	IAdditionalCredentialOptions,
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { HttpResponse, Attempt } from './attempt';
import { classify } from './classify';
import { createTimeout } from './timing';

/** No response of either service comes near this; a longer one is not read to its end. */
const LONGEST_ANSWER_BYTES = 64 * 1024;

/** Sends a planned request once. Never throws; see {@link Attempt} for what can become of it. */
export type Send = (request: PlannedRequest) => Promise<Attempt>;

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
	const cancelled = context.getExecutionCancelSignal();
	const withTimeout = createTimeout(timeoutMs);

	return async (request) => {
		const controller = new AbortController();
		const abort = () => controller.abort();
		cancelled?.addEventListener('abort', abort, { once: true });
		const attempt = await withTimeout(
			exchange(withSignal(context, controller.signal), type, toHttp(request, timeoutMs), decrypted),
		);
		cancelled?.removeEventListener('abort', abort);
		const isRead = attempt?.kind === 'responded' && attempt.response.isComplete;
		// Closes what is still open: a request that is late, a response that was not read to its end.
		if (!isRead) controller.abort();
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
	try {
		const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
			context,
			type,
			request,
			credential,
		);
		return await readResponse(response);
	} catch (thrown) {
		return classify(thrown);
	}
}

/**
 * The request as n8n's helper takes it, before the credential addresses and signs it.
 *
 * Every status comes back as a response (else n8n sends a 401 twice), redirects are not followed (else custom headers go
 * to the other host), and the body comes as a stream: n8n would read an endless one into memory.
 */
export function toHttp(request: PlannedRequest, timeoutMs: number): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.path,
		body: new URLSearchParams(request.form),
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		encoding: 'stream',
		timeout: timeoutMs,
	};
}

async function readResponse(response: IN8nHttpFullResponse): Promise<Attempt> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of response.body as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > LONGEST_ANSWER_BYTES) break;
	}
	const { 'retry-after': retryAfter } = response.headers;
	const read: HttpResponse = {
		statusCode: response.statusCode,
		body: Buffer.concat(chunks).toString('utf8'),
		isComplete: length <= LONGEST_ANSWER_BYTES,
		...(typeof retryAfter === 'string' && { retryAfter }),
	};
	return { kind: 'responded', response: read };
}
