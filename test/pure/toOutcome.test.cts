import fc from 'fast-check';

import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { OutcomeContext } from '../../nodes/Trackfinity/outcomes/advice';
import {
	addAttempt,
	addExistence,
	existenceOf,
	toAttempt,
} from '../../nodes/Trackfinity/outcomes/attempt';
import type { Attempt, RequestHistory } from '../../nodes/Trackfinity/outcomes/attempt';
import { toOutcome, unforeseen } from '../../nodes/Trackfinity/outcomes/toOutcome';
import type { Existence, Reading } from '../../nodes/Trackfinity/responses/reading';
import type { NoConnection } from '../../nodes/Trackfinity/transport/exchange';
import {
	confirmed,
	contextOf,
	deletion,
	dropped,
	historyOf,
	locking,
	missing,
	notConnected,
	plan,
	rejected,
	responded,
	saysNothing,
	timedOut,
	wrongCustomer,
} from '../support/histories.cts';

const seen = new Date('2026-03-01T11:59:00.000Z');
const now = new Date('2026-03-01T12:00:00.000Z');

const ofDeletion = contextOf(deleteCustomer, deletion);
const ofLock = contextOf(lock, locking);

/** What it comes to, in one word. */
function wordFor(history: RequestHistory, more: Partial<OutcomeContext> = {}): string {
	const outcome = toOutcome(history, { ...ofDeletion, ...more });
	return outcome.kind === 'done' ? outcome.proof : outcome.kind;
}

function asked(history: RequestHistory, existence: Existence | 'not asked'): RequestHistory {
	return existence === 'not asked' ? history : addExistence(history, existence, seen);
}

describe('what a response says by its status', () => {
	const exchangeOf = (statusCode: number, body = '', isComplete = true) =>
		({ kind: 'responded', statusCode, retryAfterMs: 7, body, isComplete }) as const;
	const read = async (exchange: ReturnType<typeof exchangeOf>, reading?: Reading) =>
		await toAttempt(
			exchange,
			(message) => ({ message }),
			(text) => reading ?? { kind: 'confirmed', message: text },
			(text) => `"${text}"`,
		);

	test.each<readonly [kind: 'confirmed' | 'rejected' | 'unclear', statuses: number[]]>([
		['confirmed', [200, 201, 299]],
		['rejected', [300, 302, 304, 400, 401, 404, 422, 429, 499]],
		['unclear', [408, 425, 500, 503, 524, 599]],
	])('%s: %j', async (kind, statuses) => {
		for (const statusCode of statuses) {
			const attempt = await read(exchangeOf(statusCode, 'Gone'));
			expect(attempt).toEqual(responded(statusCode, { kind, message: '"Gone"' }, 7));
		}
	});

	test('nothing when it is too large, and then it is not quoted', async () => {
		const reason = 'the response is too large';
		// But that it tells of a deletion counts.
		const unread = responded(200, { kind: 'unclear', reason, mayBeDone: true }, 7);
		expect(await read(exchangeOf(200, 'true', false))).toEqual(unread);
		expect(await read(exchangeOf(404, 'No', false))).toEqual(responded(404, undefined, 7));
	});

	test.each([10, 10_000])('nothing when reading its %d characters throws', async (length) => {
		const throwing = (): never => {
			throw new Error('geheim');
		};
		const exchange = exchangeOf(200, 'x'.repeat(length));
		const reason = "the response couldn't be read";
		const attempt = await toAttempt(exchange, throwing, throwing, throwing);
		expect(attempt).toEqual(responded(200, { kind: 'unclear', reason }, 7));
		expect(existenceOf(attempt)).toBe('unclear');
	});

	test('which code another customer has is fit to be shown, too', async () => {
		const reading = { kind: 'wrongCustomer', code: '1' } as const;
		expect(await read(exchangeOf(200), reading)).toMatchObject({ reading: { code: '"1"' } });
	});

	test('to a question: nothing with another status than 2xx, or when it is too large', async () => {
		const ask = async (exchange: ReturnType<typeof exchangeOf>) =>
			existenceOf(await read(exchange));
		expect(await ask(exchangeOf(200))).toBe('exists');
		expect(await ask(exchangeOf(404))).toBe('unclear');
		expect(await ask(exchangeOf(200, '', false))).toBe('unclear');
	});
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
					earlierMayBeApplied: all.slice(0, -1).some((attempt) => mayHaveArrived.includes(attempt)),
					mayArriveLate: all.includes(timedOut) || all.includes(dropped),
				});
			}),
		);
	});

	test('a new attempt makes what the service said before it out of date, but not when it saw the customer', () => {
		const before = addExistence(historyOf(dropped), 'exists', seen);
		expect(before).toMatchObject({ existence: 'exists', lastSeen: seen });
		const after = addAttempt(before, dropped);
		expect(after.existence).toBeUndefined();
		const known = { existence: 'unclear', lastSeen: seen };
		expect(addExistence(after, 'unclear', now)).toMatchObject(known);
		expect(addExistence(after, 'exists', now).lastSeen).toBe(now);
		expect(addExistence(historyOf(dropped), 'missing', now).lastSeen).toBeUndefined();
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
		'no connection': [['notSent'], ['unknown', 'unknown']],
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
		[historyOf(missing), ['rejected', 'missing', 'verified']],
		[historyOf(dropped, missing), Array(3).fill('verified')],
		[historyOf(wrongCustomer), Array(3).fill('unknown')],
		[asked(historyOf(dropped, wrongCustomer), 'missing'), Array(3).fill('unknown')],
	])('what a response says of the customer: %j', (history, words) => {
		expect([
			wordFor(history),
			wordFor(history, { ignoreMissing: true }),
			wordFor(history, { wasSentBefore: true, ignoreMissing: true }),
		]).toEqual(words);
	});

	test('done in the words of the service, or of ours where it has none', () => {
		const facts = { kind: 'done', processedAt: now.toISOString(), attempts: 1 };
		expect(toOutcome(asked(historyOf(dropped), 'missing'), ofDeletion)).toEqual({
			...facts,
			proof: 'verified',
			message: expect.stringContaining('no clear response') as string,
		});
		const said = responded(200, { kind: 'confirmed', message: 'Gone' });
		expect(toOutcome(historyOf(said), ofLock)).toEqual({
			...facts,
			proof: 'confirmed',
			message: 'Gone',
		});
	});
});

/** Message and description, a line each. */
function textsOf(history: RequestHistory, context: OutcomeContext = ofDeletion): string {
	const outcome = toOutcome(history, context);
	if (outcome.kind === 'done') throw new TypeError(outcome.kind);
	expect(outcome.message).toMatch(/^(?:[A-Z]|n8n )/);
	return `${outcome.message}\n${outcome.description}`;
}

describe('what happened and what to do, where no connection was made', () => {
	test.each<[NoConnection, RegExp]>([
		['unknownHost', /host name.*\nNothing was sent\. .*'API URL'/],
		['unresolved', /host name.*\n.*'API URL'.* internet/],
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
		expect(textsOf(historyOf(notConnected(reason)))).not.toContain('{');
	});

	test('is not called unsent after a response that refused it', () => {
		const texts = textsOf(historyOf(responded(429), notConnected('unreachable')));
		expect(texts).toContain('Nothing was changed. ');
		expect(texts).not.toContain('Nothing was sent');
	});
});

describe('what happened and what to do, by the last attempt', () => {
	const customer = plan(deleteCustomer, { code: 'x'.repeat(100) });
	const unclear = (what: string) =>
		new RegExp(`${what}\n.* you try again\\. If this keeps happening, contact .*support\\.$`);

	test.each<[last: Attempt, texts: RegExp, more?: Partial<OutcomeContext>]>([
		[
			responded(401),
			/\nCheck the 'API Key' and the 'User ID' in the credential\. .*'Account ID'\.$/,
		],
		[responded(403), /\nThe service understood .* doesn't allow it\. Check the 'API Key'/],
		[responded(429, undefined, 60_000), /\n.*'Max Requests per Second'.* again later\.$/],
		[responded(429, undefined, 60_001), /\n.* 61 seconds.* wait that long, and set or lower/],
		[responded(503, undefined, 60_001), /'Max Requests.* 61 seconds.* wait that long first\.$/],
		[responded(408), unclear("wasn't ready for the request \\(HTTP 408\\)")],
		[responded(425), unclear("wasn't ready for the request \\(HTTP 425\\)")],
		[responded(500), unclear("couldn't handle the request \\(HTTP 500\\)")],
		[saysNothing, /is empty\n.* check the 'API URL' .* something else may be responding at this/],
		[dropped, /was cut .*\n.* before you try again\.$/],
		[wrongCustomer, /says that it deleted another customer\n.* 0042.* 120\..*Don't run the item/],
		[rejected, /rejects every item, check the 'API Key' and the 'User ID' in the credential\.$/],
		[rejected, /turn on the option 'Ignore Missing Customers'\.$/, { hasSucceeded: true }],
		[missing, /turn on the option 'Ignore Missing Customers'\.$/],
		[rejected, /'Customer Code' x{100} in/, { customer }],
	])('%j: %s', (last, texts, more = {}) => {
		expect(textsOf(historyOf(last), { ...ofDeletion, ...more })).toMatch(texts);
	});
});

describe('what is said beside the outcome', () => {
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
		expect(/earlier attempt .*may still arrive/.test(textsOf(asked(history, 'exists')))).toBe(
			isLate,
		);
	});

	test.each([
		[ofLock, /again is safe/],
		[ofDeletion, /'Customer Code' 0042 .*before you try again/],
	])('what nobody foresaw counts as unclear, in words of its own', (context, words) => {
		expect(unforeseen(context)).toMatchObject({
			...{ kind: 'unknown', message: expect.stringContaining('determined') },
			description: expect.stringMatching(words),
		});
	});
});
