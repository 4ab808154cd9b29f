import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { Answer, Attempt } from './attempt';
import { classify } from './classify';
import { within } from './within';

/** No answer of either service comes near this; a longer one is not read to its end. */
const LONGEST_ANSWER_BYTES = 256 * 1024;

/** As much of a stream as is needed here; n8n's lint admits no import of Node.js' own type. */
type Body = AsyncIterable<Buffer> & { destroy(): void };

/** Sends a planned request once. Never throws; see {@link Attempt} for what can become of it. */
export type Send = (request: PlannedRequest) => Promise<Attempt>;

/**
 * Makes the function that sends requests for one run.
 *
 * The credential comes along with every call: n8n would otherwise read and decrypt it anew for each (n8n 2.41: a
 * database read of 1.3 ms).
 *
 * @param timeoutMs how long one attempt may take in all, its answer included
 */
export function createSend(
	context: IExecuteFunctions,
	service: Service,
	credential: ICredentialDataDecryptedObject,
	timeoutMs: number,
): Send {
	const { credential: type, name } = service;
	const decrypted = { credentialsDecrypted: { id: '', name, type, data: credential } };

	return async (request) => {
		const deadline = performance.now() + timeoutMs;
		let body: Body | undefined;
		const exchange = async (): Promise<Attempt> => {
			const response: IN8nHttpFullResponse =
				await context.helpers.httpRequestWithAuthentication.call(
					context,
					type,
					toHttp(request, timeoutMs),
					decrypted,
				);
			body = response.body as Body;
			return await readAnswer(response, body, deadline);
		};
		try {
			const attempt = await within(exchange(), timeoutMs);
			if (attempt !== undefined) return attempt;
			body?.destroy();
			return { kind: 'unanswered', reason: 'timeout' };
		} catch (thrown) {
			return classify(thrown);
		}
	};
}

/**
 * The request as n8n's helper takes it, before the credential addresses and signs it.
 *
 * Every status comes back as an answer (else n8n sends a 401 twice), redirects are not followed (else custom headers go
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

async function readAnswer(
	response: IN8nHttpFullResponse,
	body: Body,
	deadline: number,
): Promise<Attempt> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of body) {
		// Leaving the loop, here and below, closes the connection.
		if (performance.now() > deadline) return { kind: 'unanswered', reason: 'timeout' };
		chunks.push(chunk);
		length += chunk.length;
		if (length > LONGEST_ANSWER_BYTES) break;
	}
	const { 'retry-after': retryAfter } = response.headers;
	const answer: Answer = {
		statusCode: response.statusCode,
		body: Buffer.concat(chunks).toString('utf8'),
		isComplete: length <= LONGEST_ANSWER_BYTES,
		...(typeof retryAfter === 'string' && { retryAfter }),
	};
	return { kind: 'answered', answer };
}
