import {
	Workflow,
	type IConnections,
	type INode,
	type INodeType,
	type IRun,
	type NodeConnectionType,
} from 'n8n-workflow';

import { CredentialsHelper } from './credentialsHelper.cts';
import type { RunOptions } from './engine.cts';
import { execute, type ExecutionOptions } from './execution.cts';
import { bareNodeType, nodeTypesFrom } from './nodeTypes.cts';
import type { NodePackage } from './package.cts';

/** What a node does, in place of one of n8n's; none if it is a node of the package. */
export type FlowNode = Partial<INode> & {
	work?: NonNullable<INodeType['execute']>;
	isTrigger?: boolean;
};

/** From a node to the next one, by the number of its output; a tool or the like says what it's connected as. */
export type FlowLink = [
	from: string,
	to: string,
	output?: number,
	type?: NodeConnectionType,
	input?: number,
];

export interface FlowOptions extends Pick<ExecutionOptions, 'pinData' | 'step'> {
	/** By name; the workflow begins with `Input`. */
	nodes: Record<string, FlowNode>;
	links: FlowLink[];
	/** Those of the package's nodes. */
	credentials: RunOptions['credentials'];
	/** As the workflow's settings have it, by default that of new workflows. */
	executionOrder?: 'v0' | 'v1';
}

/** Runs a workflow of several nodes. */
export async function runFlow(
	pkg: NodePackage,
	{ nodes, links, credentials = {}, executionOrder = 'v1', pinData, step }: FlowOptions,
): Promise<IRun> {
	const helper = new CredentialsHelper(pkg.credentialTypes);
	const made: Record<string, INodeType> = {};
	const list = Object.entries(nodes).map(([name, { work, isTrigger, ...settings }]): INode => {
		const { type = name } = settings;
		const rest = { id: name, name, type, typeVersion: 1, parameters: {}, ...settings };
		const own = work && withForm(made[type] ?? bareNodeType(type, workOf(nodes)), links, rest);
		if (own) made[type] = own;
		if (own && isTrigger) Object.assign(own.description, { group: ['trigger'], inputs: [] });
		const store = work ? {} : { credentials: helper.store(credentials) };
		return { ...rest, position: [0, 0], ...store };
	});
	const workflow = new Workflow({
		...{ id: 'flow', name: 'Flow', active: true, nodes: list },
		connections: toConnections(links),
		nodeTypes: nodeTypesFrom({ ...pkg.nodeTypes, ...made }),
		settings: { executionOrder, timezone: 'UTC' },
	});
	return await execute(workflow, helper, { ...(pinData && { pinData }), ...(step && { step }) });
}

/** What the node that runs does: n8n has one type for all nodes of it. */
function workOf(nodes: FlowOptions['nodes']): NonNullable<INodeType['execute']> {
	return async function (response) {
		return (await nodes[this.getNode().name]?.work?.call(this, response)) ?? null;
	};
}

/** With as many outputs as are used, an input for tools where there are some, and a field for each parameter. */
function withForm(
	type: INodeType,
	links: FlowLink[],
	{ name, parameters }: Pick<INode, 'name' | 'parameters'>,
): INodeType {
	const { description } = type;
	const main = (count: number) => Array.from({ length: count }, () => 'main' as const);
	const outputs = links.map(([from, , output = 0]) => (from === name ? output + 1 : 1));
	description.outputs = main(Math.max(description.outputs.length, ...outputs));
	const hasTools = links.some(([, to, , kind]) => to === name && kind === 'ai_tool');
	const inputs = links.map(([, to, , kind, input = 0]) =>
		to === name && kind !== 'ai_tool' ? input + 1 : 1,
	);
	description.inputs = hasTools
		? ['main', 'ai_tool']
		: main(Math.max(description.inputs.length, ...inputs));
	description.properties.push(
		...Object.keys(parameters).map((field) => ({
			...{ displayName: field, name: field, type: 'string' as const, default: '' },
		})),
	);
	return type;
}

function toConnections(links: FlowLink[]): IConnections {
	const connections: IConnections = {};
	for (const [from, node, output = 0, type = 'main', index = 0] of links) {
		const outputs = ((connections[from] ??= {})[type] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node, type, index });
	}
	return connections;
}
