import type { PlannedRequest } from '../../nodes/Trackfinity/operations/operation';
import { withoutTexts } from '../../nodes/Trackfinity/outcomes/delivery';
import { neverSent } from '../../nodes/Trackfinity/outcomes/neverSent';
import { toOutcome, unforeseen } from '../../nodes/Trackfinity/outcomes/toOutcome';
import { deleteService } from '../../nodes/Trackfinity/services/deleteService';
import type { Service } from '../../nodes/Trackfinity/services/service';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import type { Attempt, NoConnection, NoResponse } from '../../nodes/Trackfinity/transport/attempt';
import {
	deliveryOf,
	dropped,
	notConnected,
	plannedDeletion,
	plannedLock,
	rejected,
	responded,
} from '../support/deliveries.cts';

const deletion: [PlannedRequest, Service] = [plannedDeletion(), deleteService];
const lock: [PlannedRequest, Service] = [plannedLock(), trackfinity];

/** Message and description of what fails with these attempts, the last one last. */
function textsOf(
	[request, service]: [PlannedRequest, Service],
	first: Attempt,
	...others: readonly Attempt[]
): string {
	const outcome = toOutcome(deliveryOf(request, first, ...others), {
		request,
		service,
		redact: (text) => text,
		now: new Date(),
	});
	if (outcome.kind !== 'failed') throw new TypeError(outcome.kind);
	return `${outcome.message}\n${outcome.description}`;
}

describe('what happened when no connection was made, and what to do', () => {
	test.each<[NoConnection, RegExp]>([
		['unknownHost', /host name is unknown\nNothing was sent. Check the 'API URL'[^,]*\.$/],
		['unresolved', /couldn't be looked up\n.*'API URL'.* server can reach the internet\.$/],
		['refused', /no connection was made\n.*'API URL'.* is running.* firewall/],
		['unreachable', /no connection was made\n.*'API URL'.* is running.* firewall/],
		['certificate', /certificate couldn't be verified\n.*'API URL'.*'Allow Insecure Connections'/],
		['noSockets', /no connections left\n.*'Parallel Requests'.* open files\./],
		['notTls', /doesn't respond over https .*\n.*'API URL'.* port or the scheme/],
		['tls', /no encrypted connection .*\n.*'API URL'.* TLS versions .* client certificate/],
		['proxy', /proxy gave no connection\n.*HTTPS_PROXY, HTTP_PROXY\)\. Special characters/],
		['proxyLogin', /proxy wants a login\n.* add the proxy's login .*HTTPS_PROXY, HTTP_PROXY/],
		['blocked', /^n8n doesn't allow requests .*\n.*'API URL'.* internal requests\.$/],
	])('%s', (reason, texts) => {
		expect(textsOf(deletion, notConnected(reason))).toMatch(texts);
	});
});

describe('what happened when there was no response', () => {
	test.each<[NoResponse, RegExp]>([
		['timeout', /^The Delete service didn't respond in time\n/],
		['dropped', /^The connection to the Delete service was cut before/],
		['canceled', /^The execution was canceled before the Delete service responded\n/],
	])('%s', (reason, texts) => {
		expect(textsOf(deletion, { kind: 'noResponse', reason })).toMatch(texts);
	});
});

describe('what to do about a response', () => {
	const minute = 60_000;

	test.each<[string, [PlannedRequest, Service], Attempt, RegExp]>([
		['302', lock, responded(302), /\n.* the address that 'Base URL' redirects to/],
		['400', deletion, responded(400), /\nCheck the parameters .*'Customer Code' first/],
		['401', deletion, responded(401), /'API Key' and the 'User ID' .* 'Account ID'\.$/],
		['403', deletion, responded(403), /doesn't allow it\. .*'Account ID'.*'API Key'/],
		['404', deletion, responded(404), /\nCheck the 'API URL' in the credential\.$/],
		[
			'404 of Trackfinity',
			lock,
			responded(404),
			/\nCheck that the customer with this 'Customer ID' exists, .*'Base URL' in the credential: .* for all three\.$/,
		],
		['405', deletion, responded(405), /\nCheck the 'API URL' .* kind of request\.$/],
		['429', lock, responded(429), /\n.* Lower 'Parallel Requests' .* again later\.$/],
		[
			'429 that asks for a minute',
			lock,
			responded(429, '', { retryAfterMs: minute }),
			/Lower 'Parallel Requests'/,
		],
		[
			'429 that asks for more',
			lock,
			responded(429, '', { retryAfterMs: minute + 1 }),
			/wait 61 seconds.*: wait that long, and set 'Max Requests per Second'\.$/,
		],
		['418', lock, responded(418), /\nCheck the values of this item and the 'Base URL'/],
		[
			'200 with a no',
			lock,
			responded(200, 'false'),
			/\nCheck the customer with 'Customer ID' 191 in Trackfinity .* run the item again\.$/,
		],
		[
			'200 with a no to a deletion',
			deletion,
			rejected,
			/ run the item again\. If customers may be gone .* 'Ignore Missing Customers'\.$/,
		],
		['200 with a page', lock, responded(200, '<html>'), / check the 'Base URL' .* something else/],
		['500', lock, responded(500), / applied once\. If this keeps happening, contact .* support\.$/],
		[
			'503 that asks for more than a minute',
			lock,
			responded(503, '', { retryAfterMs: 2 * minute }),
			/wait 120 seconds, .*: wait that long first\.$/,
		],
	])('%s', (_what, request, attempt, texts) => {
		expect(textsOf(request, attempt)).toMatch(texts);
	});

	test.each([500, 503])('%i, for those who were never sent', (statusCode) => {
		const response = { statusCode, body: '', isComplete: true };
		const why = { kind: 'response', response, request: lock[0] } as const;
		expect(neverSent({ kind: 'leftAlone', why }, trackfinity).description).toMatch(
			/support\. Then/,
		);
	});
});

describe('what to do when an earlier attempt may have been applied', () => {
	const aboutTheLast = /before you try again\. About the last attempt: (?:Check|The service) /;

	test.each<[string, Attempt]>([
		['had no connection', notConnected('unresolved')],
		['was rejected', responded(403)],
	])('the last one %s: both', (_what, last) => {
		expect(textsOf(deletion, dropped, last)).toMatch(aboutTheLast);
	});

	test('the last one had no response: to check, once', () => {
		expect(textsOf(deletion, dropped, dropped)).toMatch(/before you try again\.$/);
	});
});

test('what nobody foresaw counts as unclear, in words of its own', () => {
	expect(unforeseen(...deletion)).toMatchObject({
		outcome: 'unknown',
		message: "The request couldn't be followed to its end",
		description: expect.stringMatching(/unclear.* before you try again\.$/) as string,
	});
});

describe("the service's own words", () => {
	const quoted = (words: string) =>
		textsOf(lock, responded(200, JSON.stringify({ error: words })))
			.split('\n')[0]
			?.replace('Trackfinity rejected the request: ', '');

	test.each([
		['stand in one line', 'No \r\n\t such  customer', 'No such customer'],
		['are at most 500 characters', 'x'.repeat(500), 'x'.repeat(500)],
		['are cut if they are more', 'x'.repeat(501), `${'x'.repeat(499)}…`],
		['are not cut in half a character', `${'x'.repeat(498)}🔑🔑`, `${'x'.repeat(498)}…`],
		['are cut behind a whole one', `${'x'.repeat(497)}🔑🔑`, `${'x'.repeat(497)}🔑…`],
	])('%s', (_what, words, shown) => {
		expect(quoted(words)).toBe(shown);
	});

	test('are not kept once the outcome is known; what they meant is', () => {
		const reading = (attempt: Attempt) => withoutTexts(deliveryOf(lock[0], attempt)).reading;
		expect(reading(responded(200, '{"error":"No"}'))).toEqual({ kind: 'rejected' });
		expect(reading(responded(200, '<html>'))).toEqual({
			kind: 'unclear',
			reason: 'the response is a web page',
		});
		expect(reading(responded(404, 'No'))).toBeUndefined();
	});
});
