/** What came back over the wire: status, the headers that count here, and the body as text. */
export interface HttpResponse {
	statusCode: number;
	/** The `Retry-After` header as sent, where there is one. */
	retryAfter?: string;
	body: string;
	/** False when the body went on beyond the longest that is read. */
	isComplete: boolean;
}

/** Why no connection was made, so that nothing can have reached the service. */
export type NoConnection =
	'unknownHost' | 'unresolved' | 'refused' | 'unreachable' | 'certificate' | 'notTls' | 'blocked';

/** Why a request that may have reached the service has no usable response. */
export type NoResponse = 'timeout' | 'dropped' | 'canceled';

/** One HTTP request and what became of it. */
export type Attempt =
	| { kind: 'responded'; response: HttpResponse }
	| { kind: 'notConnected'; reason: NoConnection }
	| { kind: 'noResponse'; reason: NoResponse };
