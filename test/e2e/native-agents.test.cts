import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { forCustomer, forget, TOOL, useModel } from './support/agents.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

/** A call of the tool that waits for a person. */
interface WaitingCall {
	toolCallId: string;
	runId: string;
}

/** Posts to an agent, and waits until it has finished or waits for a person: then it gives the call that waits. */
type Converse = (route: string, body: object) => Promise<WaitingCall | undefined>;
const message = { message: 'Do it.' };

/** Gives n8n an agent of its own Agents module for as long as the work with it takes. Its one tool is our node. */
async function withNativeAgent(
	parameters: INodeParameters,
	requireApproval: boolean,
	work: (converse: Converse) => Promise<void>,
): Promise<void> {
	const { api, credentials } = n8n;
	const own = credentials.map(({ type, id, name }) => [type, { id, name }] as const);
	const ours = {
		nodeType: 'n8n-nodes-trackfinity.trackfinityTool',
		nodeTypeVersion: 1,
		nodeParameters: parameters,
		credentials: Object.fromEntries(own),
	};
	const schema = {
		name: 'An agent that is no workflow',
		model: 'openai/stand-in',
		credential: model.credential.id,
		instructions: 'Do what you are asked.',
		tools: [{ type: 'node', name: TOOL, node: ours, requireApproval }],
	};
	const all = `${await api.project()}/agents/v2`;
	const { id } = await api.ask<{ id: string }>('POST', all, { name: schema.name, schema });
	const converse: Converse = async (route, body) => {
		type AgentEvent = { type: string; payload?: WaitingCall };
		const events = await api.listen<AgentEvent>(`${all}/${id}/${route}`, body);
		const failure = events.find(({ type }) => type === 'error');
		if (failure) throw new Error(`The agent came to ${JSON.stringify(failure)}`);
		return events.find(({ type }) => type === 'tool-call-suspended')?.payload;
	};
	try {
		await work(converse);
	} finally {
		await api.ask('DELETE', `${all}/${id}`);
	}
}

describe("an agent of n8n's own Agents, with a Safety Limit for each call", () => {
	const limited = { ...forget, safetyLimit: 1 };
	const success = expect.objectContaining({ success: true });

	test('forgets the customers that the model names, and tells what the service rejected and what can be chosen', async () => {
		const ids = ['191', '204', '999'];
		model.play([...ids.map((id) => forCustomer(id)), forCustomer('191', 'name')]);
		await withNativeAgent(limited, false, async (converse) => {
			await converse('chat', message);
		});

		const told = model.results.map((result) => {
			const { data } = JSON.parse(result) as { data: INodeExecutionData[] };
			return data.map(({ json }) => json);
		});
		const choices = expect.stringContaining('customerId, orderId, subscriptionId');
		expect(told).toEqual([
			...[[success], [success]],
			[{ error: expect.objectContaining({ outcome: 'rejected', statusCode: 404 }) }],
			[{ error: expect.objectContaining({ outcome: 'notSent', description: choices }) }],
		]);
		expect(await sandbox.customerIds()).toEqual(ids);
	});

	test('waits for a person where a tool needs approval, and forgets whom they approve', async () => {
		model.play([forCustomer('191'), forCustomer('204')]);
		await withNativeAgent(limited, true, async (converse) => {
			const first = await converse('chat', message);
			expect(await sandbox.requests()).toEqual([]);

			const rejected = { ...first, resumeData: { approved: false } };
			const second = await converse('chat/resume', rejected);
			await converse('chat/resume', { ...second, resumeData: { approved: true } });
		});

		expect(await sandbox.customerIds()).toEqual(['204']);
	});
});
