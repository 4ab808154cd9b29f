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
	const types = { ...pkg.nodeTypes };
	const list = Object.entries(nodes).map(([name, { work, isTrigger, ...settings }]): INode => {
		const { type = name } = settings;
		const rest = { id: name, name, type, typeVersion: 1, parameters: {}, ...settings };
		const own = work && withForm(bareNodeType(type, work), links, rest);
		if (own) types[type] = own;
		if (own && isTrigger) Object.assign(own.description, { group: ['trigger'], inputs: [] });
		const store = work ? {} : { credentials: helper.store(credentials) };
		return { ...rest, position: [0, 0], ...store };
	});
	const workflow = new Workflow({
		...{ id: 'flow', name: 'Flow', active: true, nodes: list },
		connections: toConnections(links),
		nodeTypes: nodeTypesFrom(types),
		settings: { executionOrder, timezone: 'UTC' },
	});
	return await execute(workflow, helper, { ...(pinData && { pinData }), ...(step && { step }) });
}

/** With as many outputs as are used, an input for tools where there are some, and a field for each parameter. */
function withForm(
	type: INodeType,
	links: FlowLink[],
	{ name, parameters }: Pick<INode, 'name' | 'parameters'>,
): INodeType {
	const outputs = Math.max(...links.map(([from, , output = 0]) => (from === name ? output : 0)));
	const hasTools = links.some(([, to, , kind]) => to === name && kind === 'ai_tool');
	type.description.outputs = Array.from({ length: outputs + 1 }, () => 'main' as const);
	const inputs = Math.max(
		...links.map(([, to, , kind, input = 0]) => (to === name && kind !== 'ai_tool' ? input : 0)),
	);
	if (inputs > 0)
		type.description.inputs = Array.from({ length: inputs + 1 }, () => 'main' as const);
	if (hasTools) type.description.inputs = ['main', 'ai_tool'];
	type.description.properties = Object.keys(parameters).map((field) => ({
		...{ displayName: field, name: field, type: 'string', default: '' },
	}));
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
