import type { Attempt, RequestHistory } from '../outcomes/attempt';
import { saysDeleted, verdictOf } from '../outcomes/attempt';
import { asksForLongWait, isSuccess } from '../transport/exchange';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/** Reasons for no connection that may not last; the others do until somebody changes something. */
const transient = ['unresolved', 'unreachable', 'noSockets', 'tls', 'proxy'];
/** Requests that may have arrived, and may work the next time. */
const lost = ['timeout', 'dropped'];

/** Statuses that may not last: too early, too slow, out of service, and what proxies say of the service behind them. */
const transientStatuses = [408, 425, 502, 503, 504, 520, 521, 522, 523, 524, 530];

/** How a request is sent. */
export interface SendRules {
	retries: number;
	/** Whether retrying what may have arrived does no harm. */
	idempotent: boolean;
	/** Whether the service is asked after a no, too: a customer who isn't there may count as done. */
	isAskedAfterNo: boolean;
}

/** What comes next for a request that has been sent. */
export type Step = { kind: 'end'; waitMs?: never } | { kind: 'send' | 'ask'; waitMs: number };

const end: Step = { kind: 'end' };

/**
 * Decides what comes next for a request, by what is known of it.
 *
 * | last attempt | the customer is… | next |
 * |---|---|---|
 * | yes, or another customer was deleted | | end |
 * | 429, no connection (`transient`); if idempotent also a request that is `lost`, or one of `transientStatuses` | | send again, while retries are left |
 * | nothing to rely on, or a no after such an attempt | not asked | ask |
 * | a no, and missing customers may count as done | not asked | ask |
 * | nothing to rely on, or any in an earlier try, unless it tells of a deletion | still there | send again, while retries are left |
 * | any | missing, still there, or not known | end |
 *
 * An operation without a question ends where others ask. The service isn't asked after a redirect, 401, 403, 405 or 429,
 * which are about access and not the customer, nor when it wants a longer pause than a run waits.
 *
 * @param timesSent how often the request was sent in this run
 * @param random from 0 to below 1
 */
export function nextStep(
	{ attempt, existence, earlierMayBeApplied }: RequestHistory,
	timesSent: number,
	rules: SendRules,
	random: number,
): Step {
	const verdict = verdictOf(attempt);
	if (timesSent > 0 && (verdict === 'confirmed' || verdict === 'wrongCustomer')) return end;
	if (existence !== undefined) {
		const mayRepeat = !saysDeleted(attempt) && (timesSent === 0 || verdict === 'unclear');
		const isRepeated = existence === 'exists' && mayRepeat && timesSent <= rules.retries;
		return isRepeated ? { kind: 'send', waitMs: 0 } : end;
	}
	const waitMs = decideRetry(attempt, timesSent, rules, random);
	if (waitMs !== undefined) return { kind: 'send', waitMs };
	if (asksForLongWait(attempt)) return end;
	const { statusCode = 0 } = attempt;
	const isAboutCustomer =
		(isSuccess(statusCode) || statusCode >= 400) && ![401, 403, 405, 429].includes(statusCode);
	if (verdict === 'unclear' || (earlierMayBeApplied && isAboutCustomer)) {
		return { kind: 'ask', waitMs: waitAfter(attempt, timesSent, random) };
	}
	const mayMeanMissing = isSuccess(statusCode) || statusCode === 400 || statusCode === 404;
	return rules.isAskedAfterNo && mayMeanMissing ? { kind: 'ask', waitMs: 0 } : end;
}

/**
 * Decides whether a request is sent again, and when: as the service asks in `Retry-After`, else after a time that doubles
 * with every attempt, with jitter (`random`, below 1) so that parallel requests don't come back at the same moment.
 *
 * @returns the milliseconds to wait first; undefined when it isn't sent again
 */
export function decideRetry(
	attempt: Attempt,
	timesSent: number,
	{ retries, idempotent }: Pick<SendRules, 'retries' | 'idempotent'>,
	random: number,
): number | undefined {
	if (timesSent > retries || asksForLongWait(attempt)) return undefined;
	const isRetried =
		attempt.kind === 'responded'
			? attempt.statusCode === 429 || (idempotent && transientStatuses.includes(attempt.statusCode))
			: transient.includes(attempt.reason) || (idempotent && lost.includes(attempt.reason));
	return isRetried ? waitAfter(attempt, timesSent, random) : undefined;
}

function waitAfter(attempt: Attempt, timesSent: number, random: number): number {
	const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (timesSent - 1), MAX_BACKOFF_MS);
	return attempt.retryAfterMs ?? backoff * (0.5 + random / 2);
}
