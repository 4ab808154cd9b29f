import type { Attempt } from '../transport/attempt';

/** The longest that a service may ask us to wait inside a run. */
export const LONGEST_WAIT_MS = 60_000;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;

/** Whether to send a request again. */
export type RetryDecision =
	| { kind: 'retry'; waitMs: number }
	/** `askedToWaitMs`: the service asks for a longer wait than is worth it. */
	| { kind: 'final'; askedToWaitMs?: number };

/** What a decision depends on, besides the attempt itself. */
export interface RetryLimits {
	/** How often a request may be sent again. */
	retries: number;
	/** Whether a request that may have arrived can be sent again without harm. */
	idempotent: boolean;
}

/**
 * Decides whether a request is sent again, and when: as the service asks in `Retry-After`, else after a time that
 * doubles with every attempt, with jitter so that parallel requests do not come back at the same moment.
 *
 * @param made how many requests were made so far, 1 or more
 * @param random a number from 0 to below 1
 * @param now milliseconds since 1970, to reckon with dates in `Retry-After`
 */
export function decideRetry(
	attempt: Attempt,
	made: number,
	limits: RetryLimits,
	random: number,
	now: number,
): RetryDecision {
	if (!isWorthRetrying(attempt, limits.idempotent)) return { kind: 'final' };
	const asked =
		attempt.kind === 'responded' ? readRetryAfter(attempt.response.retryAfter, now) : undefined;
	if (asked !== undefined && asked > LONGEST_WAIT_MS)
		return { kind: 'final', askedToWaitMs: asked };
	if (made > limits.retries) return { kind: 'final' };
	const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (made - 1), LONGEST_BACKOFF_MS);
	return { kind: 'retry', waitMs: asked ?? backoff * (0.5 + random / 2) };
}

/** Whether an attempt may have had its effect, although there is no response that says so. */
export function mayArrive(attempt: Attempt): boolean {
	return (
		attempt.kind === 'noResponse' ||
		(attempt.kind === 'responded' && attempt.response.statusCode >= 500)
	);
}

function isWorthRetrying(attempt: Attempt, idempotent: boolean): boolean {
	switch (attempt.kind) {
		case 'responded':
			return (
				attempt.response.statusCode === 429 ||
				(idempotent && [502, 503, 504].includes(attempt.response.statusCode))
			);
		case 'notConnected':
			return ['unresolved', 'refused', 'unreachable'].includes(attempt.reason);
		case 'noResponse':
			return idempotent && ['timeout', 'dropped'].includes(attempt.reason);
	}
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date.
 *
 * @returns milliseconds from `now`, 0 for a date that has passed; undefined where there is no readable header
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
	const text = header?.trim() ?? '';
	if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
	const date = Date.parse(toUtc(text));
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** An HTTP date in a form that is read in UTC; empty for all other texts, in which `Date.parse` finds dates too. */
function toUtc(text: string): string {
	const time = String.raw`\d{2}:\d{2}:\d{2}`;
	const usual = new RegExp(`^[a-z]{3,9}, \\d{2}[ -][a-z]{3}[ -]\\d{2,4} ${time} GMT$`, 'i');
	const asctime = new RegExp(`^[a-z]{3} [a-z]{3} [ \\d]\\d ${time} \\d{4}$`, 'i');
	if (usual.test(text)) return text;
	return asctime.test(text) ? `${text} GMT` : '';
}
