import type { Attempt } from '../../nodes/Trackfinity/outcomes/attempt';
import { verdictOf } from '../../nodes/Trackfinity/outcomes/attempt';
import type { Done, Failed } from '../../nodes/Trackfinity/outcomes/outcome';
import { CircuitBreaker } from '../../nodes/Trackfinity/run/circuitBreaker';
import {
	confirmed,
	dropped,
	missing,
	noResponse,
	notConnected,
	rejected,
	responded,
	saysNothing,
	timedOut,
} from '../support/histories.cts';

const done: Done = { kind: 'done', proof: 'confirmed', processedAt: '', attempts: 1 };
const failed: Failed = {
	kind: 'failed',
	outcome: 'unknown',
	message: '',
	description: '',
	attempts: 1,
};

/** One that has seen these requests end, each done if its attempt says so. */
function afterAll(attempts: readonly Attempt[], rejectsAccess = true): CircuitBreaker {
	const breaker = new CircuitBreaker(async () => await Promise.resolve(rejectsAccess));
	for (const attempt of attempts) {
		const isDone = verdictOf(attempt) === 'confirmed';
		breaker.observe(attempt, isDone ? done : failed, () => 'Look.');
	}
	return breaker;
}

/** After how many of these requests no more are sent; undefined when they are. */
function brokenAfter(attempts: readonly Attempt[]): number | undefined {
	const counts = attempts.map((_, index) => index + 1);
	return counts.find((count) => afterAll(attempts.slice(0, count)).why !== undefined);
}

const times = (count: number, ...some: Attempt[]) =>
	Array.from({ length: count }, () => some).flat();
const asksFor = (statusCode: number, seconds: number) =>
	responded(statusCode, undefined, seconds * 1000);

describe('no more is sent at once', () => {
	test.each([
		['401', responded(401)],
		['405', responded(405)],
		['a redirect', responded(301)],
		['a temporary redirect', responded(307)],
		['429 that asks to wait for 61 seconds', asksFor(429, 61)],
		['503 that asks to wait for 61 seconds', asksFor(503, 61)],
	])('after %s', (_what, attempt) => {
		expect(brokenAfter([confirmed, attempt])).toBe(2);
		expect(afterAll([attempt, responded(405)]).why).toEqual({
			kind: 'response',
			attempt,
			advice: 'Look.',
		});
	});

	test.each([
		['400', responded(400)],
		['404', responded(404)],
		['304, which sends nobody elsewhere', responded(304)],
		['429 that asks to wait for a minute', asksFor(429, 60)],
		['503 that asks to wait for a minute', asksFor(503, 60)],
		['500 that asks to wait, which only 429 and 503 may', asksFor(500, 61)],
		['a 2xx that says no', rejected],
		['no connection', notConnected()],
		['no response', timedOut],
	])('not after %s', (_what, attempt) => {
		expect(brokenAfter([attempt])).toBeUndefined();
	});
});

describe('403 may be about one customer', () => {
	const forbidden = responded(403);
	const no = responded(404);
	const two = [forbidden, forbidden];

	test.each<[string, Attempt[], number | undefined]>([
		['a single one', [forbidden], undefined],
		['the second, when nothing has succeeded', two, 2],
		['the second, with another no between', [forbidden, no, forbidden], 3],
		['two in a row after a success', [confirmed, ...two], undefined],
		['the third in a row after a success', [confirmed, ...two, forbidden], 4],
		['two in a row, a success, two in a row', [confirmed, ...two, confirmed, ...two], undefined],
		['one, a success, two in a row', [forbidden, confirmed, ...two], undefined],
		['many, but never three in a row', [confirmed, ...times(9, forbidden, no)], undefined],
	])('%s', (_what, attempts, count) => {
		expect(brokenAfter(attempts)).toBe(count);
	});
});

describe('ten in a row without a usable response', () => {
	test.each<readonly [what: string, attempt: Attempt]>([
		['time-outs', timedOut],
		['dropped connections', dropped],
		['responses that are no HTTP', noResponse('notHttp')],
		['connections never made', notConnected()],
		...[408, 425, 429, 500, 502].map((status) => [`${status}`, responded(status)] as const),
		['2xx that say nothing', saysNothing],
	])('%s: the tenth, not the ninth', (_what, attempt) => {
		expect(brokenAfter(times(12, attempt))).toBe(10);
		expect(afterAll(times(10, attempt)).why).toEqual({ kind: 'silence', requests: 10 });
	});

	test.each([
		['a success', confirmed],
		['a no', responded(404)],
		['a 2xx that says no', rejected],
		['a single 403', responded(403)],
	])('%s in between, and they are counted again', (_what, usable) => {
		expect(brokenAfter([...times(9, timedOut), usable, ...times(9, dropped)])).toBeUndefined();
		expect(brokenAfter([...times(9, timedOut), usable, ...times(10, dropped)])).toBe(20);
	});

	test('a deletion that is verified is usable, whatever its attempt', () => {
		const breaker = afterAll(times(9, timedOut));
		breaker.observe(timedOut, done, () => '');
		breaker.observe(timedOut, failed, () => '');
		expect(breaker.why).toBeUndefined();
	});
});

describe('ten noes of status 2xx in the same words, and nothing was done: the test call tells', () => {
	const tested = async (attempts: readonly Attempt[], rejectsAccess: boolean) => {
		const breaker = afterAll(attempts, rejectsAccess);
		if (breaker.isSuspicious) await breaker.test();
		return breaker;
	};

	test('if it is rejected, too, no more is sent', async () => {
		const { why, isSuspicious } = await tested(times(10, rejected), true);
		expect(why).toEqual({ kind: 'access', requests: 10 });
		expect(isSuspicious).toBe(false);
	});

	test('if not, the run goes on, and nobody is asked again', async () => {
		let calls = 0;
		const breaker = new CircuitBreaker(async () => await Promise.resolve(++calls < 0));
		for (let count = 0; count < 30; count++) {
			breaker.observe(rejected, failed, () => '');
			if (breaker.isSuspicious) await Promise.all([breaker.test(), breaker.test()]);
		}
		expect(breaker).toMatchObject({ why: undefined, isSuspicious: false });
		expect(calls).toBe(1);
	});

	test.each([
		['nine', times(9, rejected)],
		['something was done', [confirmed, ...times(20, rejected)]],
		['another no between', [...times(9, rejected), responded(404), ...times(9, rejected)]],
		['something was done between', [...times(9, rejected), confirmed, ...times(9, rejected)]],
		['in other words each', times(10, rejected, responded(200, { kind: 'rejected' }))],
		['no such customer', times(20, missing)],
		['with another status', times(20, responded(404))],
	])('not: %s', (_, attempts) => {
		expect(afterAll(attempts).isSuspicious).toBe(false);
	});

	test('without words, too', () => {
		expect(afterAll(times(10, responded(201, { kind: 'rejected' }))).isSuspicious).toBe(true);
	});
});
