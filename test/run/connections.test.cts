import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { SecureVersion, TlsOptions } from 'node:tls';

import { startSandbox } from '../../sandbox/index.cts';
import { credentialsAt, failureOf, runOne, until } from '../support/runs.cts';
import {
	closedPort,
	httpResponse,
	startListener,
	startRawServer,
	startTlsServer,
} from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const both = ['lock', 'delete'] as const;

/** Sets how n8n reaches the network. None of these tests may go through a proxy that the developer has. */
function setProxy(proxy?: string): void {
	const without = proxy === undefined ? '*' : '';
	const upperCase = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: without };
	const lowerCase = { http_proxy: proxy, https_proxy: proxy, no_proxy: without };
	jest.replaceProperty(process, 'env', { ...process.env, ...upperCase, ...lowerCase });
}

beforeEach(() => setProxy());
afterAll(() => void jest.restoreAllMocks());

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
const at = (url: string, allowInsecure = true) =>
	credentialsAt(workbench.sandbox, `${url}/`, { allowInsecure });

/** What becomes of one item that is sent once, and what has reached whom it is sent to. */
async function failureAt(start: Case[1], operation: (typeof both)[number]) {
	const { url, proxy, isStrict = false, received, close } = await start();
	setProxy(proxy);
	const credentials = at(url, !isStrict);
	const failure = failureOf(await runOne(workbench, operation, { retries: 0 }, { credentials }));
	expect(failure).not.toHaveProperty('statusCode');
	await close?.();
	return { ...failure, reached: [received?.() ?? []].flat() };
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

/** Made for 127.0.0.1 with openssl: a certificate and the intermediate one that signed it, whose root nobody has. */
const pem = (name: string) => readFileSync(join(__dirname, '..', 'support', `chain-${name}.pem`));

type Case = [what: string, start: () => Promise<Target> | Target, words?: RegExp];

const login =
	'HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 5\r\n\r\nlogin';
const noProxyAt = async (url: string) => ({ url, proxy: `http://127.0.0.1:${await closedPort()}` });
const badProxy = 'http://my proxy:3128';

/** A server with a certificate of which it sends these parts. */
async function startChain(...names: string[]): Promise<Target> {
	const cert = Buffer.concat(names.map((name) => pem(`${name}-cert`)));
	const server = await startTlsServer({ key: pem('leaf-key'), cert, ca: undefined });
	return { ...server, isStrict: true };
}

/** A server with or without TLS, whose certificate nobody but itself has signed, called as this scheme says. */
async function startOurs(tls: boolean, scheme: 'http' | 'https'): Promise<Target> {
	const { url, requests, close } = await startListener({ tls });
	const isStrict = scheme === 'https';
	return { url: url.replace(/^https?/, scheme), close, isStrict, received: () => requests };
}

const demandsCertificate = (options: TlsOptions) => () =>
	startTlsServer({ ...options, requestCert: true });

const chain =
	/certificate.*intermediate certificate.*NODE_EXTRA_CA_CERTS.*'Allow Insecure Connections'/s;

const selfSigned = /^(?!.*intermediate).*certificate.*'Allow Insecure Connections'/s;

const notSent: Case[] = [
	...['http', 'https'].flatMap((scheme): Case[] => [
		[`a proxy that wants a login (${scheme})`, () => startProxy(scheme, login), /authentication/],
		[`a proxy that is not there (${scheme})`, () => noProxyAt(behindProxy(scheme))],
		[`a bad proxy (${scheme})`, () => ({ url: behindProxy(scheme), proxy: badProxy }), /proxy/],
	]),
	['a port where nobody listens', async () => ({ url: `https://127.0.0.1:${await closedPort()}` })],
	['a host that does not exist', () => ({ url: 'https://nothing.example.invalid' }), /host name/],
	['an address without a route', () => ({ url: 'http://255.255.255.255:81' })],
	['a server whose certificate does not verify', () => startOurs(true, 'https'), selfSigned],
	// UNABLE_TO_VERIFY_LEAF_SIGNATURE and UNABLE_TO_GET_ISSUER_CERT_LOCALLY.
	['a server that sends its certificate alone', () => startChain('leaf'), chain],
	['a server whose root nobody knows', () => startChain('leaf', 'intermediate'), chain],
	['a plain http port', () => startOurs(false, 'https'), /https/],
	['a server that speaks first', () => tls((socket) => socket.write('220 mail\r\n'))],
	['a server that closes in the handshake', () => tls(afterData((socket) => socket.end()))],
	['a server that agrees on no cipher', () => tls(afterData((socket) => socket.end(alert(40))))],
	['a server that demands a client certificate', demandsCertificate({ maxVersion: 'TLSv1.2' })],
	...['', '\r\n\r\n', 'HTTP/1.1 200 OK\r\nnot a header\r\n\r\n'].map((bytes): Case => [
		`a proxy that says ${JSON.stringify(bytes)} instead of giving a tunnel`,
		() => startProxy('https', bytes),
		/proxy/,
	]),
	// Not over https: there, n8n's proxy agent leaves a socket behind whose end nobody listens for.
	['a proxy whose login is unreadable (http)', () => startProxy('http', '', 'user:100%@'), /proxy/],
];

test.each(notSent)('nothing was sent to %s', async (_, start, words = /./) => {
	const { message, description, reached, ...failure } = await failureAt(start, 'delete');
	expect(failure).toMatchObject({ outcome: 'notSent', attempts: 1 });
	expect(`${message} ${description}`).toMatch(words);
	expect(description).toContain('Nothing was sent');
	// Whom a proxy was to reach may be in it, and nothing else.
	for (const text of reached) {
		expect(text).toMatch(/^$|^CONNECT 192\.0\.2\.7:443 |^POST http:\/\/192\.0\.2\.7\//);
	}
});

const badGateway = Buffer.from('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
const tooLong = Buffer.from([23, 3, 3, 255, 255, ...Array<number>(99).fill(0)]);

/** What a server of TLS responds, unencrypted. */
const responds =
	(bytes: Buffer, minVersion: SecureVersion = 'TLSv1.3') =>
	() =>
		startTlsServer({ minVersion, maxVersion: minVersion }, (socket) => socket.write(bytes));

/** What a server does that has read the request. */
const whenRead = (act: (socket: Socket) => void) => () => startRaw('http', afterData(act));

/** Node.js takes it for no HTTP. It isn't sent for again: test/pure/nextStep. */
const notHttp = (what: string, bytes: string | Buffer): Case => [
	`the response is ${what}`,
	whenRead((socket) => socket.end(bytes)),
	/^(?!.*(?:\bcut\b|in time)).*HTTP/,
];

const unknown: Case[] = [
	notHttp('a greeting of another protocol', '220 mail.example.com ESMTP\r\n'),
	notHttp('headers above 16 KB', httpResponse(200, 'true', { 'X-Trace': 'x'.repeat(17 * 1024) })),
	notHttp('a second length', httpResponse(200, 'true', { 'content-length': '5' })),
	notHttp('an alert of TLS', alert(40)),
	['the handshake is reset', () => tls(afterData((socket) => socket.resetAndDestroy()))],
	['a client certificate is demanded (TLS 1.3)', demandsCertificate({ minVersion: 'TLSv1.3' })],
	['the response is plain http inside of TLS 1.2', responds(badGateway, 'TLSv1.2')],
	['the response is plain http inside of TLS 1.3', responds(badGateway)],
	['the response is a record that is too long', responds(tooLong)],
	['the response is an alert of a handshake', responds(alert(40))],
	['the connection is reset', whenRead((socket) => socket.resetAndDestroy()), /was cut before/],
	...[
		...['', 'HTTP/1.1 2'],
		'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n',
	].map((bytes): Case => [
		`the connection is closed after ${JSON.stringify(bytes)}`,
		whenRead((socket) => socket.end(bytes)),
		/was cut before/,
	]),
	['it was plain http to a port that speaks https', () => startOurs(true, 'http')],
	['a proxy closes the connection to a plain http request', () => startProxy('http', '')],
];

test.each(unknown)('it is unclear whether it was sent when %s', async (_, start, words = /./) => {
	const { message, description, ...failure } = await failureAt(start, 'lock');

	expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
	expect(message).toMatch(words);
	expect(description).toMatch(/unclear.*again is safe/);
});

/** How often this process was refused a connection; Node.js announces every socket that it opens. */
let refusals = 0;
const onSocket = (message: unknown): void => {
	(message as { socket: Socket }).socket.once('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'ECONNREFUSED') refusals += 1;
	});
};
beforeAll(() => subscribe('net.client.socket', onSocket));
afterAll(() => unsubscribe('net.client.socket', onSocket));

test.each(both)('without a connection it is tried again, until done (%s)', async (operation) => {
	const port = await closedPort();
	const credentials = at(`http://127.0.0.1:${port}`);
	refusals = 0;
	const item = await runOne(workbench, operation, { retries: 1 }, { credentials });
	expect(refusals).toBe(2);
	expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 2 });

	const running = runOne(workbench, operation, { retries: 5 }, { credentials });
	await until(() => refusals > 2);
	const late = await startSandbox(operation === 'delete' ? { deletePort: port } : { port });
	try {
		expect((await running)?.json.success).toBe(true);
		expect(late.requestCount()).toBe(1);
	} finally {
		await late.close();
	}
});
