import { startRawServer } from './rawServer.cts';

/** A request as it arrived. */
export interface ScriptedRequest {
	/** The first part of the path, by which runs that share a server are told apart. */
	run: string;
	form: Record<string, string>;
	/** Names in lower case. */
	headers: Record<string, string>;
}

/** What goes over the wire, byte by byte, and how the connection ends then: politely, or with a reset. */
export interface RawResponse {
	bytes: Buffer;
	isReset?: boolean;
}

/** A server whose responses need not be HTTP at all. */
export interface ScriptedServer {
	/** The address for a run, without a slash at the end. */
	urlFor(run: string): string;
	/** In order of arrival. */
	requests: ScriptedRequest[];
	close(): Promise<void>;
}

/** Starts one on a free port of the loopback address. */
export async function startScriptedServer(
	respond: (request: ScriptedRequest) => RawResponse,
): Promise<ScriptedServer> {
	const requests: ScriptedRequest[] = [];
	const server = await startRawServer((socket) => {
		let received = '';
		socket.setEncoding('latin1').on('data', (chunk: string) => {
			received += chunk;
			const request = parse(received);
			if (request === undefined) return;
			received = '';
			requests.push(request);
			const { bytes, isReset } = respond(request);
			if (!isReset) socket.end(bytes);
			else socket.write(bytes, () => socket.resetAndDestroy());
		});
	});
	return {
		urlFor: (run) => `http://127.0.0.1:${server.port}/${run}`,
		requests,
		close: server.close,
	};
}

/** Nothing as long as the request is not complete. */
function parse(received: string): ScriptedRequest | undefined {
	const [head = '', body] = received.split('\r\n\r\n');
	const [requestLine = '', ...lines] = head.split('\r\n');
	const headers = Object.fromEntries(
		lines.map((line): [string, string] => {
			const [name = '', ...value] = line.split(':');
			return [name.toLowerCase(), value.join(':').trim()];
		}),
	);
	if (body === undefined || body.length < Number(headers['content-length'] ?? 0)) return undefined;
	const form = Object.fromEntries(new URLSearchParams(body));
	return { run: requestLine.split('/')[1]?.split(/[ ?]/)[0] ?? '', form, headers };
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
