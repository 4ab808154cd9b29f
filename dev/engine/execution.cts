import { ExecutionLifecycleHooks, WorkflowExecute, WorkflowHasIssuesError } from 'n8n-core';
import {
	createRunExecutionData,
	type ExecutionError,
	type IExecuteContextData,
	type INode,
	type INodeExecutionData,
	type IRun,
	type IRunData,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataWith } from './additionalData.cts';
import type { CredentialsHelper } from './credentialsHelper.cts';
import { nodeNames } from './workflow.cts';

/** As an active workflow runs, not as the editor's test button runs it. */
const mode: WorkflowExecuteMode = 'trigger';

let executions = 0;

/** What an execution starts with, and what ends it early. */
export interface ExecutionOptions {
	/** What nodes remembered in an earlier execution. It is copied. */
	contextData?: IExecuteContextData;
	/** When it resolves, the execution is canceled as n8n's stop button does it. */
	cancelWhen?: Promise<unknown>;
	/** By node: what it gives out instead of being run. */
	pinData?: Record<string, INodeExecutionData[]>;
	/** As the editor's "Execute step": of a workflow that begins with a trigger, up to a node, after an earlier execution. */
	step?: { upTo: string; runData: IRunData; changed?: string[] };
}

/**
 * Executes a workflow from its Input node on, as n8n's WorkflowExecutionService and WorkflowRunner do with an active one.
 * @returns what n8n would keep of the execution, however it ended
 * @throws what n8n throws before the first node runs, but for parameters that are missing
 */
export async function execute(
	workflow: Workflow,
	credentialsHelper: CredentialsHelper,
	{ contextData = {}, cancelWhen, pinData = {}, step }: ExecutionOptions,
): Promise<IRun> {
	const executionId = String(++executions);
	const additionalData = {
		...additionalDataWith(credentialsHelper),
		executionId,
		workflowId: workflow.id,
		hooks: new ExecutionLifecycleHooks(mode, executionId, {
			id: workflow.id,
			name: workflow.name ?? '',
			active: true,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			nodes: Object.values(workflow.nodes),
			connections: workflow.connectionsBySourceNode,
		}),
	};
	const data = createRunExecutionData({
		resultData: { pinData },
		executionData: {
			contextData: structuredClone(contextData),
			nodeExecutionStack: [
				{
					node: workflow.nodes[nodeNames.input] as INode,
					data: { main: [[{ json: {} }]] },
					source: null,
				},
			],
		},
	});
	const startedAt = new Date();
	try {
		const execution = step
			? executeStep(workflow, new WorkflowExecute(additionalData, 'manual'), step, pinData)
			: new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
		void cancelWhen?.then(() => execution.cancel());
		return await execution;
	} catch (error) {
		// n8n throws before the first node runs when a required parameter is empty, and its runner keeps that as an execution.
		if (!(error instanceof WorkflowHasIssuesError)) throw error;
		const { message, stack } = error;
		data.resultData.error = { ...error, message, stack } as ExecutionError;
		return {
			data,
			mode,
			startedAt,
			stoppedAt: new Date(),
			storedAt: 'db',
			status: 'error',
		};
	}
}

function executeStep(
	workflow: Workflow,
	execution: WorkflowExecute,
	{ upTo, runData, changed = [] }: NonNullable<ExecutionOptions['step']>,
	pinData: NonNullable<ExecutionOptions['pinData']>,
) {
	const destination = { nodeName: upTo, mode: 'inclusive' as const };
	return execution.runPartialWorkflow2(workflow, runData, pinData, changed, destination);
}
