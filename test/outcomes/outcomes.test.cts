import type { Socket } from 'node:net';

import type { Fault } from '../../sandbox/index.cts';
import { startListener } from '../support/listener.cts';
import { closedPort, startRawServer } from '../support/rawServer.cts';
import { failureOf, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Runs one item against other addresses than the sandbox's, and gives what became of it. */
async function failureAt(
	operation: 'lock' | 'delete',
	address: string,
	credential: Record<string, unknown> = {},
	options: Record<string, number> = {},
) {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, ...options }),
		items: [{ id: '191' }],
		onError: 'continueRegularOutput',
		credentials: {
			trackfinityApi: { ...trackfinityApi, baseUrl: address, ...credential },
			trackfinityDeleteApi: { ...trackfinityDeleteApi, url: address, ...credential },
		} as never,
	});
	expect(output).toHaveLength(1);
	return failureOf(output[0]);
}

/**
 * Runs one item against the sandbox with a fault, and gives what became of it. The fault befalls every request, so a
 * deletion that it leaves unclear can't be asked about either.
 */
async function failureWith(operation: 'lock' | 'delete', fault: Fault, timeout = 30) {
	const remove = workbench.sandbox.fault(fault);
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, timeout }),
		items: [{ id: operation === 'lock' ? '191' : '1234567890123456' }],
		onError: 'continueRegularOutput',
	});
	remove();
	return failureOf(output[0]);
}

/** What to do about a request of which it's unclear whether it was applied. */
const adviceOnUnclear = {
	lock: /^It's unclear whether this was applied\. Running this item again is safe/,
	delete: /^It's unclear whether this was applied\. Check the customer .* before you try again/,
};

const both = ['lock', 'delete'] as const;

describe('notSent, because nothing reached the service', () => {
	test.each(both)('%s: connection refused', async (operation) => {
		const failure = await failureAt(operation, `http://127.0.0.1:${await closedPort()}`);
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 1 });
		expect(failure).not.toHaveProperty('statusCode');
		expect(failure.description).toContain('Nothing was sent');
	});

	test('connection refused at every address of localhost', async () => {
		const failure = await failureAt('lock', `http://localhost:${await closedPort()}`);
		expect(failure.outcome).toBe('notSent');
	});

	test.each(both)('%s: unknown host', async (operation) => {
		const failure = await failureAt(operation, 'https://tracking.example.invalid');
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 1 });
		expect(failure.message).toContain('host name');
		expect(failure.description).toContain(operation === 'lock' ? "'Base URL'" : "'API URL'");
	});

	test('a certificate that does not verify', async () => {
		const service = await startListener({ tls: true });
		const failure = await failureAt('lock', service.url);
		await service.close();
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 1 });
		expect(failure.message).toContain('certificate');
		expect(failure.description).toContain("'Allow Insecure Connections'");
		expect(service.requests).toEqual([]);
	});

	test('https to a port that speaks plain http', async () => {
		const service = await startListener();
		const failure = await failureAt('delete', service.url.replace('http:', 'https:'));
		await service.close();
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 1 });
		expect(service.requests).toEqual([]);
	});

	test.each(both)('%s: a value that cannot be sent', async (operation) => {
		const { output } = await workbench.run({
			parameters: parametersFor[operation](),
			items: [{ id: true }],
			onError: 'continueRegularOutput',
		});
		expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', attempts: 0 });
	});

	test('over the limit', async () => {
		const { output } = await workbench.run({
			parameters: { ...parametersFor.delete(), safetyLimit: 1 },
			items: [{ id: 'a' }, { id: 'b' }],
			onError: 'continueRegularOutput',
		});
		expect(output.map((item) => failureOf(item))).toMatchObject([
			{ outcome: 'notSent', attempts: 0, code: 'a' },
			{ outcome: 'notSent', attempts: 0, code: 'b' },
		]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('an address that cannot be used', async () => {
		const failure = await failureAt('delete', 'ftp://tracking.example.invalid');
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
	});

	test('stopped: the items after the one that stopped the run', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items: [{ id: 'nobody' }, { id: '191' }, { id: '204' }],
		});
		expect(stopOf(result).description).toContain('Not sent: 2 items (items 1 to 2)');
		expect(workbench.sandbox.requestCount()).toBe(1);
	});
});

describe('rejected, because the service said no', () => {
	test.each([301, 302, 303, 307, 308] as const)('a redirect with %i', async (status) => {
		for (const operation of both) {
			const elsewhere = await startListener();
			const remove = workbench.sandbox.fault({
				kind: 'redirect',
				status,
				location: `${elsewhere.url}/api/customer/lock`,
			});
			const { output } = await workbench.run({
				parameters: parametersFor[operation](),
				items: [{ id: '191' }],
				onError: 'continueRegularOutput',
			});
			remove();
			await elsewhere.close();
			const failure = failureOf(output[0]);
			expect(failure).toMatchObject({ outcome: 'rejected', statusCode: status, attempts: 1 });
			expect(elsewhere.requests).toEqual([]);
		}
	});

	test.each([400, 401, 402, 403, 404, 405, 409, 410, 415, 418, 422, 451, 499])(
		'status %i, after one request',
		async (status) => {
			for (const operation of both) {
				const failure = await failureWith(operation, { kind: 'status', status });
				expect(failure).toMatchObject({ outcome: 'rejected', statusCode: status, attempts: 1 });
			}
		},
	);

	test('status 429, when it is still busy after the last retry', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		const { output } = await workbench.run({
			parameters: parametersFor.delete({ retries: 2 }),
			items: [{ id: '191' }],
			onError: 'continueRegularOutput',
		});
		expect(failureOf(output[0])).toMatchObject({
			outcome: 'rejected',
			statusCode: 429,
			attempts: 3,
		});
	});
});

describe('unknown, because it was sent and there is no response to rely on', () => {
	test.each([500, 501, 502, 503, 504, 520, 599])('status %i', async (status) => {
		for (const operation of both) {
			const failure = await failureWith(operation, { kind: 'status', status });
			expect(failure).toMatchObject({ outcome: 'unknown', statusCode: status, attempts: 1 });
			expect(failure.description).toMatch(adviceOnUnclear[operation]);
		}
	});

	test.each(['before', 'after', 'midAnswer'] as const)('dropped: %s', async (when) => {
		for (const operation of both) {
			const failure = await failureWith(operation, { kind: 'drop', when });
			expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
			expect(failure).not.toHaveProperty('statusCode');
			expect(failure.message).toContain('was cut before');
			expect(failure.description).toMatch(adviceOnUnclear[operation]);
		}
		// This is why it's unclear: it may well have been done.
		const { sandbox } = workbench;
		expect(sandbox.findCustomer({ customer_id: '191' })?.locked).toBe(when !== 'before');
	});

	test('time-out, be the service silent or endless', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'hang', service: 'trackfinity' });
		sandbox.fault({ kind: 'drip', service: 'delete', bytes: ' ', everyMs: 10 });
		const run = async (operation: 'lock' | 'delete') =>
			await workbench.run({
				parameters: parametersFor[operation]({ retries: 0, timeout: 1 }),
				items: [{ id: '191' }],
				onError: 'continueRegularOutput',
			});
		for (const { output } of await Promise.all(both.map(run))) {
			expect(failureOf(output[0])).toMatchObject({ outcome: 'unknown', attempts: 1 });
			expect(failureOf(output[0]).message).toContain('in time');
		}
	});

	test.each<[string, (socket: Socket) => void]>([
		['reset after it was read', (socket) => socket.once('data', () => socket.resetAndDestroy())],
		['closed without a response', (socket) => socket.once('data', () => socket.end())],
		['no HTTP', (socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))],
		['cut in the status line', (socket) => socket.once('data', () => socket.end('HTTP/1.1 2'))],
		[
			'cut in the headers',
			(socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Le')),
		],
		[
			'cut in a chunk, after the whole text',
			(socket) =>
				socket.once('data', () =>
					socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n'),
				),
		],
		['no HTTP, but a success', (socket) => socket.once('data', () => socket.end('true'))],
	])('%s', async (_, handle) => {
		const service = await startRawServer(handle);
		const failure = await failureAt('lock', `http://127.0.0.1:${service.port}`);
		await service.close();
		expect(service.connections()).toBe(1);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
	});

	test('plain http to a port that speaks https: it was sent', async () => {
		const service = await startListener({ tls: true });
		const failure = await failureAt('lock', service.url.replace('https:', 'http:'));
		await service.close();
		expect(failure.outcome).toBe('unknown');
		expect(service.requests).toEqual([]);
	});

	test('a page with status 200', async () => {
		for (const operation of both) {
			const failure = await failureWith(operation, { kind: 'html' });
			expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200, attempts: 1 });
		}
	});
});
