import type { INodeExecutionData } from 'n8n-workflow';
import { forCustomer, forget, useModel } from './support/agents.cts';
import { withNativeAgent } from './support/nativeAgents.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

/** Lets the model call the tool, one call after the other, and gives the one item that each came to. */
async function call(parameters: typeof forget, calls: object[]): Promise<unknown[]> {
	model.play(calls);
	await withNativeAgent(n8n, model, { parameters }, async (agent) => void (await agent.chat()));
	return model.results.map((result) => {
		const { data } = JSON.parse(result) as { data: INodeExecutionData[] };
		expect(data).toHaveLength(1);
		return data[0]?.json;
	});
}

describe("an agent of n8n's own Agents, with a Safety Limit for each call", () => {
	const limited = { ...forget, safetyLimit: 1 };
	const success = expect.objectContaining({ success: true });

	test('forgets the customers that the model names, and tells what the service rejected and what can be chosen', async () => {
		const ids = ['191', '204', '999'];
		const calls = [...ids.map((id) => forCustomer(id)), forCustomer('191', 'name')];
		const choices = expect.stringContaining('customerId, orderId, subscriptionId');

		expect(await call(limited, calls)).toEqual([
			success,
			success,
			{ error: expect.objectContaining({ outcome: 'rejected', statusCode: 404 }) },
			{ error: expect.objectContaining({ outcome: 'notSent', description: choices }) },
		]);
		expect(await sandbox.customerIds()).toEqual(ids);
	});

	test('waits for a person where a tool needs approval, and forgets whom they approve', async () => {
		model.play([forCustomer('191'), forCustomer('204')]);
		const tool = { parameters: limited, requireApproval: true };
		await withNativeAgent(n8n, model, tool, async (agent) => {
			const first = await agent.chat();
			expect(await sandbox.requests()).toEqual([]);

			const second = await agent.answer(first, false);
			await agent.answer(second, true);
		});

		expect(await sandbox.customerIds()).toEqual(['204']);
	});
});
