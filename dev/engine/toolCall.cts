import { ExecuteContext, SupplyDataContext } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type IExecuteContextData,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type ITaskData,
} from 'n8n-workflow';

import { additionalDataWith } from './additionalData.cts';
import { CredentialsHelper } from './credentialsHelper.cts';
import type { RunOptions } from './engine.cts';
import { recordLogs } from './logs.cts';
import { bareNodeType, nodeTypesFrom } from './nodeTypes.cts';
import type { NodePackage } from './package.cts';
import { toItem, type Items } from './workflow.cts';

/** The name of the agent. */
export const AGENT = 'AI Agent';
const REVIEW = 'Review';

export type ToolCallOptions = Pick<
	RunOptions,
	'parameters' | 'onError' | 'node' | 'credentials'
> & {
	/** The arguments of the call. */
	items: Items;
	/** The items of the agent where they are others than the arguments: in AI Agents 1 and 2, agents that are tools, and MCP. */
	agentItems?: Items;
	/** What nodes remember in the execution that the agent is part of; it is not copied. n8n's own Agents have none. */
	contextData?: IExecuteContextData;
	/** The node to whose items n8n links the call, as AI Agent 3 has it do: the agent itself from its second run on. */
	linkedTo?: { node: string; items: Items };
	/** Whether a person approved the call: their review stands between agent and tool. */
	isReviewed?: boolean;
	/** What n8n has under the index of this run for `$fromAI`: another call's, where calls side by side share one (AI Agent 2). */
	said?: IDataObject;
};

/** What the agent gets of a call. */
export interface ToolCallResult {
	/** What the node threw, of which the agent gets the message. */
	error?: unknown;
	output: INodeExecutionData[];
	logs: string[];
	credentialReads: number;
}

/**
 * Calls the node for an agent that runs it by itself, outside of n8n's execution engine, as n8n's own Agents do
 * (node-execution/ephemeral-node-executor.ts of n8n 2.41): on run data without an execution, where `getContext` throws.
 * AI Agents before version 3 do the same on the run data of their execution.
 */
export async function callTool(
	pkg: NodePackage,
	options: ToolCallOptions,
): Promise<ToolCallResult> {
	const { parameters, onError, node: settings, credentials, items } = options;
	const { contextData, said, linkedTo } = options;
	const credentialsHelper = new CredentialsHelper(pkg.credentialTypes);
	const others = { agent: bareNodeType('agent'), reviewHitlTool: bareNodeType('review') };
	const nodeTypes = nodeTypesFrom({ ...pkg.nodeTypes, ...others });
	const node: INode = {
		id: 'tool',
		name: 'Trackfinity',
		type: 'n8n-nodes-trackfinity.trackfinityTool',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: credentialsHelper.store(credentials ?? {}),
		...(onError && { onError }),
		...settings,
	};
	const sourceOverwrite = linkedTo && { previousNode: linkedTo.node };
	const nodes = [...new Set([AGENT, REVIEW, linkedTo?.node ?? AGENT])].map((name): INode => ({
		...node,
		id: name,
		name,
		type: name === REVIEW ? 'reviewHitlTool' : 'agent',
	}));
	const callers = options.isReviewed ? [REVIEW, AGENT] : [AGENT];
	const connections = Object.fromEntries(
		callers.map((caller, index) => [
			callers[index - 1] ?? node.name,
			{ ai_tool: [[{ node: caller, type: 'ai_tool' as const, index: 0 }]] },
		]),
	);
	const input = items
		.map(toItem)
		.map((item) =>
			sourceOverwrite ? { ...item, pairedItem: { item: 0, sourceOverwrite } } : item,
		);
	const agentInput = options.agentItems?.map(toItem) ?? input;
	const inputData = { main: [agentInput] };
	const beginning = [
		new Workflow({
			...{ nodes: [node, ...nodes], connections, active: false, nodeTypes },
			settings: { executionOrder: 'v1' },
		}),
		node,
		additionalDataWith(credentialsHelper),
		'internal',
		contextData
			? createRunExecutionData({
					executionData: { contextData },
					resultData: {
						runData: {
							...(said && { [node.name]: [runOf(said)] }),
							...(linkedTo && { [linkedTo.node]: [outputOf(linkedTo.items)] }),
						},
					},
				})
			: createEmptyRunExecutionData(),
		0,
		agentInput,
		inputData,
	] as const;
	const executeData = {
		node,
		data: inputData,
		source: { main: [{ previousNode: callers[0] ?? AGENT }] },
	};
	const context = options.agentItems
		? new SupplyDataContext(...beginning, 'ai_tool', executeData, [])
		: new ExecuteContext(...beginning, executeData, []);
	if (context instanceof SupplyDataContext) context.addInputData('ai_tool', [input]);
	const { execute } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);

	const logs = recordLogs();
	const result: Pick<ToolCallResult, 'error' | 'output'> = { output: [] };
	try {
		const output = await execute?.call(context as unknown as IExecuteFunctions);
		result.output = (Array.isArray(output) && output[0]) || [];
	} catch (error) {
		result.error = error;
	} finally {
		logs.stop();
	}
	return { ...result, logs: logs.lines, credentialReads: credentialsHelper.reads };
}

/** A run that gave out items. */
function outputOf(items: Items): ITaskData {
	const empty = { startTime: 0, executionTime: 0, executionIndex: 0, source: [] };
	return { ...empty, data: { main: [items.map(toItem)] } };
}

/** A run of a tool, as the agent begins it. */
function runOf(said: IDataObject): ITaskData {
	return {
		...{ startTime: 0, executionTime: 0, executionIndex: 0, source: [] },
		inputOverride: { ai_tool: [[{ json: said }]] },
	};
}
