import dns from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';

import { startListener } from '../support/listener.cts';
import { closedPort, startRawServer } from '../support/rawServer.cts';
import { codes, failureOf, itemsFor, parametersFor } from '../support/runs.cts';
import { startTlsServer } from '../support/tlsServer.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

// None of these may go through a proxy that the developer has.
beforeAll(() => {
	process.env.NO_PROXY = process.env.no_proxy = '*';
});

const ids = { lock: '191', delete: codes[0] ?? '' };

/** What becomes of one item whose service is at the given address. Certificates aren't verified, unless asked for. */
async function failureAt(url: string, operation: keyof typeof ids, allowInsecure = true) {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0 }),
		items: itemsFor([ids[operation]]),
		credentials: {
			trackfinityApi: { ...trackfinityApi, baseUrl: url, allowInsecure },
			trackfinityDeleteApi: { ...trackfinityDeleteApi, url: `${url}/`, allowInsecure },
		},
		onError: 'continueRegularOutput',
	});
	return failureOf(output[0]);
}

/** Who is told what to do with a connection, as a server of https. */
async function startBroken(handle: (socket: Socket) => void) {
	const { port, close } = await startRawServer(handle);
	return { url: `https://127.0.0.1:${port}`, close };
}

/** A fatal alert of TLS, unencrypted. */
const alert = (code: number) => Buffer.from([21, 3, 3, 0, 2, 2, code]);
const afterHello = (act: (socket: Socket) => void) => (socket: Socket) =>
	void socket.once('data', () => act(socket));

describe.each(['lock', 'delete'] as const)('%s: nothing was sent', (operation) => {
	const notSent = { outcome: 'notSent', attempts: 1 };

	test.each(['http', 'https'])('to a port where nobody listens (%s)', async (scheme) => {
		const url = `${scheme}://127.0.0.1:${await closedPort()}`;
		expect(await failureAt(url, operation)).toMatchObject(notSent);
	});

	test.each(['http', 'https'])('to a host where no address listens (%s)', async (scheme) => {
		const url = `${scheme}://dual.example.com:${await closedPort()}`;
		const { lookup } = dns;
		const addresses: LookupAddress[] = [
			{ address: '::1', family: 6 },
			{ address: '127.0.0.1', family: 4 },
		];
		type Done = (error: null, found: LookupAddress[]) => void;
		const fake = (_host: string, _options: object, done: Done) => void done(null, addresses);
		Object.assign(dns, { lookup: fake });
		try {
			expect(await failureAt(url, operation)).toMatchObject(notSent);
		} finally {
			Object.assign(dns, { lookup });
		}
	});

	test('to a host that does not exist', async () => {
		const failure = await failureAt('https://nothing.example.invalid', operation);
		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('host name') as string,
		});
	});

	test('to an address without a route', async () => {
		expect(await failureAt('http://255.255.255.255:81', operation)).toMatchObject(notSent);
	});

	test('to a server whose certificate does not verify', async () => {
		const { url, requests, close } = await startListener({ tls: true });
		const failure = await failureAt(url, operation, false);
		await close();
		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('certificate') as string,
		});
		expect(requests).toEqual([]);
	});

	test('to a plain http port', async () => {
		const { url, requests, close } = await startListener();
		const failure = await failureAt(url.replace('http:', 'https:'), operation);
		await close();
		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('https') as string,
		});
		expect(requests).toEqual([]);
	});

	test.each<[string, (socket: Socket) => void]>([
		['speaks first, and no TLS', (socket) => void socket.write('220 mail.example.com ESMTP\r\n')],
		['closes the connection in the handshake', afterHello((socket) => socket.end())],
		['agrees on no cipher', afterHello((socket) => socket.end(alert(40)))],
		['agrees on no version', afterHello((socket) => socket.end(alert(70)))],
		['knows no such host', afterHello((socket) => socket.end(alert(112)))],
	])('to a server that %s', async (_title, handle) => {
		const { url, close } = await startBroken(handle);
		const failure = await failureAt(url, operation);
		await close();
		expect(failure).toMatchObject(notSent);
	});

	test.each([
		['speaks TLS 1.1 only', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const],
		['has no cipher of ours', { maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256' } as const],
		[
			'demands a client certificate (TLS 1.2)',
			{ maxVersion: 'TLSv1.2', requestCert: true, ciphers: 'DEFAULT' } as const,
		],
	])('to a server that %s', async (_title, options) => {
		const ciphers = `${'ciphers' in options ? options.ciphers : 'DEFAULT'}:@SECLEVEL=0`;
		const { url, received, close } = await startTlsServer({ ...options, ciphers });
		const failure = await failureAt(url, operation);
		await close();
		expect(failure).toMatchObject(notSent);
		expect(received()).toBe('');
	});
});

describe('it is unclear whether something was sent', () => {
	const unknown = { outcome: 'unknown', attempts: 1 };

	test('when the handshake is reset', async () => {
		const { url, close } = await startBroken(afterHello((socket) => socket.resetAndDestroy()));
		const failure = await failureAt(url, 'lock');
		await close();
		expect(failure).toMatchObject(unknown);
	});

	test('when a client certificate is demanded (TLS 1.3)', async () => {
		const options = { minVersion: 'TLSv1.3', requestCert: true } as const;
		const { url, close } = await startTlsServer(options);
		const failure = await failureAt(url, 'lock');
		await close();
		expect(failure).toMatchObject(unknown);
	});

	test.each([
		['plain http', Buffer.from('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')],
		['a record that is too long', Buffer.from([23, 3, 3, 255, 255, ...Array<number>(99).fill(0)])],
		['an alert of a handshake', alert(40)],
	])('when the response is %s inside of TLS', async (_title, bytes) => {
		for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
			const options = { minVersion: version, maxVersion: version };
			const server = await startTlsServer(options, (connection) => void connection.write(bytes));
			const failure = await failureAt(server.url, 'lock');
			await server.close();
			expect(server.received()).toContain('customer_id=191');
			expect(failure).toMatchObject(unknown);
		}
	});

	test.each<[string, (socket: Socket) => void]>([
		['closed', (socket) => socket.end()],
		['reset', (socket) => socket.resetAndDestroy()],
	])('when a connection over http is %s', async (_title, act) => {
		const { port, close } = await startRawServer(afterHello(act));
		const failure = await failureAt(`http://127.0.0.1:${port}`, 'lock');
		await close();
		expect(failure).toMatchObject(unknown);
	});
});
