import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../playground/index.cts';
import type { Case } from '../core.cts';

/** The name of the node that is measured. */
export const LOCK = 'Lock';

/** The path below `/webhook/` that the workflow is called at. */
export const WEBHOOK_PATH = 'lock-customers';

const WEBHOOK = 'Customers to lock';
const EACH = 'Each customer';

/**
 * A workflow that is called with a list of customers, locks them, and responds when it is done. The lists that come in and
 * the items that go out are stored alike for both, so storing them is in neither's time.
 * @param isNode whether our node locks them, or n8n's own HTTP Request node
 * @param url the sandbox as Trackfinity, without a slash at the end
 */
export function workflowOf(isNode: boolean, work: Case, url: string): WorkflowFile {
	return {
		name: 'Bench',
		nodes: [
			{
				...node(WEBHOOK, 'n8n-nodes-base.webhook', 2.1, {
					httpMethod: 'POST',
					path: WEBHOOK_PATH,
					responseMode: 'lastNode',
					responseData: 'noData',
					options: {},
				}),
				webhookId: WEBHOOK_PATH,
			},
			node(EACH, 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'body.customers', options: {} }),
			isNode ? trackfinity(work) : httpRequest(work, `${url}/api/customer/lock`),
		],
		connections: {
			[WEBHOOK]: { main: [[{ node: EACH, type: 'main', index: 0 }]] },
			[EACH]: { main: [[{ node: LOCK, type: 'main', index: 0 }]] },
		},
		// Stored once at the end, for the times in it; not after every node.
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: 'all',
			saveExecutionProgress: false,
		},
	};
}

function trackfinity({ parallel }: Case): INode {
	return {
		...node(LOCK, 'n8n-nodes-trackfinity.trackfinity', 1, {
			resource: 'customer',
			operation: 'lock',
			customerId: '={{ $json.id }}',
			options: { parallelRequests: parallel },
		}),
		credentials: { trackfinityApi: { id: null, name: '' } },
	};
}

/**
 * The HTTP Request node, set up as fast and as safe as it goes.
 *
 * - Both headers are in a credential, where keys belong. With the generic Custom Auth n8n 2.41 reads it from its database
 *   twice per item; with our own credential as predefined type it would be three times.
 * - Its batching is a pause between batches, which does not wait for their responses, so it can't hold a number of requests
 *   in flight. Without latency there is nothing to wait for, and it is fastest without pauses. With latency, a batch of
 *   ten for each time that a response takes is as near as it comes to ten in parallel.
 * - Retry On Fail stays off: it would send all items again, those that were done included.
 * - The response is left at its default, which makes the invalid json `true` of Trackfinity's response. As text it would be
 *   `{ data: true }`, a valid item, in the same time. The full response would add the same headers to every item.
 * - Redirects are left at their default too: not following them made no difference in time.
 */
function httpRequest({ latencyMs, parallel }: Case, url: string): INode {
	const batch = { batchSize: parallel, batchInterval: latencyMs };
	return {
		...node(LOCK, 'n8n-nodes-base.httpRequest', 4.5, {
			method: 'PATCH',
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpCustomAuth',
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: { parameters: [{ name: 'customer_id', value: '={{ $json.id }}' }] },
			options: latencyMs === 0 ? {} : { batching: { batch } },
		}),
		credentials: { httpCustomAuth: { id: null, name: '' } },
	};
}

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}
