/** Why no connection was made, so that nothing can have reached the service. */
export type NoConnection =
	| 'unknownHost'
	| 'unresolved' // the host's name couldn't be looked up
	| 'unreachable' // there is no way there, or nobody listens there
	| 'noSockets' // n8n's server has no sockets, ports or memory left
	| 'certificateChain' // a certificate between the server's and its authority is missing
	| 'certificate' // the server's certificate fails for another reason
	| 'notTls' // the port doesn't speak TLS
	| 'tls' // no secure connection could be established
	| 'proxy' // n8n's proxy couldn't connect
	| 'proxyLogin' // n8n's proxy requires authentication
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
	retryAfterMs?: number | undefined;
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

/** The longest that a service may ask us to wait inside a run. */
const MAX_WAIT_MS = 60_000;

/** Whether the service asks for a longer wait than is worth it inside a run. */
export function asksForLongWait({ retryAfterMs = 0 }: Partial<HttpResponse>): boolean {
	return retryAfterMs > MAX_WAIT_MS;
}

const httpDate = /^[a-z]{3,9}, \d\d[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/i;
const asctimeDate = /^[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/i;

/** The milliseconds from `now`, 0 or more, of a `Retry-After` header: seconds or an HTTP date (RFC 9110); else undefined. */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	const text = typeof header === 'string' ? header.trim() : '';
	if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text), Number.MAX_SAFE_INTEGER) * 1000;
	// `Date.parse` finds dates in all sorts of texts.
	if (!httpDate.test(text) && !asctimeDate.test(text)) return undefined;
	// Without a zone, as in the second form, the date would be local; GMT twice is the same as once.
	const date = Date.parse(`${text} GMT`);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
