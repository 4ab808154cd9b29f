import type { Attempt } from '../outcomes/attempt';
import { verdictOf } from '../outcomes/attempt';
import type { StoppedCalling } from '../outcomes/notSent';
import type { Outcome } from '../outcomes/outcome';
import { isRedirect, isSuccess } from '../transport/exchange';
import { asksForLongWait } from './nextStep';

/** So many requests in a row without a usable response, and the service is taken to be down. */
const MAX_UNUSABLE = 10;

/** So many noes in a row, in the same words, may be about the access: the credential's test call tells. */
const MAX_SAME_NOES = 10;

/** So many 403 in a row are about the access; a single one may be about that customer. */
const MAX_FORBIDDEN_IN_A_ROW = 3;
const MAX_FORBIDDEN_WITHOUT_SUCCESS = 2;

/**
 * Notices when a service doesn't talk to this run, so that a thousand items with a wrong key aren't a thousand requests.
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
	/** Why no more requests are to be sent; undefined as long as the service talks. */
	why: StoppedCalling | undefined;

	/** Whether something was done in this run. */
	hasSucceeded = false;

	/** Whether the test call has to be made before anything else is sent. */
	isSuspicious = false;

	private forbidden = 0;

	private forbiddenInARow = 0;

	private unusableInARow = 0;

	private sameNoes = 0;

	private lastNo: string | undefined;

	private testing: Promise<void> | undefined;

	/** @param rejectsAccess makes the credential's test call; true if the service says no to it */
	constructor(private readonly rejectsAccess: () => Promise<boolean>) {}

	/**
	 * Notes how a request ended.
	 *
	 * @param advice what to do about the response
	 */
	observe(attempt: Attempt, { kind }: Outcome, advice: () => string): void {
		const response = attempt.kind === 'responded' ? attempt : undefined;
		const isForbidden = response?.statusCode === 403;
		if (kind === 'done') this.hasSucceeded = true;
		if (isForbidden) this.forbidden += 1;
		this.forbiddenInARow = isForbidden ? this.forbiddenInARow + 1 : 0;
		const isUnusable = kind === 'failed' && saysNothing(attempt);
		this.unusableInARow = isUnusable ? this.unusableInARow + 1 : 0;
		this.countNo(kind === 'failed' ? attempt : undefined);

		if (this.why !== undefined) return;
		if (response !== undefined && (isAboutAccess(response) || this.isForbidden(isForbidden))) {
			this.why = { kind: 'response', attempt: response, advice: advice() };
		} else if (this.unusableInARow >= MAX_UNUSABLE) {
			this.why = { kind: 'silence', requests: this.unusableInARow };
		} else if (this.sameNoes >= MAX_SAME_NOES && !this.hasSucceeded && !this.testing) {
			this.isSuspicious = true;
		}
	}

	/** Makes the test call, once; all that is to be sent waits for it. */
	async test(): Promise<void> {
		this.testing ??= this.makeTestCall(this.sameNoes);
		await this.testing;
	}

	/** Notes that a customer was found: the access works, though nothing was done. */
	observeFound(): void {
		this.forbiddenInARow = 0;
		this.unusableInARow = 0;
		this.countNo(undefined);
	}

	private countNo(attempt: Attempt | undefined): void {
		const no = attempt === undefined ? undefined : noOf(attempt);
		this.sameNoes = no === undefined ? 0 : no === this.lastNo ? this.sameNoes + 1 : 1;
		this.lastNo = no;
	}

	private async makeTestCall(requests: number): Promise<void> {
		const isRejected = await this.rejectsAccess().catch(() => false);
		if (isRejected) this.why ??= { kind: 'access', requests };
		this.isSuspicious = false;
	}

	private isForbidden(isNow: boolean): boolean {
		return (
			isNow &&
			(this.forbiddenInARow >= MAX_FORBIDDEN_IN_A_ROW ||
				(!this.hasSucceeded && this.forbidden >= MAX_FORBIDDEN_WITHOUT_SUCCESS))
		);
	}
}

type Responded = Extract<Attempt, { kind: 'responded' }>;

function saysNothing(attempt: Attempt): boolean {
	const verdict = verdictOf(attempt);
	if (attempt.kind === 'responded' && attempt.reading.kind === 'unclear') {
		return attempt.reading.isReadable !== true;
	}
	if (verdict === 'unclear' || verdict === 'notSent') return true;
	return attempt.kind === 'responded' && attempt.statusCode === 429;
}

/** The words of a no with status 2xx that may be about the access: "no such customer" shows that the access works. */
function noOf(attempt: Attempt): string | undefined {
	if (attempt.kind !== 'responded' || !isSuccess(attempt.statusCode)) return undefined;
	const { reading } = attempt;
	if (reading.kind !== 'rejected' || reading.isMissing === true) return undefined;
	return reading.message ?? '';
}

function isAboutAccess(attempt: Responded): boolean {
	const { statusCode } = attempt;
	return (
		statusCode === 401 ||
		statusCode === 405 ||
		isRedirect(statusCode) ||
		((statusCode === 429 || statusCode === 503) && asksForLongWait(attempt))
	);
}
