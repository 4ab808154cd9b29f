import type { INodeExecutionData } from 'n8n-workflow';

/**
 * How many items are valid: the json is an object, which n8n's types and the nodes that follow count on, and the item in
 * that it is linked to is the one at the same place.
 */
export function countValid(items: readonly INodeExecutionData[]): number {
	return items.filter((item, index) => isObject(item.json) && origin(item) === index).length;
}

function isObject(json: unknown): boolean {
	return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The index of the item in; undefined where there is no link or more than one. */
function origin({ pairedItem }: INodeExecutionData): number | undefined {
	if (typeof pairedItem === 'number') return pairedItem;
	return Array.isArray(pairedItem) ? undefined : pairedItem?.item;
}
