import { words, parseJson } from '../answers/json';
import { deletionWords } from '../answers/deletion';
import type { Reading } from '../answers/reading';
import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { Answer, Attempt, NoAnswer, NoConnection } from '../transport/attempt';
import type { Hide } from './hide';
import type { Failed, Outcome } from './outcome';

/** The last attempt at a request, and what it took to get there. */
export interface Delivery {
	attempt: Attempt;
	/** How many requests were made. */
	attempts: number;
	/** Set when the service asked for a longer wait than is worth it, in milliseconds. */
	askedToWaitMs?: number;
}

/** No more than this of a service's own text is passed on. */
const LONGEST_QUOTE = 500;

/**
 * Says what a delivery means for its items: done, rejected, unknown or not sent, in words for the user.
 *
 * @param hide applied to every text of the service
 * @param now when the answer was read
 */
export function judge(
	request: PlannedRequest,
	service: Service,
	delivery: Delivery,
	hide: Hide,
	now: Date,
): Outcome {
	const { attempt, attempts } = delivery;
	const who = customer(request);
	switch (attempt.kind) {
		case 'notConnected':
			return {
				kind: 'failed',
				outcome: 'notSent',
				...withoutConnection(attempt.reason, service),
				attempts,
			};
		case 'unanswered':
			return {
				kind: 'failed',
				outcome: 'unknown',
				message: withoutAnswer(attempt.reason, service),
				description: checkFirst(who, service),
				attempts,
			};
		case 'answered':
			return judgeAnswer(request, service, delivery, attempt.answer, hide, now);
	}
}

function judgeAnswer(
	request: PlannedRequest,
	service: Service,
	delivery: Delivery,
	answer: Answer,
	hide: Hide,
	now: Date,
): Outcome {
	const { attempts } = delivery;
	const { statusCode } = answer;
	const who = customer(request);
	const failed = (outcome: Failed['outcome'], message: string, description: string): Failed => ({
		kind: 'failed',
		outcome,
		message,
		description,
		statusCode,
		attempts,
	});
	const said = (text: string | undefined) => (text === undefined ? undefined : quote(text, hide));

	if (statusCode >= 500) {
		const own = said(ownWords(answer.body));
		return failed(
			'unknown',
			`${service.name} could not handle the request (HTTP ${statusCode})${own ? `: ${own}` : ''}`,
			`${checkFirst(who, service)} If it goes on, ask whoever runs the service.`,
		);
	}
	if (statusCode >= 200 && statusCode < 300) {
		const reading: Reading = answer.isComplete
			? request.readAnswer(answer.body)
			: { kind: 'unreadable', reason: 'is far too long to be its own' };
		const message = reading.kind === 'unreadable' ? undefined : said(reading.message);
		switch (reading.kind) {
			case 'confirmed':
				return {
					kind: 'done',
					processedAt: now.toISOString(),
					...(message !== undefined && { message }),
					attempts,
				};
			case 'denied':
				return failed(
					'rejected',
					`${service.name} refused: ${message ?? 'it gave no reason'}`,
					`Look at the customer with ${who} and at the values of this item, change what stands in the way, and run the item again.`,
				);
			case 'unreadable':
				return failed(
					'unknown',
					`${service.name} answered (HTTP ${statusCode}), but the answer ${reading.reason}`,
					`${checkFirst(who, service)} If it goes on, check the '${service.addressLabel}' in the credential: another page may be answering there.`,
				);
		}
	}
	const own = said(ownWords(answer.body));
	return failed(
		'rejected',
		statusCode < 400
			? `${service.name} redirected the request to another address (HTTP ${statusCode})`
			: `${service.name} refused (HTTP ${statusCode})${own ? `: ${own}` : ''}`,
		adviceOnRefusal(statusCode, request, service, delivery.askedToWaitMs),
	);
}

function adviceOnRefusal(
	status: number,
	{ identifier }: PlannedRequest,
	service: Service,
	askedToWaitMs: number | undefined,
): string {
	const { addressLabel, accountLabel } = service;
	if (status < 400) {
		return `Redirects are never followed, because the API key would go along. Enter the address that '${addressLabel}' redirects to in the credential.`;
	}
	switch (status) {
		case 400:
			return `Check the parameters of this item, '${identifier.label}' first: the service found one of them missing or invalid.`;
		case 401:
			return `Check the 'API Key' and the '${accountLabel}' in the credential. ${service.accessAdvice}`;
		case 403:
			return `The service knows the request but does not allow it. ${service.accessAdvice} Check the 'API Key' and the '${accountLabel}' in the credential too.`;
		case 404:
			return service.notFoundAdvice(identifier.label);
		case 405:
			return `Check the '${addressLabel}' in the credential: what answers there does not take this kind of request.`;
		case 429:
			return askedToWaitMs === undefined
				? "The service is receiving too many requests. Lower 'Parallel Requests' or set 'Max Requests per Second', and run the item again later."
				: `The service asks to wait ${Math.ceil(askedToWaitMs / 1000)} seconds, which is too long inside a run. Run the item again after that, and set 'Max Requests per Second'.`;
		default:
			return `Check the values of this item and the '${addressLabel}' in the credential.`;
	}
}

function withoutConnection(
	reason: NoConnection,
	{ name, addressLabel }: Service,
): { message: string; description: string } {
	const check = `Nothing was sent. Check the '${addressLabel}' in the credential`;
	switch (reason) {
		case 'unknownHost':
			return {
				message: `${name} was not found: its host name is unknown`,
				description: `${check}.`,
			};
		case 'unresolved':
			return {
				message: `${name} was not found: its host name could not be looked up`,
				description: `${check}, and whether n8n's server can reach the internet.`,
			};
		case 'refused':
		case 'unreachable':
			return {
				message: `${name} could not be reached: no connection was made`,
				description: `${check}, whether the service is running, and whether a firewall is in between.`,
			};
		case 'certificate':
			return {
				message: `${name} could not prove who it is: its TLS certificate does not verify`,
				description: `${check}. If the service really has a certificate of its own making, turn on 'Allow Insecure Connections' there.`,
			};
		case 'notTls':
			return {
				message: `${name} does not answer over https at this address`,
				description: `${check}: the port or the scheme is not the right one.`,
			};
		case 'blocked':
			return {
				message: `n8n does not allow requests to the address of ${name}`,
				description: `${check}, or ask whoever runs your n8n to allow this address in its protection against internal requests.`,
			};
		case 'badHeader':
			return {
				message: `The key or the user name for ${name} holds a character that cannot be sent`,
				description:
					"Nothing was sent. Enter the 'API Key' in the credential anew; a line break or a special character may have come along.",
			};
	}
}

function withoutAnswer(reason: NoAnswer, { name }: Service): string {
	switch (reason) {
		case 'timeout':
			return `${name} did not answer in time`;
		case 'dropped':
			return `The connection to ${name} was cut before its answer was complete`;
		case 'cancelled':
			return `The run was cancelled while ${name} was being asked`;
	}
}

/** What every unknown outcome needs: doing it twice may be worse than not at all. */
function checkFirst(who: string, { name }: Service): string {
	return `Nobody knows whether this was done. Look at the customer with ${who} in ${name === 'Trackfinity' ? name : 'the loyalty service'} before you try again.`;
}

function customer({ identifier }: PlannedRequest): string {
	return `'${identifier.label}' ${identifier.value}`;
}

/** The text in an answer that is not 2xx; web pages have none that helps. */
function ownWords(body: string): string | undefined {
	const json = parseJson(body);
	if (json !== undefined) return words(json);
	const text = body.trim();
	if (text.startsWith('<')) return deletionWords(text);
	return text === '' ? undefined : text;
}

/** Hidden before it is cut, because half a key is still half a key. */
function quote(text: string, hide: Hide): string {
	const clean = hide(text).replace(/\s+/g, ' ');
	return clean.length > LONGEST_QUOTE ? `${clean.slice(0, LONGEST_QUOTE - 1)}…` : clean;
}
