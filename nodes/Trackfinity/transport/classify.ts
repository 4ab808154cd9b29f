import type { IN8nHttpFullResponse } from 'n8n-workflow';

import type { NoConnection, Unanswered } from './exchange';

/**
 * What Node.js may find wrong with a certificate (nodejs.org/api/tls.html, "X509 certificate error codes"). It checks that
 * before it encrypts the request: a server with a self-signed certificate saw none of it, in TLS 1.2 and in 1.3.
 */
const certificateCodes: readonly string[] = [
	'CERT_CHAIN_TOO_LONG',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REJECTED',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERROR_IN_CERT_NOT_AFTER_FIELD',
	'ERROR_IN_CERT_NOT_BEFORE_FIELD',
	'ERR_TLS_CERT_ALTNAME_FORMAT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'HOSTNAME_MISMATCH',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'PATH_LENGTH_EXCEEDED',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
	'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	// All that OpenSSL finds besides, such as a key that is too weak (seen on Node.js 24).
	'UNSPECIFIED',
];

/** What it finds where the server sends its own certificate without those between it and the authority. */
const chainCodes = ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];

/** How many causes are followed, and how many addresses of a host are looked at; more than these tell nothing. */
const MAX_CAUSES = 8;
const MAX_ADDRESSES = 100;

/** Codes that Node.js uses for nothing else than a connection that was never made. */
const byCode = new Map<string, NoConnection>([
	['ENOTFOUND', 'unknownHost'],
	['ERR_SOCKET_CONNECTION_TIMEOUT', 'unreachable'],
	// The service's address was checked before, so this is the one of the proxy that n8n was told to use.
	['ERR_INVALID_URL', 'proxy'],
	...certificateCodes.map((code) => [code, 'certificate'] as const),
	...chainCodes.map((code) => [code, 'certificateChain'] as const),
]);

/** Codes of `connect`; its other codes are ways not to reach the host. After `read` and `write`, the same codes end a connection. */
const byConnectCode = new Map<string, NoConnection>([
	['ECONNREFUSED', 'refused'],
	['EADDRNOTAVAIL', 'noSockets'],
	['EMFILE', 'noSockets'],
	['ENFILE', 'noSockets'],
	['ENOBUFS', 'noSockets'],
	['ENOMEM', 'noSockets'],
]);

/** What has no code, or one that also ends connections (ECONNRESET), and is told by the words it begins with. */
const byText: ReadonlyArray<[RegExp, NoConnection]> = [
	[/^Client network socket disconnected before secure TLS connection was established/, 'tls'],
	// https-proxy-agent 7.0.6, which n8n uses for https through a proxy.
	[/^Proxy connection ended before receiving CONNECT response/, 'proxy'],
	[/^(?:No header received|Invalid header) from proxy CONNECT response/, 'proxy'],
	// The login in the proxy's address: a `%` in a password has to be written as `%25`.
	[/^URI malformed$/, 'proxy'],
	// n8n 2.20.6 keeps no name of SsrfBlockedIpError.
	[/^The request was blocked because /, 'blocked'],
];

/**
 * Tells what an exception of n8n's HTTP helper means: that no connection was made, so that nothing can have arrived, or that
 * the request may have arrived, which is also what any doubt comes to.
 *
 * n8n 2.41.1 keeps the exceptions of its HTTP library and of Node.js as causes. 1.122.0 and 2.20.6 have no causes: the code
 * is in `httpCode`, the text in `messages`. Each of them may hold the request with the API key in it, so nothing but the
 * reason is passed on.
 *
 * @param thrown anything at all; reading it never throws
 */
export function classify(thrown: unknown): Unanswered {
	try {
		for (const link of chainOf(thrown)) {
			const attempt = meaningOfAll(link);
			if (attempt) return attempt;
		}
	} catch {
		// A property that can't be read tells nothing.
	}
	return { kind: 'noResponse', reason: 'dropped' };
}

/**
 * Whether a response is that of a proxy that wants a login. n8n's helper gives it for the service's, be it the one to the
 * request (http) or to CONNECT (https; ran on 1.122.0, 2.20.6 and 2.41.1). Whatever else a proxy responds looks like the service's.
 */
export function isProxyLogin({
	statusCode,
	headers,
}: Pick<IN8nHttpFullResponse, 'statusCode' | 'headers'>): boolean {
	return statusCode === 407 && headers['proxy-authenticate'] !== undefined;
}

type ErrorLike = Record<string, unknown>;

/** An exception and its causes, the innermost first: it knows best what happened. */
function chainOf(thrown: unknown): ErrorLike[] {
	const chain: ErrorLike[] = [];
	let link = thrown;
	while (isErrorLike(link) && chain.length < MAX_CAUSES) {
		chain.unshift(link);
		link = link.cause;
	}
	return chain;
}

/** What one exception means, if it knows. Where each address of a host was tried, none of them may have let the request through. */
function meaningOfAll(link: ErrorLike): Unanswered | undefined {
	const errors = addressErrors(link);
	if (!errors) return meaningOf(link);
	const attempts = errors.length > MAX_ADDRESSES ? [] : errors.map(meaningOf);
	// Only the last address is given its time; the others are dropped after 250 ms as ETIMEDOUT (net, `autoSelectFamily`).
	const last = attempts.at(-1);
	return last && attempts.every((attempt) => attempt?.kind === 'notConnected')
		? last
		: { kind: 'noResponse', reason: 'dropped' };
}

/**
 * The exceptions inside an AggregateError, which Node.js throws for a host with several addresses. On older n8n only their
 * texts are left, joined: in `messages` (2.20.6) or in `description` (1.122.0).
 */
function addressErrors(link: ErrorLike): unknown[] | undefined {
	const { errors, description } = link;
	if (Array.isArray(errors) && errors.length > 0) return errors;
	const joined = [wordsOf(link), textOf(description)].find((text) => /^connect E/.test(text));
	return joined?.split(' | ').map((message) => ({ message }));
}

function meaningOf(link: unknown): Unanswered | undefined {
	if (!isErrorLike(link)) return undefined;
	const words = wordsOf(link);
	const [, spokenSyscall = '', spokenCode = ''] = /^([a-z]+) (E[A-Z]+)/.exec(words) ?? [];
	const code = textOf(link.code) || textOf(link.httpCode) || spokenCode;
	const syscall = textOf(link.syscall) || spokenSyscall;

	const reason =
		byCode.get(code) ?? bySyscall(syscall, code, words) ?? byWords(textOf(link.name), words);
	if (reason) return { kind: 'notConnected', reason };
	// llhttp's, for a response whose headers are too long or no HTTP.
	if (code.startsWith('HPE_')) return { kind: 'noResponse', reason: 'notHttp' };
	if (code === 'ERR_CANCELED') return { kind: 'noResponse', reason: 'canceled' };
	if (code === 'ETIMEDOUT' || code === 'ECONNABORTED')
		return { kind: 'noResponse', reason: 'timeout' };
	return undefined;
}

function bySyscall(syscall: string, code: string, words: string): NoConnection | undefined {
	if (syscall === 'getaddrinfo') return 'unresolved';
	if (syscall === 'connect') return byConnectCode.get(code) ?? 'unreachable';
	// OpenSSL gave up before it had encrypted the request, which n8n's helper writes as a whole. TLS that breaks later has an
	// ERR_SSL_ code and no syscall (Node.js 20 and 24), whatever its text.
	if (syscall === 'write' && code === 'EPROTO' && words.includes(':error:')) {
		return /wrong version number|packet length too long/.test(words) ? 'notTls' : 'tls';
	}
	return undefined;
}

function byWords(name: string, words: string): NoConnection | undefined {
	if (name.startsWith('Ssrf')) return 'blocked';
	return byText.find(([pattern]) => pattern.test(words))?.[1];
}

/** The exception's own text, which n8n replaces in `message` by one of its own and keeps first in `messages`. */
function wordsOf({ message, messages }: ErrorLike): string {
	return textOf(Array.isArray(messages) ? messages[0] : message);
}

function isErrorLike(value: unknown): value is ErrorLike {
	return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
