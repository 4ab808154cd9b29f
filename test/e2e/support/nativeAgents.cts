import type { INodeParameters } from 'n8n-workflow';
import { type Model, TOOL } from './agents.cts';
import type { EndToEnd } from './playground.cts';
import { Routes } from './routes.cts';

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

type AgentEvent = { type: string; payload?: WaitingCall };

/** Such an agent, as its page in n8n's editor uses it. */
export class NativeAgent {
	private constructor(
		private readonly routes: Routes,
		private readonly path: string,
	) {}

	/** Gives n8n an agent for as long as the work with it takes. */
	static async with<T>(
		n8n: EndToEnd,
		model: Model,
		tool: AgentTool,
		work: (agent: NativeAgent) => Promise<T>,
	): Promise<T> {
		const routes = new Routes(n8n);
		const all = `${await routes.project()}/agents/v2`;
		const schema = definition(n8n, model, tool);
		const { id } = await routes.ask<{ id: string }>('POST', all, { name: schema.name, schema });
		try {
			return await work(new NativeAgent(routes, `${all}/${id}`));
		} finally {
			await routes.ask('DELETE', `${all}/${id}`);
		}
	}

	/**
	 * Sends the agent a message, and waits until it has finished or waits for a person.
	 * @returns the call that waits, if any
	 */
	async chat(): Promise<WaitingCall | undefined> {
		return await this.converse('chat', { message: 'Do it.' });
	}

	/** Answers for the person; otherwise as `chat`. */
	async answer(call: WaitingCall | undefined, approved: boolean): Promise<WaitingCall | undefined> {
		if (call === undefined) throw new Error('No call waits for a person.');
		const { runId, toolCallId } = call;
		return await this.converse('chat/resume', { runId, toolCallId, resumeData: { approved } });
	}

	private async converse(route: string, body: object): Promise<WaitingCall | undefined> {
		const events = await this.routes.listen<AgentEvent>(`${this.path}/${route}`, body);
		const failure = events.find(({ type }) => type === 'error');
		if (failure) throw new Error(`The agent came to ${JSON.stringify(failure)}`);
		return events.find(({ type }) => type === 'tool-call-suspended')?.payload;
	}
}

function definition({ credentials }: EndToEnd, model: Model, tool: AgentTool) {
	const own = credentials.map(({ type, id, name }) => [type, { id, name }] as const);
	return {
		name: 'An agent that is no workflow',
		model: 'openai/stand-in',
		credential: model.credential.id,
		instructions: 'Do what you are asked.',
		tools: [
			{
				type: 'node',
				name: TOOL,
				node: {
					nodeType: 'n8n-nodes-trackfinity.trackfinityTool',
					nodeTypeVersion: 1,
					nodeParameters: tool.parameters,
					credentials: Object.fromEntries(own),
				},
				requireApproval: tool.requireApproval ?? false,
			},
		],
	};
}
