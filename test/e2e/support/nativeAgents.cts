import type { INodeParameters } from 'n8n-workflow';
import { type Model, TOOL } from './agents.cts';
import type { EndToEnd } from './playground.cts';

/** Our node as the one tool of an agent of n8n's own Agents module, which is no workflow. */
export interface AgentTool {
	parameters: INodeParameters;
	/** Whether a person has to approve each call. */
	requireApproval?: boolean;
}

/** A call of the tool that waits for a person. */
interface WaitingCall {
	toolCallId: string;
	runId: string;
}

/** Such an agent, as its page in n8n's editor uses it. */
export interface NativeAgent {
	/**
	 * Sends the agent a message, and waits until it has finished or waits for a person.
	 * @returns the call that waits, if any
	 */
	chat(): Promise<WaitingCall | undefined>;
	/** Answers for the person; otherwise as `chat`. */
	answer(call: WaitingCall | undefined, approved: boolean): Promise<WaitingCall | undefined>;
}

/** Gives n8n an agent for as long as the work with it takes. */
export async function withNativeAgent(
	{ api, credentials }: EndToEnd,
	model: Model,
	{ parameters, requireApproval = false }: AgentTool,
	work: (agent: NativeAgent) => Promise<void>,
): Promise<void> {
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
	const converse = async (route: string, body: object): Promise<WaitingCall | undefined> => {
		type AgentEvent = { type: string; payload?: WaitingCall };
		const events = await api.listen<AgentEvent>(`${all}/${id}/${route}`, body);
		const failure = events.find(({ type }) => type === 'error');
		if (failure) throw new Error(`The agent came to ${JSON.stringify(failure)}`);
		return events.find(({ type }) => type === 'tool-call-suspended')?.payload;
	};
	try {
		await work({
			chat: async () => await converse('chat', { message: 'Do it.' }),
			answer: async (call, approved) =>
				await converse('chat/resume', { ...call, resumeData: { approved } }),
		});
	} finally {
		await api.ask('DELETE', `${all}/${id}`);
	}
}
