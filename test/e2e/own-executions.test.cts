import type { INode } from 'n8n-workflow';
import { withWorkflow } from './support/examples.cts';
import { McpSession } from './support/mcp.cts';
import { chain, node, ourNode, START, TRACKFINITY } from './support/overItems.cts';
import { useN8n } from './support/playground.cts';
import { Routes } from './support/routes.cts';
import { until } from './support/until.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;
const routes = new Routes(n8n);

const sent = async () => (await sandbox.requests()).map(({ form }) => form.customer_id);

/** Our node, which may forget one customer in an execution. */
function forgetOne(customerId: string): INode {
	return ourNode({
		parameters: { operation: 'forget', lookupBy: 'customerId', customerId, safetyLimit: 1 },
	});
}

describe("n8n's evaluation of a workflow", () => {
	test('forgets for real, with a Safety Limit for each row', async () => {
		const customers = ['191', '204', '215'];
		const table = await createTable(customers);
		const nodes = [
			node(START, 'n8n-nodes-base.evaluationTrigger', 4.7, {
				dataTableId: { __rl: true, mode: 'id', value: table.id },
			}),
			forgetOne('={{ $json.customer }}'),
			node('Metrics', 'n8n-nodes-base.evaluation', 4.8, {
				operation: 'setMetrics',
				metric: 'customMetrics',
				metrics: {
					assignments: [
						{ id: 'done', name: 'done', type: 'number', value: '={{ Number($json.success) }}' },
					],
				},
			}),
		];
		const connections = chain(START, TRACKFINITY, 'Metrics');
		await withWorkflow(n8n, { name: 'Evaluation', nodes, connections }, async ({ id }) => {
			const runs = `/workflows/${id}/test-runs`;
			await routes.ask('POST', `${runs}/new`, {});
			const [run] = await until(
				'the evaluation to end',
				async () => await routes.ask<TestRun[]>('GET', runs),
				([latest]) => latest !== undefined && !['new', 'running'].includes(latest.status),
			);

			expect(run).toMatchObject({ status: 'completed', metrics: { done: 1 } });
		});
		await routes.ask('DELETE', table.path);

		expect(await sent()).toEqual(customers);
	});
});

describe("n8n's own MCP server", () => {
	test('executes a workflow with a Safety Limit for each call', async () => {
		await routes.ask('PATCH', '/mcp/settings', { mcpAccessEnabled: true });
		const { apiKey } = await routes.ask<{ apiKey: string }>('GET', '/mcp/api-key');
		const session = new McpSession(`${n8n.url}/mcp-server/http`, apiKey);
		await session.begin();
		const file = {
			name: 'For MCP clients',
			nodes: [node(START, 'n8n-nodes-base.webhook', 2), forgetOne('={{ $json.body.customer }}')],
			connections: chain(START, TRACKFINITY),
			settings: { availableInMCP: true },
		};
		const customers = ['191', '204'];
		await withWorkflow(n8n, file, async ({ id }) => {
			for (const customer of customers) {
				const started = await session.call('execute_workflow', {
					workflowId: id,
					executionMode: 'manual',
					triggerNodeName: START,
					inputs: { webhookData: { body: { customer } } },
				});
				const { executionId } = JSON.parse(started) as { executionId: string };

				expect(await api.finished(executionId)).toMatchObject({ status: 'success' });
			}
		});
		await routes.ask('PATCH', '/mcp/settings', { mcpAccessEnabled: false });

		expect(await sent()).toEqual(customers);
	});
});

interface TestRun {
	status: string;
	metrics: Record<string, number>;
}

/** Gives n8n a table with these customers. */
async function createTable(customers: string[]): Promise<{ id: string; path: string }> {
	const tables = `${await routes.project()}/data-tables`;
	const columns = [{ name: 'customer', type: 'string' }];
	const { id } = await routes.ask<{ id: string }>('POST', tables, { name: 'Customers', columns });
	const path = `${tables}/${id}`;
	await routes.ask('POST', `${path}/insert`, {
		data: customers.map((customer) => ({ customer })),
	});
	return { id, path };
}
