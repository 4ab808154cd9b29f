import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import { addExistence, toAttempt, toExistence } from '../../nodes/Trackfinity/outcomes/attempt';
import { toOutcome, unforeseen } from '../../nodes/Trackfinity/outcomes/toOutcome';
import type { NoConnection } from '../../nodes/Trackfinity/transport/exchange';
import {
	contextOf,
	deletion,
	dropped,
	historyOf,
	locking,
	notConnected,
	responded,
	wrongCustomer,
} from '../support/histories.cts';

// What histories come to, in which words, the engine's tests tell: test/run/certainDeletions and retries, responses/verdicts.
// Here is what no service can bring about.

const ofDeletion = contextOf(deleteCustomer, deletion);

const exchangeOf = (body: string) =>
	({ kind: 'responded', statusCode: 200, retryAfterMs: 7, body, isComplete: true }) as const;

test.each([10, 10_000])(
	'a response says nothing when reading its %d characters throws',
	async (length) => {
		const throwing = (): never => {
			throw new Error('geheim');
		};
		const exchange = exchangeOf('x'.repeat(length));
		const reason = "the response couldn't be read";
		const attempt = await toAttempt(exchange, throwing, throwing, throwing);
		expect(attempt).toEqual(responded(200, { kind: 'unclear', reason }, 7));
		expect(await toExistence(exchange, throwing)).toBe('unclear');
	},
);

test('which code another customer has is made fit to be shown, too', async () => {
	const attempt = await toAttempt(
		exchangeOf(''),
		() => undefined,
		() => ({ kind: 'wrongCustomer', code: '1', message: 'Gone' }),
		(text) => `"${text}"`,
	);
	expect(attempt.reading).toEqual({ kind: 'wrongCustomer', code: '"1"', message: '"Gone"' });
});

test.each<[NoConnection, RegExp]>([
	['unknownHost', /host name.*\nNothing was sent\. .*'API URL'/],
	['unresolved', /host name.*\n.*'API URL'.* internet/],
	['refused', /\n.*'API URL'.* firewall/],
	['unreachable', /\n.*'API URL'.* firewall/],
	['certificate', /certificate.*\n.*'API URL'.*'Allow Insecure Connections'/],
	['certificateChain', /intermediate .*\n.*NODE_EXTRA_CA_CERTS.*'Allow Insecure Connections'/],
	['noSockets', /connections left\n.*'Parallel Requests'/],
	['notTls', /https.*\n.*'API URL'.* port/],
	['tls', /secure connection.*\n.*'API URL'.* TLS versions .* client certificate/],
	['proxy', /proxy.*\n.*HTTPS_PROXY, HTTP_PROXY/],
	['proxyLogin', /proxy.*authentication\n.*login.*HTTPS_PROXY, HTTP_PROXY/],
	['blocked', /^n8n doesn't allow requests.*\n.*'API URL'/],
])('what happened and what to do, where no connection was made: %s', (reason, texts) => {
	const outcome = toOutcome(historyOf(notConnected(reason)), ofDeletion);
	if (outcome.kind !== 'failed') throw new TypeError(outcome.kind);
	expect(outcome.message).toMatch(/^(?:[A-Z]|n8n )/);
	expect(`${outcome.message}\n${outcome.description}`).toMatch(texts);
});

test('that another customer was deleted is never taken for done, whatever else is known', () => {
	const history = addExistence(historyOf(dropped, wrongCustomer), 'missing', ofDeletion.now);
	for (const ignoreMissing of [false, true]) {
		const context = { ...ofDeletion, ignoreMissing, wasSentBefore: ignoreMissing };
		expect(toOutcome(history, context)).toMatchObject({ outcome: 'unknown' });
	}
});

test.each([
	[contextOf(lock, locking), /again is safe/],
	[ofDeletion, /'Customer Code' 0042 .*before you try again/],
])('what nobody foresaw counts as unclear, in words of its own', (context, words) => {
	expect(unforeseen(context).description).toMatch(words);
});
