import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PlaygroundError } from './playgroundError';

/** The ports, on 127.0.0.1, of what a person or a workflow connects to. */
export interface Ports {
	/** n8n's editor, REST and webhooks. */
	n8n: number;
	/** The sandbox as Trackfinity. */
	trackfinity: number;
	/** The sandbox as the delete service. */
	delete: number;
}

/** Ports that nobody listens on at this moment. */
export async function freePorts(): Promise<Ports> {
	const [n8n, trackfinity, deletePort] = await takePorts([0, 0, 0]);
	if (n8n === undefined || trackfinity === undefined || deletePort === undefined) {
		throw new PlaygroundError('This machine has no free port left.');
	}
	return { n8n, trackfinity, delete: deletePort };
}

/** One port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
	return (await freePorts()).n8n;
}

/**
 * Checks that the ports can be listened on.
 * @throws PlaygroundError naming the first that is taken and the option that chooses another
 */
export async function checkPorts(ports: Ports): Promise<void> {
	const wanted = [
		{ port: ports.n8n, option: '--port', user: 'n8n' },
		{ port: ports.trackfinity, option: '--sandbox-port', user: 'the sandbox' },
		{ port: ports.delete, option: '--delete-port', user: 'the sandbox' },
	];
	for (const { port, option, user } of wanted) {
		const taken = await takePorts([port]).then(
			() => false,
			() => true,
		);
		if (taken) {
			throw new PlaygroundError(
				`Port ${port}, meant for ${user}, is taken. End what uses it (an earlier npm start, or an n8n of your own), or choose another: npm start -- ${option} ${port + 100}`,
			);
		}
	}
}

/** Listens on all the ports at once, 0 for any, and lets go of them. */
async function takePorts(ports: number[]): Promise<number[]> {
	const servers = ports.map(() => createServer());
	try {
		const taken: number[] = [];
		for (const [index, server] of servers.entries()) {
			server.listen(ports[index], '127.0.0.1');
			await once(server, 'listening');
			taken.push((server.address() as AddressInfo).port);
		}
		return taken;
	} finally {
		for (const server of servers) server.close();
	}
}
