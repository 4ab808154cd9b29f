import type { HttpResponse } from './httpResponse';

/**
 * Why no connection was made, so that nothing can have reached the service:
 *
 * - `unknownHost`, `unresolved`: there is no such host, or its name couldn't be looked up
 * - `refused`, `unreachable`: nobody listens there, or there is no way there
 * - `noSockets`: n8n's server has no sockets, ports or memory left for a connection
 * - `certificate`, `notTls`, `tls`: the certificate doesn't verify, the port speaks no TLS, or both sides didn't agree on it
 * - `proxy`, `proxyLogin`: a proxy gave no connection, or wants a login first
 * - `blocked`: n8n's protection against requests to internal addresses
 */
export type NoConnection =
	| 'unknownHost'
	| 'unresolved'
	| 'refused'
	| 'unreachable'
	| 'noSockets'
	| 'certificate'
	| 'notTls'
	| 'tls'
	| 'proxy'
	| 'proxyLogin'
	| 'blocked';

/** Why a request that may have reached the service has no usable response. */
export type NoResponse = 'timeout' | 'dropped' | 'canceled';

/** One HTTP request and what became of it. */
export type Attempt =
	| { kind: 'responded'; response: HttpResponse }
	| { kind: 'notConnected'; reason: NoConnection }
	| { kind: 'noResponse'; reason: NoResponse };
