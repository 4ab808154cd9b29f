import fc from 'fast-check';

import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { Attempt, Verdict } from '../../nodes/Trackfinity/outcomes/attempt';
import {
	mayArriveLate,
	toAttempt,
	toExistence,
	verdictOf,
} from '../../nodes/Trackfinity/outcomes/attempt';
import type { RequestHistory } from '../../nodes/Trackfinity/outcomes/requestHistory';
import { addAttempt, addExistence } from '../../nodes/Trackfinity/outcomes/requestHistory';
import type { OutcomeContext } from '../../nodes/Trackfinity/outcomes/toOutcome';
import { toOutcome, unforeseen } from '../../nodes/Trackfinity/outcomes/toOutcome';
import type { Existence, Reading } from '../../nodes/Trackfinity/responses/reading';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import type { Exchange, NoConnection } from '../../nodes/Trackfinity/transport/exchange';
import {
	confirmed,
	deletion,
	dropped,
	historyOf,
	locking,
	missing,
	noResponse,
	notConnected,
	rejected,
	responded,
	saysNothing,
	timedOut,
	wrongCustomer,
} from '../support/histories.cts';

const now = new Date('2026-03-01T12:00:00.000Z');
const seen = new Date('2026-03-01T11:59:00.000Z');

const ofDeletion: OutcomeContext = {
	operation: deleteCustomer,
	request: deletion,
	credential: {},
	ignoreMissing: false,
	wasSentBefore: false,
	hasSucceeded: false,
	now,
};
const ofLock: OutcomeContext = { ...ofDeletion, operation: lock, request: locking };

/** What it comes to, in one word. */
function wordFor(history: RequestHistory, more: Partial<OutcomeContext> = {}): string {
	const outcome = toOutcome(history, { ...ofDeletion, ...more });
	return outcome.kind === 'done' ? outcome.proof : outcome.outcome;
}

function asked(history: RequestHistory, existence: Existence | 'not asked'): RequestHistory {
	return existence === 'not asked' ? history : addExistence(history, existence, seen);
}

describe('what a response says by its status', () => {
	const read = async (statusCode: number, body: string, more: object = {}, reading?: Reading) =>
		await toAttempt(
			{ kind: 'responded', statusCode, body, isComplete: true, ...more } as Exchange,
			trackfinity,
			(text) => reading ?? { kind: 'confirmed', message: text },
			(text) => `"${text}"`,
		);

	test.each<readonly [statusCode: number, verdict: Verdict]>([
		...[200, 201, 299].map((status) => [status, 'confirmed'] as const),
		...[300, 302, 304, 400, 401, 404, 422, 429, 499].map((status) => [status, 'rejected'] as const),
		...[408, 425, 500, 503, 524, 599].map((status) => [status, 'unclear'] as const),
	])('%d: %s', async (statusCode, verdict) => {
		const attempt = await read(statusCode, '"Gone"', { retryAfterMs: 7 });
		expect(verdictOf(attempt)).toBe(verdict);
		const message = verdict === 'confirmed' ? '""Gone""' : '"Gone"';
		expect(attempt).toMatchObject({ statusCode, retryAfterMs: 7, reading: { message } });
	});

	test('nothing when it is too large, and then it is not quoted', async () => {
		const cutOff = await read(200, 'true', { isComplete: false });
		const reason = 'the response is too large';
		expect(cutOff).toMatchObject({ reading: { kind: 'unclear', reason } });
		expect(await read(404, 'No', { isComplete: false })).toEqual(responded(404));
	});

	test.each([10, 10_000])('nothing when reading its %d characters throws', async (length) => {
		const throwing = (): never => {
			throw new Error('geheim');
		};
		const body = 'x'.repeat(length);
		const exchange = { kind: 'responded', statusCode: 200, body, isComplete: true } as const;
		const attempt = await toAttempt(exchange, trackfinity, throwing, throwing);
		expect(attempt).toEqual(
			responded(200, { kind: 'unclear', reason: "the response couldn't be read" }),
		);
		expect(await toExistence(exchange, throwing)).toBe('unclear');
	});

	test('which code another customer has is fit to be shown, too', async () => {
		const reading = { kind: 'wrongCustomer', code: '1' } as const;
		expect(await read(200, '', {}, reading)).toMatchObject({ reading: { code: '"1"' } });
	});

	test.each([
		['what it says with status 2xx', 200, true, 'exists'],
		['nothing with another status', 404, true, 'unclear'],
		['nothing when it is too large', 200, false, 'unclear'],
	])('to a question: %s', async (_, statusCode, isComplete, existence) => {
		const exchange = { kind: 'responded', statusCode, body: '', isComplete } as const;
		expect(await toExistence(exchange, () => 'exists')).toBe(existence);
	});

	test('an attempt may arrive late unless the service, or n8n, is done with it', () => {
		const late = [
			timedOut,
			dropped,
			noResponse('notHttp'),
			...[502, 504, 520, 522, 524].map(status),
		];
		const settled = [
			...[confirmed, rejected, saysNothing, notConnected(), noResponse('canceled')],
			...[408, 425, 429, 500, 503, 521, 523, 530].map(status),
		];
		expect([...late, ...settled].filter(mayArriveLate)).toEqual(late);
	});

	function status(statusCode: number): Attempt {
		return responded(statusCode);
	}
});

describe('what several attempts say', () => {
	const attempts = [confirmed, rejected, dropped, timedOut, notConnected(), responded(503)];
	const mayHaveArrived = [dropped, timedOut, attempts.at(-1)];

	test('each counts, the last one speaks, and no earlier one that may have arrived is forgotten', () => {
		const some = fc.array(fc.constantFrom(...attempts), { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(some, ([first = confirmed, ...others]) => {
				const all = [first, ...others];
				expect(historyOf(first, ...others)).toEqual({
					attempt: all.at(-1),
					attempts: all.length,
					mayBeApplied: all.slice(0, -1).some((attempt) => mayHaveArrived.includes(attempt)),
					mayArriveLate: all.includes(timedOut) || all.includes(dropped),
				});
			}),
		);
	});

	test('a new attempt makes what the service said before it out of date, but not when it saw the customer', () => {
		const before = addExistence(historyOf(dropped), 'exists', seen);
		expect(before).toMatchObject({ existence: 'exists', lastSeen: seen });
		const after = addAttempt(before, dropped);
		expect(after).not.toHaveProperty('existence');
		expect(addExistence(after, 'unclear', now)).toMatchObject({
			existence: 'unclear',
			lastSeen: seen,
		});
		expect(addExistence(after, 'exists', now).lastSeen).toBe(now);
		expect(addExistence(historyOf(dropped), 'missing', now)).not.toHaveProperty('lastSeen');
		expect(addAttempt(before, missing)).toMatchObject({ existence: 'missing' });
	});
});

describe('what a deletion comes to', () => {
	const lasts = { yes: confirmed, no: rejected, nothing: dropped, 'no connection': notConnected() };
	const earlier = {
		none: [],
		'without a connection': [notConnected()],
		busy: [responded(429)],
		dropped: [dropped],
		'dropped, then busy': [dropped, responded(429)],
	};
	const existences = ['not asked', 'exists', 'missing', 'unclear'] as const;

	/** By last attempt: what it comes to for each of these, without and with an earlier unclear attempt. */
	const table: Record<keyof typeof lasts, [without: string[], after: string[]]> = {
		yes: [['confirmed'], ['confirmed']],
		no: [
			['rejected', 'rejected', 'rejected', 'rejected'],
			['unknown', 'rejected', 'verified', 'unknown'],
		],
		nothing: [
			['unknown', 'unknown', 'verified', 'unknown'],
			['unknown', 'unknown', 'verified', 'unknown'],
		],
		'no connection': [['notSent'], ['unknown']],
	};
	const rows = Object.entries(table).flatMap(([last, [without, after]]) =>
		Object.entries(earlier).flatMap(([before, attempts]) =>
			(before.startsWith('dropped') ? after : without).map((word, index) => ({
				last: last as keyof typeof lasts,
				before,
				attempts,
				existence: existences[index] ?? ('not asked' as const),
				word,
			})),
		),
	);

	test.each(rows)(
		'earlier attempts: $before; the last: $last; the customer: $existence -> $word',
		({ last, attempts, existence, word }) => {
			const [first = lasts[last], ...others] = [...attempts, lasts[last]];
			const history = asked(historyOf(first, ...others), existence);
			expect(wordFor(history)).toBe(word);
			expect(toOutcome(history, ofDeletion).attempts).toBe(attempts.length + 1);
			// What else is known of the customer only matters where nobody is there.
			const isMissing = word === 'rejected' && existence === 'missing';
			expect(wordFor(history, { ignoreMissing: true })).toBe(isMissing ? 'missing' : word);
			expect(wordFor(history, { wasSentBefore: true })).toBe(isMissing ? 'verified' : word);
		},
	);

	test.each([
		['said in response', historyOf(missing), ['rejected', 'missing', 'verified']],
		[
			'said after an unclear attempt',
			historyOf(dropped, missing),
			['verified', 'verified', 'verified'],
		],
		[
			'nowhere said, another one is gone',
			historyOf(wrongCustomer),
			['unknown', 'unknown', 'unknown'],
		],
		[
			'said, but another one was gone before',
			asked(historyOf(dropped, wrongCustomer), 'missing'),
			['unknown', 'unknown', 'unknown'],
		],
	])('that there is no such customer: %s', (_, history, words) => {
		expect([
			wordFor(history),
			wordFor(history, { ignoreMissing: true }),
			wordFor(history, { wasSentBefore: true, ignoreMissing: true }),
		]).toEqual(words);
	});

	test('done in words of ours where the service has none', () => {
		expect(toOutcome(asked(historyOf(dropped), 'missing'), ofDeletion)).toEqual({
			kind: 'done',
			proof: 'verified',
			processedAt: now.toISOString(),
			message: expect.stringContaining('no clear response') as string,
			attempts: 1,
		});
		const said = responded(200, { kind: 'confirmed', message: 'Gone' });
		expect(toOutcome(historyOf(said), ofLock)).toEqual({
			kind: 'done',
			proof: 'confirmed',
			processedAt: now.toISOString(),
			message: 'Gone',
			attempts: 1,
		});
	});
});

/** Message and description, a line each. */
function textsOf(history: RequestHistory, context: OutcomeContext = ofDeletion): string {
	const outcome = toOutcome(history, context);
	if (outcome.kind !== 'failed') throw new TypeError(outcome.kind);
	expect(outcome.message).toMatch(/^(?:[A-Z]|n8n )/);
	return `${outcome.message}\n${outcome.description}`;
}

describe('what happened and what to do, where no connection was made', () => {
	test.each<[NoConnection, RegExp]>([
		['unknownHost', /host name.*\nNothing was sent\. .*'API URL'/],
		['unresolved', /host name.*\n.*'API URL'.* internet/],
		['refused', /\n.*'API URL'.* firewall/],
		['unreachable', /\n.*'API URL'.* firewall/],
		['certificate', /certificate.*\n.*'API URL'.*'Allow Insecure Connections'/],
		[
			'certificateChain',
			/intermediate certificate.*\n.*intermediate .*NODE_EXTRA_CA_CERTS.*'Allow Insecure Connections'/,
		],
		['noSockets', /connections left\n.*'Parallel Requests'/],
		['notTls', /https.*\n.*'API URL'.* port/],
		['tls', /secure connection.*\n.*'API URL'.* TLS versions .* client certificate/],
		['proxy', /proxy.*\n.*HTTPS_PROXY, HTTP_PROXY/],
		['proxyLogin', /proxy.*authentication\n.*login.*HTTPS_PROXY, HTTP_PROXY/],
		['blocked', /^n8n doesn't allow requests.*\n.*'API URL'/],
	])('%s', (reason, texts) => {
		expect(textsOf(historyOf(notConnected(reason)))).toMatch(texts);
	});
});

describe('what is said beside the outcome', () => {
	const late = /earlier attempt .*may still arrive/;

	test('unknown, but seen after an earlier attempt: when', () => {
		const before = addExistence(historyOf(dropped), 'exists', seen);
		const texts = textsOf(addExistence(addAttempt(before, dropped), 'unclear', now));
		expect(texts).toContain(seen.toISOString());
		expect(texts).not.toContain(now.toISOString());
	});

	test.each([
		['had no connection', notConnected('unresolved'), "'API URL'"],
		['was rejected', responded(403), "'API Key'"],
	])('unknown, where the last attempt %s: what to do about both', (_, last, label) => {
		expect(textsOf(historyOf(dropped, last))).toMatch(
			new RegExp(`before you try again\\. About the last attempt: .*${label}`),
		);
	});

	test.each([
		['dropped, the customer still there', historyOf(dropped), true],
		['broken, the customer still there', historyOf(responded(500)), false],
		['rejected after one that was dropped', historyOf(dropped, rejected), true],
		['rejected after one that was broken', historyOf(responded(500), rejected), false],
	])('whether an attempt may still arrive: %s', (_, history, isLate) => {
		expect(late.test(textsOf(asked(history, 'exists')))).toBe(isLate);
	});

	test.each([
		[ofLock, /again is safe/],
		[ofDeletion, /'Customer Code' 0042 .*before you try again/],
	])('what nobody foresaw counts as unclear, in words of its own', (context, words) => {
		expect(unforeseen(context)).toMatchObject({
			outcome: 'unknown',
			description: expect.stringMatching(words) as string,
		});
	});
});
