import fc from 'fast-check';

import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { forget } from '../../nodes/Trackfinity/operations/forget';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import type { OutcomeContext } from '../../nodes/Trackfinity/outcomes/advice';
import { existenceOf, toAttempt } from '../../nodes/Trackfinity/outcomes/attempt';
import type { Attempt, RequestHistory } from '../../nodes/Trackfinity/outcomes/attempt';
import { toOutcome, unforeseen } from '../../nodes/Trackfinity/outcomes/toOutcome';
import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import {
	confirmed,
	contextOf,
	deletion,
	dropped,
	historyOf,
	locking,
	missing,
	notConnected,
	rejected,
	responded,
	saysNothing,
	timedOut,
	wrongCustomer,
} from '../support/histories.cts';

const ofDeletion = contextOf(deleteCustomer, deletion);
const ofLock = contextOf(lock, locking);

// What responses say, complete or not: test/run/retries, test/responses and test/attack.
const exchangeOf = (body: string) =>
	({ kind: 'responded', statusCode: 200, retryAfterMs: 7, body, isComplete: true }) as const;

test.each([10, 10_000])(
	'a response says nothing when reading its %d characters throws',
	async (length) => {
		const throwing = (): never => {
			throw new Error('geheim');
		};
		const reason = "the response couldn't be read";
		const attempt = await toAttempt(exchangeOf('x'.repeat(length)), throwing, throwing, throwing);
		expect(attempt).toEqual(responded(200, { kind: 'unclear', reason }, 7));
		expect(existenceOf(attempt)).toBe('unclear');
	},
);

test('which code another customer has is made fit to be shown, too', async () => {
	const words = (message: string) => ({ message });
	const read = (): Reading => ({ kind: 'wrongCustomer', code: '1' });
	const attempt = await toAttempt(exchangeOf(''), words, read, (text) => `"${text}"`);
	expect(attempt).toMatchObject({ reading: { code: '"1"' } });
});

const attempts = [confirmed, rejected, dropped, timedOut, notConnected(), responded(503)];
const mayHaveArrived = [dropped, timedOut, attempts.at(-1)];

test('of several attempts each counts, the last one speaks, and no earlier one that may have arrived is forgotten', () => {
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

const lost = historyOf(dropped, notConnected());

test.each([
	['no connection after an attempt that may have arrived', lost, undefined],
	// As in the next try, if that comes to ask but not to send.
	['the same, though the customer is still there', lost, 'exists'],
	['a deletion of another customer, though this one is gone', historyOf(wrongCustomer), 'missing'],
] as const)('%s leaves it unclear', (_, history, existence) => {
	expect(toOutcome({ ...history, existence }, ofDeletion).kind).toBe('unknown');
});

/** Message and description, a line each. */
function textsOf(history: RequestHistory, context: OutcomeContext = ofDeletion): string {
	const outcome = toOutcome(history, context);
	if (outcome.kind === 'done') throw new TypeError(outcome.kind);
	expect(outcome.message).toMatch(/^(?:[A-Z]|n8n )/);
	return `${outcome.message}\n${outcome.description}`;
}

describe('what happened and what to do, by the last attempt', () => {
	const RATE = /'Max Requests per Second'/;
	const support = / you try again\. If this keeps happening, contact .*support\.$/;
	const access = /^Check the 'API Key' and the 'User ID' in the credential\. Also check the 'Acc/;
	const inHeader = { credential: { sendApiKeyIn: 'header' } };
	const allows = /^The service understood .* doesn't allow it\. Check the 'API Key'.*'User ID'/;
	const reject = 'rejected the request';
	const redirect = 'redirected the request to another address';
	const fail = "couldn't handle the request";

	test.each<[status: number, what: string, ofTrackfinity: RegExp, ofDelete: RegExp]>([
		[304, reject, /value/, /value/],
		[307, redirect, /'Base URL' redirects/, /'API URL' redirects/],
		// Web servers say so of a wrong port or host, too.
		[400, reject, /parameter.*'Customer ID'.*'Base URL'/, /parameter.*'Customer Code'.*'API URL'/],
		[401, reject, /'API Key'.*'API Username'/, access],
		[403, reject, /ADMIN_API_ALLOWED_IPS.*full.admin/, allows],
		[404, reject, /customer.*(value|parameter).*'Base URL'/, /'API URL'/],
		[405, reject, /'Base URL'/, /'API URL'/],
		[408, "wasn't ready for the request", /service/, support],
		[422, reject, /value/, /value/],
		[429, reject, RATE, RATE],
		[500, fail, /service/, support],
		[503, fail, RATE, RATE],
	])('of HTTP %d: it %s', (status, what, ofTrackfinity, ofDelete) => {
		const reading = { ...responded(status).reading, message: 'Because' };
		const history = historyOf(responded(status, reading));
		const [lockMessage, lockAdvice = ''] = textsOf(history, ofLock).split('\n');
		const [message, advice = ''] = textsOf(history).split('\n');
		expect(lockMessage).toBe(`Trackfinity ${what} (HTTP ${status}): Because`);
		expect(message).toBe(`The Delete service ${what} (HTTP ${status}): Because`);
		expect(lockAdvice).toMatch(ofTrackfinity);
		expect(advice).toMatch(ofDelete);
		expect(advice).not.toMatch(/ADMIN_API|'Base URL'|'API Username'|Trackfinity/);
		for (const said of [lockAdvice, advice]) expect(RATE.test(said)).toBe(ofDelete === RATE);
	});

	// Of the others without a connection: test/run/connections.
	test.each<[last: Attempt, texts: RegExp, more?: Partial<OutcomeContext>]>([
		[notConnected('unresolved'), /host name.*\n.*'API URL'.* internet/],
		[notConnected('unreachable'), /\n.*'API URL'.* firewall/],
		[notConnected('noSockets'), /connections left\n.*'Parallel Requests'/],
		[notConnected('tls'), /secure connection.*\n.*'API URL'.* TLS versions .* client certificate/],
		[notConnected('proxy'), /proxy.*\n.*HTTPS_PROXY, HTTP_PROXY/],
		[notConnected('blocked'), /^n8n doesn't allow requests.*\n.*'API URL'/],
		[responded(401), /\. Set 'Send API Key In' to .* many web servers drop the header/, inHeader],
		[responded(403), /lower 'Max Requests.*ADMIN_API_ALL/, { ...ofLock, hasSucceeded: true }],
		[responded(429, undefined, 60_000), /\n.*'Max Requests per Second'.* again later\.$/],
		[responded(429, undefined, 60_001), /\n.* 61 seconds.* wait that long, and set or lower/],
		[responded(503, undefined, 60_001), /'Max Requests.* 61 seconds.* wait that long first\.$/],
		[timedOut, /didn't respond in time\n.* needs longer, raise 'Timeout \(Seconds\)'\.$/],
		[dropped, /cut before the response was complete\n.* before you try again\.$/],
		[saysNothing, /is empty\n.* check the 'API URL' .* something else may be responding at this/],
		[wrongCustomer, /says that it deleted another customer\n.* 0042.* 120\..*Don't run the item/],
		[
			rejected,
			/rejects every item: Check the 'API Key' and the 'User ID' in the credential\. .*'Account ID'\.$/,
		],
		[rejected, /turn on the option 'Ignore Missing Customers'\.$/, { hasSucceeded: true }],
		[responded(400), /'API URL' .* turn on the option 'Ignore Missing Customers'\.$/],
		[responded(404), /'API URL' .* turn on the option 'Ignore Missing Customers'\.$/],
		[responded(404), /'API URL' in the credential\.$/, { ignoreMissing: true }],
		[responded(422), /'API URL' in the credential\.$/],
		[responded(400), /'Base URL' .* locked, unlock it first\.$/, contextOf(forget, locking)],
		[
			missing,
			/has no such customer\n.* 'Ignore Missing Customers'\. .* check 'Customer Code' 0042\.$/,
		],
	])('%j: %s', (last, texts, more = {}) => {
		const said = textsOf(historyOf(last), { ...ofDeletion, ...more });
		expect(said).toMatch(texts);
		expect(said).not.toContain('{');
	});

	test('no connection after a response that refused it: not called unsent', () => {
		const texts = textsOf(historyOf(responded(429), notConnected('unreachable')));
		expect(texts).toContain('Nothing was changed. ');
		expect(texts).not.toContain('Nothing was sent');
	});
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
