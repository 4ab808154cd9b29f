import fc from 'fast-check';

import type { Attempt } from '../../nodes/Trackfinity/outcomes/attempt';
import { addAttempt, addExistence } from '../../nodes/Trackfinity/outcomes/attempt';
import type { Existence } from '../../nodes/Trackfinity/responses/reading';
import { decideRetry, nextStep } from '../../nodes/Trackfinity/run/nextStep';
import {
	confirmed,
	dropped,
	historyOf,
	missing,
	noResponse,
	notConnected,
	rejected,
	responded,
	saysNothing,
	timedOut,
	wrongCustomer,
} from '../support/histories.cts';

const now = new Date();

/** Such as call for each step. */
const attempts = [
	...[confirmed, wrongCustomer, missing, rejected, saysNothing, timedOut, dropped],
	...[301, 304, 400, 401, 403, 404, 405, 408, 422, 425, 429, 500, 503, 524].map((status) =>
		responded(status),
	),
	...[404, 429, 503].map((status) => responded(status, undefined, 60_001)),
	...[noResponse('notHttp'), notConnected('unresolved'), notConnected('certificate')],
];

// What comes after each attempt at a deletion, and after each question, the engine's tests tell: test/run/retries,
// certainDeletions and questions.
test('a deletion that may have arrived is only sent again once the customer was seen, and no more often than allowed', () => {
	const scenario = fc.record({
		isAskedAfterNo: fc.boolean(),
		retries: fc.nat(4),
		attempts: fc.infiniteStream(fc.constantFrom(...attempts)),
		existences: fc.infiniteStream(fc.constantFrom<Existence>('exists', 'missing', 'unclear')),
	});
	fc.assert(
		fc.property(scenario, ({ isAskedAfterNo, retries, attempts, existences }) => {
			const rules = { retries, idempotent: false, canAsk: true, isAskedAfterNo };
			let history = historyOf(attempts.next().value);
			for (;;) {
				const step = nextStep(history, history.attempts, rules, 0);
				if (step.kind === 'end') break;
				if (step.kind === 'ask') {
					// Once for each attempt at most.
					expect(history.existence).toBeUndefined();
					history = addExistence(history, existences.next().value, now);
				} else {
					const { attempt: last, existence } = history;
					expect(isHarmless(last) || existence === 'exists').toBe(true);
					history = addAttempt(history, attempts.next().value);
				}
			}
			expect(history.attempts).toBeLessThanOrEqual(retries + 1);
		}),
	);
});

test('what an earlier try left open, though it got a yes, is sent if the customer is there, and only then', () => {
	const rules = { retries: 0, idempotent: false, canAsk: true, isAskedAfterNo: false };
	const after = (existence: Existence) =>
		nextStep(addExistence(historyOf(timedOut, confirmed), existence, now), 0, rules, 0);
	expect(after('exists')).toEqual({ kind: 'send', waitMs: 0 });
	for (const existence of ['missing', 'unclear'] as const) {
		expect(after(existence)).toEqual({ kind: 'end' });
	}
});

/** Whether nothing can have come of an attempt. */
function isHarmless(attempt: Attempt): boolean {
	const isBusy = attempt.kind === 'responded' && attempt.statusCode === 429;
	return attempt.kind === 'notConnected' || isBusy;
}

/** Of statuses, and of Retry-After, the engine's tests tell (test/run/retries and retryAfter). */
describe('whether to send again, and when', () => {
	const decide = (attempt: Attempt, idempotent: boolean) =>
		decideRetry(attempt, 1, { retries: 1, idempotent }, 0) !== undefined;

	const passing = ['unresolved', 'refused', 'unreachable', 'noSockets', 'tls', 'proxy'] as const;
	const certificates = ['certificate', 'certificateChain'] as const;
	const lasting = ['unknownHost', ...certificates, 'notTls', 'proxyLogin', 'blocked'] as const;

	test.each([
		[passing.map((reason) => notConnected(reason)), true, true],
		[lasting.map((reason) => notConnected(reason)), false, false],
		[[timedOut, dropped], true, false],
		[[noResponse('notHttp'), noResponse('canceled')], false, false],
	])('%j: %j, and what is not idempotent: %j', (attempts, isRetried, isDeletionRetried) => {
		for (const attempt of attempts) {
			expect(decide(attempt, true)).toBe(isRetried);
			expect(decide(attempt, false)).toBe(isDeletionRetried);
		}
	});

	test('after a quarter to half of a second, twice that, and half a minute at most', () => {
		const waitAfter = (sent: number, random: number) =>
			decideRetry(responded(429), sent, { retries: 10, idempotent: true }, random);
		const waits = Array.from({ length: 8 }, (_, index) => waitAfter(index + 1, 0));
		expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
		expect(waitAfter(1, 0.5)).toBe(375);
		expect(waitAfter(10, 0.999)).toBeLessThan(30_000);
		expect(waitAfter(11, 0)).toBeUndefined();
	});
});
