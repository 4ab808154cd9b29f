import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server on a free port of the loopback address that is told what to do with each connection. */
export interface RawServer {
	port: number;
	/** How many connections were made. */
	connections(): number;
	close(): Promise<void>;
}

/**
 * Starts one; what a connection does after it was handled never ends the test.
 *
 * @param handle gets a connection and, with TLS, the one below it
 * @param tls for TLS; the certificate is a self-signed one unless this has another
 */
export async function startRawServer(
	handle: (socket: Socket, below: Socket) => void,
	tls?: TlsOptions,
): Promise<RawServer> {
	const sockets = new Set<Socket>();
	let count = 0;
	let latest: Socket;
	const ignore = () => undefined;
	const onSocket = (socket: Socket): void => handle(socket.on('error', ignore), latest);
	const server = tls ? createTlsServer({ ...selfSigned(), ...tls }, onSocket) : createServer();
	server.on('connection', (socket: Socket) => {
		count += 1;
		latest = socket.on('error', ignore).once('close', () => sockets.delete(socket));
		sockets.add(socket);
		if (!tls) handle(socket, socket);
	});
	server.on('tlsClientError', ignore);
	return {
		port: await listen(server),
		connections: () => count,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

/** For 127.0.0.1, good for a hundred years, and of no use anywhere else. Node.js cannot make certificates itself. */
function selfSigned(): TlsOptions {
	const read = (name: string) => readFileSync(join(__dirname, `self-signed-${name}.pem`));
	return { key: read('key'), cert: read('cert'), ca: read('cert') };
}

/** A port of the loopback address at which nobody listens. */
export async function closedPort(): Promise<number> {
	const { port, close } = await startRawServer(() => undefined);
	await close();
	return port;
}

/** Listens on a free port of the loopback address, and says which. */
export async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** A TLS server that never responds: what reaches it, and where it is, without a slash at the end. */
export async function startTlsServer(
	options: TlsOptions,
	onRequest: (below: Socket) => void = () => undefined,
): Promise<{ url: string; received(): string; close(): Promise<void> }> {
	let received = '';
	const { port, close } = await startRawServer((socket, below) => {
		socket.on('data', (chunk: Buffer) => {
			received += chunk.toString();
			onRequest(below);
		});
	}, options);
	return { url: `https://127.0.0.1:${port}`, received: () => received, close };
}

/** A request as it arrived. */
export interface ScriptedRequest {
	/** The first part of the path, by which runs that share a server are told apart. */
	run: string;
	form: Record<string, string>;
	/** Names in lower case. */
	headers: Record<string, string>;
}

/** A server that is told what to respond, byte by byte. */
export interface ScriptedServer {
	/** The address for a run, without a slash at the end. */
	urlFor(run: string): string;
	/** In order of arrival. */
	requests: ScriptedRequest[];
	close(): Promise<void>;
}

export async function startScriptedServer(
	respond: (request: ScriptedRequest) => { bytes: Buffer },
	tls?: TlsOptions,
): Promise<ScriptedServer> {
	const requests: ScriptedRequest[] = [];
	const onRequest = async (request: IncomingMessage): Promise<void> => {
		const form = Object.fromEntries(new URLSearchParams(await text(request)));
		const headers = request.headers as Record<string, string>;
		const arrived = { run: request.url?.split(/[/?]/)[1] ?? '', form, headers };
		requests.push(arrived);
		request.socket.end(respond(arrived).bytes);
	};
	const handle = (request: IncomingMessage) => void onRequest(request);
	const server = tls
		? createHttpsServer({ ...selfSigned(), ...tls }, handle)
		: createHttpServer(handle);
	const address = `${tls ? 'https' : 'http'}://127.0.0.1:${await listen(server)}`;
	const close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return { urlFor: (run) => `${address}/${run}`, requests, close };
}

/** The bytes of a response; its length is announced unless the headers say otherwise. */
export function httpResponse(
	status: number,
	body: string | Buffer,
	headers: Record<string, string> = {},
): Buffer {
	const bytes = Buffer.from(body);
	const all = { 'Content-Length': `${bytes.length}`, 'Retry-After': '0', ...headers };
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
	return Buffer.concat([
		Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`, 'latin1'),
		bytes,
	]);
}

/**
 * Starts a server that is neither of the two services: it notes what reaches it and says `true`. With TLS, nobody has signed
 * its certificate but itself. Its `url` has no slash at the end.
 */
export async function startListener({ tls = false, body = 'true' } = {}) {
	const bytes = httpResponse(200, body, { 'Content-Type': 'application/json' });
	const server = await startScriptedServer(() => ({ bytes }), tls ? {} : undefined);
	return { ...server, url: server.urlFor('').slice(0, -1) };
}

/** Gives a test file a listener: started before its first test, without requests before each, closed after the last. */
export function useListener(...options: Parameters<typeof startListener>) {
	let listener: Awaited<ReturnType<typeof startListener>>;
	beforeAll(async () => {
		listener = await startListener(...options);
	});
	beforeEach(() => void listener.requests.splice(0));
	afterAll(async () => await listener.close());
	return {
		get url() {
			return listener.url;
		},
		get requests() {
			return listener.requests;
		},
	};
}
