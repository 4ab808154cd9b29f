import type { INodeParameters } from 'n8n-workflow';
import { callByAgent, fromAi, type Told, type ToolCalls, useModel } from './support/agents.cts';
import { callByMcp } from './support/mcp.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

const byCustomerId: INodeParameters = {
	lookupBy: fromAi('Find_Customer_By'),
	customerId: fromAi('Customer_ID'),
};
const forget = { operation: 'forget', ...byCustomerId };
const remove = { operation: 'delete', code: fromAi('Customer_Code'), options: { retries: 0 } };

const forCustomer = (id: string, by = 'Customer ID') => ({
	Find_Customer_By: by,
	Customer_ID: id,
});

type Caller = (calls: ToolCalls) => Promise<Told>;

const callers: Array<[string, Caller]> = [
	['an AI Agent 2.2', async (calls) => await callByAgent(n8n, model, 2.2, calls)],
	['an AI Agent 3.1', async (calls) => await callByAgent(n8n, model, 3.1, calls)],
	['the MCP Server Trigger', async (calls) => await callByMcp(n8n, calls)],
];

/** What a result holds: the one item, all of it. */
function itemIn(result: string | undefined): unknown {
	expect(result).not.toMatch(/item 0/i);
	const items = JSON.parse(result ?? '') as unknown[];
	expect(items).toHaveLength(1);
	return items[0];
}

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

describe('the safety limit', () => {
	const calls = ['191', '204', '191'].map((id) => forCustomer(id));
	const limited = { parameters: { ...forget, safetyLimit: 1 }, calls };
	const sent = async () => (await sandbox.requests()).map(({ form }) => form.customer_id);

	test.each([2.2, 3.1])('holds over all calls of an AI Agent %s', async (version) => {
		const { results } = await callByAgent(n8n, model, version, limited);

		expect(results.map(itemIn)).toEqual([
			expect.objectContaining({ success: true }),
			{ error: expect.objectContaining({ outcome: 'notSent' }) },
			{ error: expect.objectContaining({ outcome: 'notSent' }) },
		]);
		expect(results[1]).toContain(
			"1 customer was sent before in this execution, but 'Safety Limit' is 1",
		);
		expect(results[2]).toContain('nothing more is sent in this execution');
		expect(await sent()).toEqual(['191']);
	});

	test('holds for each call over the MCP Server Trigger alone, since each is an execution of its own', async () => {
		const { results } = await callByMcp(n8n, limited);

		expect(results.map(itemIn)).toEqual(
			calls.map(() => expect.objectContaining({ success: true })),
		);
		expect(await sent()).toEqual(['191', '204', '191']);
	});
});

test('a workflow that stores Stop Workflow for the tool ends at the first failure', async () => {
	const { execution, results } = await callByAgent(n8n, model, 3.1, {
		parameters: forget,
		onError: 'stopWorkflow',
		calls: [forCustomer('999'), forCustomer('191')],
	});

	expect(execution.status).toBe('error');
	expect(results).toEqual([]);
	expect((await sandbox.customer('191')).forgotten).toBe(false);
});
