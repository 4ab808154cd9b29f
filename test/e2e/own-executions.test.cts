import type { INode } from 'n8n-workflow';
import { until } from '../../dev/playground/index.cts';
import { McpSession } from './support/mcp.cts';
import { useN8n } from './support/playground.cts';
import { chain, node, ourNode, START, TRACKFINITY } from './support/workflows.cts';

const n8n = useN8n();
const { api, sandbox, withWorkflow } = n8n;

/** Our node, which may forget one customer in an execution. */
function forgetOne(customerId: string): INode {
	const parameters = { operation: 'forget', lookupBy: 'customerId', customerId, safetyLimit: 1 };
	return ourNode({ parameters });
}

test("n8n's evaluation of a workflow forgets for real, with a Safety Limit for each row", async () => {
	const customers = ['191', '204', '215'];
	const tables = `${await api.project()}/data-tables`;
	const columns = [{ name: 'customer', type: 'string' }];
	const table = await api.ask<{ id: string }>('POST', tables, { name: 'Customers', columns });
	const data = customers.map((customer) => ({ customer }));
	await api.ask('POST', `${tables}/${table.id}/insert`, { data });
	const done = { id: 'done', name: 'done', type: 'number', value: '={{ Number($json.success) }}' };
	const nodes = [
		node(START, 'n8n-nodes-base.evaluationTrigger', 4.7, {
			dataTableId: { __rl: true, mode: 'id', value: table.id },
		}),
		forgetOne('={{ $json.customer }}'),
		node('Metrics', 'n8n-nodes-base.evaluation', 4.8, {
			operation: 'setMetrics',
			metric: 'customMetrics',
			metrics: { assignments: [done] },
		}),
	];
	const connections = chain(START, TRACKFINITY, 'Metrics');
	await withWorkflow({ name: 'Evaluation', nodes, connections }, async ({ id }) => {
		const runs = `/workflows/${id}/test-runs`;
		await api.ask('POST', `${runs}/new`, {});
		const [run] = await until(
			'the evaluation to end',
			async () => await api.ask<Array<{ status: string }>>('GET', runs),
			([latest]) => latest !== undefined && !['new', 'running'].includes(latest.status),
		);

		expect(run).toMatchObject({ status: 'completed', metrics: { done: 1 } });
	});
	await api.ask('DELETE', `${tables}/${table.id}`);

	expect(await sandbox.customerIds()).toEqual(customers);
});

test("n8n's own MCP server executes a workflow with a Safety Limit for each call", async () => {
	await api.ask('PATCH', '/mcp/settings', { mcpAccessEnabled: true });
	const { apiKey } = await api.ask<{ apiKey: string }>('GET', '/mcp/api-key');
	const session = new McpSession(`${n8n.url}/mcp-server/http`, apiKey);
	await session.begin();
	const file = {
		name: 'For MCP clients',
		nodes: [node(START, 'n8n-nodes-base.webhook', 2), forgetOne('={{ $json.body.customer }}')],
		connections: chain(START, TRACKFINITY),
		settings: { availableInMCP: true },
	};
	const customers = ['191', '204'];
	await withWorkflow(file, async ({ id }) => {
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
	await api.ask('PATCH', '/mcp/settings', { mcpAccessEnabled: false });

	expect(await sandbox.customerIds()).toEqual(customers);
});
