import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import { startSandbox } from '../../sandbox/index.cts';
import { closedPort, startListener, startRawServer, startTlsServer } from '../support/servers.cts';
import type { FailedJson } from '../support/runs.cts';
import { codes, failureOf, itemsFor, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const both = ['lock', 'delete'] as const;
const ids = { lock: '191', delete: codes[0] ?? '' };

const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
const noProxyVariables = ['NO_PROXY', 'no_proxy'];

/** Sets how n8n reaches the network. None of these tests may go through a proxy that the developer has. */
function setProxy(proxy: string | undefined): void {
	for (const name of proxyVariables) process.env[name] = proxy ?? '';
	for (const name of noProxyVariables) process.env[name] = proxy === undefined ? '*' : '';
}

const before = new Map(
	[...proxyVariables, ...noProxyVariables].map((name) => [name, process.env[name]]),
);
beforeEach(() => setProxy(undefined));
afterAll(() => {
	for (const [name, value] of before) {
		if (value === undefined) Reflect.deleteProperty(process.env, name);
		else process.env[name] = value;
	}
});

/** Whom requests are sent to. */
interface Target {
	url: string;
	proxy?: string;
	/** Whether certificates are verified; they aren't unless a test is about them. */
	isStrict?: boolean;
	/** What has reached it. */
	received?: () => readonly unknown[] | string;
	close?: () => Promise<void> | void;
}

/** Both credentials for the service at this address. */
function credentialsAt(url: string, allowInsecure = true) {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	return {
		trackfinityApi: { ...trackfinityApi, baseUrl: url, allowInsecure },
		trackfinityDeleteApi: { ...trackfinityDeleteApi, url: `${url}/`, allowInsecure },
	};
}

/** What becomes of one item that is sent once. */
async function failureAt(
	{ url, proxy, isStrict = false }: Target,
	operation: (typeof both)[number],
): Promise<FailedJson> {
	setProxy(proxy);
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0 }),
		items: itemsFor([ids[operation]]),
		credentials: credentialsAt(url, !isStrict),
		onError: 'continueRegularOutput',
	});
	const failure = failureOf(output[0]);
	expect(failure).not.toHaveProperty('statusCode');
	return failure;
}

const afterData = (act: (socket: Socket) => void) => (socket: Socket) =>
	void socket.once('data', () => act(socket));

/** A server that is told what to do with a connection. */
async function startRaw(scheme: string, handle: (socket: Socket) => void): Promise<Target> {
	const { port, close } = await startRawServer(handle);
	return { url: `${scheme}://127.0.0.1:${port}`, close };
}

/** The service's address belongs to nobody (RFC 5737). */
const behindProxy = (scheme: string) => `${scheme}://192.0.2.7`;

/** A proxy that answers each request with these bytes and closes the connection. */
async function startProxy(scheme: string, bytes: string, login = ''): Promise<Target> {
	const seen: string[] = [];
	const { port, close } = await startRawServer((socket) => {
		let text = '';
		socket.on('data', (chunk: Buffer) => {
			text += chunk.toString();
			if (!text.includes('\r\n\r\n')) return;
			seen.push(text);
			socket.end(bytes);
		});
	});
	const proxy = `http://${login}127.0.0.1:${port}`;
	return { url: behindProxy(scheme), proxy, received: () => seen, close };
}

/** A fatal alert of TLS, unencrypted. */
const alert = (code: number) => Buffer.from([21, 3, 3, 0, 2, 2, code]);
const tls = async (handle: (socket: Socket) => void) => await startRaw('https', handle);
const schemes = ['http', 'https'];

/** A host with two addresses. */
async function startDual(scheme: string): Promise<Target> {
	const port = await closedPort();
	const { lookup } = dns;
	const addresses: LookupAddress[] = [
		{ address: '::1', family: 6 },
		{ address: '127.0.0.1', family: 4 },
	];
	type Done = (error: null, found: LookupAddress[]) => void;
	const fake = (_host: string, _options: object, done: Done) => void done(null, addresses);
	Object.assign(dns, { lookup: fake });
	return {
		url: `${scheme}://dual.example.com:${port}`,
		close: () => void Object.assign(dns, { lookup }),
	};
}

/**
 * Made for 127.0.0.1 with openssl, good for a hundred years: a certificate, the intermediate certificate that signed it, and
 * nowhere the root that signed that one.
 */
const pem = (name: string) => readFileSync(join(__dirname, '..', 'support', `chain-${name}.pem`));

type Case = [what: string, start: () => Promise<Target> | Target, words?: RegExp];

const notSent: Case[] = [
	...schemes.flatMap((scheme): Case[] => [
		[
			`a port where nobody listens (${scheme})`,
			async () => ({ url: `${scheme}://127.0.0.1:${await closedPort()}` }),
		],
		[
			`a port of localhost where nobody listens (${scheme})`,
			async () => ({ url: `${scheme}://localhost:${await closedPort()}` }),
		],
		[`a host where no address listens (${scheme})`, async () => await startDual(scheme)],
		[
			`a proxy that wants a login (${scheme})`,
			async () =>
				await startProxy(
					scheme,
					'HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 5\r\n\r\nlogin',
				),
			/proxy requires authentication/,
		],
		[
			`a proxy that is not there (${scheme})`,
			async () => ({
				url: behindProxy(scheme),
				proxy: `http://127.0.0.1:${await closedPort()}`,
			}),
		],
		[
			`a proxy that has no usable address (${scheme})`,
			() => ({ url: behindProxy(scheme), proxy: 'http://my proxy:3128' }),
			/proxy/,
		],
	]),
	['a host that does not exist', () => ({ url: 'https://nothing.example.invalid' }), /host name/],
	['an address without a route', () => ({ url: 'http://255.255.255.255:81' })],
	[
		'a server whose certificate does not verify',
		async () => {
			const { url, requests, close } = await startListener({ tls: true });
			return { url, close, isStrict: true, received: () => requests };
		},
		/^(?!.*intermediate).*certificate.*'Allow Insecure Connections'/s,
	],
	...[
		// Node.js: UNABLE_TO_VERIFY_LEAF_SIGNATURE
		['alone', ['leaf']] as const,
		// Node.js: UNABLE_TO_GET_ISSUER_CERT_LOCALLY
		['with an intermediate one whose root nobody knows', ['leaf', 'intermediate']] as const,
	].map(([what, chain]): Case => [
		`a server that sends its certificate ${what}`,
		async () => {
			const cert = Buffer.concat(chain.map((name) => pem(`${name}-cert`)));
			const options = { key: pem('leaf-key'), cert, ca: undefined };
			return { ...(await startTlsServer(options)), isStrict: true };
		},
		/certificate.*intermediate certificate.*NODE_EXTRA_CA_CERTS.*'Allow Insecure Connections'/s,
	]),
	[
		'a plain http port',
		async () => {
			const { url, requests, close } = await startListener();
			return { url: url.replace('http:', 'https:'), close, received: () => requests };
		},
		/https/,
	],
	['a server that speaks first', async () => await tls((socket) => socket.write('220 mail\r\n'))],
	[
		'a server that closes the connection in the handshake',
		async () => await tls(afterData((socket) => socket.end())),
	],
	...[
		[40, 'agrees on no cipher'] as const,
		[70, 'agrees on no version'] as const,
		[112, 'knows no such host'] as const,
	].map(([code, what]): Case => [
		`a server that ${what}`,
		async () => await tls(afterData((socket) => socket.end(alert(code)))),
	]),
	...[
		['speaks TLS 1.1 only', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }] as const,
		['has no cipher of ours', { maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256' }] as const,
		['demands a client certificate', { maxVersion: 'TLSv1.2', requestCert: true }] as const,
	].map(([what, options]): Case => [
		`a server that ${what}`,
		async () => {
			const ciphers = `${'ciphers' in options ? options.ciphers : 'DEFAULT'}:@SECLEVEL=0`;
			return await startTlsServer({ ...options, ciphers });
		},
	]),
	...[
		['closes the connection', ''],
		['sends no header', '\r\n\r\n'],
		['sends an unreadable header', 'HTTP/1.1 200 OK\r\nnot a header\r\n\r\n'],
	].map(([what, bytes = '']): Case => [
		`a proxy that ${what} instead of giving a tunnel`,
		async () => await startProxy('https', bytes),
		/proxy/,
	]),
	[
		// Not over https: there, n8n's proxy agent leaves a socket behind whose end nobody listens for.
		'a proxy whose login cannot be read (http)',
		async () => ({ ...(await startProxy('http', '', 'user:100%@')), received: () => [] }),
		/proxy/,
	],
];

test.each(notSent)('nothing was sent to %s', async (_, start, words = /./) => {
	const target = await start();
	for (const operation of both) {
		const { message, description, ...failure } = await failureAt(target, operation);
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 1 });
		expect(`${message} ${description}`).toMatch(words);
		expect(description).toContain('Nothing was sent');
	}
	await target.close?.();
	// Whom a proxy was to reach may be in it, and nothing else.
	for (const text of [target.received?.() ?? []].flat()) {
		expect(text).toMatch(/^$|^CONNECT 192\.0\.2\.7:443 |^(PATCH|POST) http:\/\/192\.0\.2\.7\//);
	}
});

const unknown: Case[] = [
	[
		'the handshake is reset',
		async () => await tls(afterData((socket) => socket.resetAndDestroy())),
	],
	[
		'a client certificate is demanded (TLS 1.3)',
		async () => await startTlsServer({ minVersion: 'TLSv1.3', requestCert: true }),
	],
	...[
		['plain http', Buffer.from('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')] as const,
		[
			'a record that is too long',
			Buffer.from([23, 3, 3, 255, 255, ...Array<number>(99).fill(0)]),
		] as const,
		['an alert of a handshake', alert(40)] as const,
	].flatMap(([what, bytes]) =>
		(['TLSv1.2', 'TLSv1.3'] as const).map((version): Case => [
			`the response is ${what} inside of ${version}`,
			async () =>
				await startTlsServer(
					{ minVersion: version, maxVersion: version },
					(connection) => void connection.write(bytes),
				),
		]),
	),
	...[
		['reset after it was read', undefined] as const,
		['closed without a response', ''] as const,
		['cut in the status line', 'HTTP/1.1 2'] as const,
		['cut in the headers', 'HTTP/1.1 200 OK\r\nContent-Le'] as const,
		[
			'cut in a chunk, after the whole text',
			'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n',
		] as const,
	].map(([what, bytes]): Case => [
		`the connection is ${what}`,
		async () =>
			await startRaw(
				'http',
				afterData((socket) => (bytes === undefined ? socket.resetAndDestroy() : socket.end(bytes))),
			),
		/was cut before/,
	]),
	[
		'it was plain http to a port that speaks https',
		async () => {
			const { url, close } = await startListener({ tls: true });
			return { url: url.replace('https:', 'http:'), close };
		},
	],
	[
		'a proxy closes the connection to a plain http request',
		async () => await startProxy('http', ''),
	],
];

test.each(unknown)(
	'it is unclear whether something was sent when %s',
	async (_, start, words = /./) => {
		const target = await start();
		const { message, description, ...failure } = await failureAt(target, 'lock');
		await target.close?.();

		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
		expect(message).toMatch(words);
		expect(description).toMatch(/unclear.*again is safe/);
	},
);

/** Watches this process being refused connections; Node.js announces every socket that it opens. */
function watchRefusals(): { count: () => number; first: Promise<void>; stop: () => void } {
	let count = 0;
	let announce: () => void;
	const first = new Promise<void>((resolve) => {
		announce = resolve;
	});
	const onSocket = (message: unknown) => {
		const { socket } = message as { socket: Socket };
		socket.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'ECONNREFUSED') return;
			count += 1;
			announce();
		});
	};
	subscribe('net.client.socket', onSocket);
	return { count: () => count, first, stop: () => unsubscribe('net.client.socket', onSocket) };
}

describe.each(both)('a connection that was never made (%s)', (operation) => {
	test.each([0, 1])(
		'is tried again with retries, since nothing can have arrived: %d',
		async (retries) => {
			const refusals = watchRefusals();
			const { output } = await workbench.run({
				parameters: parametersFor[operation]({ retries }),
				items: itemsFor([ids[operation]]),
				credentials: credentialsAt(`http://127.0.0.1:${await closedPort()}`),
				onError: 'continueRegularOutput',
			});
			refusals.stop();

			expect(refusals.count()).toBe(retries + 1);
			expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', attempts: retries + 1 });
		},
	);

	test('is done when the service comes up meanwhile', async () => {
		const port = await closedPort();
		const refusals = watchRefusals();
		const run = workbench.run({
			parameters: parametersFor[operation]({ retries: 5 }),
			items: itemsFor([ids[operation]]),
			credentials: credentialsAt(`http://127.0.0.1:${port}`),
		});
		await refusals.first;
		refusals.stop();
		const late = await startSandbox(operation === 'delete' ? { deletePort: port } : { port });

		try {
			const { output } = await run;
			expect(output[0]?.json.success).toBe(true);
			expect(late.requestCount()).toBe(1);
		} finally {
			await late.close();
		}
	});
});
