import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { control, CONTROL_PREFIX } from './control.cts';
import { seededCustomers, syntheticCustomers } from './customers.cts';
import type { DeleteLogin } from './deleteService.cts';
import { deleteService } from './deleteService.cts';
import type { Fault, FaultMatch } from './faults.cts';
import { Hold } from './holds.cts';
import { renderPage } from './page.cts';
import { pathname } from './service.cts';
import type { Lookup } from './state.cts';
import { State } from './state.cts';
import { Traffic } from './traffic.cts';
import type { TrackfinityLogin } from './trackfinity.cts';
import { trackfinityService } from './trackfinity.cts';

/** Data for the node's two credential types that the sandbox accepts. */
export type SandboxCredentials = {
	trackfinityApi: TrackfinityLogin & { baseUrl: string; allowInsecure: boolean };
	trackfinityDeleteApi: DeleteLogin & {
		url: string;
		sendApiKeyIn: 'both' | 'header' | 'body';
		allowInsecure: boolean;
	};
};

/** How to start the sandbox; nothing is required. */
export interface SandboxOptions {
	/** Port of the Trackfinity service, the page and the control addresses; 0, the default, takes a free one. */
	port?: number;
	/** Port of the Delete service; 0, the default, takes a free one. */
	deletePort?: number;
	/** Milliseconds that every response takes longer; default 0. */
	latencyMs?: number;
	/** So many made-up customers, numbered from 1 (see `syntheticCustomers`), instead of those of the page. */
	customers?: number;
	/** With `false` no request is kept, only counted; default true. */
	record?: boolean;
}

/** A running stand-in for both services. */
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

// The examples of the API pages.
const TRACKFINITY_LOGIN = { username: 'tf_admin', apiKey: '44b5498dbcb481a0d00b404c0169af62' };
const DELETE_LOGIN = {
	userId: 'john1970',
	apiKey: '1959caadac9b13dcb3',
	accountId: 'greatwidgets',
};

const HOST = '127.0.0.1';

/** Starts both services on loopback. Throws Node.js's own error, such as EADDRINUSE, if a port cannot be had. */
export async function startSandbox(options: SandboxOptions = {}) {
	const { port = 0, deletePort = 0, latencyMs = 0, customers, record = true } = options;
	const state = new State(() =>
		customers === undefined ? seededCustomers() : syntheticCustomers(customers),
	);
	const traffic = new Traffic(latencyMs, record);
	const trackfinity = trackfinityService(state, TRACKFINITY_LOGIN);
	const loyalty = deleteService(state, DELETE_LOGIN);

	const trackfinityServer = await listen(port, (incoming, outgoing) => {
		const path = pathname(incoming.url ?? '');
		if (path.startsWith(CONTROL_PREFIX)) return void control(state, traffic, incoming, outgoing);
		if (path !== '/' || incoming.method !== 'GET') {
			return traffic.receive(trackfinity, incoming, outgoing);
		}
		outgoing.setHeader('content-type', 'text/html; charset=utf-8');
		outgoing.end(renderPage(state, traffic));
	});
	const deleteServer = await listen(deletePort, (incoming, outgoing) =>
		traffic.receive(loyalty, incoming, outgoing),
	).catch(async (error: unknown) => {
		await end(trackfinityServer);
		throw error;
	});

	const baseUrl = address(trackfinityServer);
	const url = `${address(deleteServer)}/`;
	const credentials: SandboxCredentials = {
		trackfinityApi: { baseUrl, ...TRACKFINITY_LOGIN, allowInsecure: false },
		trackfinityDeleteApi: {
			url,
			...DELETE_LOGIN,
			sendApiKeyIn: 'both',
			allowInsecure: false,
		},
	};
	return {
		/** Such as `http://127.0.0.1:5010`, without a slash at the end. */
		trackfinityUrl: baseUrl,
		/** Such as `http://127.0.0.1:5011/`. */
		deleteUrl: url,
		credentials,
		/** Every API request received since the start or the last reset, in order of arrival. */
		requests: traffic.requests,
		/** How many requests have arrived and have neither got a response nor been cut off. */
		inFlight: () => traffic.inFlight,
		/** Whether the request that came from this port has arrived and waits on purpose: for a hold or by a fault. */
		keepsWaiting: (port: number | undefined) => traffic.keepsWaiting(port),
		/** The most that have been in flight at once. */
		peakInFlight: () => traffic.peakInFlight,
		/** How many requests have been received, also when they are not kept. */
		requestCount: () => traffic.count,
		/** Deep copies of Trackfinity's customers as they are now. */
		trackfinityCustomers: () => copy(state.customers),
		/** Deep copies of the loyalty customers that are not deleted. */
		loyaltyCustomers: () => copy(state.loyaltyCustomers()),
		/** A deep copy of the Trackfinity customer found by the first of the identifiers given. */
		findCustomer: (lookup: Partial<Record<Lookup, string>>) => {
			const names = ['customer_id', 'orderid', 'subscription_id'] as const;
			const name = names.find((one) => lookup[one] !== undefined);
			const customer = name && state.find(name, lookup[name] ?? '');
			return customer && copy(customer);
		},
		/** Adds a fault and returns its remover. Throws a TypeError if it is none that HTTP could carry. */
		fault: (fault: Fault) => traffic.faults.add(fault),
		/** Lets requests arrive and keeps them waiting until they are released. */
		hold: (match: FaultMatch = {}) => new Hold(match, traffic.holds),
		/** Back to the start: customers, requests, counts, faults and holds; what is in flight is cut off, not carried out. */
		reset: () => {
			state.reset();
			traffic.reset();
		},
		/** Ends both servers and all their connections; what was recorded can still be read. */
		close: async () => {
			traffic.cutOff();
			await Promise.all([end(trackfinityServer), end(deleteServer)]);
		},
	};
}

// Not structuredClone: inside jest its objects come from another realm, and strict comparisons fail.
const copy = <Data,>(data: Data): Data => JSON.parse(JSON.stringify(data));

const address = (server: Server) => `http://${HOST}:${(server.address() as AddressInfo).port}`;

async function listen(port: number, listener: RequestListener): Promise<Server> {
	// A client that reuses a connection just when the server gives it up sees it drop. Only faults do that here.
	const server = createServer({ keepAliveTimeout: 10 * 60_000 }, listener).listen(port, HOST);
	await once(server, 'listening');
	return server;
}

function end(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
