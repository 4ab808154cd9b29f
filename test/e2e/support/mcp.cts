import { type Told, TOOL, type ToolCalls, toolNode } from './agents.cts';
import type { OfferedTool } from './modelServer.cts';
import type { EndToEnd } from './playground.cts';
import { node, START, to } from './workflows.cts';

const PATH = 'trackfinity-mcp';

/** Lets a model call the tool over n8n's MCP Server Trigger. */
export async function callByMcp(
	{ api, url, withWorkflow }: EndToEnd,
	{ calls, ...tool }: ToolCalls,
): Promise<Told> {
	const trigger = node(START, '@n8n/n8n-nodes-langchain.mcpTrigger', 2.1, { path: PATH });
	const file = {
		name: 'MCP',
		nodes: [{ ...trigger, webhookId: PATH }, toolNode(tool)],
		connections: { [TOOL]: { ai_tool: [[to(START, 'ai_tool')]] } },
		settings: { executionOrder: 'v1' as const },
	};
	return await withWorkflow(file, async (workflow) => {
		await api.activate(workflow);
		const session = new McpSession(`${url}/mcp/${PATH}`);
		const told = await session.begin();
		const results: string[] = [];
		for (const call of calls) results.push(await session.call(told.name, call));
		await api.deactivate(workflow);
		return { description: told.description, results };
	});
}

/** A session with an MCP server over Streamable HTTP. */
export class McpSession {
	private id: string | undefined;
	private requests = 0;

	/**
	 * @param url the server's endpoint
	 * @param key what it asks for, if anything
	 */
	constructor(
		private readonly url: string,
		private readonly key = '',
	) {}

	/** @returns the first of the server's tools */
	async begin(): Promise<OfferedTool> {
		const clientInfo = { name: 'test', version: '1' };
		await this.ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo });
		await this.post({ method: 'notifications/initialized' });
		const { tools } = await this.ask<{ tools: [OfferedTool] }>('tools/list', {});
		return tools[0];
	}

	async call(name: string, args: object): Promise<string> {
		const params = { name, arguments: args };
		const { content } = await this.ask<{ content: Array<{ text: string }> }>('tools/call', params);
		return content.map(({ text }) => text).join('\n');
	}

	private async ask<T>(method: string, params: object): Promise<T> {
		const response = await this.post({ id: ++this.requests, method, params });
		// A stream of one event, which holds the response.
		const [, data = '{}'] = /^data: (.*)$/m.exec(await response.text()) ?? [];
		const { result, error } = JSON.parse(data) as { result?: T; error?: unknown };
		if (result === undefined) throw new Error(`${method} came to ${JSON.stringify(error)}`);
		return result;
	}

	private async post(message: object): Promise<Response> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.id !== undefined && { 'mcp-session-id': this.id }),
				...(this.key !== '' && { authorization: `Bearer ${this.key}` }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', ...message }),
		});
		if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
		this.id = response.headers.get('mcp-session-id') ?? this.id;
		return response;
	}
}
