import { callByAgent, CUSTOMER, forCustomer, forget, itemIn, useModel } from './support/agents.cts';
import { callByMcp } from './support/mcp.cts';
import { newestAgent } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

const sent = async () => (await sandbox.requests()).map(({ form }) => form.customer_id);

describe('the safety limit', () => {
	const calls = ['191', '204', '191'].map((id) => forCustomer(id));
	const limited = { parameters: { ...forget, safetyLimit: 1 }, calls };

	test.each([2.2, newestAgent])('holds over all calls of an AI Agent %s', async (version) => {
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

describe('the customer', () => {
	const fromCustomerNode = `={{ $('${CUSTOMER}').item.json.customerId }}`;
	const call = async (version: number, customerId: string, ...ids: string[]) =>
		await callByAgent(n8n, model, version, {
			parameters: { operation: 'forget', lookupBy: 'customerId', customerId },
			calls: ids.map((id) => ({ customerId: id })),
		});

	test.each([2.2, newestAgent])(
		'from an earlier node is that, whatever an AI Agent %s sends',
		async (version) => {
			await call(version, fromCustomerNode, '204');

			expect(await sent()).toEqual(['191']);
		},
	);

	test.each([2.2, newestAgent])(
		'can be one of a list that a model behind an AI Agent %s chooses from',
		async (version) => {
			const allowed = `$('${CUSTOMER}').item.json.allowed`;
			const oneOf = `={{ ${allowed}.find((id) => id === $fromAI('customerId')) }}`;
			const { results } = await call(version, oneOf, '204', '215');

			expect(results.map(itemIn)).toEqual([
				{ error: expect.objectContaining({ outcome: 'notSent' }) },
				expect.objectContaining({ success: true, customerId: '215' }),
			]);
			expect(await sent()).toEqual(['215']);
		},
	);

	test('from $json is what the model of the newest AI Agent makes of it', async () => {
		await call(newestAgent, '={{ $json.customerId }}', '204');

		expect(await sent()).toEqual(['204']);
	});
});

test('a workflow that stores Stop Workflow for the tool ends at the first failure', async () => {
	const { execution, results } = await callByAgent(n8n, model, newestAgent, {
		parameters: forget,
		onError: 'stopWorkflow',
		calls: [forCustomer('999'), forCustomer('191')],
	});

	expect(execution.status).toBe('error');
	expect(results).toEqual([]);
	expect((await sandbox.customer('191')).forgotten).toBe(false);
});
