import type { WhyNeverSent } from '../../nodes/Trackfinity/outcomes/neverSent';
import { neverSent } from '../../nodes/Trackfinity/outcomes/neverSent';
import { toOutcome } from '../../nodes/Trackfinity/outcomes/toOutcome';
import { deleteService } from '../../nodes/Trackfinity/services/deleteService';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import type { NoConnection } from '../../nodes/Trackfinity/transport/attempt';
import type { HttpResponse } from '../../nodes/Trackfinity/transport/httpResponse';
import { deliveryOf, notConnected, plannedDeletion, plannedLock } from '../support/deliveries.cts';

const response = (statusCode: number): HttpResponse => ({ statusCode, body: '', isComplete: true });

const leftAlone = (statusCode: number): WhyNeverSent => ({
	kind: 'leftAlone',
	why: { kind: 'response', response: response(statusCode), request: plannedLock() },
});

describe('an item that was never sent says why, and what to do', () => {
	const silence: WhyNeverSent = { kind: 'leftAlone', why: { kind: 'silence', requests: 12 } };

	test.each<[string, WhyNeverSent, RegExp]>([
		['stopped', { kind: 'stopped' }, /^Not sent, because another item stopped the run$/],
		['canceled', { kind: 'canceled' }, /^Not sent, because the execution was canceled$/],
		['behind another', { kind: 'behindUnclear' }, /earlier request for this customer/],
		['a wrong key', leftAlone(401), /Trackfinity didn't accept another request.* \(HTTP 401\)$/],
		['a service that is down', silence, /Trackfinity gave no usable response to 12 requests/],
	])('%s', (_what, reason, message) => {
		const failed = neverSent(reason, trackfinity);

		expect(failed).toMatchObject({ kind: 'failed', outcome: 'notSent', attempts: 0 });
		expect(failed).not.toHaveProperty('statusCode');
		expect(failed.message).toMatch(message);
		expect(failed.description).toContain('un this item again');
	});

	test.each([401, 403, 405, 429, 503, 301])(
		'a service left alone after %i: the advice is that of the response',
		(statusCode) => {
			const { description } = neverSent(leftAlone(statusCode), trackfinity);

			expect(description.length).toBeGreaterThan('Then run this item again.'.length);
			expect(description).toMatch(/ Then run this item again\.$/);
		},
	);

	test('the Delete service is written within a sentence as at its start, but for the capital', () => {
		expect(neverSent(silence, deleteService).message).toContain('because the Delete service gave');
		expect(neverSent(leftAlone(401), deleteService).message).toContain(
			'because the Delete service didn',
		);
	});
});

describe('a request without a connection', () => {
	const reasons: NoConnection[] = [
		...(['unknownHost', 'unresolved', 'refused', 'unreachable', 'noSockets'] as const),
		...(['certificate', 'notTls', 'tls', 'proxy', 'proxyLogin', 'blocked'] as const),
	];

	/** What becomes of a deletion that found no connection for this reason. */
	function failureFor(reason: NoConnection) {
		const request = plannedDeletion();
		const outcome = toOutcome(deliveryOf(request, notConnected(reason)), {
			request,
			service: deleteService,
			redact: (text) => text,
			now: new Date(),
		});
		if (outcome.kind !== 'failed') throw new TypeError(outcome.kind);
		return outcome;
	}

	test.each(reasons)('has a message that begins as a sentence does: %s', (reason) => {
		const { outcome, message, description } = failureFor(reason);

		expect(outcome).toBe('notSent');
		expect(message).toMatch(/^(The |A |n8n\b)/);
		expect(description).toMatch(/^Nothing was sent\. \p{Lu}/u);
	});

	test("is n8n's doing where n8n does not allow it, and n8n has no capital", () => {
		const { outcome, message, description } = failureFor('blocked');

		expect(outcome).toBe('notSent');
		expect(message).toMatch(/^n8n doesn't allow requests to the address of the Delete service/);
		expect(description).toMatch(/^Nothing was sent\. Check the 'API URL'/);
	});
});
