/** What came back over the wire: status, the header that counts here, and the body as text. */
export interface HttpResponse {
	statusCode: number;
	/** How long the service asks to wait, from when the response came. */
	retryAfterMs?: number;
	body: string;
	/** False when the body went on beyond the longest that is read. */
	isComplete: boolean;
}

/** Whether a status is one of success, whose body then says what it really was. */
export function isSuccess(statusCode: number): boolean {
	return statusCode >= 200 && statusCode < 300;
}

/** Whether a status sends the client to another address; 304 and its like do not. */
export function isRedirect(statusCode: number): boolean {
	return [301, 302, 303, 307, 308].includes(statusCode);
}
