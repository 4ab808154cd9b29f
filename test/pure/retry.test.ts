import fc from 'fast-check';

import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import { decideRetry, LONGEST_WAIT_MS, readRetryAfter } from '../../nodes/Trackfinity/run/retry';

const now = Date.parse('2026-03-01T12:00:00Z');

function answered(statusCode: number, retryAfter?: string): Attempt {
	return {
		kind: 'responded',
		response: { statusCode, body: '', isComplete: true, ...(retryAfter && { retryAfter }) },
	};
}

const notConnected: fc.Arbitrary<Attempt> = fc.record({
	kind: fc.constant('notConnected'),
	reason: fc.constantFrom(
		'unknownHost',
		'unresolved',
		'refused',
		'unreachable',
		'certificate',
		'notTls',
		'blocked',
	),
});
const unanswered: fc.Arbitrary<Attempt> = fc.record({
	kind: fc.constant('noResponse'),
	reason: fc.constantFrom('timeout', 'dropped', 'canceled'),
});
const retryAfters = fc.option(
	fc.oneof(
		fc.nat(200).map(String),
		fc.integer({ min: -100, max: 200 }).map((s) => new Date(now + s * 1000).toUTCString()),
		fc.string(),
	),
	{ nil: undefined },
);
const statuses = fc.oneof(
	fc.constantFrom(200, 302, 400, 401, 403, 404, 405, 429, 500, 501, 502, 503, 504),
	fc.integer({ min: 100, max: 599 }),
);
const anyAnswer = fc
	.tuple(statuses, retryAfters)
	.map(([status, retryAfter]) => answered(status, retryAfter));
const anyAttempt = fc.oneof(anyAnswer, notConnected, unanswered);

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const made = fc.integer({ min: 1, max: 20 });
const limits = fc.record({ retries: fc.integer({ min: 0, max: 10 }), idempotent: fc.boolean() });

describe('the laws of retries', () => {
	test('there are never more of them than allowed', () => {
		fc.assert(
			fc.property(anyAttempt, made, limits, random, (attempt, count, limit, chance) => {
				fc.pre(count > limit.retries);
				expect(decideRetry(attempt, count, limit, chance, now).kind).toBe('final');
			}),
		);
	});

	test('what may not be repeated is only sent again after 429 or without a connection', () => {
		fc.assert(
			fc.property(anyAttempt, made, random, (attempt, count, chance) => {
				const harmless =
					attempt.kind === 'notConnected' ||
					(attempt.kind === 'responded' && attempt.response.statusCode === 429);
				fc.pre(!harmless);
				const limit = { retries: 10, idempotent: false };
				expect(decideRetry(attempt, count, limit, chance, now).kind).toBe('final');
			}),
		);
	});

	test('only 429, 502, 503 and 504 are ever asked again', () => {
		fc.assert(
			fc.property(anyAnswer, limits, random, (attempt, limit, chance) => {
				fc.pre(
					attempt.kind === 'responded' &&
						![429, 502, 503, 504].includes(attempt.response.statusCode),
				);
				expect(decideRetry(attempt, 1, limit, chance, now)).toEqual({ kind: 'final' });
			}),
		);
	});

	test('no wait is negative, or longer than the longest that is worth it', () => {
		fc.assert(
			fc.property(anyAttempt, made, limits, random, (attempt, count, limit, chance) => {
				const decision = decideRetry(attempt, count, limit, chance, now);
				if (decision.kind === 'final') return;
				expect(decision.waitMs).toBeGreaterThanOrEqual(0);
				expect(decision.waitMs).toBeLessThanOrEqual(LONGEST_WAIT_MS);
			}),
		);
	});

	test('Retry-After in seconds is obeyed to the millisecond, up to a minute', () => {
		fc.assert(
			fc.property(fc.nat(60), fc.boolean(), random, (seconds, idempotent, chance) => {
				const limit = { retries: 1, idempotent };
				expect(decideRetry(answered(429, `${seconds}`), 1, limit, chance, now)).toEqual({
					kind: 'retry',
					waitMs: seconds * 1000,
				});
			}),
		);
	});

	test('Retry-After as a date is obeyed to the millisecond, up to a minute', () => {
		fc.assert(
			fc.property(fc.nat(60), random, (seconds, chance) => {
				const header = new Date(now + seconds * 1000).toUTCString();
				const limit = { retries: 1, idempotent: true };
				expect(decideRetry(answered(503, header), 1, limit, chance, now)).toEqual({
					kind: 'retry',
					waitMs: seconds * 1000,
				});
			}),
		);
	});

	test('a longer wait is not worth it, and is passed on', () => {
		fc.assert(
			fc.property(fc.integer({ min: 61 }), made, limits, (seconds, count, limit) => {
				expect(decideRetry(answered(429, `${seconds}`), count, limit, 0, now)).toEqual({
					kind: 'final',
					askedToWaitMs: seconds * 1000,
				});
			}),
		);
	});
});

describe('without Retry-After', () => {
	const waitAfter = (count: number, chance: number) => {
		const decision = decideRetry(
			answered(503),
			count,
			{ retries: 10, idempotent: true },
			chance,
			now,
		);
		return decision.kind === 'retry' ? decision.waitMs : NaN;
	};

	test('waits double from attempt to attempt, until they are long enough', () => {
		for (let count = 1; count < 6; count++) {
			expect(waitAfter(count + 1, 0.5)).toBe(waitAfter(count, 0.5) * 2);
		}
		expect(waitAfter(10, 0.5)).toBe(waitAfter(9, 0.5));
	});

	test('chance moves a wait, but never to nothing', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 10 }), random, random, (count, one, other) => {
				fc.pre(one < other - 1e-6);
				expect(waitAfter(count, one)).toBeLessThan(waitAfter(count, other));
				expect(waitAfter(count, one)).toBeGreaterThanOrEqual(waitAfter(count, 0));
				expect(waitAfter(count, 0)).toBeGreaterThan(0);
			}),
		);
	});
});

describe('connections and responses that never came', () => {
	const decide = (attempt: Attempt, idempotent: boolean) =>
		decideRetry(attempt, 1, { retries: 1, idempotent }, 0, now).kind;

	test.each(['refused', 'unreachable', 'unresolved'] as const)(
		'%s: nothing can have arrived, so everything may be sent again',
		(reason) => {
			expect(decide({ kind: 'notConnected', reason }, true)).toBe('retry');
			expect(decide({ kind: 'notConnected', reason }, false)).toBe('retry');
		},
	);

	test.each(['timeout', 'dropped'] as const)('%s: only what can be repeated is', (reason) => {
		expect(decide({ kind: 'noResponse', reason }, true)).toBe('retry');
		expect(decide({ kind: 'noResponse', reason }, false)).toBe('final');
	});

	test('cancelled: nothing is sent again', () => {
		expect(decide({ kind: 'noResponse', reason: 'canceled' }, true)).toBe('final');
	});
});

describe('reading Retry-After', () => {
	test.each([
		['0', 0],
		['7', 7000],
		[' 60 ', 60_000],
		['007', 7000],
		['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
		['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
		// The oldest of HTTP's three forms names no zone; it is Greenwich's wherever n8n runs.
		['Sun Mar  1 12:00:30 2026', 30_000],
		['Sun, 01 Mar 2026 11:59:59 GMT', 0],
		['Wed, 21 Oct 2015 07:28:00 GMT', 0],
	])('%p is %d milliseconds', (header, milliseconds) => {
		expect(readRetryAfter(header, now)).toBe(milliseconds);
	});

	test.each([
		undefined,
		'',
		' ',
		'-1',
		'+5',
		'1e3',
		'0x10',
		'5 s',
		'5, 10',
		'soon',
		'soon 5',
		'NaN',
	])('%p says nothing', (header) => {
		expect(readRetryAfter(header, now)).toBeUndefined();
	});

	test('it never throws, and never gives a wait that is none', () => {
		fc.assert(
			fc.property(fc.string(), (header) => {
				const wait = readRetryAfter(header, now);
				expect(wait === undefined || (wait >= 0 && !Number.isNaN(wait))).toBe(true);
			}),
		);
	});
});
