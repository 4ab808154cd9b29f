import type { Delivery } from '../../nodes/Trackfinity/outcomes/delivery';
import { toOutcome } from '../../nodes/Trackfinity/outcomes/toOutcome';
import { ServiceWatch } from '../../nodes/Trackfinity/run/serviceWatch';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import {
	deliveryOf,
	dropped,
	notConnected,
	plannedLock,
	responded,
	timedOut,
} from '../support/deliveries.cts';

const request = plannedLock();
const done = responded(200, 'true');
const saysNo = responded(200, 'false');

function watched(attempts: readonly Attempt[]): ServiceWatch {
	const watch = new ServiceWatch();
	for (const attempt of attempts) observe(watch, deliveryOf(request, attempt));
	return watch;
}

function observe(watch: ServiceWatch, delivery: Delivery): void {
	const context = {
		request,
		service: trackfinity,
		redact: (text: string) => text,
		now: new Date(),
	};
	watch.observe(request, delivery, toOutcome(delivery, context));
}

/** After how many requests the service is left alone; undefined when it is not. */
function leftAloneAfter(attempts: readonly Attempt[]): number | undefined {
	const counts = attempts.map((_, index) => index + 1);
	return counts.find((count) => watched(attempts.slice(0, count)).why !== undefined);
}

const times = (count: number, attempt: Attempt) => Array.from({ length: count }, () => attempt);

describe('at once', () => {
	test.each([
		['401', responded(401)],
		['405', responded(405)],
		['a redirect', responded(301)],
		['a temporary redirect', responded(307)],
		['429 that asks to wait for 61 seconds', responded(429, '', { retryAfterMs: 61_000 })],
		['503 that asks to wait for 61 seconds', responded(503, '', { retryAfterMs: 61_000 })],
	])('%s', (_what, attempt) => {
		expect(leftAloneAfter([done, attempt])).toBe(2);
	});

	test.each([
		['400', responded(400)],
		['404', responded(404)],
		['304, which sends nobody elsewhere', responded(304)],
		['429 that asks to wait for a minute', responded(429, '', { retryAfterMs: 60_000 })],
		['503 that asks to wait for a minute', responded(503, '', { retryAfterMs: 60_000 })],
		[
			'500 that asks to wait, which only 429 and 503 may',
			responded(500, '', { retryAfterMs: 61_000 }),
		],
		['a 2xx that says no', saysNo],
		['no connection', notConnected()],
		['no response', timedOut],
	])('not: %s', (_what, attempt) => {
		expect(leftAloneAfter([attempt])).toBeUndefined();
	});
});

describe('403, which may be about one customer', () => {
	const forbidden = responded(403);
	const no = responded(404);

	test.each([
		['a single one', [forbidden], undefined],
		['the second, when nothing has succeeded', [forbidden, forbidden], 2],
		[
			'the second, with another response between that was no success',
			[forbidden, no, forbidden],
			3,
		],
		['two in a row after a success', [done, forbidden, forbidden], undefined],
		['the third in a row after a success', [done, forbidden, forbidden, forbidden], 4],
		['two in a row, a success, two in a row', [done, ...twice(), done, ...twice()], undefined],
		['one, a success, two in a row', [forbidden, done, forbidden, forbidden], undefined],
		['many, but never three in a row', [done, ...Array(9).fill([forbidden, no]).flat()], undefined],
	])('%s', (_what, attempts: Attempt[], count) => {
		expect(leftAloneAfter(attempts)).toBe(count);
	});

	function twice(): Attempt[] {
		return [forbidden, forbidden];
	}
});

describe('ten in a row without a usable response', () => {
	test.each([
		['time-outs', timedOut],
		['dropped connections', dropped],
		['connections never made', notConnected()],
		['500', responded(500)],
		['502', responded(502)],
		['2xx that say nothing', responded(200, '<html>')],
	])('%s: the tenth, not the ninth', (_what, attempt) => {
		expect(leftAloneAfter(times(12, attempt))).toBe(10);
		expect(watched(times(10, attempt)).why).toEqual({ kind: 'silence', requests: 10 });
	});

	test.each([
		['a success', done],
		['a no', responded(404)],
		['a 2xx that says no', saysNo],
		['a single 403', responded(403)],
	])('%s in between, and they are counted again', (_what, usable) => {
		expect(leftAloneAfter([...times(9, timedOut), usable, ...times(9, dropped)])).toBeUndefined();
		expect(leftAloneAfter([...times(9, timedOut), usable, ...times(10, dropped)])).toBe(20);
	});

	test('a deletion that is gone is usable, one that is still there is not', () => {
		const unclear = deliveryOf(request, timedOut);
		const asked = (existence: 'missing' | 'exists') => {
			const watch = new ServiceWatch();
			for (let count = 0; count < 10; count++) {
				observe(watch, count === 5 ? { ...unclear, existence } : unclear);
			}
			return watch.why?.kind;
		};

		expect(asked('missing')).toBeUndefined();
		expect(asked('exists')).toBe('silence');
	});
});

test('the first reason stays, and is the one that is given', () => {
	expect(watched([responded(401, 'first'), responded(405)]).why).toMatchObject({
		kind: 'response',
		response: { statusCode: 401, body: 'first' },
	});
});
