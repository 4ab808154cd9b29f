import type { PlannedRequest } from '../operations/operation';
import type { Delivery } from '../outcomes/delivery';
import type { WhyLeftAlone } from '../outcomes/neverSent';
import type { Outcome } from '../outcomes/outcome';
import type { HttpResponse } from '../transport/httpResponse';
import { isRedirect } from '../transport/httpResponse';
import { asksForLongWait } from './retry';

/** So many requests in a row without a usable response, and the service is taken to be down. */
const MAX_UNUSABLE = 10;

/** So many 403 in a row are about the access; a single one may be about that customer. */
const MAX_FORBIDDEN_IN_A_ROW = 3;
const MAX_FORBIDDEN_WITHOUT_SUCCESS = 2;

/**
 * Notices when a service doesn't talk to this run, so that a thousand items with a wrong key aren't a thousand requests.
 *
 * | response | the service is left alone |
 * |---|---|
 * | 401, 405, a redirect | at once |
 * | 429 or 503 that asks to wait for more than a minute | at once |
 * | 403 | the second time if nothing has succeeded, or the third in a row |
 * | none, 5xx, or a 2xx that says nothing, with retries and questions done | the tenth in a row |
 *
 * "In a row" goes by when requests end.
 */
export class ServiceWatch {
	/** Why no more requests are to be sent; undefined as long as the service talks. */
	why: WhyLeftAlone | undefined;

	private hasSucceeded = false;

	private forbidden = 0;

	private forbiddenInARow = 0;

	private unusableInARow = 0;

	/** Notes how a request ended. */
	observe(request: PlannedRequest, { attempt, verdict }: Delivery, { kind }: Outcome): void {
		const response = attempt.kind === 'responded' ? attempt.response : undefined;
		const isForbidden = response?.statusCode === 403;
		if (kind === 'done') this.hasSucceeded = true;
		if (isForbidden) this.forbidden += 1;
		this.forbiddenInARow = isForbidden ? this.forbiddenInARow + 1 : 0;
		const isUnusable = kind === 'failed' && (verdict === 'unclear' || verdict === 'notSent');
		this.unusableInARow = isUnusable ? this.unusableInARow + 1 : 0;

		if (this.why !== undefined) return;
		if (response !== undefined && (isAboutAccess(response) || this.isForbidden(isForbidden))) {
			this.why = { kind: 'response', response, request };
		} else if (this.unusableInARow >= MAX_UNUSABLE) {
			this.why = { kind: 'silence', requests: this.unusableInARow };
		}
	}

	private isForbidden(isNow: boolean): boolean {
		return (
			isNow &&
			(this.forbiddenInARow >= MAX_FORBIDDEN_IN_A_ROW ||
				(!this.hasSucceeded && this.forbidden >= MAX_FORBIDDEN_WITHOUT_SUCCESS))
		);
	}
}

function isAboutAccess(response: HttpResponse): boolean {
	const { statusCode } = response;
	return (
		statusCode === 401 ||
		statusCode === 405 ||
		isRedirect(statusCode) ||
		((statusCode === 429 || statusCode === 503) && asksForLongWait({ kind: 'responded', response }))
	);
}
