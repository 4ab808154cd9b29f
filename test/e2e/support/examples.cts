import path from 'node:path';
import { bindCredentials, readWorkflow } from '../../../dev/playground/index.cts';
import type { Workflow, WorkflowFile } from '../../../dev/playground/index.cts';
import { examplesFolder } from '../../../dev/playground/paths.cts';
import type { EndToEnd } from './playground.cts';

/** Reads one of the example workflows. */
export async function readExample(file: string): Promise<WorkflowFile> {
	return await readWorkflow(path.join(examplesFolder, file));
}

/** Gives the tests of a `describe` an example as the playground has imported it, active while they run. */
export function useActiveExample(n8n: EndToEnd, file: string): { workflow: Workflow } {
	const active: { workflow?: Workflow } = {};
	beforeAll(async () => {
		active.workflow = await imported(n8n, file);
		await n8n.api.activate(active.workflow);
	});
	afterAll(async () => {
		if (active.workflow) await n8n.api.deactivate(active.workflow);
	});
	return {
		get workflow() {
			if (active.workflow === undefined) throw new Error(`${file} is only there inside of tests.`);
			return active.workflow;
		},
	};
}

async function imported({ api, workflows }: EndToEnd, file: string): Promise<Workflow> {
	const { name } = await readExample(file);
	const found = workflows.find((workflow) => workflow.name === name);
	if (found === undefined) throw new Error(`n8n has no workflow '${name}'.`);
	return await api.workflow(found.id);
}

/** Gives n8n a workflow for as long as the work with it takes. */
export async function withWorkflow<T>(
	{ api, credentials }: EndToEnd,
	file: WorkflowFile,
	work: (workflow: Workflow) => Promise<T>,
): Promise<T> {
	const workflow = await api.createWorkflow(bindCredentials(file, credentials));
	try {
		return await work(workflow);
	} finally {
		await api.deleteWorkflow(workflow.id);
	}
}
