import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

import type { Sandbox } from '../../sandbox/index.cts';
import { startSandbox } from '../../sandbox/index.cts';
import { closedPort } from '../support/rawServer.cts';
import { codes, failureOf, itemsFor, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Watches this process being refused connections; Node.js announces every socket that it opens. */
function watchRefusals(): { count: () => number; first: Promise<void>; stop: () => void } {
	let count = 0;
	let announce: () => void;
	const first = new Promise<void>((resolve) => {
		announce = resolve;
	});
	const onSocket = (message: unknown) => {
		const { socket } = message as { socket: Socket };
		socket.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'ECONNREFUSED') return;
			count += 1;
			announce();
		});
	};
	subscribe('net.client.socket', onSocket);
	return {
		count: () => count,
		first,
		stop: () => unsubscribe('net.client.socket', onSocket),
	};
}

/** Credentials for services at a port where nobody listens yet. */
function credentialsAt(port: number) {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	return {
		trackfinityApi: { ...trackfinityApi, baseUrl: `http://127.0.0.1:${port}` },
		trackfinityDeleteApi: { ...trackfinityDeleteApi, url: `http://127.0.0.1:${port}/` },
	};
}

const operations = [
	['lock', '191'],
	['delete', codes[0] ?? ''],
] as const;

describe.each(operations)('a connection that was never made (%s)', (operation, id) => {
	test('is tried again, since nothing can have arrived', async () => {
		const refusals = watchRefusals();
		const { output } = await workbench.run({
			parameters: parametersFor[operation]({ retries: 1 }),
			items: itemsFor([id]),
			credentials: credentialsAt(await closedPort()),
			onError: 'continueRegularOutput',
		});
		refusals.stop();

		expect(refusals.count()).toBe(2);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', attempts: 2 });
		expect(failureOf(output[0])).not.toHaveProperty('statusCode');
	});

	test('is done when the service comes up meanwhile', async () => {
		const port = await closedPort();
		const refusals = watchRefusals();
		const run = workbench.run({
			parameters: parametersFor[operation]({ retries: 5 }),
			items: itemsFor([id]),
			credentials: credentialsAt(port),
		});
		await refusals.first;
		refusals.stop();
		const late: Sandbox = await startSandbox(
			operation === 'delete' ? { deletePort: port } : { port },
		);

		try {
			const { status, output } = await run;
			expect(status).toBe('success');
			expect(output[0]?.json.success).toBe(true);
			expect(late.requestCount()).toBe(1);
		} finally {
			await late.close();
		}
	});

	test('is not tried again with retries 0', async () => {
		const refusals = watchRefusals();
		const { output } = await workbench.run({
			parameters: parametersFor[operation]({ retries: 0 }),
			items: itemsFor([id]),
			credentials: credentialsAt(await closedPort()),
			onError: 'continueRegularOutput',
		});
		refusals.stop();

		expect(refusals.count()).toBe(1);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', attempts: 1 });
	});
});
