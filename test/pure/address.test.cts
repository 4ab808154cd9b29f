import fc from 'fast-check';
import { UserError } from 'n8n-workflow';

import { parseAddress } from '../../credentials/address';
import { TrackfinityApi } from '../../credentials/TrackfinityApi.credentials';
import { character } from '../support/characters.cts';

const field = { label: 'Base URL', example: 'https://tracking.example.com' };
const parse = (value: unknown, allowInsecure = false) => parseAddress(value, field, allowInsecure);

/** What the user is told, as long as it is for users; undefined where nothing is thrown. */
function refusalOf(action: () => unknown): string | undefined {
	try {
		action();
		return undefined;
	} catch (thrown) {
		if (thrown instanceof UserError) return thrown.message;
		throw thrown;
	}
}

/** A part of an address. fc.webUrl has such, too, but makes a table of all characters first, which takes a second. */
const part = fc
	.array(fc.oneof(fc.constantFrom(...`abz09-._~!$&'()*+,;=:@`), character.map(encodeURIComponent)))
	.map((characters) => characters.join(''));
const path = fc.array(part).map((some) => some.map((one) => `/${one}`).join(''));
const addresses = fc.tuple(fc.webAuthority(), path).map((some) => `https://${some.join('')}`);

describe('an address as a person types it', () => {
	test.each([
		['//tracking.example.com/eu', 'https://tracking.example.com/eu'],
		['tracking.example.com:8443/eu', 'https://tracking.example.com:8443/eu'],
		['tracking.example.com/to/http://a', 'https://tracking.example.com/to/http://a'],
		['localhost:5678', 'https://localhost:5678/'],
		['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/'],
		['HTTPS://Tracking.Example.COM/Eu', 'https://tracking.example.com/Eu'],
		['https://bücher.example', 'https://xn--bcher-kva.example/'],
	])('%j means %s', (typed, address) => {
		expect(parse(typed).href).toBe(address);
	});

	test('any https address is taken as it is, with spaces around, and without its scheme', () => {
		fc.assert(
			fc.property(addresses, fc.stringMatching(/^[ \t\n]*$/), (address, space) => {
				const { href } = new URL(address);
				expect(parse(address).href).toBe(href);
				expect(parse(`${space}${address}${space}`).href).toBe(href);
				expect(parse(address.replace('https://', '')).href).toBe(href);
			}),
		);
	});

	// The others that can't be used: test/credentials/credentials.
	test.each<[why: RegExp, values: unknown[]]>([
		[/ is empty\. /, [undefined, null, 7, true, {}, [], ['https://a.example'], '\u00a0\n']],
		[/ contains a space /, ['https://a.example /x', 'https://a.ex\nample']],
		[/ isn't a valid URL\. /, ['http://?', 'https://a:99999', 'https:/a.example', 'data:,']],
		[/ must start with https:/, ['file:///etc/passwd', 'ws://a.example']],
		[/ username or password, /, ['https://:hunter2@a.example', 'u:hunter2@a.example']],
		[/ contains a \? or #; /, ['https://a.example?', 'a.example/x#y']],
	])('%s: %j', (why, values) => {
		for (const value of values) {
			const refusal = refusalOf(() => parse(value, true));
			expect(refusal).toMatch(why);
			expect(refusal).toMatch(/^The 'Base URL' .* https:\/\/tracking\.example\.com /);
			expect(refusal).not.toContain('hunter2');
		}
	});
});

test.each(
	'localhost 127.0.0.1 127.255.10.100 n8n.localhost 127.1 [::1] LOCALHOST 2130706433'.split(' '),
)('plain http is for the machine itself: %s', (host) => {
	expect(parse(`http://${host}:5010/`).protocol).toBe('http:');
});

test.each([
	...['a.example', '10.0.0.1', '0.0.0.0', '128.0.0.1', '[::2]', '1270.example', 'notlocalhost'],
	...['localhost.a.example', '.localhost', 'a..localhost', '127.0.0.1.a.example'],
])('plain http cannot be used for %s unless insecure connections are allowed', (host) => {
	const message = refusalOf(() => parse(`http://${host}/`));
	expect(message).toMatch(/'Base URL'.*Use https:\/\/.*'Allow Insecure Connections'/);
	expect(parse(`http://${host}/`, true).protocol).toBe('http:');
});

test.each([
	['https://a.example///', 'https://a.example'],
	['a.example/api/', 'https://a.example'],
	['https://a.example/eu///api//', 'https://a.example/eu'],
	['https://a.example/webapi', 'https://a.example/webapi'],
	['https://a.example/apiary', 'https://a.example/apiary'],
	['https://api', 'https://api'],
])('the base of Trackfinity’s addresses, typed as %s, is %s', (baseUrl, base) => {
	expect(new TrackfinityApi().customerBaseOf({ baseUrl })).toBe(base);
});
