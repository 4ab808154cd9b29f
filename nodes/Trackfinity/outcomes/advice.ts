import type { PlannedRequest } from '../operations/operation';
import type { Reading } from '../responses/reading';
import type { Service } from '../services/service';
import type { NoConnection, NoResponse } from '../transport/attempt';
import type { HttpResponse } from '../transport/httpResponse';
import { isRedirect, isSuccess } from '../transport/httpResponse';
import { MAX_WAIT_MS } from '../transport/retryAfter';
import type { Delivery } from './delivery';

/** What happened, where the service responded; its own words, if any, are to follow. */
export function statusMessage(
	statusCode: number,
	reading: Reading | undefined,
	{ name }: Service,
): string {
	if (reading?.kind === 'rejected') return `${name} rejected the request`;
	if (reading?.kind === 'unclear')
		return `${name} responded (HTTP ${statusCode}) but ${reading.reason}`;
	if (statusCode >= 500) return `${name} couldn't handle the request (HTTP ${statusCode})`;
	return isRedirect(statusCode)
		? `${name} redirected the request to another address (HTTP ${statusCode})`
		: `${name} rejected the request (HTTP ${statusCode})`;
}

/** What to do about a response that says no. */
export function adviceOnStatus(
	response: HttpResponse,
	{ identifier }: PlannedRequest,
	service: Service,
): string {
	const { statusCode } = response;
	const { addressLabel, accountLabel } = service;
	if (isRedirect(statusCode)) {
		return `Redirects are never followed, because the API key would go along. Enter the address that '${addressLabel}' redirects to in the credential.`;
	}
	if (statusCode >= 500) return adviceOnOutage(response);
	switch (statusCode) {
		case 400:
			return `Check the parameters of this item, '${identifier.label}' first: one of them is missing or invalid.`;
		case 401:
			return `Check the 'API Key' and the '${accountLabel}' in the credential. ${service.accessAdvice}`;
		case 403:
			return `The service knows the request but doesn't allow it. ${service.accessAdvice} Check the 'API Key' and the '${accountLabel}' in the credential too.`;
		case 404:
			return service.notFoundAdvice(identifier.label);
		case 405:
			return `Check the '${addressLabel}' in the credential: this address doesn't take this kind of request.`;
		case 429:
			return (
				longWait(response, "wait that long, and set 'Max Requests per Second'.") ??
				"The service is receiving too many requests. Lower 'Parallel Requests' or set 'Max Requests per Second', and run the item again later."
			);
	}
	return isSuccess(statusCode)
		? [
				`Check the customer with ${nameOf(identifier)} in ${service.name} and the values of this item, change what stands in the way, and run the item again.`,
				...(service.rejectedAdvice === undefined ? [] : [service.rejectedAdvice]),
			].join(' ')
		: `Check the values of this item and the '${addressLabel}' in the credential.`;
}

/** What to do, beside checking the customer, when the service itself doesn't work. */
export function adviceOnOutage(response: HttpResponse): string {
	return (
		longWait(response, 'wait that long first.') ??
		"If this keeps happening, contact the service's support."
	);
}

/** What to do, beside checking the customer, when a response with status 2xx doesn't say whether it was done. */
export function adviceOnUnread({ addressLabel }: Service): string {
	return `If this keeps happening, check the '${addressLabel}' in the credential: something else may be responding at this address.`;
}

/** What to do when it's unclear whether a request was applied, by what is known of the customer. */
export function adviceOnUnknown(
	{ existence, lastSeen, mayArriveLate }: Delivery,
	{ identifier }: PlannedRequest,
	service: Service,
): string {
	if (existence === 'exists' && lastSeen !== undefined) {
		const advice = `The customer with ${nameOf(identifier)} was still there at ${lastSeen.toISOString()}. Run the item again later.`;
		return mayArriveLate ? `${advice} ${onLateAttempt}` : advice;
	}
	const advice = adviceOnUnclear(identifier, service);
	return lastSeen === undefined
		? advice
		: `${advice} After an earlier attempt, at ${lastSeen.toISOString()}, the customer was still there.`;
}

/** What to do when nothing else is known: doing it twice may be worse than not at all. */
export function adviceOnUnclear(
	identifier: PlannedRequest['identifier'],
	{ idempotent, name }: Service,
): string {
	const advice = idempotent
		? 'Running this item again is safe: applied twice, it has the same result as applied once.'
		: `Check the customer with ${nameOf(identifier)} in ${name} before you try again.`;
	return `It's unclear whether this was applied. ${advice}`;
}

/** Said when a rejected or repeated deletion has an earlier attempt that timed out. */
export const onLateAttempt = 'An earlier attempt that timed out may still arrive.';

/** What happened when no connection was made. */
export function connectionMessage(reason: NoConnection, { name }: Service): string {
	switch (reason) {
		case 'unknownHost':
			return `${name} wasn't found: its host name is unknown`;
		case 'unresolved':
			return `${name} wasn't found: its host name couldn't be looked up`;
		case 'refused':
		case 'unreachable':
			return `${name} couldn't be reached: no connection was made`;
		case 'certificate':
			return `${name} couldn't be reached: its certificate couldn't be verified`;
		case 'noSockets':
			return `${name} couldn't be reached: n8n's server has no connections left`;
		case 'notTls':
			return `${name} doesn't respond over https at this address`;
		case 'tls':
			return `${name} couldn't be reached: no encrypted connection could be agreed on`;
		case 'proxy':
			return `${name} couldn't be reached: n8n's proxy gave no connection`;
		case 'proxyLogin':
			return `${name} couldn't be reached: n8n's proxy wants a login`;
		case 'blocked':
			return `n8n doesn't allow requests to the address of ${name}`;
	}
}

/** What to do when no connection was made. */
export function adviceOnConnection(reason: NoConnection, { addressLabel }: Service): string {
	const check = `Check the '${addressLabel}' in the credential`;
	switch (reason) {
		case 'unknownHost':
			return `${check}.`;
		case 'unresolved':
			return `${check}, and whether n8n's server can reach the internet.`;
		case 'refused':
		case 'unreachable':
			return `${check}, whether the service is running, and whether a firewall is in between.`;
		case 'certificate':
			return `${check}. If the service really has a self-signed certificate, turn on 'Allow Insecure Connections' there.`;
		case 'noSockets':
			return "Lower 'Parallel Requests', or ask whoever runs your n8n to allow it more open files. Then run the item again.";
		case 'notTls':
			return `${check}: the port or the scheme isn't the right one.`;
		case 'tls':
			return `${check}, and which TLS versions the service supports. If it asks for a client certificate, n8n has none for it.`;
		case 'proxy':
			return "Ask whoever runs your n8n to check the proxy that it's set up with (HTTPS_PROXY, HTTP_PROXY). Special characters in its password must be percent-encoded.";
		case 'proxyLogin':
			return "Ask whoever runs your n8n to add the proxy's login to its address (HTTPS_PROXY, HTTP_PROXY).";
		case 'blocked':
			return `${check}, or ask whoever runs your n8n to allow this address in its protection against internal requests.`;
	}
}

/** What happened when there is no response to go by. */
export function noResponseMessage(reason: NoResponse, { name }: Service): string {
	switch (reason) {
		case 'timeout':
			return `${name} didn't respond in time`;
		case 'dropped':
			return `The connection to ${name} was cut before the response was complete`;
		case 'canceled':
			return `The execution was canceled before ${name} responded`;
	}
}

/** The text as a sentence begins: "the Delete service" at its start gets a capital, and n8n none. */
export function sentence(text: string): string {
	return text.replace(/^the\b/, 'The');
}

function longWait({ retryAfterMs = 0 }: HttpResponse, what: string): string | undefined {
	return retryAfterMs > MAX_WAIT_MS
		? `The service asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds, which is too long inside a run: ${what}`
		: undefined;
}

function nameOf({ label, value }: PlannedRequest['identifier']): string {
	return `'${label}' ${value}`;
}
