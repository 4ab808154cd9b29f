import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';

/** A server on a free port of the loopback address that is told what to do with each connection. */
export interface RawServer {
	port: number;
	/** How many connections were made. */
	connections(): number;
	close(): Promise<void>;
}

/** Starts one; what a connection does after it was handled never ends the test. */
export async function startRawServer(handle: (socket: Socket) => void): Promise<RawServer> {
	const sockets = new Set<Socket>();
	let count = 0;
	const server = createServer((socket) => {
		count += 1;
		sockets.add(socket);
		socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
		handle(socket);
	});
	const port = await listen(server);
	return {
		port,
		connections: () => count,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

/** A port of the loopback address at which nobody listens. */
export async function closedPort(): Promise<number> {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Listens on a free port of the loopback address, and says which. */
export async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}
