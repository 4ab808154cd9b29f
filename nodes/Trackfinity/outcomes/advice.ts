import type { Operation, PlannedRequest } from '../operations/operation';
import { withoutMarkup } from '../redact';
import type { Reading } from '../responses/reading';
import { PRINTED_BY_PHP } from '../responses/reading';
import type { Service } from '../services/service';
import type { NoConnection, NoResponse } from '../transport/exchange';
import { isRedirect, isSuccess } from '../transport/exchange';
import { MAX_WAIT_MS } from '../transport/retryAfter';
import type { Attempt } from './attempt';
import type { RequestHistory } from './requestHistory';

type Responded = Extract<Attempt, { kind: 'responded' }>;

/** A customer, as an item names them. */
export type NamedCustomer = Pick<PlannedRequest, 'lookup' | 'value'>;

/** What advice depends on, besides what happened: what is on already isn't to be turned on. */
export interface AdviceContext {
	operation: Operation;
	/** The values of the credential that was used. */
	credential: Readonly<Record<string, unknown>>;
	ignoreMissing: boolean;
}

/** Knows what to check of a service and its credential. */
export interface Advisor {
	service: Service;
	/** Says to check the key and the account. */
	checkAccess: () => string;
}

export function createAdvisor({ operation: { service }, credential }: AdviceContext): Advisor {
	return {
		service,
		checkAccess: () =>
			[
				`Check the 'API Key' and the '${service.accountLabel}' in the credential.`,
				service.keyAdvice?.(credential),
				service.accessAdvice,
			]
				.filter((part) => part !== undefined)
				.join(' '),
	};
}

/** What happened, where the service responded; its own words, if any, are to follow. */
export function statusMessage({ statusCode, reading }: Responded, { name }: Service): string {
	if (reading.kind === 'wrongCustomer') return `${name} says that it deleted another customer`;
	if (isSuccess(statusCode)) {
		return reading.kind === 'unclear'
			? `${name} responded (HTTP ${statusCode}) but ${reading.reason}`
			: `${name} rejected the request`;
	}
	if (statusCode >= 500) return `${name} couldn't handle the request (HTTP ${statusCode})`;
	if (reading.kind === 'unclear')
		return `${name} wasn't ready for the request (HTTP ${statusCode})`;
	return isRedirect(statusCode)
		? `${name} redirected the request to another address (HTTP ${statusCode})`
		: `${name} rejected the request (HTTP ${statusCode})`;
}

/**
 * What to do about a response that says no.
 *
 * @param hasSucceeded whether something was done in this run, with the same credential
 */
export function adviceOnStatus(
	attempt: Responded,
	request: NamedCustomer,
	context: AdviceContext,
	hasSucceeded: boolean,
): string {
	const { statusCode } = attempt;
	const { service, checkAccess } = createAdvisor(context);
	const { addressLabel } = service;
	if (isRedirect(statusCode)) {
		return `Redirects are never followed, because the API key would go along. Enter the address that '${addressLabel}' redirects to in the credential.`;
	}
	if (statusCode >= 500 || statusCode === 408 || statusCode === 425) return adviceOnOutage(attempt);
	switch (statusCode) {
		case 400:
			return `Check the parameters of this item, '${request.lookup.label}' first: one of them is missing or invalid.`;
		case 401:
			return checkAccess();
		case 403:
			return `The service understood the request but doesn't allow it. ${hasSucceeded ? `${slowDown} Otherwise: ` : ''}${checkAccess()}`;
		case 404:
			return service.notFoundAdvice(request.lookup.label);
		case 405:
			return `Check the '${addressLabel}' in the credential: this address doesn't take this kind of request.`;
		case 429:
			return (
				longWait(attempt, "wait that long, and set or lower 'Max Requests per Second'.") ??
				"The service is receiving too many requests. Lower 'Parallel Requests', or set or lower 'Max Requests per Second', and run the item again later."
			);
	}
	return isSuccess(statusCode)
		? adviceOnNo(attempt.reading, request, context, hasSucceeded)
		: `Check the values of this item and the '${addressLabel}' in the credential.`;
}

/** What to do about a no in the service's own words. */
function adviceOnNo(
	reading: Reading,
	request: NamedCustomer,
	context: AdviceContext,
	hasSucceeded: boolean,
): string {
	const { operation, credential, ignoreMissing } = context;
	const { name, accountLabel, keyAdvice } = operation.service;
	const isMissing = reading.kind === 'rejected' && reading.isMissing === true;
	const advice = [
		`Check the customer with ${nameOf(request)} in ${name} and the values of this item, fix what prevents the change, and run the item again.`,
		ignoreMissing ? undefined : operation.rejectedAdvice,
	];
	if (!hasSucceeded && !isMissing) {
		advice.push(
			`If the service rejects every item, check the 'API Key' and the '${accountLabel}' in the credential.`,
			keyAdvice?.(credential),
		);
	}
	return advice.filter((part) => part !== undefined).join(' ');
}

const slowDown =
	"If it happens in the middle of a run, the service may be limiting requests: set or lower 'Max Requests per Second'.";

/** What to do, beside checking the customer, when the service itself doesn't work. */
export function adviceOnOutage(attempt: Responded): string {
	const advice =
		longWait(attempt, 'wait that long first.') ??
		"If this keeps happening, contact the service's support.";
	return attempt.statusCode === 503 ? `${slowDown} ${advice}` : advice;
}

/** What to do, beside checking the customer, when a response with status 2xx doesn't say whether it was done. */
export function adviceOnUnread(reason: string | undefined, { addressLabel }: Service): string {
	return reason === PRINTED_BY_PHP
		? "Show this message to whoever runs the service: it's about the service's own program."
		: `If this keeps happening, check the '${addressLabel}' in the credential: something else may be responding at this address.`;
}

/** What to do about a deletion after which the service names another customer as deleted. */
export function adviceOnWrongCustomer(code: string, request: NamedCustomer): string {
	return `The deletion was sent for ${nameOf(request)}, and the service says that it deleted the customer with the code ${code}. Nothing more is sent. Don't run the item again: contact the service's support.`;
}

/** What to do when it's unclear whether a request was applied, by what is known of the customer. */
export function adviceOnUnknown(
	{ existence, lastSeen, mayArriveLate }: RequestHistory,
	request: NamedCustomer,
	service: Service,
): string {
	if (existence === 'exists' && lastSeen !== undefined) {
		const advice = `The customer with ${nameOf(request)} was still there at ${lastSeen.toISOString()}. Run the item again later.`;
		return mayArriveLate ? `${advice} ${onLateAttempt}` : advice;
	}
	const advice = adviceOnUnclear(request, service);
	return lastSeen === undefined
		? advice
		: `${advice} After an earlier attempt, at ${lastSeen.toISOString()}, the customer was still there.`;
}

/** What to do when nothing else is known: doing it twice may be worse than not at all. */
export function adviceOnUnclear(request: NamedCustomer, { idempotent, name }: Service): string {
	const advice = idempotent
		? 'Running this item again is safe: applying it twice has the same result.'
		: `Check the customer with ${nameOf(request)} in ${name} before you try again.`;
	return `It's unclear whether this was applied. ${advice}`;
}

/** Said when a rejected or repeated deletion has an earlier attempt that may still be under way. */
export const onLateAttempt = 'An earlier attempt without a response may still arrive.';

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
		case 'certificateChain':
			return `${name} couldn't be reached: its certificate couldn't be verified, because an intermediate certificate is missing`;
		case 'noSockets':
			return `${name} couldn't be reached: n8n's server has no connections left`;
		case 'notTls':
			return `${name} doesn't respond over https at this address`;
		case 'tls':
			return `${name} couldn't be reached: a secure connection couldn't be established`;
		case 'proxy':
			return `${name} couldn't be reached: n8n's proxy couldn't connect`;
		case 'proxyLogin':
			return `${name} couldn't be reached: n8n's proxy requires authentication`;
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
		case 'certificateChain':
			return `Ask whoever runs the service to send the missing intermediate certificate along, or whoever runs your n8n to name it in NODE_EXTRA_CA_CERTS. Only if it's a self-signed certificate, turn on 'Allow Insecure Connections' in the credential.`;
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
		case 'notHttp':
			return `${name} sent a response that isn't valid HTTP`;
		case 'canceled':
			return `The execution was canceled before ${name} responded`;
	}
}

/** The text as a sentence begins: "the Delete service" at its start gets a capital, and n8n none. */
export function sentence(text: string): string {
	return text.replace(/^the\b/, 'The');
}

function longWait({ retryAfterMs = 0 }: Responded, what: string): string | undefined {
	return retryAfterMs > MAX_WAIT_MS
		? `The service asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds, which is too long inside a run: ${what}`
		: undefined;
}

/** The customer, in a sentence. */
export function nameOf({ lookup, value }: NamedCustomer): string {
	const shown = withoutMarkup(value);
	return `'${lookup.label}' ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}`;
}
