import {
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeCredentials,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IVersionedNodeType,
} from 'n8n-workflow';

import { collector, emitter, nodeTypesFrom } from './nodeTypes.cts';

/** The nodes of every workflow: Input → Trackfinity → Done (first output) and Failed (second output). */
export const nodeNames = {
	input: 'Input',
	node: 'Trackfinity',
	done: 'Done',
	failed: 'Failed',
} as const;

/** What goes into the node in one go: plain objects, or items of n8n, which are told by an object under `json`. */
export type Items = IDataObject[] | INodeExecutionData[];

/** What a workflow is made of, beyond the nodes that all of them have. */
export interface WorkflowOptions {
	/** Of the node that is run. Expressions are allowed and see the items: `={{ $json.id }}`. */
	parameters: INodeParameters;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/**
	 * Other settings of the node: executeOnce, alwaysOutputData and so on. With `retryOnFail`, n8n runs it `maxTries` times
	 * (2 to 5, default 3), `waitBetweenTries` milliseconds apart (at most 5,000; n8n takes 0 for its default of 1,000).
	 */
	node?: Partial<INode>;
	/** The type of the node that is run, by default `n8n-nodes-trackfinity.trackfinity`. */
	nodeType?: string;
}

/** Types of the nodes around the one that is run. */
const emitterType = 'engine.emitter';
const collectorType = 'engine.collector';

/**
 * The workflow of one run. With more than one batch, Done and Failed lead back to Input, and the node runs in a loop, once
 * for each batch. Input outputs each batch once, however often the loop comes back to it.
 */
export function createWorkflow(
	{ parameters, onError, node, nodeType = 'n8n-nodes-trackfinity.trackfinity' }: WorkflowOptions,
	batches: readonly Items[],
	credentials: INodeCredentials,
	types: Record<string, INodeType | IVersionedNodeType>,
): Workflow {
	return new Workflow({
		id: 'workflow',
		name: 'In-process engine',
		nodes: [
			bareNode(nodeNames.input, emitterType, [0, 0]),
			{
				...bareNode(nodeNames.node, nodeType, [200, 0]),
				parameters,
				credentials,
				...(onError && { onError }),
				...node,
			},
			bareNode(nodeNames.done, collectorType, [400, 0]),
			bareNode(nodeNames.failed, collectorType, [400, 200]),
		],
		connections: batches.length > 1 ? loop : line,
		active: true,
		nodeTypes: nodeTypesFrom({
			...types,
			[emitterType]: emitter(batches.map((items) => items.map(toItem))),
			[collectorType]: collector,
		}),
		// n8n gives each expression the time of day in the workflow's zone, which takes long to find for any other.
		settings: { executionOrder: 'v1', timezone: 'UTC' },
	});
}

function bareNode(name: string, type: string, position: [number, number]): INode {
	return { id: name, name, type, typeVersion: 1, position, parameters: {} };
}

const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];

const line: IConnections = {
	[nodeNames.input]: { main: [to(nodeNames.node)] },
	[nodeNames.node]: { main: [to(nodeNames.done), to(nodeNames.failed)] },
};

const loop: IConnections = {
	...line,
	[nodeNames.done]: { main: [to(nodeNames.input)] },
	[nodeNames.failed]: { main: [to(nodeNames.input)] },
};

/** A new item each time, because n8n writes the lineage into the items that a node outputs. */
export function toItem(item: IDataObject | INodeExecutionData): INodeExecutionData {
	return isItem(item) ? { ...item } : { json: item };
}

function isItem(item: IDataObject | INodeExecutionData): item is INodeExecutionData {
	return typeof item['json'] === 'object' && item['json'] !== null;
}
