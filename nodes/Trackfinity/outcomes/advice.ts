import type { Operation, Planned } from '../operations/operation';
import { withoutMarkup } from '../redact';
import { PRINTED_BY_PHP } from '../responses/reading';
import type { Service } from '../services/service';
import type { NoConnection, NoResponse } from '../transport/exchange';
import { asksForLongWait, isRedirect, isSuccess } from '../transport/exchange';
import type { Attempt, RequestHistory, Responded } from './attempt';
import { saysDeleted, verdictOf } from './attempt';

/** What an outcome depends on besides what happened, settings included: advice never says to turn on what is on. */
export interface OutcomeContext {
	operation: Operation;
	credential: Readonly<Record<string, unknown>>;
	/** Whether a customer that the service does not have counts as done. */
	ignoreMissing: boolean;
	customer: Planned;
	/** Whether a deletion of this customer was sent earlier in the execution and may have been applied. */
	wasSentBefore: boolean;
	/** In this run, with the same credential. */
	hasSucceeded: boolean;
	/** When the last response was read. */
	now: Date;
}

/** What happened where there is no response to go by. */
const unanswered: Record<NoConnection | NoResponse, string> = {
	unknownHost: "{service} wasn't found: its host name is unknown",
	unresolved: "{service} wasn't found: its host name couldn't be looked up",
	unreachable: "{service} couldn't be reached: no connection was made",
	certificate: "{service} couldn't be reached: its certificate couldn't be verified",
	certificateChain:
		"{service} couldn't be reached: its certificate couldn't be verified, because an intermediate certificate is missing",
	noSockets: "{service} couldn't be reached: n8n's server has no connections left",
	notTls: "{service} doesn't respond over https at this address",
	tls: "{service} couldn't be reached: a secure connection couldn't be established",
	proxy: "{service} couldn't be reached: n8n's proxy couldn't connect",
	proxyLogin: "{service} couldn't be reached: n8n's proxy requires authentication",
	blocked: "n8n doesn't allow requests to the address of {service}",
	timeout: "{service} didn't respond in time",
	dropped: 'The connection to {service} was cut before the response was complete',
	notHttp: "{service} sent a response that isn't valid HTTP",
	canceled: 'The execution was canceled before {service} responded',
};

/** What to do where no connection was made. */
const adviceOnConnection: Record<NoConnection, string> = {
	unknownHost: '{check}.',
	unresolved: "{check}, and whether n8n's server can reach the internet.",
	unreachable: '{check}, whether the service is running, and whether a firewall is in between.',
	certificate:
		"{check}. If the service really has a self-signed certificate, turn on 'Allow Insecure Connections' there.",
	certificateChain:
		"Ask whoever runs the service to include the missing intermediate certificate, or whoever runs your n8n to add it with NODE_EXTRA_CA_CERTS. Only if it's a self-signed certificate, turn on 'Allow Insecure Connections' in the credential.",
	noSockets:
		"Lower 'Parallel Requests', or ask whoever runs your n8n to allow it more open files. Then run the item again.",
	notTls: "{check}: the port or the scheme isn't the right one.",
	tls: '{check}, and which TLS versions the service supports. If it asks for a client certificate, n8n has none for it.',
	proxy:
		"Ask whoever runs your n8n to check the proxy that it's set up with (HTTPS_PROXY, HTTP_PROXY). Special characters in its password must be percent-encoded.",
	proxyLogin:
		"Ask whoever runs your n8n to add the proxy's login to its address (HTTPS_PROXY, HTTP_PROXY).",
	blocked:
		'{check}, or ask whoever runs your n8n to allow this address in its protection against internal requests.',
};

/** What happened at an attempt, with the service's words where it gave any; `what` replaces our usual words. */
export function messageOf(attempt: Attempt, { name }: Service, what?: string): string {
	// "the Delete service" is capitalized at the start, n8n never is.
	const start = (what ?? whatHappened(attempt, name)).replace(/^the\b/, 'The');
	const words = attempt.reading?.message;
	return words === undefined ? start : `${start}: ${words}`;
}

function whatHappened(attempt: Attempt, name: string): string {
	if (attempt.reading?.kind === 'wrongCustomer') {
		return `${name} says that it deleted another customer`;
	}
	if (attempt.kind !== 'responded') return unanswered[attempt.reason].replace('{service}', name);
	const { statusCode, reading } = attempt;
	const status = `(HTTP ${statusCode})`;
	if (isSuccess(statusCode)) {
		return reading.kind === 'unclear'
			? `${name} responded ${status} but ${reading.reason}`
			: `${name} rejected the request`;
	}
	if (statusCode >= 500) return `${name} couldn't handle the request ${status}`;
	if (reading.kind === 'unclear') return `${name} wasn't ready for the request ${status}`;
	return isRedirect(statusCode)
		? `${name} redirected the request to another address ${status}`
		: `${name} rejected the request ${status}`;
}

/** What to do about a last attempt, besides checking the customer; none where there was no response. */
export function adviceOnLast(attempt: Attempt, context: OutcomeContext): string {
	const { service } = context.operation;
	const { label } = context.customer.lookup;
	const address = `'${service.addressLabel}' in the credential`;
	if (attempt.kind === 'noResponse') {
		return attempt.reason === 'timeout'
			? "If the service needs longer, raise 'Timeout (Seconds)'."
			: '';
	}
	if (attempt.kind === 'notConnected') {
		return adviceOnConnection[attempt.reason].replace('{check}', `Check the ${address}`);
	}
	const { statusCode, reading } = attempt;
	if (isSuccess(statusCode)) {
		if (reading.kind !== 'unclear') return adviceOnRejection(context);
		return reading.reason === PRINTED_BY_PHP
			? "Show this message to whoever runs the service: it's about the service's own program."
			: `If this keeps happening, check the ${address}: something else may be responding at this address.`;
	}
	if (isRedirect(statusCode)) {
		return `Redirects are never followed, because the API key would go along. Enter the address that '${service.addressLabel}' redirects to in the credential.`;
	}
	if (reading.kind === 'unclear') {
		return sentences(
			statusCode === 503 && slowDown,
			longWait(attempt, 'wait that long first.') ??
				"If this keeps happening, contact the service's support.",
		);
	}
	switch (statusCode) {
		case 401:
			return checkAccess(context);
		case 403:
			return sentences(
				"The service understood the request but doesn't allow it.",
				context.hasSucceeded && `${slowDown} Otherwise:`,
				checkAccess(context),
			);
		case 404:
			return service.notFoundAdvice(label);
		case 405:
			return `Check the ${address}: this address doesn't take this kind of request.`;
		case 429:
			return (
				longWait(attempt, "wait that long, and set or lower 'Max Requests per Second'.") ??
				"The service is receiving too many requests. Lower 'Parallel Requests', or set or lower 'Max Requests per Second', and run the item again later."
			);
		default:
			return `Check the parameters of this item and their values, '${label}' first, and the ${address}.`;
	}
}

const slowDown =
	"If it happens in the middle of a run, the service may be limiting requests: set or lower 'Max Requests per Second'.";

function longWait({ retryAfterMs = 0 }: Responded, what: string): string | undefined {
	return asksForLongWait({ retryAfterMs })
		? `The service asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds, which is too long inside a run: ${what}`
		: undefined;
}

/** Advice to check the key and the account. */
export function checkAccess({ operation: { service }, credential }: OutcomeContext): string {
	return sentences(
		`Check the 'API Key' and the '${service.accountLabel}' in the credential.`,
		service.keyAdvice?.(credential),
		service.accessAdvice,
	);
}

function adviceOnRejection(context: OutcomeContext): string {
	const { operation, ignoreMissing, customer, hasSucceeded } = context;
	return sentences(
		`Check the customer with ${nameOf(customer)} in ${operation.service.name} and the values of this item, fix what prevents the change, and run the item again.`,
		!ignoreMissing && operation.rejectedAdvice,
		!hasSucceeded && `If the service rejects every item: ${checkAccess(context)}`,
	);
}

/** What to do when it's unclear whether a request was applied, by what is known of the customer. */
export function adviceOnUnknown(history: RequestHistory, context: OutcomeContext): string {
	const { attempt, existence, lastSeen, mayArriveLate } = history;
	const name = nameOf(context.customer);
	if (attempt.reading?.kind === 'wrongCustomer') {
		return `The deletion was sent for ${name}, and the service says that it deleted the customer with the code ${attempt.reading.code}. Nothing more is sent. Don't run the item again: contact the service's support.`;
	}
	const isLastUnclear = verdictOf(attempt) === 'unclear';
	const last = `${isLastUnclear ? '' : 'About the last attempt: '}${adviceOnLast(attempt, context)}`;
	const seen = lastSeen?.toISOString();
	return existence === 'exists'
		? sentences(
				`The customer with ${name} was still there at ${seen}.`,
				saysDeleted(attempt)
					? "But the response speaks of a deletion, which could be somebody else's. Ask the service's support before you run the item again."
					: 'Run the item again later.',
				mayArriveLate && onLateAttempt,
				last,
			)
		: sentences(
				adviceOnUnclear(context),
				seen && `After an earlier attempt, at ${seen}, the customer was still there.`,
				last,
			);
}

/** What to do when nothing else is known: it depends on whether a second request does harm. */
export function adviceOnUnclear({ customer, operation: { service } }: OutcomeContext): string {
	return service.idempotent
		? "It's unclear whether this was applied. Running this item again is safe: applying it twice has the same result."
		: `It's unclear whether this was applied. Check the customer with ${nameOf(customer)} in ${service.name} before you try again.`;
}

/** For a deletion of which an earlier attempt may still be in progress. */
export const onLateAttempt = 'An earlier attempt without a response may still arrive.';

/** The customer, in a sentence. */
export function nameOf({ lookup, value }: Planned): string {
	const shown = withoutMarkup(value);
	return `'${lookup.label}' ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}`;
}

/** Joins the sentences that are given. */
export function sentences(...all: ReadonlyArray<string | false | undefined>): string {
	return all.filter(Boolean).join(' ');
}
