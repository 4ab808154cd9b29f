import type { PlannedRequest } from '../operations/operation';
import type { Delivery } from '../outcomes/delivery';
import type { Attempt, NoConnection } from '../transport/attempt';
import { isSuccess } from '../transport/httpResponse';
import { MAX_WAIT_MS } from '../transport/retryAfter';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/** Ways to get no connection that pass by themselves; the others stay until somebody changes something. */
const transient: readonly NoConnection[] = [
	'unresolved',
	'refused',
	'unreachable',
	'noSockets',
	'tls',
	'proxy',
];

/** Whether to send a request again. */
export type RetryDecision = { kind: 'retry'; waitMs: number } | { kind: 'final' };

/** What a decision depends on, besides the attempt itself. */
export interface RetryLimits {
	/** How often a request may be sent again. */
	retries: number;
	/** Whether a request that may have arrived can be sent again without harm. */
	idempotent: boolean;
}

/** What comes next for a request that has been sent. */
export type Step =
	{ kind: 'end' } | { kind: 'send'; waitMs: number } | { kind: 'ask'; waitMs: number };

/**
 * Decides what comes next for a request, by what is known of it.
 *
 * | last attempt | asked: the customer is… | next |
 * |---|---|---|
 * | yes | | end |
 * | 429, no connection; if idempotent also 502, 503, 504, dropped, timed out | | send again, while retries are left |
 * | nothing to rely on, or a no after such an attempt | not asked | ask |
 * | a no, and missing customers count as done | not asked | ask |
 * | nothing to rely on | still there | send again, while retries are left |
 * | any | missing, still there, or not known | end |
 *
 * Only requests that have a question are asked about. Nobody is asked after a redirect, 401, 403, 405 or 429, which are
 * about the access and not about the customer, nor when the service wants to be left alone for longer than a run waits.
 *
 * @param sent how often the request was sent in this run
 * @param random a number from 0 to below 1
 */
export function nextStep(
	delivery: Delivery,
	{ question, ignoreMissing }: Pick<PlannedRequest, 'question' | 'ignoreMissing'>,
	sent: number,
	limits: RetryLimits,
	random: number,
): Step {
	const { attempt, verdict, existence, mayBeApplied } = delivery;
	if (verdict === 'confirmed') return { kind: 'end' };
	if (existence !== undefined) {
		return existence === 'exists' && verdict === 'unclear' && sent <= limits.retries
			? { kind: 'send', waitMs: 0 }
			: { kind: 'end' };
	}
	const retry = decideRetry(attempt, sent, limits, random);
	if (retry.kind === 'retry') return { kind: 'send', waitMs: retry.waitMs };
	if (question === undefined || asksForLongWait(attempt)) return { kind: 'end' };
	if (verdict === 'unclear' || (mayBeApplied && isAboutCustomer(attempt))) {
		return { kind: 'ask', waitMs: waitAfter(attempt, sent, random) };
	}
	return ignoreMissing === true && mayMeanMissing(attempt)
		? { kind: 'ask', waitMs: 0 }
		: { kind: 'end' };
}

/**
 * Decides whether a request is sent again, and when: as the service asks in `Retry-After`, else after a time that
 * doubles with every attempt, with jitter so that parallel requests do not come back at the same moment.
 *
 * @param sent how often the request was sent so far, 1 or more
 * @param random a number from 0 to below 1
 */
export function decideRetry(
	attempt: Attempt,
	sent: number,
	limits: RetryLimits,
	random: number,
): RetryDecision {
	return isWorthRetrying(attempt, limits.idempotent) &&
		!asksForLongWait(attempt) &&
		sent <= limits.retries
		? { kind: 'retry', waitMs: waitAfter(attempt, sent, random) }
		: { kind: 'final' };
}

/** Whether the service asks for a longer wait than is worth it inside a run. */
export function asksForLongWait(attempt: Attempt): boolean {
	return attempt.kind === 'responded' && (attempt.response.retryAfterMs ?? 0) > MAX_WAIT_MS;
}

function waitAfter(attempt: Attempt, sent: number, random: number): number {
	const asked = attempt.kind === 'responded' ? attempt.response.retryAfterMs : undefined;
	const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (sent - 1), MAX_BACKOFF_MS);
	return asked ?? backoff * (0.5 + random / 2);
}

function isWorthRetrying(attempt: Attempt, idempotent: boolean): boolean {
	switch (attempt.kind) {
		case 'responded': {
			const { statusCode } = attempt.response;
			return statusCode === 429 || (idempotent && [502, 503, 504].includes(statusCode));
		}
		case 'notConnected':
			return transient.includes(attempt.reason);
		case 'noResponse':
			return idempotent && attempt.reason !== 'canceled';
	}
}

function isAboutCustomer(attempt: Attempt): boolean {
	if (attempt.kind !== 'responded') return false;
	const { statusCode } = attempt.response;
	return (isSuccess(statusCode) || statusCode >= 400) && ![401, 403, 405, 429].includes(statusCode);
}

function mayMeanMissing(attempt: Attempt): boolean {
	if (attempt.kind !== 'responded') return false;
	const { statusCode } = attempt.response;
	return isSuccess(statusCode) || statusCode === 400 || statusCode === 404;
}
