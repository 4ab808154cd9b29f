import {
	callByAgent,
	forCustomer,
	forget,
	fromAi,
	itemIn,
	type Told,
	type ToolCalls,
	useModel,
} from './support/agents.cts';
import { callByMcp } from './support/mcp.cts';
import { newestAgent } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

const remove = { operation: 'delete', code: fromAi('Customer_Code'), options: { retries: 0 } };

type Caller = (calls: ToolCalls) => Promise<Told>;

const callers: Array<[string, Caller]> = [
	['an AI Agent 2.2', async (calls) => await callByAgent(n8n, model, 2.2, calls)],
	[
		`an AI Agent ${newestAgent}`,
		async (calls) => await callByAgent(n8n, model, newestAgent, calls),
	],
	['the MCP Server Trigger', async (calls) => await callByMcp(n8n, calls)],
];

describe.each(callers)('the model behind %s is told', (_caller, call) => {
	test.each([
		['Forget', forget, forCustomer('191')],
		['Delete', remove, { Customer_Code: '1234567890123456' }],
	])('that %s has no way back', async (name, parameters, args) => {
		const { description } = await call({ parameters, calls: [args] });

		expect(description).toBe(`${name} a customer permanently in Trackfinity`);
	});

	test('what was done', async () => {
		const { results } = await call({ parameters: forget, calls: [forCustomer('191')] });

		expect(results.map(itemIn)).toEqual([
			{
				success: true,
				operation: 'forget',
				customerId: '191',
				keptFields: [],
				processedAt: expect.any(String),
			},
		]);
		expect((await sandbox.customer('191')).forgotten).toBe(true);
	});

	test('what the service rejected, in whose words, and what to do', async () => {
		const { results } = await call({ parameters: forget, calls: [forCustomer('999')] });

		expect(results.map(itemIn)).toEqual([
			{
				error: {
					message: 'Trackfinity rejected the request (HTTP 404): Customer not found',
					description: expect.stringContaining("Check that the customer with this 'Customer ID'"),
					operation: 'forget',
					customerId: '999',
					outcome: 'rejected',
					statusCode: 404,
					attempts: 1,
				},
			},
		]);
	});

	test('that a deletion is unclear, and to check before it tries again', async () => {
		await sandbox.fault({ kind: 'status', status: 500 });
		const { results } = await call({
			parameters: remove,
			calls: [{ Customer_Code: '1234567890123456' }],
		});

		expect(results.map(itemIn)).toEqual([
			{
				error: expect.objectContaining({
					message: expect.stringContaining('500'),
					description: expect.stringMatching(/unclear whether this was applied.*check/i),
					outcome: 'unknown',
				}),
			},
		]);
	});

	test('which values are allowed', async () => {
		const { results } = await call({ parameters: forget, calls: [forCustomer('191', 'name')] });

		expect(results.map(itemIn)).toEqual([
			{
				error: expect.objectContaining({
					message: "'Find Customer By' must be one of its choices, but is the text 'name'",
					description: expect.stringContaining('customerId, orderId, subscriptionId'),
					outcome: 'notSent',
				}),
			},
		]);
		expect(await sandbox.requests()).toEqual([]);
	});
});
