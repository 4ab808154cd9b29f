import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../../dev/playground/index.cts';

export const TRACKFINITY = 'Trackfinity';

/** Our node in such a workflow: its parameters and settings. */
export type DeleteNode = { parameters: INodeParameters } & Partial<INode>;

/** A workflow that deletes the customers whose codes its webhook gets. The webhook responds at once. */
export function deleteByWebhook(
	path: string,
	{ parameters, ...settings }: DeleteNode,
): WorkflowFile {
	const called = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	const list = { fieldToSplitOut: 'body.codes', options: {} };
	const deletion = { operation: 'delete', code: "={{ $json['body.codes'] }}", ...parameters };
	return {
		name: path,
		nodes: [
			{ ...node('Called', 'n8n-nodes-base.webhook', 2, called), webhookId: path },
			node('Each customer', 'n8n-nodes-base.splitOut', 1, list),
			{
				...node(TRACKFINITY, 'n8n-nodes-trackfinity.trackfinity', 1, deletion),
				credentials: { trackfinityDeleteApi: { id: null, name: '' } },
				...settings,
			},
		],
		connections: { Called: to('Each customer'), 'Each customer': to(TRACKFINITY) },
		settings: { executionOrder: 'v1' },
	};
}

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

function to(name: string) {
	return { main: [[{ node: name, type: 'main' as const, index: 0 }]] };
}
