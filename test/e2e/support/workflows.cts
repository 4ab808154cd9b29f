import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { Execution, WorkflowFile } from '../../../dev/playground/index.cts';

/** The names of nodes in the workflows made here. */
export const START = 'Start';
export const EACH = 'Each customer';
export const TRACKFINITY = 'Trackfinity';
export const DONE = 'Done';
export const NOT_DONE = 'Not done';

/** Parameters and settings of our node. */
export type OurNode = { parameters: INodeParameters } & Partial<INode>;

/**
 * A workflow that is run by hand: a list of items, our node, and behind each of its outputs a node that tells from which
 * item of the list (by its field `id`) n8n takes what it gets to come.
 * @param items what our node gets
 * @param trackfinity its parameters and settings
 */
export function overItems(name: string, items: IDataObject[], trackfinity: OurNode): WorkflowFile {
	return {
		name,
		nodes: [
			...list(EACH, items),
			ourNode(trackfinity),
			node(DONE, 'n8n-nodes-base.set', 3.4, origin),
			node(NOT_DONE, 'n8n-nodes-base.set', 3.4, origin),
		],
		connections: {
			...chain(START, 'List', EACH, TRACKFINITY),
			[TRACKFINITY]: { main: [[to(DONE)], [to(NOT_DONE)]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

const itemId = `={{ $('${EACH}').item.json.id }}`;
const assignments = [{ id: 'from', name: 'from', type: 'string', value: itemId }];
const origin = { assignments: { assignments }, includeOtherFields: true, options: {} };

/** Our node as n8n stores it, its credentials still to be bound. */
export function ourNode(settings: OurNode): INode {
	const unbound = { id: null, name: '' };
	return {
		...node(TRACKFINITY, 'n8n-nodes-trackfinity.trackfinity', 1),
		credentials: { trackfinityApi: unbound, trackfinityDeleteApi: unbound },
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

/** The trigger of what is run by hand. */
export const start = node(START, 'n8n-nodes-base.manualTrigger', 1);

/** The trigger, and behind it the nodes of which the last, with this name, gives out these items. */
export function list(name: string, items: IDataObject[]): INode[] {
	return [
		start,
		jsonNode('List', { items }),
		node(name, 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'items', options: {} }),
	];
}

/** A node that gives out one item with this json. */
export function jsonNode(name: string, json: IDataObject): INode {
	const parameters = { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} };
	return node(name, 'n8n-nodes-base.set', 3.4, parameters);
}

/** The end of a connection: the input of that node. */
export function to(name: string, type: 'main' | 'ai_tool' | 'ai_languageModel' = 'main') {
	return { node: name, type, index: 0 };
}

/** Connects nodes one behind the other. */
export function chain(...names: string[]): IConnections {
	return Object.fromEntries(
		names.slice(1).map((name, index) => [names[index] ?? '', { main: [[to(name)]] }]),
	);
}

/** The json of the items that a node gave out, those of its error output with `output` 1; none when it did not run. */
export function jsonOf(execution: Execution, name: string, output = 0): unknown[] {
	const items = execution.data.resultData.runData[name]?.at(-1)?.data?.main?.[output] ?? [];
	return items.map(({ json }) => json);
}

/** How many items a summary in the log tells of, by what became of them. */
export function outcomesIn(summary: string) {
	const count = (what: string) =>
		Number(new RegExp(`${what}: (\\d+) item`).exec(summary)?.[1] ?? 0);
	return {
		done: count('Done'),
		unknown: count('Unclear'),
		notSent: count('Not sent'),
		open: count('Not finished yet'),
	};
}
