import type { Attempt, NoConnection } from './attempt';

/**
 * Codes of Node.js and OpenSSL that only occur before a request is written, so that nothing can have arrived.
 * Whatever is not listed counts as "may have arrived".
 */
const neverConnected: Record<string, NoConnection> = {
	ENOTFOUND: 'unknownHost',
	EAI_AGAIN: 'unresolved',
	ECONNREFUSED: 'refused',
	EHOSTUNREACH: 'unreachable',
	ENETUNREACH: 'unreachable',
	ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
	CERT_HAS_EXPIRED: 'certificate',
	CERT_NOT_YET_VALID: 'certificate',
	CERT_UNTRUSTED: 'certificate',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
	SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
	UNABLE_TO_GET_ISSUER_CERT: 'certificate',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
	ERR_SSL_WRONG_VERSION_NUMBER: 'notTls',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'notTls',
};

/**
 * Tells what an exception of n8n's HTTP helper means for the request.
 *
 * The helper wraps the exception of its HTTP library (in `cause`), which may wrap that of Node.js in turn; each link can
 * hold the request with the API key in it, so nothing of them is passed on.
 */
export function classify(thrown: unknown): Attempt {
	for (const { code, name, syscall, message } of chain(thrown)) {
		if (name === 'CanceledError' || code === 'ERR_CANCELED') {
			return { kind: 'noResponse', reason: 'canceled' };
		}
		// n8n's protection against requests to internal addresses refuses before it connects.
		if (name.startsWith('Ssrf')) return { kind: 'notConnected', reason: 'blocked' };
		if (Object.hasOwn(neverConnected, code)) {
			return { kind: 'notConnected', reason: neverConnected[code] ?? 'unreachable' };
		}
		// Node.js 20 has one code for whatever goes wrong with TLS, but tells this case in words.
		if (code === 'EPROTO' && /wrong version number|packet length too long/.test(message)) {
			return { kind: 'notConnected', reason: 'notTls' };
		}
		if (code === 'ETIMEDOUT' && syscall === 'connect') {
			return { kind: 'notConnected', reason: 'unreachable' };
		}
		if (code === 'ETIMEDOUT' || code === 'ECONNABORTED') {
			return { kind: 'noResponse', reason: 'timeout' };
		}
	}
	return { kind: 'noResponse', reason: 'dropped' };
}

/** What is known of one exception. */
interface Link {
	code: string;
	name: string;
	syscall: string;
	message: string;
}

/** An exception and its causes, outermost last: the innermost knows best what happened. */
function chain(thrown: unknown): Link[] {
	const links: Link[] = [];
	let link = thrown;
	while (typeof link === 'object' && link !== null && links.length < 8) {
		const { code, name, syscall, message, cause, constructor } = link as Record<string, unknown>;
		const className = typeof constructor === 'function' ? constructor.name : '';
		links.unshift({
			code: text(code),
			// n8n's own errors do not all set their name.
			name: text(name) === 'Error' ? className : text(name),
			syscall: text(syscall),
			message: text(message),
		});
		link = cause;
	}
	return links;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
