import type { NoConnection, NoResponse, Unanswered } from './exchange';

/** Limits for causes followed and for a host's addresses; more tell nothing. */
const MAX_CAUSES = 8;
const MAX_ADDRESSES = 100;

/**
 * What Node.js may find wrong with a certificate (nodejs.org/api/tls.html, "X509 certificate error codes"; UNSPECIFIED is
 * all else that OpenSSL finds). It does so before it encrypts the request: a server saw none of it, in TLS 1.2 and in 1.3.
 */
const certificateCodes =
	`CERT_CHAIN_TOO_LONG CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REJECTED CERT_REVOKED
	CERT_SIGNATURE_FAILURE CERT_UNTRUSTED DEPTH_ZERO_SELF_SIGNED_CERT ERROR_IN_CERT_NOT_AFTER_FIELD
	ERROR_IN_CERT_NOT_BEFORE_FIELD ERR_TLS_CERT_ALTNAME_FORMAT ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH INVALID_CA
	INVALID_PURPOSE PATH_LENGTH_EXCEEDED SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY
	UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_GET_ISSUER_CERT UNSPECIFIED`.split(/\s+/);

/** What shows that no connection was made, in an exception written as `code syscall name: message`; the first fit counts. */
const signsOfNoConnection: ReadonlyArray<[RegExp, NoConnection]> = [
	[/^ENOTFOUND /, 'unknownHost'],
	[/^ERR_SOCKET_CONNECTION_TIMEOUT /, 'unreachable'],
	// The service's address was checked before, so this is the address of n8n's proxy.
	[/^ERR_INVALID_URL /, 'proxy'],
	[new RegExp(`^(?:${certificateCodes.join('|')}) `), 'certificate'],
	// The server sends its own certificate without those between it and the authority.
	[/^UNABLE_TO_(?:GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE) /, 'certificateChain'],
	[/^\w* getaddrinfo /, 'unresolved'],
	// After `read` and `write`, the same codes end a connection.
	[/^(?:EADDRNOTAVAIL|EMFILE|ENFILE|ENOBUFS|ENOMEM) connect /, 'noSockets'],
	[/^\w* connect /, 'unreachable'],
	// OpenSSL gave up before it had encrypted the request, which n8n's helper writes as a whole. TLS that breaks later has an
	// ERR_SSL_ code and no syscall (Node.js 20 and 24), whatever its text.
	[/^EPROTO write .*:error:.*(?:wrong version number|packet length too long)/s, 'notTls'],
	[/^EPROTO write .*:error:/s, 'tls'],
	[/^\w* \w* Ssrf/, 'blocked'],
	// n8n 2.20.6 keeps no name of SsrfBlockedIpError.
	[/^[\w ]*: The request was blocked because /, 'blocked'],
	[/^[\w ]*: Client network socket disconnected before secure TLS connection /, 'tls'],
	// https-proxy-agent 7.0.6, which n8n uses for https through a proxy.
	[/^[\w ]*: Proxy connection ended before receiving CONNECT response/, 'proxy'],
	[/^[\w ]*: (?:No header received|Invalid header) from proxy CONNECT response/, 'proxy'],
	// The login in the proxy's address: a `%` in a password has to be written as `%25`.
	[/^[\w ]*: URI malformed$/, 'proxy'],
];

/** What shows that the request may have arrived. */
const signsOfNoResponse: ReadonlyArray<[RegExp, NoResponse]> = [
	// From llhttp, for headers that are too long or not HTTP.
	[/^HPE_/, 'notHttp'],
	[/^ERR_CANCELED /, 'canceled'],
	[/^(?:ETIMEDOUT|ECONNABORTED) /, 'timeout'],
];

export const dropped: Unanswered = { kind: 'noResponse', reason: 'dropped' };

/**
 * Tells what an exception of n8n's HTTP helper means; in doubt, the request may have arrived. Never throws. n8n 2.41.1 keeps
 * the original as a cause; 1.122.0 and 2.20.6 have its code in `httpCode`, its text in `messages`. Each of them may hold the
 * API key, so nothing but the reason is passed on.
 */
export function classify(thrown: unknown): Unanswered {
	try {
		return meaningOfChain(thrown, MAX_CAUSES) ?? dropped;
	} catch {
		// A property that can't be read tells nothing.
		return dropped;
	}
}

type ErrorLike = Record<string, unknown>;

/** The innermost of an exception and its causes knows best what happened. */
function meaningOfChain(thrown: unknown, length: number): Unanswered | undefined {
	if (typeof thrown !== 'object' || thrown === null || length === 0) return undefined;
	const error = thrown as ErrorLike;
	const deeper = meaningOfChain(error.cause, length - 1);
	if (deeper) return deeper;
	const errors = addressErrors(error);
	if (!errors) return meaningOf(error);
	// If every address of a host was tried, none of them may have let the request through.
	const attempts = errors.length > MAX_ADDRESSES ? [] : errors.map(meaningOf);
	// Only the last address is given its time; the others are dropped after 250 ms as ETIMEDOUT (net, `autoSelectFamily`).
	const last = attempts.at(-1);
	return last && attempts.every((attempt) => attempt?.kind === 'notConnected') ? last : dropped;
}

/** The exceptions in the AggregateError for a host with several addresses. Older n8n joins their texts, in `messages` (2.20.6) or in `description` (1.122.0). */
function addressErrors(error: ErrorLike): unknown[] | undefined {
	const { errors, description } = error;
	if (Array.isArray(errors) && errors.length > 0) return errors;
	const joined = [wordsOf(error), textOf(description)].find((text) => /^connect E/.test(text));
	return joined?.split(' | ').map((message) => ({ message }));
}

function meaningOf(thrown: unknown): Unanswered | undefined {
	const error = Object(thrown) as ErrorLike;
	const words = wordsOf(error);
	const inWords = /^([a-z]+) (E[A-Z]+)/.exec(words);
	const code = textOf(error.code) || textOf(error.httpCode) || textOf(inWords?.[2]);
	const syscall = textOf(error.syscall) || textOf(inWords?.[1]);
	const parts = [code, syscall, textOf(error.name)].map((text) => text.replaceAll(/\W/g, '_'));
	const written = `${parts.join(' ')}: ${words}`;

	const reason = signsOfNoConnection.find(([pattern]) => pattern.test(written))?.[1];
	if (reason) return { kind: 'notConnected', reason };
	const noResponse = signsOfNoResponse.find(([pattern]) => pattern.test(written))?.[1];
	return noResponse && { kind: 'noResponse', reason: noResponse };
}

/** The exception's own text, which n8n replaces in `message` by one of its own and keeps first in `messages`. */
function wordsOf({ message, messages }: ErrorLike): string {
	return textOf(Array.isArray(messages) ? messages[0] : message);
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
