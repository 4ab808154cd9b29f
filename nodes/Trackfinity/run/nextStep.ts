import type { Attempt, RequestHistory } from '../outcomes/attempt';
import { verdictOf } from '../outcomes/attempt';
import type { Unanswered } from '../transport/exchange';
import { isSuccess } from '../transport/exchange';
import { MAX_WAIT_MS } from '../transport/retryAfter';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/** Ways to get no connection that pass by themselves; the others stay until somebody changes something. */
const transient = ['unresolved', 'refused', 'unreachable', 'noSockets', 'tls', 'proxy'];

/** Statuses that pass by themselves: too early, too slow, out of service, and what proxies say of the service behind them. */
const passing = [408, 425, 502, 503, 504, 520, 521, 522, 523, 524, 530];

/** How a request is sent. */
export interface SendRules {
	/** How often it may be sent again. */
	retries: number;
	/** Whether it can be sent again without harm when it may have arrived. */
	idempotent: boolean;
	/** Whether the service can tell if there is such a customer. */
	canAsk: boolean;
	/** Whether it is asked after a no, too: a customer who isn't there may count as done. */
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
 * | 429, no connection; if idempotent also no response, or a status that passes | | send again, while retries are left |
 * | nothing to rely on, or a no after such an attempt | not asked | ask |
 * | a no, and missing customers may count as done | not asked | ask |
 * | nothing to rely on, but for what tells of a deletion; or in an earlier try | still there | send again, while retries are left |
 * | any | missing, still there, or not known | end |
 *
 * Only requests that have a question are asked about. Nobody is asked after a redirect, 401, 403, 405 or 429, which are
 * about the access and not about the customer, nor when the service wants no request for longer than a run waits.
 *
 * @param sent how often the request was sent in this run
 * @param random a number from 0 to below 1
 */
export function nextStep(
	{ attempt, existence, mayBeApplied }: RequestHistory,
	sent: number,
	rules: SendRules,
	random: number,
): Step {
	const verdict = verdictOf(attempt);
	if (sent > 0 && (verdict === 'confirmed' || verdict === 'wrongCustomer')) return end;
	if (existence !== undefined) {
		const isOpen = sent === 0 || (verdict === 'unclear' && !tellsOfDeletion(attempt));
		const isSent = existence === 'exists' && isOpen && sent <= rules.retries;
		return isSent ? { kind: 'send', waitMs: 0 } : end;
	}
	const waitMs = decideRetry(attempt, sent, rules, random);
	if (waitMs !== undefined) return { kind: 'send', waitMs };
	if (!rules.canAsk || asksForLongWait(attempt)) return end;
	const statusCode = attempt.kind === 'responded' ? attempt.statusCode : 0;
	const isAboutCustomer =
		(isSuccess(statusCode) || statusCode >= 400) && ![401, 403, 405, 429].includes(statusCode);
	if (verdict === 'unclear' || (mayBeApplied && isAboutCustomer)) {
		return { kind: 'ask', waitMs: waitAfter(attempt, sent, random) };
	}
	const mayMeanMissing = isSuccess(statusCode) || statusCode === 400 || statusCode === 404;
	return rules.isAskedAfterNo && mayMeanMissing ? { kind: 'ask', waitMs: 0 } : end;
}

/** What a decision about a retry goes by, be the response read or not. */
type Answered = Unanswered | { kind: 'responded'; statusCode: number; retryAfterMs?: number };

/**
 * Decides whether a request is sent again, and when: as the service asks in `Retry-After`, else after a time that
 * doubles with every attempt, with jitter so that parallel requests do not come back at the same moment.
 *
 * @param sent how often the request was sent so far, 1 or more
 * @param random a number from 0 to below 1
 * @returns how many milliseconds to wait before; undefined when it isn't sent again
 */
export function decideRetry(
	attempt: Answered,
	sent: number,
	{ retries, idempotent }: Pick<SendRules, 'retries' | 'idempotent'>,
	random: number,
): number | undefined {
	const isRetried =
		sent <= retries && isWorthRetrying(attempt, idempotent) && !asksForLongWait(attempt);
	return isRetried ? waitAfter(attempt, sent, random) : undefined;
}

/** Whether the service asks for a longer wait than is worth it inside a run. */
export function asksForLongWait(attempt: Answered): boolean {
	return attempt.kind === 'responded' && (attempt.retryAfterMs ?? 0) > MAX_WAIT_MS;
}

function waitAfter(attempt: Answered, sent: number, random: number): number {
	const asked = attempt.kind === 'responded' ? attempt.retryAfterMs : undefined;
	const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (sent - 1), MAX_BACKOFF_MS);
	return asked ?? backoff * (0.5 + random / 2);
}

function isWorthRetrying(attempt: Answered, idempotent: boolean): boolean {
	if (attempt.kind === 'notConnected') return transient.includes(attempt.reason);
	if (attempt.kind === 'noResponse') {
		return idempotent && (attempt.reason === 'timeout' || attempt.reason === 'dropped');
	}
	return attempt.statusCode === 429 || (idempotent && passing.includes(attempt.statusCode));
}

/** Whether a response that says nothing tells of a deletion all the same: to send it again may be to delete somebody else. */
function tellsOfDeletion(attempt: Attempt): boolean {
	if (attempt.kind !== 'responded' || attempt.reading.kind !== 'unclear') return false;
	return attempt.reading.mayBeDone === true;
}
