import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { Attempt } from '../../nodes/Trackfinity/outcomes/attempt';
import { verdictOf } from '../../nodes/Trackfinity/outcomes/attempt';
import type { Done } from '../../nodes/Trackfinity/outcomes/outcome';
import { notSent } from '../../nodes/Trackfinity/outcomes/outcome';
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
const failed = notSent('', '');
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

const times = (count: number, attempt: Attempt) => Array.from({ length: count }, () => attempt);
const asksFor = (statusCode: number, seconds: number) =>
	responded(statusCode, undefined, seconds * 1000);
const forbidden = responded(403);
const no = responded(404);
const wordless = responded(201, { kind: 'rejected' });

/** What the engine's tests of single statuses and of noes in the same words (test/run) don't hold. */
test.each<[what: string, attempts: Attempt[], brokenAfter: number | undefined, testCalls: number]>([
	['503 that asks to wait for a minute', [asksFor(503, 60)], undefined, 0],
	['500 that asks to wait, which only 429 and 503 may', [asksFor(500, 61)], undefined, 0],
	['one 403, a success, two', [forbidden, confirmed, forbidden, forbidden], undefined, 0],
	['two 403 with a no between', [forbidden, no, forbidden], 3, 0],
	['time-outs', times(12, timedOut), 10, 0],
	['no connection', times(12, notConnected()), 10, 0],
	['a 2xx that says nothing', times(12, saysNothing), 10, 0],
	...[confirmed, no, rejected, forbidden].map<[string, Attempt[], number, number]>((usable) => [
		'no response, but once a usable one',
		[...times(9, timedOut), usable, ...times(10, dropped)],
		20,
		0,
	]),
	['ten noes without words', times(10, wordless), 10, 1],
	['nine noes, twice', [...times(9, rejected), no, ...times(9, rejected)], undefined, 0],
	['customers who are missing', times(20, missing), undefined, 0],
])('%s: after so many no more is sent: %j', async (_, attempts, brokenAfter, testCalls) => {
	expect(await afterAll(attempts, true)).toMatchObject({ brokenAfter, testCalls });
});

test('a deletion that is verified is usable, whatever its attempt; so is a customer who was found', async () => {
	for (const outcome of [done, undefined]) {
		const { breaker } = await afterAll(times(9, timedOut), false);
		breaker.observe(responded(401), outcome, context);
		breaker.observe(timedOut, failed, context);
		expect(breaker).toMatchObject({ why: undefined, hasSucceeded: outcome === done });
	}
});

test('where the test call is not rejected, the run goes on, and nobody is asked again', async () => {
	const result = await afterAll(times(40, rejected), false);
	expect(result).toMatchObject({ brokenAfter: undefined, testCalls: 1 });
});
