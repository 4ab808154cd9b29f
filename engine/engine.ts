import { ExecutionLifecycleHooks, WorkflowExecute, WorkflowHasIssuesError } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ExecutionError,
	type ExecutionStatus,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataWith } from './additional-data';
import { CredentialsHelper } from './credentials-helper';
import { recordLogs } from './logs';
import { collector, emitter, nodeTypesFrom } from './node-types';
import type { NodePackage } from './package';

/** The nodes of every workflow: Input → Trackfinity → Done (first output) and Failed (second output). */
export const nodeNames = {
	input: 'Input',
	node: 'Trackfinity',
	done: 'Done',
	failed: 'Failed',
} as const;

/** Types of the nodes around the one that is run. */
const emitterType = 'engine.emitter';
const collectorType = 'engine.collector';

/** As an active workflow runs, not as the editor's test button runs it. */
const mode: WorkflowExecuteMode = 'trigger';

export interface RunOptions {
	/** Of the node that is run. Expressions are allowed and see the items: `={{ $json.id }}`. */
	parameters: INodeParameters;
	/** What the Input node outputs: plain objects, or items of n8n, which are told by an object under `json`. */
	items: IDataObject[] | INodeExecutionData[];
	/** The node has the credentials that are given here and no others. */
	credentials?: Partial<
		Record<'trackfinityApi' | 'trackfinityDeleteApi', ICredentialDataDecryptedObject>
	>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** Other settings of the node: retryOnFail, executeOnce, alwaysOutputData and so on. */
	node?: Partial<INode>;
	/** The type of the node that is run, by default `n8n-nodes-trackfinity.trackfinity`. */
	nodeType?: string;
	/** When it resolves, the execution is cancelled as n8n's stop button does it. */
	cancelWhen?: Promise<unknown>;
}

export interface RunResult {
	status: ExecutionStatus;
	/** As n8n keeps it in the run data. Also there when the node threw under a continue setting, which n8n lets pass. */
	error?: ExecutionError;
	/** First output of the node; empty when it stopped or did not run. */
	output: INodeExecutionData[];
	/** Second output of the node, which it has under `continueErrorOutput` only. */
	errorOutput: INodeExecutionData[];
	hints: NodeExecutionHint[];
	/** Everything that n8n would keep of the execution, unchanged. */
	run: IRun;
	/** What was logged through n8n while the workflow ran, at every level. */
	logs: string[];
	/** How often a credential was decrypted. */
	credentialReads: number;
}

export interface EngineOptions {
	/** More node types that `nodeType` may name. */
	extraNodeTypes?: Record<string, INodeType>;
}

export interface Engine {
	/** Runs one workflow. Resolves however the execution ends; rejects only if it could not be set up. */
	run: (options: RunOptions) => Promise<RunResult>;
}

let executions = 0;

/** n8n's execution engine over the nodes of a package. Executions may overlap. */
export function createEngine(
	pkg: NodePackage,
	{ extraNodeTypes = {} }: EngineOptions = {},
): Engine {
	return {
		async run(options) {
			const credentialsHelper = new CredentialsHelper(pkg.credentialTypes);
			const credentials = credentialsHelper.store(options.credentials ?? {});
			const nodeTypes = nodeTypesFrom({
				...pkg.nodeTypes,
				...extraNodeTypes,
				[emitterType]: emitter(options.items.map(toItem)),
				[collectorType]: collector,
			});
			const workflow = new Workflow({
				id: 'workflow',
				name: 'In-process engine',
				nodes: nodesFor(options, credentials),
				connections,
				active: true,
				nodeTypes,
				settings: { executionOrder: 'v1' },
			});

			const logs = recordLogs();
			const run = await execute(workflow, credentialsHelper, options.cancelWhen).finally(logs.stop);

			const task = run.data.resultData.runData[nodeNames.node]?.at(-1);
			const error = run.data.resultData.error ?? task?.error;
			return {
				status: run.status,
				...(error && { error }),
				output: task?.data?.['main']?.[0] ?? [],
				errorOutput: task?.data?.['main']?.[1] ?? [],
				hints: task?.hints ?? [],
				run,
				logs: logs.lines,
				credentialReads: credentialsHelper.reads,
			};
		},
	};
}

async function execute(
	workflow: Workflow,
	credentialsHelper: CredentialsHelper,
	cancelWhen?: Promise<unknown>,
): Promise<IRun> {
	const executionId = String(++executions);
	const startNode = workflow.nodes[nodeNames.input] as INode;
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
	const startedAt = new Date();
	try {
		const execution = new WorkflowExecute(additionalData, mode).run({ workflow, startNode });
		void cancelWhen?.then(() => execution.cancel());
		return await execution;
	} catch (error) {
		// n8n throws before the first node runs when a required parameter is empty, and its runner keeps that as an execution.
		if (!(error instanceof WorkflowHasIssuesError)) throw error;
		const { message, stack } = error;
		return {
			data: createRunExecutionData({
				resultData: { error: { ...error, message, stack } as ExecutionError, runData: {} },
			}),
			mode,
			startedAt,
			stoppedAt: new Date(),
			storedAt: 'db',
			status: 'error',
		};
	}
}

function nodesFor(options: RunOptions, credentials: NonNullable<INode['credentials']>): INode[] {
	const node = (name: string, type: string, position: [number, number]): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position,
		parameters: {},
	});
	return [
		node(nodeNames.input, emitterType, [0, 0]),
		{
			...node(nodeNames.node, options.nodeType ?? 'n8n-nodes-trackfinity.trackfinity', [200, 0]),
			parameters: options.parameters,
			credentials,
			...(options.onError && { onError: options.onError }),
			...options.node,
		},
		node(nodeNames.done, collectorType, [400, 0]),
		node(nodeNames.failed, collectorType, [400, 200]),
	];
}

const connections: IConnections = {
	[nodeNames.input]: { main: [[{ node: nodeNames.node, type: 'main', index: 0 }]] },
	[nodeNames.node]: {
		main: [
			[{ node: nodeNames.done, type: 'main', index: 0 }],
			[{ node: nodeNames.failed, type: 'main', index: 0 }],
		],
	},
};

/** A new item each time, because n8n writes the lineage into the items that a node outputs. */
function toItem(item: IDataObject | INodeExecutionData): INodeExecutionData {
	return isItem(item) ? { ...item } : { json: item };
}

function isItem(item: IDataObject | INodeExecutionData): item is INodeExecutionData {
	return typeof item['json'] === 'object' && item['json'] !== null;
}
