import type { INodeExecutionData } from 'n8n-workflow';
import type { Execution, N8nApi, Workflow } from '../../../dev/playground/index.cts';
import { until } from './until.cts';

/** What came of a webhook that was called: the answer to the caller, and the execution behind it. */
export interface Called {
	status: number;
	answer: unknown;
	execution: Execution;
}

/** Posts JSON to the production address of an active workflow's webhook, and waits for the execution to end. */
export async function callWebhook(api: N8nApi, workflow: Workflow, body: object): Promise<Called> {
	const webhook = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
	let response: Response | undefined;
	const execution = await nextExecution(api, workflow, async () => {
		response = await fetch(`${api.url}/webhook/${String(webhook?.parameters.path)}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	});
	if (response === undefined) throw new Error('The webhook was not called.');
	return { status: response.status, answer: await response.json(), execution };
}

/** Does what makes a workflow start by itself, and waits for the end of the execution that this starts. */
export async function nextExecution(
	api: N8nApi,
	workflow: Workflow,
	cause: () => Promise<void>,
): Promise<Execution> {
	const [latest] = await api.executions(workflow, 1);
	await cause();
	const [started] = await until(
		`an execution of '${workflow.name}'`,
		async () => await api.executions(workflow, 1),
		([newest]) => newest !== undefined && newest.id !== latest?.id,
	);
	return await api.finished(started?.id ?? '');
}

/** The items that a node gave out, those of its error output with `output` 1; none when it did not run. */
export function itemsOf(execution: Execution, node: string, output = 0): INodeExecutionData[] {
	return execution.data.resultData.runData[node]?.at(-1)?.data?.main?.[output] ?? [];
}

/** The json of those items. */
export function jsonOf(execution: Execution, node: string, output = 0): unknown[] {
	return itemsOf(execution, node, output).map(({ json }) => json);
}
