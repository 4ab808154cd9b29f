import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { createServer } from 'node:tls';

import { listen } from './rawServer.cts';

/** A TLS server with a self-signed certificate that never responds. */
export interface TlsServer {
	/** Without a slash at the end. */
	url: string;
	/** What reached it, decrypted. */
	received(): string;
	close(): Promise<void>;
}

/**
 * Starts one on a free port of the loopback address.
 *
 * @param onRequest what to do once something has reached it, with the connection below TLS
 */
export async function startTlsServer(
	options: TlsOptions,
	onRequest: (connection: Socket) => void = () => undefined,
): Promise<TlsServer> {
	const read = (name: string) => readFileSync(join(__dirname, name));
	const pair = { key: read('self-signed-key.pem'), cert: read('self-signed-cert.pem') };
	const connections: Socket[] = [];
	let received = '';
	const server = createServer({ ...pair, ca: pair.cert, ...options }, (secure) => {
		secure.on('error', () => undefined);
		secure.on('data', (chunk: Buffer) => {
			received += chunk.toString();
			const connection = connections.at(-1);
			if (connection) onRequest(connection);
		});
	});
	server.on('connection', (connection: Socket) => {
		connections.push(connection);
		connection.on('error', () => undefined);
	});
	server.on('tlsClientError', () => undefined);
	const port = await listen(server);
	return {
		url: `https://127.0.0.1:${port}`,
		received: () => received,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const connection of connections) connection.destroy();
			}),
	};
}
