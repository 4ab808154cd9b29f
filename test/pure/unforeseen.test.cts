import { addAttempt } from '../../nodes/Trackfinity/outcomes/delivery';
import { toOutcome, unforeseen } from '../../nodes/Trackfinity/outcomes/toOutcome';
import { queueByCustomer } from '../../nodes/Trackfinity/run/customerQueue';
import { deliver } from '../../nodes/Trackfinity/run/deliver';
import { RateLimiter } from '../../nodes/Trackfinity/run/rateLimiter';
import { Results } from '../../nodes/Trackfinity/run/results';
import { RunState } from '../../nodes/Trackfinity/run/runState';
import { sendQueue } from '../../nodes/Trackfinity/run/sendQueue';
import { deleteService } from '../../nodes/Trackfinity/services/deleteService';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import { plannedDeletion, plannedLock, responded } from '../support/deliveries.cts';

const secret = 'secret-123';

const throwing = (): never => {
	throw new RangeError(secret);
};

const context = { redact: (text: string) => text, now: new Date() };

describe('a response whose reading throws', () => {
	test.each([
		['Trackfinity', plannedLock(), trackfinity],
		['the Delete service', plannedDeletion(), deleteService],
	])('leaves it unknown, in fixed words: %s', (_name, request, service) => {
		const delivery = addAttempt(undefined, responded(200, secret), throwing);
		const outcome = toOutcome(delivery, { ...context, request, service });

		expect(outcome).toMatchObject({ kind: 'failed', outcome: 'unknown', statusCode: 200 });
		expect(JSON.stringify(outcome)).toContain("the response couldn't be read");
		expect(JSON.stringify(outcome)).not.toContain(secret);
	});

	test('does not lose the deletion that the service is asked about', async () => {
		const deletion = plannedDeletion();
		const requests: string[] = [];
		const delivery = await deliver(
			{ ...deletion, question: { form: [['type', 'customer_exists']], readResponse: throwing } },
			{
				send: async ({ form }) => {
					requests.push(new URLSearchParams(form).get('type') ?? '');
					return responded(requests.length === 1 ? 500 : 200, secret);
				},
				limiter: new RateLimiter(Infinity),
				limits: { retries: 3, idempotent: false },
				state: { maySend: true, mayAsk: true },
			},
		);

		expect(requests).toEqual(['customer_delete', 'customer_exists']);
		expect(delivery).toMatchObject({ verdict: 'unclear', existence: 'unclear', attempts: 1 });
	});
});

describe('a request in whose handling something else is thrown', () => {
	test.each([
		['Trackfinity', plannedLock(), trackfinity],
		['the Delete service', plannedDeletion(), deleteService],
	])('has an outcome all the same: %s', async (_name, request, service) => {
		const results = new Results([undefined]);
		for (const queue of queueByCustomer([request])) {
			await sendQueue(queue, {
				send: throwing,
				limiter: new RateLimiter(Infinity),
				limits: { retries: 3, idempotent: service.idempotent },
				state: new RunState(false, undefined),
				apiKey: secret,
				service,
				results,
			});
		}

		expect(results.outcomes).toEqual([unforeseen(request, service)]);
	});

	test('is unknown, and safe to run again where the same request may be sent twice', () => {
		const outcome = unforeseen(plannedLock(), trackfinity);

		expect(outcome).toMatchObject({ kind: 'failed', outcome: 'unknown' });
		expect(outcome.description).toContain('Running this item again is safe');
	});

	test('is unknown, and a deletion has to be checked first', () => {
		const outcome = unforeseen(plannedDeletion(), deleteService);

		expect(outcome).toMatchObject({ kind: 'failed', outcome: 'unknown' });
		expect(outcome.description).toMatch(/'Customer Code' 1234567890123456 .*before you try again/);
	});
});
