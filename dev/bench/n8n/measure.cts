import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { INodeExecutionData } from 'n8n-workflow';
import { bindCredentials, N8nApiError, startPlayground } from '../../playground/index.cts';
import type { Execution, Playground, Workflow } from '../../playground/index.cts';
import { defaultDataFolder } from '../../playground/paths.cts';
import type { Sandbox } from '../../../sandbox/index.cts';
import type { Case } from '../core.cts';
import { LOCK, WEBHOOK_PATH, workflowOf } from './workflows.cts';

/** What one run of one contestant came to. */
export interface Measurement {
	/** From the start of the node to its end, as n8n's execution data have it. */
	milliseconds: number;
	/** The most requests that the sandbox had received and not yet responded to. */
	peakInFlight: number;
	/** The peak of memory that n8n's process had during the execution, n8n's own included. */
	peakMemoryMb: number;
	/** How many of the items out are what n8n takes for items, and come from the right item in. */
	validItems: number;
}

/** An n8n has been running for days when a workflow starts: its code is compiled and its connections are open. */
const WARM_UP_ITEMS = 1_000;
const WITHIN_MS = 5 * 60_000;
const RETRY_EVERY_MS = 250;

/**
 * Measures one contestant in an n8n of its own, so that neither has the other's garbage or peak of memory.
 * @param isNode whether our node does the work, or n8n's own HTTP Request node
 * @throws Error when the customers were not all locked, each with one request
 */
export async function measure(
	isNode: boolean,
	work: Case,
	sandbox: Sandbox,
	tarball: string,
): Promise<Measurement> {
	const dataFolder = path.join(defaultDataFolder, 'bench', 'n8n');
	const playground = await startPlayground({ dataFolder, fresh: true, tarball });
	try {
		const { api, pid } = playground;
		const { trackfinityApi } = sandbox.credentials;
		const { username, apiKey, baseUrl } = trackfinityApi;
		const headers = { 'api-username': username, 'api-key': apiKey };
		const name = 'Bench sandbox';
		const credential = await api.createCredential(
			isNode
				? { name, type: 'trackfinityApi', data: trackfinityApi }
				: { name, type: 'httpCustomAuth', data: { json: JSON.stringify({ headers }) } },
		);
		const workflow = await api.createWorkflow(
			bindCredentials(workflowOf(isNode, work, baseUrl), [credential]),
		);
		await api.activate(workflow);
		await execute(playground, workflow, WARM_UP_ITEMS);

		sandbox.reset();
		// The kernel forgets the peak of the process's memory, which then counts from what it has now.
		await writeFile(`/proc/${pid}/clear_refs`, '5');
		const execution = await execute(playground, workflow, work.items);
		const status = await readFile(`/proc/${pid}/status`, 'utf8');
		const peakMemoryKib = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
		const locked = sandbox.trackfinityCustomers().filter((customer) => customer.locked).length;
		if (sandbox.requestCount() !== work.items || locked !== work.items) {
			throw new Error(`${sandbox.requestCount()} requests locked ${locked} customers.`);
		}
		const [run] = execution.data.resultData.runData[LOCK] ?? [];
		return {
			milliseconds: run?.executionTime ?? NaN,
			peakInFlight: sandbox.peakInFlight(),
			peakMemoryMb: Number(peakMemoryKib) / 1024,
			validItems: (run?.data?.['main']?.[0] ?? []).filter(isValid).length,
		};
	} finally {
		await playground.stop();
	}
}

/** The json is an object, which n8n's types and the nodes that follow rely on, and the item in is the one at its place. */
function isValid({ json, pairedItem }: INodeExecutionData, index: number): boolean {
	const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
	const origin =
		typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : pairedItem;
	return isObject && origin === index;
}

/**
 * Calls the webhook of an active workflow with customers numbered from 1, and waits until it is done.
 * @throws Error when it did not succeed
 */
async function execute({ api }: Playground, workflow: Workflow, items: number): Promise<Execution> {
	const customers = Array.from({ length: items }, (_, index) => ({ id: String(index + 1) }));
	await whenReady(async () => await api.callWebhook(WEBHOOK_PATH, { customers }));
	const execution = await whenReady(async () => {
		const [latest] = await api.executions(workflow, 1);
		return await api.finished(latest?.id ?? '', WITHIN_MS);
	});
	if (execution.status !== 'success') {
		throw new Error(`n8n ended with: ${execution.data.resultData.error?.message}`);
	}
	return execution;
}

/**
 * n8n 2.41 responds with 503, 'Database is not ready!', for a few seconds when it was too busy to ask its database whether
 * it is there. The HTTP Request node keeps it that busy when it starts thousands of requests at once.
 */
async function whenReady<T>(ask: () => Promise<T>): Promise<T> {
	const deadline = Date.now() + WITHIN_MS;
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			const isBusy = error instanceof N8nApiError && error.status === 503;
			if (!isBusy || Date.now() > deadline) throw error;
			await delay(RETRY_EVERY_MS);
		}
	}
}
