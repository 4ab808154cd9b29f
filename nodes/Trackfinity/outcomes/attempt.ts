import type { Redact } from '../redact';
import type { Reading } from '../responses/reading';
import { hasWebPage } from '../responses/reading';
import type { Service } from '../services/service';
import { inTurn } from '../timing';
import type { Exchange, HttpResponse, Unanswered } from '../transport/exchange';
import { isSuccess } from '../transport/exchange';

/** One attempt at a request. Of a response's body, only what may be shown is kept. */
export type Attempt = Responded | (Unanswered & { part?: never; reading?: DeletionReading });

/** What a response may say of a deletion even if it didn't arrive whole. */
type DeletionReading = Extract<Reading, { kind: 'unclear' | 'wrongCustomer' }> | undefined;

export interface Responded extends Omit<HttpResponse, 'body' | 'isComplete'> {
	kind: 'responded';
	reading: Reading;
}

/** Longer bodies are read one at a time. */
const LONG_BODY = 2_048;

/**
 * Reads the response to a request: by `readBody` with a 2xx status, else by `readFailure`. `redact` makes the service's words
 * fit to be shown. Never throws, so that what was sent isn't lost from sight.
 */
export async function toAttempt(
	exchange: Exchange,
	readFailure: Service['readFailure'],
	readBody: (body: string) => Reading,
	redact: Redact,
): Promise<Attempt> {
	if (exchange.kind === 'notConnected') return exchange;
	/** Returns undefined for a body that can't be read. */
	const read = async ({ statusCode, body }: HttpResponse): Promise<Reading | undefined> => {
		const readNow = () => {
			const said = isSuccess(statusCode) ? readBody(body) : failure(statusCode, readFailure(body));
			return redacted(said, redact);
		};
		try {
			return body.length > LONG_BODY ? await inTurn(readNow) : readNow();
		} catch {
			return undefined;
		}
	};
	if (exchange.kind === 'noResponse') {
		const { kind, reason, part } = exchange;
		const reading = part && readingOfPart(await read(part), part.body);
		return { kind, reason, reading };
	}
	const { kind, statusCode, body, retryAfterMs, isComplete } = exchange;
	const unread = (reason: string): Reading =>
		isSuccess(statusCode) ? { kind: 'unclear', reason } : failure(statusCode);
	const said = await read(exchange);
	const reading = isComplete
		? (said ?? unread("the response couldn't be read"))
		: { ...unread('the response is too large'), ...readingOfPart(said, body) };
	return { kind, statusCode, reading, retryAfterMs };
}

/** What a response that didn't arrive whole says of a deletion. Without words: a key that is cut off in them can't be hidden. */
function readingOfPart(reading: Reading | undefined, body: string): DeletionReading {
	if (reading?.kind === 'wrongCustomer' && !reading.isGuess) {
		return { kind: 'wrongCustomer', code: reading.code };
	}
	// A page about what went wrong may quote the service's source, which has such words as well.
	if (hasWebPage(body)) return undefined;
	const isTold =
		reading?.kind === 'confirmed' ||
		reading?.kind === 'wrongCustomer' ||
		(reading?.kind === 'unclear' && reading.saysDeleted);
	return isTold ? { kind: 'unclear', saysDeleted: true } : undefined;
}

/** What an attempt by itself says; `notConnected` where nothing reached the service. */
export function verdictOf({ kind, reading }: Attempt): Reading['kind'] | 'notConnected' {
	return reading?.kind ?? (kind === 'noResponse' ? 'unclear' : 'notConnected');
}

/** Whether the service says that there is no such customer. */
export function isMissing({ reading }: Attempt): boolean {
	return reading?.kind === 'rejected' && reading.isMissing === true;
}

/** Whether the service says, when asked, that it has such a customer. */
export type Existence = 'exists' | 'missing' | 'unclear';

/** What the response to the question whether a customer exists says. */
export function existenceOf(attempt: Attempt): Existence {
	if (isMissing(attempt)) return 'missing';
	return verdictOf(attempt) === 'confirmed' ? 'exists' : 'unclear';
}

/** Whether a search found several customers. */
export function foundSeveral({ reading }: Attempt): boolean {
	return reading?.kind === 'unclear' && (reading.customers ?? 0) > 1;
}

/** What is known of a request that was sent, including its retries and questions about it. */
export interface RequestHistory {
	attempt: Attempt;
	/** How many requests were made, questions aside. */
	attempts: number;
	/** Whether an attempt before the last may have been applied, whatever the last one says. */
	earlierMayBeApplied: boolean;
	/** Whether an attempt may still be applied, even after later requests. */
	mayArriveLate: boolean;
	/** What the service said of the customer after the last attempt, when asked or in response to it. */
	existence?: Existence | undefined;
	/** When the service last said that the customer is still there. */
	lastSeen?: Date | undefined;
}

/** Adds an attempt to what is known of a request. */
export function addAttempt(history: RequestHistory | undefined, attempt: Attempt): RequestHistory {
	return {
		attempt,
		attempts: (history?.attempts ?? 0) + 1,
		earlierMayBeApplied:
			history !== undefined &&
			(history.earlierMayBeApplied || verdictOf(history.attempt) === 'unclear'),
		mayArriveLate: history?.mayArriveLate === true || mayArriveLate(attempt),
		existence: isMissing(attempt) ? 'missing' : undefined,
		lastSeen: history?.lastSeen,
	};
}

/** Adds what the service said when it was asked, after the last attempt, whether it has such a customer. */
export function addExistence(history: RequestHistory, existence: Existence, now: Date) {
	return { ...history, existence, ...(existence === 'exists' && { lastSeen: now }) };
}

/** Whether an unclear response speaks of a deletion all the same: sent again, the request could delete somebody else. */
export function saysDeleted({ reading }: Attempt): boolean {
	return reading?.kind === 'unclear' && reading.saysDeleted === true;
}

/**
 * Work goes on behind a proxy that gave up waiting, and behind a connection that was cut (ran with nginx, Apache, lighttpd,
 * Caddy and HAProxy before PHP).
 */
function mayArriveLate({ kind, statusCode = 0 }: Attempt): boolean {
	return kind === 'noResponse' || [502, 504, 520, 522, 524].includes(statusCode);
}

/** What a status other than 2xx says: no, or nothing if it isn't about the request itself. */
function failure(statusCode: number, said: ReturnType<Service['readFailure']> = {}): Reading {
	// Node.js passes on a 101 that nobody asked for.
	const isUnclear =
		statusCode < 200 || statusCode >= 500 || statusCode === 408 || statusCode === 425;
	return isUnclear ? { kind: 'unclear', ...said } : { kind: 'rejected', message: said.message };
}

function redacted(reading: Reading, redact: Redact): Reading {
	const { message } = reading;
	const shown = message === undefined ? reading : { ...reading, message: redact(message) };
	if (shown.kind === 'found' && redact(shown.code) !== shown.code) {
		// Changed, it can't be sent; as it is, it can't be shown.
		return { kind: 'unclear', reason: "the customer's code can't be sent" };
	}
	return shown.kind === 'wrongCustomer' ? { ...shown, code: redact(shown.code) } : shown;
}
