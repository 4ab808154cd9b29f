import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { control, CONTROL_PREFIX } from './control';
import { seededCustomers, syntheticCustomers } from './customers';
import type { Fault, FaultMatch } from './faults';
import type { Hold } from './holds';
import { deleteService } from './loyalty';
import { renderPage } from './page';
import type { RecordedRequest } from './service';
import { pathname } from './service';
import type { Customer, Lookup, LoyaltyCustomer } from './state';
import { State } from './state';
import { Traffic } from './traffic';
import { trackfinityService } from './trackfinity';

/** Data for the node's two credential types that the sandbox accepts. */
export type SandboxCredentials = {
	trackfinityApi: {
		baseUrl: string;
		username: string;
		apiKey: string;
		allowInsecure: boolean;
	};
	trackfinityDeleteApi: {
		url: string;
		userId: string;
		apiKey: string;
		accountId: string;
		sendApiKeyIn: 'header' | 'body';
		allowInsecure: boolean;
	};
};

/** How to start the sandbox; nothing is required. */
export interface SandboxOptions {
	/** Port of the Trackfinity service, the page and the control addresses; 0, the default, takes a free one. */
	port?: number;
	/** Port of the delete service; 0, the default, takes a free one. */
	deletePort?: number;
	/** Milliseconds that every answer takes longer; default 0. */
	latencyMs?: number;
	/** So many made-up customers, numbered from 1 (see `syntheticCustomers`), instead of those of the page. */
	customers?: number;
	/** With `false` no request is kept, only counted; default true. */
	record?: boolean;
}

/** A running stand-in for both services. */
export interface Sandbox {
	/** Such as `http://127.0.0.1:5010`, without a slash at the end. */
	trackfinityUrl: string;
	/** Such as `http://127.0.0.1:5011/`. */
	deleteUrl: string;
	credentials: SandboxCredentials;
	/** Every API request received since the start or the last reset, in order of arrival. */
	requests: RecordedRequest[];
	/** How many requests have arrived and are neither answered nor cut off. */
	inFlight(): number;
	/** The most that have been in flight at once. */
	peakInFlight(): number;
	/** How many requests have been received, also when they are not kept. */
	requestCount(): number;
	/** Deep copies of Trackfinity's customers as they are now. */
	trackfinityCustomers(): Customer[];
	/** Deep copies of the loyalty customers that are not deleted. */
	loyaltyCustomers(): LoyaltyCustomer[];
	/** A deep copy of the Trackfinity customer found by the first of the identifiers given. */
	findCustomer(lookup: Partial<Record<Lookup, string>>): Customer | undefined;
	/** Adds a fault and returns its remover. Throws a TypeError if HTTP could not carry it. */
	fault(fault: Fault): () => void;
	/** Lets requests arrive and keeps them waiting until they are released. */
	hold(match?: FaultMatch): Hold;
	/** Back to the start: customers, requests, counts, faults and holds; what is in flight is cut off, not carried out. */
	reset(): void;
	/** Ends both servers and all their connections; what was recorded can still be read. */
	close(): Promise<void>;
}

// The examples of the API pages.
const TRACKFINITY_LOGIN = { username: 'tf_admin', apiKey: '44b5498dbcb481a0d00b404c0169af62' };
const DELETE_LOGIN = {
	userId: 'john1970',
	apiKey: '1959caadac9b13dcb3',
	accountId: 'greatwidgets',
};

const HOST = '127.0.0.1';

/** Starts both services on loopback. Throws an Error, in one sentence, if a port cannot be had. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, deletePort = 0, latencyMs = 0, customers, record = true } = options;
	const state = new State(() =>
		customers === undefined ? seededCustomers() : syntheticCustomers(customers),
	);
	const traffic = new Traffic(latencyMs, record);
	const trackfinity = trackfinityService(state, TRACKFINITY_LOGIN);
	const loyalty = deleteService(state, DELETE_LOGIN);

	const trackfinityServer = await listen(port, (request, response) => {
		const path = pathname(request.url ?? '');
		if (path.startsWith(CONTROL_PREFIX)) return void control(state, traffic, request, response);
		if (path !== '/' || request.method !== 'GET') {
			return traffic.receive(trackfinity, request, response);
		}
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.end(renderPage(state, traffic));
	});
	const deleteServer = await listen(deletePort, (request, response) =>
		traffic.receive(loyalty, request, response),
	).catch(async (error: unknown) => {
		await end(trackfinityServer);
		throw error;
	});

	const trackfinityUrl = address(trackfinityServer);
	const deleteUrl = `${address(deleteServer)}/`;
	return {
		trackfinityUrl,
		deleteUrl,
		credentials: {
			trackfinityApi: { baseUrl: trackfinityUrl, ...TRACKFINITY_LOGIN, allowInsecure: false },
			trackfinityDeleteApi: {
				url: deleteUrl,
				...DELETE_LOGIN,
				sendApiKeyIn: 'header',
				allowInsecure: false,
			},
		},
		requests: traffic.requests,
		inFlight: () => traffic.inFlight,
		peakInFlight: () => traffic.peakInFlight,
		requestCount: () => traffic.count,
		trackfinityCustomers: () => state.allCustomers().map(copy),
		loyaltyCustomers: () => state.loyaltyCustomers().map(copy),
		findCustomer: (lookup) => {
			const names = ['customer_id', 'orderid', 'subscription_id'] as const;
			const name = names.find((one) => lookup[one] !== undefined);
			const customer = name && state.find(name, lookup[name] ?? '');
			return customer && copy(customer);
		},
		fault: (fault) => traffic.faults.add(fault),
		hold: (match = {}) => traffic.holds.add(match),
		reset: () => {
			state.reset();
			traffic.reset();
		},
		close: async () => {
			traffic.cutOff();
			await Promise.all([end(trackfinityServer), end(deleteServer)]);
		},
	};
}

// Not structuredClone: inside jest its objects come from another realm, and strict comparisons fail.
const copy = <Data>(data: Data): Data => JSON.parse(JSON.stringify(data)) as Data;

const address = (server: Server) => `http://${HOST}:${(server.address() as AddressInfo).port}`;

function listen(port: number, listener: RequestListener): Promise<Server> {
	// A client that reuses a connection just when the server gives it up sees it drop. Only faults do that here.
	const server = createServer({ keepAliveTimeout: 10 * 60_000 }, listener);
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const why =
				error.code === 'EADDRINUSE' ? 'is already in use' : `is not to be had (${error.code})`;
			reject(new Error(`Port ${port} ${why}; choose another one, or 0 for any that is free.`));
		});
		server.listen(port, HOST, () => resolve(server));
	});
}

function end(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
