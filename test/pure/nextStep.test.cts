import fc from 'fast-check';

import type { Delivery } from '../../nodes/Trackfinity/outcomes/delivery';
import { addAttempt, addExistence } from '../../nodes/Trackfinity/outcomes/delivery';
import type { Existence } from '../../nodes/Trackfinity/responses/reading';
import type { Step } from '../../nodes/Trackfinity/run/retry';
import { nextStep } from '../../nodes/Trackfinity/run/retry';
import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import {
	confirmed,
	deliveryOf,
	dropped,
	notConnected,
	plannedDeletion,
	plannedLock,
	rejected,
	responded,
	timedOut,
} from '../support/deliveries.cts';

const deletion = plannedDeletion();
const ignoringMissing = plannedDeletion({ ignoreMissing: true });
const now = new Date();

/** What comes next for a deletion, with this chance and so many retries. */
function next(delivery: Delivery, { request = deletion, retries = 3, chance = 0 } = {}): Step {
	const limits = { retries, idempotent: false };
	return nextStep(delivery, request, delivery.attempts, limits, chance);
}

const send = (waitMs: number): Step => ({ kind: 'send', waitMs });
const ask = (waitMs: number): Step => ({ kind: 'ask', waitMs });
const end: Step = { kind: 'end' };

const longWait = { retryAfterMs: 60_001 };
const attempts = {
	'a yes': confirmed,
	'a no with HTTP 200': rejected,
	'HTTP 400': responded(400),
	'HTTP 404': responded(404),
	'HTTP 422': responded(422),
	'HTTP 301': responded(301),
	'HTTP 304': responded(304),
	'HTTP 308': responded(308),
	'HTTP 401': responded(401),
	'HTTP 403': responded(403),
	'HTTP 405': responded(405),
	'HTTP 429': responded(429),
	'HTTP 429 for long': responded(429, '', longWait),
	'HTTP 500': responded(500),
	'HTTP 503': responded(503),
	'HTTP 503 for long': responded(503, '', longWait),
	'a 200 that says nothing': responded(200, '{}'),
	'a 200 that says nothing and wants a long wait': responded(200, '{}', longWait),
	'a no that wants a long wait': responded(404, '', longWait),
	'a time-out': timedOut,
	'a dropped connection': dropped,
	'a refused connection': notConnected('refused'),
	'a host that is looked up in vain': notConnected('unresolved'),
	'an unknown host': notConnected('unknownHost'),
	'an invalid certificate': notConnected('certificate'),
};
type Name = keyof typeof attempts;

describe('after an attempt at a deletion', () => {
	/** With a chance of 0 the first wait is 250 ms, the second 500 ms. */
	const table: Record<
		Name,
		{ alone: Step; ifMissingIsFine?: Step; afterUnclear: Step; whenUsedUp: Step }
	> = {
		'a yes': { alone: end, afterUnclear: end, whenUsedUp: end },
		'a no with HTTP 200': {
			alone: end,
			ifMissingIsFine: ask(0),
			afterUnclear: ask(500),
			whenUsedUp: end,
		},
		'HTTP 400': { alone: end, ifMissingIsFine: ask(0), afterUnclear: ask(500), whenUsedUp: end },
		'HTTP 404': { alone: end, ifMissingIsFine: ask(0), afterUnclear: ask(500), whenUsedUp: end },
		'HTTP 422': { alone: end, afterUnclear: ask(500), whenUsedUp: end },
		'HTTP 301': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 304': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 308': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 401': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 403': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 405': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 429': { alone: send(250), afterUnclear: send(500), whenUsedUp: end },
		'HTTP 429 for long': { alone: end, afterUnclear: end, whenUsedUp: end },
		'HTTP 500': { alone: ask(250), afterUnclear: ask(500), whenUsedUp: ask(250) },
		'HTTP 503': { alone: ask(250), afterUnclear: ask(500), whenUsedUp: ask(250) },
		'HTTP 503 for long': { alone: end, afterUnclear: end, whenUsedUp: end },
		'a 200 that says nothing': {
			alone: ask(250),
			afterUnclear: ask(500),
			whenUsedUp: ask(250),
		},
		'a 200 that says nothing and wants a long wait': {
			alone: end,
			afterUnclear: end,
			whenUsedUp: end,
		},
		'a no that wants a long wait': { alone: end, afterUnclear: end, whenUsedUp: end },
		'a time-out': { alone: ask(250), afterUnclear: ask(500), whenUsedUp: ask(250) },
		'a dropped connection': { alone: ask(250), afterUnclear: ask(500), whenUsedUp: ask(250) },
		'a refused connection': { alone: send(250), afterUnclear: send(500), whenUsedUp: end },
		'a host that is looked up in vain': {
			alone: send(250),
			afterUnclear: send(500),
			whenUsedUp: end,
		},
		'an unknown host': { alone: end, afterUnclear: end, whenUsedUp: end },
		'an invalid certificate': { alone: end, afterUnclear: end, whenUsedUp: end },
	};

	test.each(Object.entries(table))('%s', (name, row) => {
		const { alone, ifMissingIsFine = alone, afterUnclear, whenUsedUp } = row;
		const attempt = attempts[name as Name];
		const only = deliveryOf(deletion, attempt);

		expect(next(only)).toEqual(alone);
		expect(next(only, { request: ignoringMissing })).toEqual(ifMissingIsFine);
		expect(next(deliveryOf(deletion, dropped, attempt))).toEqual(afterUnclear);
		expect(next(only, { retries: 0 })).toEqual(whenUsedUp);
	});

	test('the service is asked when it says: now, or after what Retry-After asks for', () => {
		for (const retryAfterMs of [0, 1000, 60_000]) {
			const delivery = deliveryOf(deletion, responded(503, '', { retryAfterMs }));

			expect(next(delivery, { chance: 0.9 })).toEqual(ask(retryAfterMs));
		}
	});
});

describe('after the service was asked', () => {
	test.each<[last: string, existence: Existence, attempt: Attempt, step: Step, usedUp: Step]>([
		['nothing to rely on', 'exists', dropped, send(0), end],
		['nothing to rely on', 'missing', dropped, end, end],
		['nothing to rely on', 'unclear', dropped, end, end],
		['a no', 'exists', rejected, end, end],
		['a no', 'missing', rejected, end, end],
		['a no', 'unclear', rejected, end, end],
	])('%s, the customer: %s', (_, existence, attempt, step, usedUp) => {
		for (const request of [deletion, ignoringMissing]) {
			for (const earlier of [[], [timedOut]]) {
				const [first = attempt, ...others] = [...earlier, attempt];
				const delivery = addExistence(deliveryOf(request, first, ...others), existence, now);

				expect(next(delivery, { request })).toEqual(step);
				expect(next(delivery, { request, retries: 1 })).toEqual(
					earlier.length === 0 ? step : usedUp,
				);
				expect(next(delivery, { request, retries: 0 })).toEqual(usedUp);
			}
		}
	});
});

test('what a request without a question comes to is never asked about', () => {
	const request = plannedLock();
	for (const attempt of Object.values(attempts)) {
		const delivery = deliveryOf(request, dropped, attempt);
		for (const retries of [0, 3]) {
			const step = nextStep(delivery, request, 2, { retries, idempotent: true }, 0);
			expect(step.kind).not.toBe('ask');
		}
	}
});

test('a deletion that may have arrived is only sent again once the customer was seen, and no more often than allowed', () => {
	const scenario = fc.record({
		ignoreMissing: fc.boolean(),
		retries: fc.nat(4),
		attempts: fc.infiniteStream(fc.constantFrom(...Object.values(attempts))),
		existences: fc.infiniteStream(fc.constantFrom<Existence>('exists', 'missing', 'unclear')),
	});
	fc.assert(
		fc.property(scenario, ({ ignoreMissing, retries, ...scripts }) => {
			const request = plannedDeletion({ ignoreMissing });
			const attempt = (): Attempt => scripts.attempts.next().value;
			let delivery = deliveryOf(request, attempt());
			let seen = 0;
			let harmless = 0;
			for (;;) {
				const step = next(delivery, { request, retries });
				if (step.kind === 'end') break;
				if (step.kind === 'ask') {
					// Once for each attempt at most.
					expect(delivery).not.toHaveProperty('existence');
					const existence = scripts.existences.next().value;
					delivery = addExistence(delivery, existence, now);
				} else {
					if (delivery.existence === 'exists') seen += 1;
					else harmless += 1;
					const { attempt: last } = delivery;
					const isHarmless =
						last.kind === 'notConnected' ||
						(last.kind === 'responded' && last.response.statusCode === 429);
					expect(isHarmless || delivery.existence === 'exists').toBe(true);
					delivery = addAttempt(delivery, attempt(), request.readResponse);
				}
			}
			expect(delivery.attempts).toBe(1 + seen + harmless);
			expect(delivery.attempts).toBeLessThanOrEqual(retries + 1);
		}),
	);
});
