import type { INodeExecutionData } from 'n8n-workflow';
import { forCustomer, forget, fromAi, useModel } from './support/agents.cts';
import { type AgentTool, NativeAgent } from './support/nativeAgents.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

const [anna, liam, lukasz] = ['1234567890123456', '2345678901234567', 'a1f0c3d29be84756'] as const;
const limited = { ...forget, safetyLimit: 2 };

/** Lets the model call the tool, one call after the other, and gives what each came to. */
async function call(tool: AgentTool, calls: object[]): Promise<unknown[]> {
	model.server.play(calls);
	await NativeAgent.with(n8n, model, tool, async (agent) => await agent.chat());
	return told();
}

/** The one item that each call of the tool has given. */
function told(): unknown[] {
	return model.server.results.map((result) => {
		const { data } = JSON.parse(result) as { data: INodeExecutionData[] };
		expect(data).toHaveLength(1);
		return data[0]?.json;
	});
}

const sent = async () =>
	(await sandbox.requests()).map(({ form }) => form.customer_id ?? [form.type, form.code]);

describe("an agent of n8n's own Agents, with a Safety Limit", () => {
	test.each([
		{
			name: 'forgets',
			parameters: limited,
			calls: ['191', '204', '215'].map((id) => forCustomer(id)),
			requests: ['191', '204', '215'],
		},
		{
			name: 'deletes',
			parameters: { operation: 'delete', code: fromAi('Customer_Code'), safetyLimit: 2 },
			calls: [anna, liam, lukasz].map((code) => ({ Customer_Code: code })),
			requests: [anna, liam, lukasz].map((code) => ['customer_delete', code]),
		},
	])(
		'$name exactly the customers that the model names, each call having a limit of its own',
		async ({ parameters, calls, requests }) => {
			const results = await call({ parameters }, calls);

			expect(results).toEqual(calls.map(() => expect.objectContaining({ success: true })));
			expect(await sent()).toEqual(requests);
		},
	);

	test('is told what the service rejected, and what can be chosen', async () => {
		const results = await call({ parameters: limited }, [
			forCustomer('999'),
			forCustomer('191', 'name'),
		]);

		expect(results).toEqual([
			{ error: expect.objectContaining({ outcome: 'rejected', statusCode: 404 }) },
			{
				error: expect.objectContaining({
					outcome: 'notSent',
					description: expect.stringContaining('customerId, orderId, subscriptionId'),
				}),
			},
		]);
		expect(await sent()).toEqual(['999']);
	});

	test('waits for a person where a tool needs approval, and forgets whom they approve', async () => {
		model.server.play([forCustomer('191'), forCustomer('204')]);
		const tool = { parameters: limited, requireApproval: true };
		await NativeAgent.with(n8n, model, tool, async (agent) => {
			const first = await agent.chat();
			expect(await sent()).toEqual([]);

			const second = await agent.answer(first, false);
			await agent.answer(second, true);
		});

		expect(await sent()).toEqual(['204']);
		expect((await sandbox.customer('204')).forgotten).toBe(true);
	});
});
