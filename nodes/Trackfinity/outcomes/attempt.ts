import type { Quote } from '../redact';
import type { Existence, Reading } from '../responses/reading';
import type { Service } from '../services/service';
import { inTurn } from '../timing';
import type { Exchange, HttpResponse, Unanswered } from '../transport/exchange';
import { isSuccess } from '../transport/exchange';

/** One attempt at a request, its response read: nothing of the body is left but what may be shown. */
export type Attempt =
	{ kind: 'responded'; statusCode: number; retryAfterMs?: number; reading: Reading } | Unanswered;

/** What one attempt by itself says; `notSent` where nothing reached the service. */
export type Verdict = Reading['kind'] | 'notSent';

/** Longer bodies are read one at a time. */
const LONG_BODY = 2_048;

/**
 * Reads the response to a request. An exception here must not lose sight of what was sent.
 *
 * @param readBody what the body of a 2xx response says
 * @param quote makes the service's words fit to be shown
 */
export async function toAttempt(
	exchange: Exchange,
	service: Service,
	readBody: (body: string) => Reading,
	quote: Quote,
): Promise<Attempt> {
	if (exchange.kind !== 'responded') return exchange;
	const { statusCode, retryAfterMs } = exchange;
	const reading = await readBodyOf<Reading>(
		exchange,
		(body) =>
			quoted(
				isSuccess(statusCode) ? readBody(body) : readFailure(statusCode, service, body),
				quote,
			),
		(reason) => (isSuccess(statusCode) ? { kind: 'unclear', reason } : readFailure(statusCode)),
	);
	return {
		kind: 'responded',
		statusCode,
		reading,
		...(retryAfterMs !== undefined && { retryAfterMs }),
	};
}

/** Reads the response to the question whether a customer exists. */
export async function toExistence(
	exchange: Exchange,
	readBody: (body: string) => Existence,
): Promise<Existence> {
	if (exchange.kind !== 'responded' || !isSuccess(exchange.statusCode)) return 'unclear';
	return await readBodyOf<Existence>(exchange, readBody, () => 'unclear');
}

/** Whether the response to the credential's test call says that the key or the account isn't accepted. */
export async function rejectsAccess(exchange: Exchange, service: Service): Promise<boolean> {
	if (exchange.kind !== 'responded') return false;
	const { statusCode } = exchange;
	if (statusCode === 401 || statusCode === 403) return true;
	if (!isSuccess(statusCode)) return false;
	return await readBodyOf(exchange, service.rejectsAccess, () => false);
}

/** What an attempt by itself says. */
export function verdictOf(attempt: Attempt): Verdict {
	switch (attempt.kind) {
		case 'notConnected':
			return 'notSent';
		case 'noResponse':
			return 'unclear';
		case 'responded':
			return attempt.reading.kind;
	}
}

/**
 * Whether an attempt may still be applied, even after later requests: work goes on behind a proxy that gave up waiting, and
 * behind a connection that was cut (ran with nginx, Apache, lighttpd, Caddy and HAProxy before PHP).
 */
export function mayArriveLate(attempt: Attempt): boolean {
	if (attempt.kind === 'noResponse') return attempt.reason !== 'canceled';
	return attempt.kind === 'responded' && [502, 504, 520, 522, 524].includes(attempt.statusCode);
}

/** Whether the service says that there is no such customer. */
export function isMissing(attempt: Attempt): boolean {
	return (
		attempt.kind === 'responded' &&
		attempt.reading.kind === 'rejected' &&
		attempt.reading.isMissing === true
	);
}

/** A response of another status than 2xx: a no, but for what says nothing about the request itself. */
function readFailure(statusCode: number, service?: Service, body = ''): Reading {
	const kind =
		statusCode >= 500 || statusCode === 408 || statusCode === 425 ? 'unclear' : 'rejected';
	const message = service?.extractMessage(body);
	return message === undefined ? { kind } : { kind, message };
}

/** @param otherwise what it comes to when the body can't be read, for a reason that completes "responded (HTTP 200) but …" */
async function readBodyOf<T>(
	{ body, isComplete }: HttpResponse,
	read: (body: string) => T,
	otherwise: (reason: string) => T,
): Promise<T> {
	// Where a response was cut off, so may be a key in it, which then couldn't be recognized and hidden.
	if (!isComplete) return otherwise('the response is too large');
	try {
		if (body.length <= LONG_BODY) return read(body);
		return await inTurn(() => read(body));
	} catch {
		return otherwise("the response couldn't be read");
	}
}

function quoted(reading: Reading, quote: Quote): Reading {
	const { message } = reading;
	if (message === undefined && reading.kind !== 'wrongCustomer') return reading;
	return {
		...reading,
		...(reading.kind === 'wrongCustomer' && { code: quote(reading.code) }),
		...(message !== undefined && { message: quote(message) }),
	};
}
