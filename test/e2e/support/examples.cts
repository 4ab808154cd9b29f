import path from 'node:path';
import { readWorkflow, until } from '../../../dev/playground/index.cts';
import type { Execution, Workflow, WorkflowFile } from '../../../dev/playground/index.cts';
import { examplesFolder } from '../../../dev/playground/paths.cts';
import type { EndToEnd } from './playground.cts';

/** What came of a webhook or a form: the response, and the execution behind it, which has ended or waits for a person. */
export interface Called {
	status: number;
	answer: unknown;
	execution: Execution;
}

/** Reads one of the example workflows. */
export async function readExample(file: string): Promise<WorkflowFile> {
	return await readWorkflow(path.join(examplesFolder, file));
}

/**
 * Makes an example active as the playground has imported it, while the tests of a `describe` run.
 * @returns posts JSON to its webhook
 */
export function useExample(n8n: EndToEnd, file: string): (body: object) => Promise<Called> {
	const { api, url, workflows } = n8n;
	let workflow: Workflow | undefined;
	beforeAll(async () => {
		const { name } = await readExample(file);
		workflow = await api.workflow(workflows.find((one) => one.name === name)?.id ?? '');
		await api.activate(workflow);
	});
	afterAll(async () => {
		if (workflow) await api.deactivate(workflow);
	});
	return async (body) => {
		if (workflow === undefined) throw new Error(`${file} is only there inside of tests.`);
		const webhook = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
		const address = `${url}/webhook/${String(webhook?.parameters.path)}`;
		const headers = { 'content-type': 'application/json' };
		const request = { method: 'POST', headers, body: JSON.stringify(body) };
		let response: Response | undefined;
		const execution = await nextExecution(n8n, workflow, async () => {
			response = await fetch(address, request);
		});
		return { status: response?.status ?? 0, answer: await response?.json(), execution };
	};
}

/** Does what makes a workflow start by itself, and waits for the execution that this starts to end or to wait for a person. */
export async function nextExecution(
	{ api }: EndToEnd,
	workflow: Workflow,
	cause: () => Promise<void>,
): Promise<Execution> {
	const [latest] = await api.executions(workflow, 1);
	await cause();
	const [started] = await until(
		`an execution of '${workflow.name}'`,
		async () => await api.executions(workflow, 1),
		// As long as it is under way, n8n doesn't respond to who opens a form of it.
		([newest]) =>
			newest !== undefined &&
			newest.id !== latest?.id &&
			['waiting', 'success', 'error'].includes(newest.status),
	);
	return await api.execution(started?.id ?? '');
}

/** Opens the form that an execution waits for, chooses in its one field, and waits for the execution to end. */
export async function decide(
	{ api, url }: EndToEnd,
	{ answer, execution: { id } }: Called,
	choice: 'Approve' | 'Decline',
): Promise<Called & { form: string }> {
	const { approval } = answer as { approval: string };
	// n8n names itself by the address of its editor, which may be another than the one that tests use.
	const address = url + approval.slice(new URL(approval).origin.length);
	const form = await (await fetch(address)).text();
	const body = new FormData();
	body.set('field-0', choice);
	const response = await fetch(address, { method: 'POST', body });
	const decided: unknown = await response.json();
	const ended = await api.finished(id);
	return { form, status: response.status, answer: decided, execution: ended };
}
