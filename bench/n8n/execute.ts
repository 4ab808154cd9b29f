import { setTimeout as delay } from 'node:timers/promises';
import { N8nApiError, type Execution, type N8nApi, type Workflow } from '../../playground';

const WITHIN_MS = 5 * 60_000;
const POLL_EVERY_MS = 250;

/**
 * Calls the webhook of an active workflow with customers numbered from 1, and waits until it is done.
 * @throws Error when it did not succeed
 */
export async function execute(
	api: N8nApi,
	workflow: Workflow,
	webhook: string,
	items: number,
): Promise<Execution> {
	const customers = Array.from({ length: items }, (_, index) => ({ id: String(index + 1) }));
	await whenReady(async () => await post(webhook, { customers }));
	const [latest] = await whenReady(async () => await api.executions(workflow, 1));
	if (latest === undefined) throw new Error('n8n did not run the workflow; its log says why.');
	const execution = await whenReady(async () => await api.finished(latest.id, WITHIN_MS));
	if (execution.status !== 'success') {
		throw new Error(`n8n ended with: ${execution.data.resultData.error?.message}`);
	}
	return execution;
}

async function post(url: string, body: object): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const answer = await response.text();
	if (!response.ok) throw new N8nApiError(`POST ${url}`, response.status, answer);
}

/**
 * n8n 2.41 answers 503, 'Database is not ready!', for a few seconds when it was too busy to ask its database whether it is
 * there. The HTTP Request node keeps it that busy when it starts thousands of requests at once.
 */
async function whenReady<T>(ask: () => Promise<T>): Promise<T> {
	const deadline = Date.now() + WITHIN_MS;
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			const isBusy = error instanceof N8nApiError && error.status === 503;
			if (!isBusy || Date.now() > deadline) throw error;
			await delay(POLL_EVERY_MS);
		}
	}
}
