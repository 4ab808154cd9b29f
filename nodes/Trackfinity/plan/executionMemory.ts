import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

/** What n8n keeps for the node in an execution; undefined in its own Agents, which run a node without one. */
export function executionMemory(context: IExecuteFunctions): IContextObject | undefined {
	try {
		return context.getContext('node');
	} catch {
		return undefined;
	}
}
