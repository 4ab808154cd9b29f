import type { Socket } from 'node:net';

import { closedPort, startRawServer } from '../support/rawServer.cts';
import { codes, failureOf, itemsFor, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [
	name,
	name.toLowerCase(),
]);

/** What becomes of one item when n8n is set up with a proxy. The service's address belongs to nobody (RFC 5737). */
async function failureThrough(proxy: string, scheme: string, operation: 'lock' | 'delete') {
	const before = variables.map((name) => [name, process.env[name]] as const);
	for (const name of variables) process.env[name] = /^no/i.test(name) ? '' : proxy;
	try {
		const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
		const url = `${scheme}://192.0.2.7`;
		const { output } = await workbench.run({
			parameters: parametersFor[operation]({ retries: 0 }),
			items: itemsFor([operation === 'lock' ? '191' : (codes[0] ?? '')]),
			credentials: {
				trackfinityApi: { ...trackfinityApi, baseUrl: url, allowInsecure: true },
				trackfinityDeleteApi: { ...trackfinityDeleteApi, url: `${url}/`, allowInsecure: true },
			},
			onError: 'continueRegularOutput',
		});
		return failureOf(output[0]);
	} finally {
		for (const [name, value] of before) {
			if (value === undefined) Reflect.deleteProperty(process.env, name);
			else process.env[name] = value;
		}
	}
}

/** A proxy that is told what to do once it has read a request. */
async function startProxy(handle: (socket: Socket) => void) {
	const seen: string[] = [];
	const server = await startRawServer((socket) => {
		let text = '';
		socket.on('data', (chunk: Buffer) => {
			text += chunk.toString();
			if (!text.includes('\r\n\r\n')) return;
			seen.push(text);
			handle(socket);
		});
	});
	return { ...server, url: `http://127.0.0.1:${server.port}`, seen };
}

const notSent = { outcome: 'notSent', attempts: 1 };

describe.each(['lock', 'delete'] as const)('%s: nothing was sent through a proxy', (operation) => {
	test.each(['http', 'https'])('that wants a login (%s)', async (scheme) => {
		const proxy = await startProxy((socket) =>
			socket.end(
				'HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 5\r\n\r\nlogin',
			),
		);
		const failure = await failureThrough(proxy.url, scheme, operation);
		await proxy.close();

		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('proxy') as string,
		});
		expect(failure).not.toHaveProperty('statusCode');
		expect(proxy.seen).toHaveLength(1);
	});

	test.each(['http', 'https'])('that is not there (%s)', async (scheme) => {
		const proxy = `http://127.0.0.1:${await closedPort()}`;
		expect(await failureThrough(proxy, scheme, operation)).toMatchObject(notSent);
	});

	test.each(['http', 'https'])('that has no usable address (%s)', async (scheme) => {
		const failure = await failureThrough('http://my proxy:3128', scheme, operation);
		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('proxy') as string,
		});
	});

	// Not over https: there, n8n's proxy agent leaves a socket behind whose end nobody listens for.
	test('whose login cannot be read (http)', async () => {
		const proxy = await startProxy((socket) => socket.end());
		const url = proxy.url.replace('//', '//user:100%@');
		const failure = await failureThrough(url, 'http', operation);
		await proxy.close();

		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('proxy') as string,
		});
		expect(proxy.seen).toEqual([]);
	});

	test.each([
		['closes the connection', ''],
		['sends no header', '\r\n\r\n'],
		['sends an unreadable header', 'HTTP/1.1 200 OK\r\nnot a header\r\n\r\n'],
	])('that %s instead of giving a tunnel', async (_title, bytes) => {
		const proxy = await startProxy((socket) => socket.end(bytes));
		const failure = await failureThrough(proxy.url, 'https', operation);
		await proxy.close();

		expect(failure).toMatchObject({
			...notSent,
			message: expect.stringContaining('proxy') as string,
		});
		expect(proxy.seen).toEqual([expect.stringMatching(/^CONNECT 192\.0\.2\.7:443 /)]);
	});
});

test('a proxy that closes the connection to a plain http request may have passed it on', async () => {
	const proxy = await startProxy((socket) => socket.end());
	const failure = await failureThrough(proxy.url, 'http', 'lock');
	await proxy.close();
	expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
	expect(proxy.seen).toHaveLength(1);
});
