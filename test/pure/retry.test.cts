import fc from 'fast-check';

import { decideRetry } from '../../nodes/Trackfinity/run/retry';
import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import { notConnected, responded } from '../support/deliveries.cts';

const noConnections = [
	'unknownHost',
	'unresolved',
	'refused',
	'unreachable',
	'certificate',
	'notTls',
	'noSockets',
	'tls',
	'proxy',
	'proxyLogin',
	'blocked',
] as const;

const statuses = fc.oneof(
	fc.constantFrom(200, 302, 400, 401, 403, 404, 405, 429, 500, 501, 502, 503, 504),
	fc.integer({ min: 100, max: 599 }),
);
const anyResponse = fc
	.tuple(statuses, fc.option(fc.nat(200_000), { nil: undefined }))
	.map(([status, retryAfterMs]) =>
		responded(status, '', retryAfterMs === undefined ? {} : { retryAfterMs }),
	);
const noConnection = fc.constantFrom(...noConnections).map(notConnected);
const noResponse: fc.Arbitrary<Attempt> = fc.record({
	kind: fc.constant('noResponse'),
	reason: fc.constantFrom('timeout', 'dropped', 'canceled'),
});
const anyAttempt = fc.oneof(anyResponse, noConnection, noResponse);

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const sentSoFar = fc.integer({ min: 1, max: 20 });
const limits = fc.record({ retries: fc.nat(10), idempotent: fc.boolean() });

describe('laws of retrying', () => {
	test('a request is never sent more often than allowed', () => {
		fc.assert(
			fc.property(anyAttempt, limits, random, (attempt, limit, chance) => {
				let sent = 1;
				while (decideRetry(attempt, sent, limit, chance).kind === 'retry') sent += 1;
				expect(sent).toBeLessThanOrEqual(limit.retries + 1);
			}),
		);
	});

	test('what is not idempotent is only sent again after 429 or without a connection', () => {
		fc.assert(
			fc.property(anyAttempt, sentSoFar, random, (attempt, sent, chance) => {
				const harmless =
					attempt.kind === 'notConnected' ||
					(attempt.kind === 'responded' && attempt.response.statusCode === 429);
				fc.pre(!harmless);
				const limit = { retries: 10, idempotent: false };
				expect(decideRetry(attempt, sent, limit, chance)).toEqual({ kind: 'final' });
			}),
		);
	});

	test('only 429, 502, 503 and 504 are ever sent again', () => {
		fc.assert(
			fc.property(anyResponse, limits, random, (attempt, limit, chance) => {
				fc.pre(
					attempt.kind === 'responded' &&
						![429, 502, 503, 504].includes(attempt.response.statusCode),
				);
				expect(decideRetry(attempt, 1, limit, chance)).toEqual({ kind: 'final' });
			}),
		);
	});

	test('no wait is negative, or longer than a minute', () => {
		fc.assert(
			fc.property(anyAttempt, sentSoFar, limits, random, (attempt, sent, limit, chance) => {
				const decision = decideRetry(attempt, sent, limit, chance);
				if (decision.kind === 'final') return;
				expect(decision.waitMs).toBeGreaterThanOrEqual(0);
				expect(decision.waitMs).toBeLessThanOrEqual(60_000);
			}),
		);
	});
});

describe('what the service asks for in Retry-After', () => {
	const busy = (retryAfterMs: number) => responded(429, '', { retryAfterMs });

	test('is obeyed to the millisecond, up to a minute', () => {
		fc.assert(
			fc.property(fc.nat(60_000), fc.boolean(), random, (waitMs, idempotent, chance) => {
				const decision = decideRetry(busy(waitMs), 1, { retries: 1, idempotent }, chance);
				expect(decision).toEqual({ kind: 'retry', waitMs });
			}),
		);
	});

	test('is not worth it when it is longer', () => {
		fc.assert(
			fc.property(fc.integer({ min: 60_001 }), sentSoFar, limits, (waitMs, sent, limit) => {
				expect(decideRetry(busy(waitMs), sent, limit, 0)).toEqual({ kind: 'final' });
			}),
		);
	});
});

describe('without Retry-After', () => {
	const waitAfter = (sent: number, chance: number) => {
		const decision = decideRetry(responded(503), sent, { retries: 10, idempotent: true }, chance);
		return decision.kind === 'retry' ? decision.waitMs : NaN;
	};

	test('waits double from attempt to attempt, until they are long enough', () => {
		for (let sent = 1; sent < 6; sent++) {
			expect(waitAfter(sent + 1, 0.5)).toBe(waitAfter(sent, 0.5) * 2);
		}
		expect(waitAfter(10, 0.5)).toBe(waitAfter(9, 0.5));
	});

	test('the first wait is a quarter to half of a second, later ones are half a minute at most', () => {
		expect(waitAfter(1, 0)).toBe(250);
		expect(waitAfter(1, 0.5)).toBe(375);
		expect(waitAfter(10, 0)).toBe(15_000);
		expect(waitAfter(10, 0.999)).toBeLessThan(30_000);
	});

	test('chance moves a wait, but never to nothing', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 10 }), random, random, (sent, one, other) => {
				fc.pre(one < other - 1e-6);
				expect(waitAfter(sent, one)).toBeLessThan(waitAfter(sent, other));
				expect(waitAfter(sent, one)).toBeGreaterThanOrEqual(waitAfter(sent, 0));
				expect(waitAfter(sent, 0)).toBeGreaterThan(0);
			}),
		);
	});
});

describe('connections and responses that never came', () => {
	const decide = (attempt: Attempt, idempotent: boolean) =>
		decideRetry(attempt, 1, { retries: 1, idempotent }, 0).kind;
	const passing: readonly string[] = [
		'unresolved',
		'refused',
		'unreachable',
		'noSockets',
		'tls',
		'proxy',
	];

	test.each(noConnections)('%s: nothing can have arrived, but not all of it passes', (reason) => {
		const kind = passing.includes(reason) ? 'retry' : 'final';

		expect(decide(notConnected(reason), true)).toBe(kind);
		expect(decide(notConnected(reason), false)).toBe(kind);
	});

	test.each(['timeout', 'dropped'] as const)('%s: only what is idempotent', (reason) => {
		expect(decide({ kind: 'noResponse', reason }, true)).toBe('retry');
		expect(decide({ kind: 'noResponse', reason }, false)).toBe('final');
	});

	test('canceled: nothing is sent again', () => {
		expect(decide({ kind: 'noResponse', reason: 'canceled' }, true)).toBe('final');
	});
});
