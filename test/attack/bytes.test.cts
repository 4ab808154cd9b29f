import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { credentialsAt, failureOf, runOne, until } from '../support/runs.cts';
import { listen } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

// Unpacking is done in threads.
const workbench = useWorkbench({ time: 'real' });

const MEGABYTE = 1024 * 1024;

/** What becomes of a lock on a server of its own, once the node has closed what it did not read to its end. */
async function failureAt(respond: RequestListener) {
	const open = new Set<ServerResponse>();
	const server = createServer((request, response) => {
		open.add(response);
		response.once('close', () => open.delete(response));
		respond(request, response);
	});
	const url = `http://127.0.0.1:${await listen(server)}`;
	const credentials = credentialsAt(workbench.sandbox, url);
	const item = await runOne(workbench, 'lock', { retries: 0 }, { credentials });
	await until(() => open.size === 0);
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	return failureOf(item);
}

/** Writes the same bytes over and over, as fast as they are taken. */
function flood(response: ServerResponse, bytes: Buffer, count: (length: number) => unknown): void {
	const more = (): void => {
		while (!response.destroyed) {
			count(bytes.length);
			if (!response.write(bytes)) return;
		}
	};
	response.on('drain', more).on('error', () => undefined);
	more();
}

describe('attack: huge and endless responses', () => {
	test.each([
		[200, 'unknown'],
		[400, 'rejected'],
		[500, 'unknown'],
	])('an endless one with status %i is not read on and on', async (statusCode, outcome) => {
		let written = 0;
		const failure = await failureAt((_, response) => {
			response.writeHead(statusCode, { 'content-type': 'application/json' });
			flood(response, Buffer.alloc(64 * 1024, ' '), (length) => (written += length));
		});
		expect(failure).toMatchObject({ outcome, statusCode });
		// What the buffers of the two sockets hold counts as written, too.
		expect(written).toBeLessThan(32 * MEGABYTE);
	});

	test.each([
		['gzip', gzipSync(Buffer.alloc(16 * MEGABYTE, ' '))],
		['br', brotliCompressSync(Buffer.alloc(16 * MEGABYTE, ' '))],
	])('a bomb in %s is not unpacked whole', async (encoding, bomb) => {
		const before = process.memoryUsage().rss;
		const failure = await failureAt((_, response) => {
			response.writeHead(200, { 'content-encoding': encoding });
			// Gzip allows for one packed text after the other: this makes 16 gigabytes.
			for (let time = 0; time < (encoding === 'gzip' ? 1_000 : 1); time++) response.write(bomb);
			response.end();
		});
		// It is not the timeout that ends it.
		expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200 });
		expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE);
	});

	test.each<[encoding: string, body: string | Buffer]>([
		...['gzip', 'deflate', 'br'].map((encoding): [string, string] => [encoding, 'true']),
		['gzip', gzipSync('true').subarray(0, 12)],
	])('what only claims to be %s, or is cut off: %s', async (encoding, body) => {
		const failure = await failureAt((_, response) => {
			response.writeHead(200, { 'content-encoding': encoding }).end(body);
		});
		expect(failure.outcome).toBe('unknown');
	});

	test('a 101 that nobody asked for says neither yes nor no', async () => {
		const failure = await failureAt((_, response) => void response.writeHead(101).end());
		expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 101 });
	});

	// Read are 64 KiB.
	test.each([64, 128, 512])('of %d KiB up to half a key: none of that shows', async (size) => {
		const { apiKey } = workbench.sandbox.credentials.trackfinityApi;
		const failure = await failureAt((_, response) => {
			response.writeHead(400, { 'content-type': 'text/plain' });
			// Never ended: whoever wants to read on waits for the timeout.
			response.write(`Key:${' '.repeat(size * 1024 - 20)}${apiKey.slice(0, 16)}-`);
		});
		expect(failure.statusCode).toBe(400);
		expect(failure.message).not.toContain(apiKey.slice(0, 8));
	});
});

describe('attack: responses without an end', () => {
	const patient = useWorkbench();

	test.each([5, 100_000])('a byte every %d ms ends in time, showing no key', async (everyMs) => {
		const { apiKey } = patient.sandbox.credentials.trackfinityApi;
		patient.sandbox.fault({ kind: 'drip', bytes: `${apiKey.slice(0, 16)} `, everyMs });
		const failure = failureOf(await runOne(patient, 'lock', { retries: 0, timeout: 1 }));
		await until(() => patient.sandbox.inFlight() === 0);

		expect(failure.outcome).toBe('unknown');
		expect(failure.message).toContain('in time');
		expect(failure.message + failure.description).not.toContain(apiKey.slice(0, 8));
	});
});
