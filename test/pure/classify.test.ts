import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { ClientRequest } from 'node:http';

import { classify } from '../../nodes/Trackfinity/transport/classify';
import { startListener } from '../support/listener';
import { closedPort, startRawServer } from '../support/rawServer';

/** What Node.js itself makes of a request that cannot be carried out. */
function failureOf(make: () => ClientRequest): Promise<Error> {
	return new Promise((resolve, reject) => {
		const outgoing = make();
		outgoing.once('error', resolve);
		outgoing.once('response', () => reject(new Error('It was answered')));
		outgoing.end('customer_id=191');
	});
}

/** As n8n hands it over: wrapped by the HTTP library and by n8n. */
function wrapped(cause: Error): Error {
	const inLibrary = Object.assign(new Error('wrapped', { cause }), {
		name: 'AxiosError',
		code: Reflect.get(cause, 'code') as unknown,
		config: { headers: { 'api-key': 'geheim' } },
	});
	return new Error('The request could not be made', { cause: inLibrary });
}

describe('what real connection faults mean', () => {
	const expectBoth = (thrown: Error, attempt: object) => {
		expect(classify(thrown)).toEqual(attempt);
		expect(classify(wrapped(thrown))).toEqual(attempt);
	};

	test('a refused port', async () => {
		const port = await closedPort();
		const thrown = await failureOf(() => request({ host: '127.0.0.1', port }));
		expectBoth(thrown, { kind: 'notConnected', reason: 'refused' });
	});

	test('a port that is refused at each address of a host', async () => {
		const port = await closedPort();
		const thrown = await failureOf(() => request({ host: 'localhost', port }));
		expectBoth(thrown, { kind: 'notConnected', reason: 'refused' });
	});

	test('a host that does not exist', async () => {
		const thrown = await failureOf(() => request({ host: 'nothing.example.invalid' }));
		expect(['unknownHost', 'unresolved']).toContain(
			Reflect.get(classify(thrown), 'reason') as string,
		);
		expect(classify(thrown).kind).toBe('notConnected');
	});

	test('a certificate that nobody has signed', async () => {
		const { url, close } = await startListener({ tls: true });
		const thrown = await failureOf(() => tlsRequest(url));
		await close();
		expectBoth(thrown, { kind: 'notConnected', reason: 'certificate' });
	});

	test('https spoken to a plain http port', async () => {
		const { url, close } = await startListener();
		const thrown = await failureOf(() => tlsRequest(url.replace('http:', 'https:')));
		await close();
		expectBoth(thrown, { kind: 'notConnected', reason: 'notTls' });
	});

	test('https spoken to a port that speaks something else', async () => {
		const server = await startRawServer((socket) => socket.write('220 mail.example.com ESMTP\r\n'));
		const thrown = await failureOf(() => tlsRequest({ host: '127.0.0.1', port: server.port }));
		await server.close();
		expectBoth(thrown, { kind: 'notConnected', reason: 'notTls' });
	});

	test('a reset', async () => {
		const server = await startRawServer((socket) =>
			socket.once('data', () => socket.resetAndDestroy()),
		);
		const thrown = await failureOf(() => request({ host: '127.0.0.1', port: server.port }));
		await server.close();
		expectBoth(thrown, { kind: 'noResponse', reason: 'dropped' });
	});

	test('an end without a response', async () => {
		const server = await startRawServer((socket) => socket.once('data', () => socket.end()));
		const thrown = await failureOf(() => request({ host: '127.0.0.1', port: server.port }));
		await server.close();
		expectBoth(thrown, { kind: 'noResponse', reason: 'dropped' });
	});

	test('a response that is no HTTP', async () => {
		const server = await startRawServer((socket) => socket.once('data', () => socket.end('no')));
		const thrown = await failureOf(() => request({ host: '127.0.0.1', port: server.port }));
		await server.close();
		expectBoth(thrown, { kind: 'noResponse', reason: 'dropped' });
	});
});

describe('what the codes mean that loopback cannot make', () => {
	const coded = (code: string, more: object = {}) =>
		Object.assign(new Error(code), { code, ...more });

	test.each([
		['ENOTFOUND', 'unknownHost'],
		['EAI_AGAIN', 'unresolved'],
		['EHOSTUNREACH', 'unreachable'],
		['ENETUNREACH', 'unreachable'],
		['CERT_HAS_EXPIRED', 'certificate'],
		['CERT_NOT_YET_VALID', 'certificate'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
	])('%s: no connection was made', (code, reason) => {
		expect(classify(wrapped(coded(code)))).toEqual({ kind: 'notConnected', reason });
	});

	test('a time-out while connecting: no connection was made', () => {
		const thrown = coded('ETIMEDOUT', { syscall: 'connect' });
		expect(classify(wrapped(thrown))).toEqual({ kind: 'notConnected', reason: 'unreachable' });
	});

	test.each(['ETIMEDOUT', 'ECONNABORTED'])('%s: sent, and no response in time', (code) => {
		expect(classify(coded(code))).toEqual({ kind: 'noResponse', reason: 'timeout' });
	});

	test.each(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'Z_DATA_ERROR', 'EPROTO', 'E?'])(
		'%s: it may have arrived',
		(code) => {
			expect(classify(coded(code))).toEqual({ kind: 'noResponse', reason: 'dropped' });
		},
	);

	test.each(['SsrfBlockedIpError', 'SsrfBlockedHostnameError'])("n8n's protection: %s", (name) => {
		const thrown = Object.assign(new Error('blocked'), { name });
		expect(classify(wrapped(thrown))).toEqual({ kind: 'notConnected', reason: 'blocked' });
	});

	test('canceled', () => {
		const thrown = Object.assign(coded('ERR_CANCELED'), { name: 'CanceledError' });
		expect(classify(thrown)).toEqual({ kind: 'noResponse', reason: 'canceled' });
	});
});

describe('whatever is thrown', () => {
	const circle = new Error('round');
	circle.cause = circle;

	test.each([[undefined], [null], ['text'], [42], [{}], [[]], [circle], [Object.create(null)]])(
		'%p may have arrived',
		(thrown: unknown) => {
			expect(classify(thrown)).toEqual({ kind: 'noResponse', reason: 'dropped' });
		},
	);

	test.each(['constructor', '__proto__', 'toString'])('a code named %s means nothing', (code) => {
		expect(classify({ code })).toEqual({ kind: 'noResponse', reason: 'dropped' });
	});
});
