import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { Attempt } from '../../nodes/Trackfinity/outcomes/attempt';
import { verdictOf } from '../../nodes/Trackfinity/outcomes/attempt';
import type { Done, Failed } from '../../nodes/Trackfinity/outcomes/outcome';
import { CircuitBreaker } from '../../nodes/Trackfinity/run/circuitBreaker';
import {
	confirmed,
	contextOf,
	dropped,
	locking,
	missing,
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
const context = contextOf(lock, locking);

/** One that has seen these requests end, each done if its attempt says so; the test call is made when it is due. */
async function afterAll(attempts: readonly Attempt[], rejectsAccess: boolean) {
	let testCalls = 0;
	const breaker = new CircuitBreaker(async () => {
		testCalls += 1;
		return await Promise.resolve(rejectsAccess);
	});
	let brokenAfter: number | undefined;
	for (const [index, attempt] of attempts.entries()) {
		breaker.observe(attempt, verdictOf(attempt) === 'confirmed' ? done : failed, context);
		await Promise.all([breaker.test(), breaker.test()]);
		if (breaker.why !== undefined) brokenAfter ??= index + 1;
	}
	return { breaker, brokenAfter, testCalls };
}

const times = (count: number, ...some: Attempt[]) =>
	Array.from({ length: count }, () => some).flat();
const asksFor = (statusCode: number, seconds: number) =>
	responded(statusCode, undefined, seconds * 1000);
const forbidden = responded(403);
const no = responded(404);

test.each<[what: string, attempts: Attempt[], brokenAfter: number | undefined]>([
	['401', [confirmed, responded(401)], 2],
	['405', [confirmed, responded(405)], 2],
	['a redirect', [confirmed, responded(301)], 2],
	['429 that asks to wait for 61 seconds', [confirmed, asksFor(429, 61)], 2],
	['503 that asks to wait for 61 seconds', [confirmed, asksFor(503, 61)], 2],
	['503 that asks to wait for a minute', [asksFor(503, 60)], undefined],
	['500 that asks to wait, which only 429 and 503 may', [asksFor(500, 61)], undefined],
	['304, which sends nobody elsewhere', [responded(304)], undefined],

	['a single 403', [forbidden], undefined],
	['the second 403, with another no between', [forbidden, no, forbidden], 3],
	['the third in a row after a success', [confirmed, ...times(3, forbidden)], 4],
	['one, a success, two in a row', [forbidden, confirmed, forbidden, forbidden], undefined],
	['many, but never three in a row', [confirmed, ...times(9, forbidden, no)], undefined],

	['a time-out', times(12, timedOut), 10],
	['no connection', times(12, notConnected()), 10],
	['429', times(12, responded(429)), 10],
	['a 2xx that says nothing', times(12, saysNothing), 10],
	['nothing to rely on, in many ways', times(4, dropped, responded(500), responded(408)), 10],
	...[confirmed, no, rejected, forbidden].map<[string, Attempt[], number]>((usable) => [
		'counted again after a usable response',
		[...times(9, timedOut), usable, ...times(10, dropped)],
		20,
	]),
])('requests, and after which of them no more is sent: %s', async (_, attempts, brokenAfter) => {
	expect((await afterAll(attempts, false)).brokenAfter).toBe(brokenAfter);
});

test('a deletion that is verified is usable, whatever its attempt; so is a customer who was found', async () => {
	for (const outcome of [done, undefined]) {
		const { breaker } = await afterAll(times(9, timedOut), false);
		breaker.observe(timedOut, outcome, context);
		breaker.observe(timedOut, failed, context);
		expect(breaker).toMatchObject({ why: undefined, hasSucceeded: outcome === done });
	}
});

describe('noes of status 2xx in the same words', () => {
	const wordless = responded(201, { kind: 'rejected' });

	test.each<[what: string, attempts: Attempt[], isTested: boolean]>([
		['ten', times(10, rejected), true],
		['ten without words', times(10, wordless), true],
		['nine', times(9, rejected), false],
		['after something was done', [confirmed, ...times(20, rejected)], false],
		['another no between', [...times(9, rejected), no, ...times(9, rejected)], false],
		['in other words each', times(10, rejected, wordless), false],
		['no such customer', times(20, missing), false],
		['with another status', times(20, no), false],
	])('the test call tells: %s', async (_, attempts, isTested) => {
		const { breaker, testCalls } = await afterAll(attempts, true);
		expect(testCalls).toBe(isTested ? 1 : 0);
		expect(breaker.why?.kind).toBe(isTested ? 'access' : undefined);
	});

	test('if it is not rejected, the run goes on, and nobody is asked again', async () => {
		const { brokenAfter, testCalls } = await afterAll(times(40, rejected), false);
		expect([brokenAfter, testCalls]).toEqual([undefined, 1]);
	});
});
