import type { Execution, N8nApi, Workflow } from '../../../dev/playground/index.cts';
import { until } from './until.cts';

/** What came of a webhook whose workflow waits for a person. */
export interface Asked {
	status: number;
	answer: { approval?: string; [name: string]: unknown };
	/** The execution, which waits or has ended. */
	id: string;
}

/** What came of a form that a person has filled in. */
export interface Decided {
	/** The form as it was shown, as HTML. */
	form: string;
	status: number;
	answer: unknown;
	execution: Execution;
}

/** Posts JSON to the production address of an active workflow's webhook, and waits until it waits for a person or has ended. */
export async function ask(api: N8nApi, workflow: Workflow, body: object): Promise<Asked> {
	const webhook = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
	const [latest] = await api.executions(workflow, 1);
	const response = await fetch(`${api.url}/webhook/${String(webhook?.parameters.path)}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const answer = (await response.json()) as Asked['answer'];
	// As long as it is under way, n8n doesn't respond to who opens the form.
	const [started] = await until(
		`'${workflow.name}' to wait for a person or to end`,
		async () => await api.executions(workflow, 1),
		([newest]) =>
			newest !== undefined &&
			newest.id !== latest?.id &&
			['waiting', 'success', 'error'].includes(newest.status),
	);
	return { status: response.status, answer, id: started?.id ?? '' };
}

/** Opens the form that an execution waits for, chooses in its one field, and waits for the execution to end. */
export async function decide(
	api: N8nApi,
	{ answer: { approval = '' }, id }: Asked,
	choice: string,
): Promise<Decided> {
	// n8n names itself by the address of its editor, which may be another than the one that tests use.
	const { pathname, search } = new URL(approval);
	const address = `${api.url}${pathname}${search}`;
	const page = await fetch(address);
	const form = await page.text();
	const body = new FormData();
	body.set('field-0', choice);
	const response = await fetch(address, { method: 'POST', body });
	const answer: unknown = await response.json();
	return { form, status: response.status, answer, execution: await api.finished(id) };
}
