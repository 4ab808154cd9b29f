import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A request as it arrived. */
export interface ReceivedRequest {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

/** A server that is neither of the two services: it notes what reaches it and answers what it was told to. */
export interface Listener {
	/** Without a slash at the end. */
	url: string;
	requests: ReceivedRequest[];
	close(): Promise<void>;
}

/** Starts a listener on a free port of the loopback address. */
export async function startListener({
	body = 'true',
	contentType = 'application/json',
	tls = false,
}: {
	/** Of every answer; its status is 200. */
	body?: string;
	contentType?: string;
	/** Whether it speaks https, with a certificate that nobody has signed but itself. */
	tls?: boolean;
} = {}): Promise<Listener> {
	const requests: ReceivedRequest[] = [];
	const answer: RequestListener = (request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url: path = '', headers } = request;
			requests.push({ method, path, headers, body: Buffer.concat(chunks).toString('latin1') });
			response.writeHead(200, { 'content-type': contentType }).end(body);
		});
	};
	const server = tls ? createTlsServer(selfSigned(), answer) : createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
		requests,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/** For 127.0.0.1, good for a hundred years, and of no use anywhere else. Node.js cannot make certificates itself. */
function selfSigned(): { key: Buffer; cert: Buffer } {
	const read = (name: string) => readFileSync(join(__dirname, name));
	return { key: read('self-signed-key.pem'), cert: read('self-signed-cert.pem') };
}
