import fc from 'fast-check';
import { UserError } from 'n8n-workflow';

import { keepToAddress, parseAddress } from '../../credentials/address';
import { TrackfinityApi } from '../../credentials/TrackfinityApi.credentials';
import { character } from '../support/characters.cts';

const field = { label: 'Base URL', example: 'https://tracking.example.com' };

const parse = (value: unknown, allowInsecure = false) => parseAddress(value, field, allowInsecure);

/** What was thrown, or undefined. */
function thrownBy(action: () => unknown): unknown {
	try {
		action();
		return undefined;
	} catch (thrown) {
		return thrown;
	}
}

/** What is said of an address that cannot be used. */
function messageFor(value: unknown, allowInsecure = false): string {
	const thrown = thrownBy(() => parse(value, allowInsecure));
	if (!(thrown instanceof UserError)) throw new Error(`${String(value)} was accepted`);
	return thrown.message;
}

const addresses = fc.webUrl({ validSchemes: ['https'] });

describe('an address as a person types it', () => {
	test.each([
		['tracking.example.com', 'https://tracking.example.com/'],
		['//tracking.example.com/eu', 'https://tracking.example.com/eu'],
		['tracking.example.com:8443/eu', 'https://tracking.example.com:8443/eu'],
		['tracking.example.com/to/http://a', 'https://tracking.example.com/to/http://a'],
		['localhost:5678', 'https://localhost:5678/'],
		['203.0.113.7', 'https://203.0.113.7/'],
		['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/'],
		['HTTPS://Tracking.Example.COM/Eu', 'https://tracking.example.com/Eu'],
		['\t https://tracking.example.com/api.php \n', 'https://tracking.example.com/api.php'],
		['https://bücher.example', 'https://xn--bcher-kva.example/'],
		['\u200bhttps://tracking.example.com/api.php\u200b', 'https://tracking.example.com/api.php'],
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

	test('any text gives an address that is safe to send a key to, or a refusal that names the field', () => {
		const parts = fc.constantFrom(
			...[
				'https://',
				'http://',
				'ftp:',
				'javascript:',
				'//',
				'@',
				':',
				'?',
				'#',
				'/',
				'\\',
				'[::1]',
			],
			...['127.0.0.1', 'localhost', 'a.example', ' ', '%40', '.', '8080', 'user', '\u3002', '\n'],
		);
		const texts = fc.oneof(
			fc.string({ unit: character }),
			fc.array(parts, { maxLength: 8 }).map((list) => list.join('')),
		);
		fc.assert(
			fc.property(texts, fc.boolean(), (text, allowInsecure) => {
				const thrown = thrownBy(() => {
					const url = parse(text, allowInsecure);
					expect(url.search + url.hash + url.username + url.password).toBe('');
					expect(['https:', ...(allowInsecure ? ['http:'] : [])]).toContain(
						isLocal(url.hostname) ? 'https:' : url.protocol,
					);
				});
				if (thrown === undefined) return;
				expect(thrown).toBeInstanceOf(UserError);
				expect((thrown as UserError).message).toContain("'Base URL'");
				expect((thrown as UserError).message).toMatch(/Enter an address|Use https/);
			}),
			{ numRuns: 300 },
		);
	});
});

const isLocal = (hostname: string) =>
	/^(127\.\d+\.\d+\.\d+|\[::1\]|(.*[^.]\.)?localhost)$/.test(hostname);

describe('an address that cannot be used', () => {
	test.each([undefined, null, 7, true, {}, [], ['https://a.example'], '', ' ', '\u00a0\n'])(
		'%j is empty',
		(value) => expect(messageFor(value)).toMatch(/^The 'Base URL' is empty\. Enter .*example\.com/),
	);
	test.each([
		'https://',
		'http://?',
		'https://:443',
		'https://a.example:99999',
		'https://[::1',
		'::::',
		'https:/a.example',
	])('%s is not a URL', (value) => expect(messageFor(value)).toMatch(/isn't a web address/));
	test.each([
		'ftp://a.example',
		'file:///etc/passwd',
		'ws://a.example',
		'mailto:a',
		'javascript:x',
		'data:,',
	])('%s has another scheme', (value) =>
		expect(messageFor(value, true)).toMatch(/isn't a web address|must start with https:/),
	);
	test.each([
		'https://u@a.example',
		'https://u:p@a.example',
		'https://:p@a.example',
		'u:p@a.example',
	])('%s holds a user or a password, which the message does not repeat', (value) => {
		expect(messageFor(value, true)).toMatch(/username or password/);
		expect(messageFor('https://u:hunter2@a.example')).not.toContain('hunter2');
	});
	test.each([
		'https://a.example?',
		'https://a.example/?a=1',
		'https://a.example#',
		'a.example/x#y',
	])('%s has a query or a fragment', (value) =>
		expect(messageFor(value, true)).toMatch(/contains a \? or #/),
	);
});

describe('plain http', () => {
	const loopback = [
		'localhost',
		'127.0.0.1',
		'127.8.9.1',
		'127.255.10.100',
		'n8n.localhost',
		'127.1',
		'[::1]',
		'LOCALHOST',
		'2130706433',
	];
	test.each(loopback)('is for the machine itself: %s', (host) => {
		expect(parse(`http://${host}:5010/`).protocol).toBe('http:');
	});
	test.each([
		...[
			'a.example',
			'10.0.0.1',
			'192.168.1.1',
			'0.0.0.0',
			'128.0.0.1',
			'[::2]',
			'localhost.a.example',
			'.localhost',
			'a..localhost',
		],
		...['127.0.0.1.a.example', 'notlocalhost', '127-0-0-1.example', '1270.example'],
	])('cannot be used for %s unless insecure connections are allowed', (host) => {
		const message = messageFor(`http://${host}/`);
		expect(message).toContain("'Base URL'");
		expect(message).toContain('Use https://');
		expect(message).toContain("'Allow Insecure Connections'");
		expect(parse(`http://${host}/`, true).protocol).toBe('http:');
	});
});

describe('the base of Trackfinity’s addresses', () => {
	const { authenticate } = new TrackfinityApi();
	const signed = async (baseUrl: string) => {
		if (typeof authenticate !== 'function') throw new Error('Signing is a function');
		return (
			await authenticate(
				{ baseUrl, username: 'tf_admin', apiKey: 'key' },
				{ url: '/api/service/ping' },
			)
		).url;
	};
	test.each([
		['https://a.example', 'https://a.example'],
		['https://a.example///', 'https://a.example'],
		['https://a.example/api', 'https://a.example'],
		['https://a.example/api/', 'https://a.example'],
		['https://a.example/eu/api//', 'https://a.example/eu'],
		['https://a.example/eu///api/', 'https://a.example/eu'],
		['https://a.example/webapi', 'https://a.example/webapi'],
		['https://a.example/apiary', 'https://a.example/apiary'],
		['https://api', 'https://api'],
		['a.example/api', 'https://a.example'],
	])('%s is %s', async (typed, base) => {
		expect(await signed(typed)).toBe(`${base}/api/service/ping`);
	});
});

describe('a signed request stays at its address', () => {
	const bases = addresses.map((address) => {
		const { origin, pathname } = new URL(address);
		return `${origin}${pathname.replace(/\/+$/, '')}`;
	});

	test('paths are put below it, with redirects off whatever the request says', () => {
		expect(
			keepToAddress({ url: '/api/x', disableFollowRedirect: false }, 'https://a.example/eu'),
		).toEqual({
			url: 'https://a.example/eu/api/x',
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	test('whatever address is asked for, it is below the base or refused', () => {
		const asked = fc.oneof(
			fc.webUrl({ withQueryParameters: true }),
			fc.string({ unit: character }),
			fc
				.array(
					fc.constantFrom('..', '/', '\\', '@', ':', '.', 'https:', 'b.example', '%2e', '?', '\t'),
					{
						maxLength: 8,
					},
				)
				.map((list) => list.join('')),
		);
		fc.assert(
			fc.property(bases, asked, fc.boolean(), (base, url, legacy) => {
				const request = legacy ? { url: '', uri: url } : { url };
				const thrown = thrownBy(() => {
					const result = new URL(keepToAddress(request, base).url);
					const root = new URL(base);
					expect(result.host).toBe(root.host);
					expect(result.protocol).toBe(root.protocol);
					expect(result.username + result.password).toBe('');
					expect(`${result.pathname}/`.startsWith(root.pathname.replace(/\/*$/, '/'))).toBe(true);
				});
				if (thrown !== undefined) expect(thrown).toBeInstanceOf(UserError);
			}),
			{ numRuns: 300 },
		);
	});

	test.each([
		...[
			'https://b.example',
			'//b.example',
			'HTTPS://B.example',
			'https:b.example',
			'http://a.example/eu',
		],
		...[
			'https://a.example.b.example',
			'https://a.example:444/eu',
			'https://a.example@b.example/eu',
		],
		...['https://a.example/other', 'https://a.example/europe', '/../other', '/..\\other', 'rope'],
	])('%s is refused', (url) => {
		expect(thrownBy(() => keepToAddress({ url }, 'https://a.example/eu'))).toBeInstanceOf(
			UserError,
		);
	});

	test('a base address of the request does not change that', () => {
		const request = { baseURL: 'https://b.example', url: '/eu/x' };
		expect(thrownBy(() => keepToAddress(request, 'https://a.example/eu'))).toBeInstanceOf(
			UserError,
		);
	});
});
