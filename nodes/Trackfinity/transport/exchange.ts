/** Why no connection was made, so that nothing can have reached the service. */
export type NoConnection =
	| 'unknownHost'
	| 'unresolved' // the host's name couldn't be looked up
	| 'unreachable' // there is no way there, or nobody listens there
	| 'noSockets' // n8n's server has no sockets, ports or memory left for a connection
	| 'certificateChain' // a certificate between the server's and its authority is missing
	| 'certificate' // the server's fails for another reason
	| 'notTls' // the port speaks no TLS
	| 'tls' // both sides didn't agree on it
	| 'proxy' // a proxy gave no connection
	| 'proxyLogin' // a proxy wants a login first
	| 'blocked'; // n8n's protection against requests to internal addresses

/** Why a request that may have reached the service has no usable response. */
export type NoResponse = 'timeout' | 'dropped' | 'notHttp' | 'canceled';

/** An HTTP request without a response. */
export type Unanswered = { statusCode?: never; retryAfterMs?: never } & (
	| { kind: 'notConnected'; reason: NoConnection }
	/** `part` is what arrived of a response. */
	| { kind: 'noResponse'; reason: NoResponse; part?: HttpResponse }
);

export interface HttpResponse {
	statusCode: number;
	/** How long the service asks to wait, from when the response came. */
	retryAfterMs?: number;
	body: string;
	/** False when more belongs to the body than what was read. */
	isComplete: boolean;
}

/** One HTTP request and what became of it. */
export type Exchange = ({ kind: 'responded' } & HttpResponse) | Unanswered;

/** Whether a status means success; the body says whether it really was one. */
export const isSuccess = (statusCode: number) => statusCode >= 200 && statusCode < 300;

/** Whether a status sends the client to another address; 304 and its like do not. */
export const isRedirect = (statusCode: number) => [301, 302, 303, 307, 308].includes(statusCode);
