import { once } from 'node:events';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createEngine, loadPackage } from '../engine/index.cts';
import type { Engine, RunOptions, RunResult } from '../engine/index.cts';

/** A request of a run, as it arrived. */
export interface Received {
	/** What stands in the path behind the run's own address. */
	path: string;
	form: Record<string, string>;
	headers: IncomingHttpHeaders;
}

/** What it gets. A wait that the service doesn't ask for would be half a second. */
export interface Response {
	status?: number;
	body?: string | Buffer;
	contentType?: string | undefined;
}

type Respond = (request: Received) => Response;

/** Runs the built node against a server that is told what to say. */
export interface Bench {
	/** @param credentials are made for the address of this run alone */
	run: (
		respond: Respond,
		options: RunOptions,
		credentials: (url: string) => NonNullable<RunOptions['credentials']>,
	) => Promise<RunResult>;
	close: () => void;
}

let bench: Promise<Bench> | undefined;

/** The one of this process; started when it is first needed. */
export async function useBench(): Promise<Bench> {
	bench ??= start();
	return await bench;
}

/** Ends its server, if there is one, so that the process can end. */
export async function closeBench(): Promise<void> {
	(await bench)?.close();
}

async function start(): Promise<Bench> {
	const engine: Engine = createEngine(await loadPackage(resolve(__dirname, '..', '..')));
	const runs = new Map<string, Respond>();
	const server = createServer((request, response) => {
		let received = '';
		request.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
		request.on('end', () => {
			const [, run = '', ...path] = (request.url ?? '').split('/');
			const said = runs.get(run)?.({
				path: path.join('/'),
				form: Object.fromEntries(new URLSearchParams(received)),
				headers: request.headers,
			});
			response.statusCode = said?.status ?? 200;
			response.setHeader('retry-after', '0');
			if (said?.contentType !== undefined) response.setHeader('content-type', said.contentType);
			response.end(said?.body);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	let count = 0;
	return {
		async run(respond, options, credentials) {
			const name = `run${count++}`;
			runs.set(name, respond);
			const result = await engine.run({
				...options,
				credentials: credentials(`${address}/${name}`),
			});
			runs.delete(name);
			return result;
		},
		close: () => end(server),
	};
}

function end(server: Server): void {
	server.close();
	server.closeAllConnections();
}
