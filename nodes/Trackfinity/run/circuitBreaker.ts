import type { OutcomeContext } from '../outcomes/advice';
import { adviceOnLast, checkAccess, sentences } from '../outcomes/advice';
import type { Attempt } from '../outcomes/attempt';
import { isMissing } from '../outcomes/attempt';
import type { Failed, Outcome } from '../outcomes/outcome';
import { notSent } from '../outcomes/outcome';
import { asksForLongWait, isRedirect, isSuccess } from '../transport/exchange';

/** After this many requests in a row that failed in the same way, no single customer is the cause. */
const MAX_IN_A_ROW = 10;

/** A single 403 may be about that customer. */
const MAX_FORBIDDEN_IN_A_ROW = 3;
const MAX_FORBIDDEN_WITHOUT_SUCCESS = 2;

/** How a request failed. Rejections with status 2xx are the same problem if their words are. */
type Problem = 'access' | 'forbidden' | 'unusable' | `rejected: ${string}`;

/**
 * Notices when a service rejects or ignores this run: a thousand items with a wrong key must not be a thousand requests.
 *
 * | response | no more requests are sent |
 * |---|---|
 * | 401, 405, a redirect | at once |
 * | 429 or 503 that asks to wait for more than a minute | at once |
 * | 403 | the second time if nothing has succeeded, or the third in a row |
 * | none, 5xx, 408, 425, 429, or a 2xx that says nothing, with retries and questions done | the tenth in a row |
 * | a no of status 2xx in the same words as before, and nothing has succeeded | the tenth in a row, if the credential's test call is rejected, too |
 *
 * "In a row" goes by when requests end. There is one for each account.
 */
export class CircuitBreaker {
	/** The outcome of all that is no longer sent; undefined as long as the service is called. */
	stopReason: Failed | undefined;
	hasSucceeded = false;
	private forbidden = 0;
	/** The last problem, and how often it came in a row. */
	private problem: Problem | undefined;
	private inARow = 0;
	/** Becomes `stopReason` if the test call is rejected; all that is to be sent waits for that call. */
	private pendingReason: Failed | undefined;
	private testing: Promise<boolean> | undefined;

	/** @param rejectsAccess makes the credential's test call; true if the service says no to it */
	constructor(private readonly rejectsAccess: () => Promise<boolean>) {}

	/** Notes how a request ended; no outcome means that a customer was found: access works, though nothing was done. */
	observe(attempt: Attempt, outcome: Outcome | undefined, context: OutcomeContext): void {
		if (outcome?.kind === 'done') this.hasSucceeded = true;
		const problem = outcome && outcome.kind !== 'done' ? problemOf(attempt) : undefined;
		this.inARow = problem === this.problem ? this.inARow + 1 : 1;
		this.problem = problem;
		if (problem === 'forbidden') this.forbidden += 1;
		if (problem === undefined || this.stopReason !== undefined) return;

		const { name, addressLabel } = context.operation.service;
		const isSeries = this.inARow >= MAX_IN_A_ROW;
		if (this.isAboutAccess(problem)) {
			this.stopReason = notSent(
				`Not sent, because ${name} didn't accept another request of this run (HTTP ${attempt.statusCode})`,
				`${adviceOnLast(attempt, context)} Then run this item again.`,
			);
		} else if (isSeries && problem === 'unusable') {
			const advice = isSuccess(attempt.statusCode ?? 0) ? '' : adviceOnLast(attempt, context);
			const check = `Check whether the service is available, and the '${addressLabel}' in the credential.`;
			this.stopReason = notSent(
				`Not sent, because ${name} gave no usable response to ${this.inARow} requests in a row`,
				sentences(
					(advice === '' || attempt.kind === 'noResponse') && check,
					advice,
					'Then run this item again.',
				),
			);
		} else if (isSeries && !this.hasSucceeded) {
			this.pendingReason ??= notSent(
				`Not sent, because ${name} rejected ${this.inARow} requests in a row, and a harmless test call too`,
				`${checkAccess(context)} Then run this item again.`,
			);
		}
	}

	/** Makes the test call once, when it is due. To be called before anything is sent. */
	async test(): Promise<void> {
		if (this.pendingReason === undefined) return;
		this.testing ??= this.rejectsAccess().catch(() => false);
		if (await this.testing) this.stopReason ??= this.pendingReason;
	}

	private isAboutAccess(problem: Problem): boolean {
		if (problem !== 'forbidden') return problem === 'access';
		if (this.inARow >= MAX_FORBIDDEN_IN_A_ROW) return true;
		return !this.hasSucceeded && this.forbidden >= MAX_FORBIDDEN_WITHOUT_SUCCESS;
	}
}

/** How a request failed; undefined if its response shows that the access works, such as "no such customer". */
function problemOf(attempt: Attempt): Problem | undefined {
	if (attempt.kind !== 'responded') return 'unusable';
	const { statusCode, reading } = attempt;
	if (statusCode === 401 || statusCode === 405 || isRedirect(statusCode)) return 'access';
	if ((statusCode === 429 || statusCode === 503) && asksForLongWait(attempt)) return 'access';
	if (statusCode === 403) return 'forbidden';
	if (statusCode === 429) return 'unusable';
	if (reading.kind === 'unclear') return reading.customers ? undefined : 'unusable';
	return isSuccess(statusCode) && !isMissing(attempt) ? `rejected: ${reading.message}` : undefined;
}
