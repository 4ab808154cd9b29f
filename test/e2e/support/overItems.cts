import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../../dev/playground/index.cts';

/** The names of the nodes of such a workflow. */
export const START = 'Start';
export const EACH = 'Each customer';
export const TRACKFINITY = 'Trackfinity';
export const DONE = 'Done';
export const NOT_DONE = 'Not done';

/** Parameters and settings of our node. */
type OurNode = { parameters: INodeParameters } & Partial<INode>;

/**
 * A workflow that is run by hand: a list of items, our node, and behind each of its outputs a node that tells from which
 * item of the list (by its field `id`) n8n takes what it gets to come.
 * @param items what our node gets
 * @param trackfinity its parameters and settings
 */
export function overItems(name: string, items: IDataObject[], trackfinity: OurNode): WorkflowFile {
	const base = 'n8n-nodes-base.';
	const list = { mode: 'raw', jsonOutput: JSON.stringify({ customers: items }), options: {} };
	return {
		name,
		nodes: [
			node(START, `${base}manualTrigger`, 1),
			node('List', `${base}set`, 3.4, list),
			node(EACH, `${base}splitOut`, 1, { fieldToSplitOut: 'customers', options: {} }),
			ourNode(trackfinity),
			node(DONE, `${base}set`, 3.4, origin),
			node(NOT_DONE, `${base}set`, 3.4, origin),
		],
		connections: {
			...chain(START, 'List', EACH, TRACKFINITY),
			[TRACKFINITY]: { main: [[to(DONE)], [to(NOT_DONE)]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

const origin = {
	assignments: {
		assignments: [
			{ id: 'from', name: 'from', type: 'string', value: `={{ $('${EACH}').item.json.id }}` },
		],
	},
	includeOtherFields: true,
	options: {},
};

/** Our node as n8n stores it, its credential still to be bound. */
export function ourNode(settings: OurNode): INode {
	return {
		...node(TRACKFINITY, 'n8n-nodes-trackfinity.trackfinity', 1),
		credentials: { trackfinityApi: { id: null, name: '' } },
		...settings,
	};
}

/** Any node as n8n stores it. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

/** The end of a connection: the input of that node. */
export function to(name: string) {
	return { node: name, type: 'main' as const, index: 0 };
}

/** Connections from each node to the next. */
export function chain(...names: string[]): IConnections {
	return Object.fromEntries(
		names.slice(0, -1).map((name, index) => [name, { main: [[to(names[index + 1] ?? '')]] }]),
	);
}
