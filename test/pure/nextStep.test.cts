import fc from 'fast-check';

import type { Attempt, Existence, RequestHistory } from '../../nodes/Trackfinity/outcomes/attempt';
import { addAttempt, addExistence } from '../../nodes/Trackfinity/outcomes/attempt';
import { decideRetry, nextStep, type Step } from '../../nodes/Trackfinity/run/nextStep';
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

const minute = 60_000;
const forLong = (statusCode: number) => responded(statusCode, undefined, minute + 1);

/** What comes next for a deletion, with three retries and a chance of 0 unless told otherwise. */
function next(
	history: RequestHistory,
	{ sent = history.attempts, chance = 0, retries = 3, isAskedAfterNo = false } = {},
): Step {
	const rules = { retries, idempotent: false, isAskedAfterNo };
	return nextStep(history, sent, rules, chance);
}

const send = (waitMs: number): Step => ({ kind: 'send', waitMs });
const ask = (waitMs: number): Step => ({ kind: 'ask', waitMs });
const end: Step = { kind: 'end' };

/** Alone; with missing customers ignored; after an unclear attempt; with no retries left. Waits as with a chance of 0. */
type Row = [alone: Step, ifMissingIsFine: Step, afterUnclear: Step, whenUsedUp: Step];

const over: Row = [end, end, end, end];
const busy: Row = [send(250), send(250), send(500), end];
const unclear: Row = [ask(250), ask(250), ask(500), ask(250)];
const aboutCustomer: Row = [end, ask(0), ask(500), end];

/** These statuses lead to the same. */
const statuses = (codes: number[], row: Row) =>
	codes.map((code): [string, Attempt, Row] => [`HTTP ${code}`, responded(code), row]);

const afterDeletion: ReadonlyArray<[what: string, attempt: Attempt, row: Row]> = [
	['a yes', confirmed, over],
	['another customer is deleted', wrongCustomer, over],
	['no such customer', missing, over],
	['a no with HTTP 200', rejected, aboutCustomer],
	...statuses([400, 404], aboutCustomer),
	...statuses([422], [end, end, ask(500), end]),
	...statuses([301, 304, 401, 403, 405], over),
	...statuses([429], busy),
	...statuses([408, 425, 500, 503, 524], unclear),
	['HTTP 429 for long', forLong(429), over],
	['HTTP 503 for long', forLong(503), over],
	['HTTP 200 for long', forLong(200), over],
	['a no that wants a long wait', forLong(404), over],
	['a 200 that says nothing', saysNothing, unclear],
	['a timeout', timedOut, unclear],
	['a dropped connection', dropped, unclear],
	['a response that is no HTTP', noResponse('notHttp'), unclear],
	['a refused connection', notConnected('unreachable'), busy],
	['an unknown host', notConnected('unknownHost'), over],
];

test.each(afterDeletion)('after an attempt at a deletion: %s', (_what, attempt, row) => {
	const only = historyOf(attempt);
	expect([
		next(only),
		next(only, { isAskedAfterNo: true }),
		next(historyOf(dropped, attempt)),
		next(only, { retries: 0 }),
	]).toEqual(row);
});

test('a deletion that may have arrived is only sent again once the customer was seen, and no more often than allowed', () => {
	const scenario = fc.record({
		isAskedAfterNo: fc.boolean(),
		retries: fc.nat(4),
		attempts: fc.infiniteStream(fc.constantFrom(...afterDeletion.map(([, attempt]) => attempt))),
		existences: fc.infiniteStream(fc.constantFrom<Existence>('exists', 'missing', 'unclear')),
	});
	fc.assert(
		fc.property(scenario, ({ isAskedAfterNo, retries, attempts, existences }) => {
			let history = historyOf(attempts.next().value);
			for (;;) {
				const step = next(history, { isAskedAfterNo, retries });
				if (step.kind === 'end') break;
				if (step.kind === 'ask') {
					// Once for each attempt at most.
					expect(history.existence).toBeUndefined();
					history = addExistence(history, existences.next().value, new Date());
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

/** Whether nothing can have come of an attempt. */
function isHarmless(attempt: Attempt): boolean {
	const isBusy = attempt.kind === 'responded' && attempt.statusCode === 429;
	return attempt.kind === 'notConnected' || isBusy;
}

/** Of statuses, and of Retry-After, the engine's tests tell (test/run/retries and retryAfter). */
describe('whether to send again, and when', () => {
	const decide = (attempt: Attempt, idempotent: boolean) =>
		decideRetry(attempt, 1, { retries: 1, idempotent }, 0) !== undefined;

	const passing = ['unresolved', 'unreachable', 'noSockets', 'tls', 'proxy'] as const;
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
