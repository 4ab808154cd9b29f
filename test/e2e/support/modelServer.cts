import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../support/servers.cts';

/** A tool as n8n offers it to the model. */
export interface OfferedTool {
	name: string;
	description: string;
}

interface Asked {
	stream?: boolean;
	tools?: Array<OfferedTool & { function: OfferedTool }>;
	messages?: Array<{ role: string; content: string }>;
	input?: Array<{ type: string; output: string }>;
}

/** n8n uses this route or the one for completions: an AI Agent before 3 doesn't know this one, n8n's own Agents no other. */
const RESPONSES = '/v1/responses';
const said = 'Finished.';

/** A stand-in for a language model behind the API of OpenAI, as far as n8n's OpenAI Chat Model node uses it. */
export class ModelServer {
	/** The tools of the last request. */
	tools: OfferedTool[] = [];
	/** What the calls made so far have come to, as the model gets it, in order. */
	results: string[] = [];
	private calls: Array<object | undefined> = [];
	private readonly server = createServer((request, response) => {
		void this.reply(request).then(({ body, type }) => {
			response.setHeader('content-type', type).end(body);
		});
	});

	/** Starts it on a free port of the loopback address, and gives the address for the credential's Base URL. */
	async listen(): Promise<string> {
		return `http://127.0.0.1:${await listen(this.server)}/v1`;
	}

	/** Forgets all that was before. When it is asked, it calls the first tool that it is offered with these, and finishes where there is none. */
	play(calls: ReadonlyArray<object | undefined>): void {
		Object.assign(this, { calls: [...calls], tools: [], results: [] });
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await once(this.server.close(), 'close');
	}

	private async reply(request: IncomingMessage): Promise<{ body: string; type: string }> {
		const asked = JSON.parse(await text(request)) as Asked;
		const { tools = [], messages = [], input = [], stream } = asked;
		const isCompletion = request.url !== RESPONSES;
		this.tools = tools.map((tool) => (isCompletion ? tool.function : tool));
		this.results = [
			...messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
			...input.filter(({ type }) => type === 'function_call_output').map(({ output }) => output),
		];
		const args = this.calls.shift();
		const call = args && { name: this.tools[0]?.name ?? '', arguments: JSON.stringify(args) };
		const id = `call_${this.results.length}`;
		if (!isCompletion && stream === true) {
			return { body: asEvents(asResponse(call, id)), type: 'text/event-stream' };
		}
		const whole = isCompletion ? asCompletion(call, id) : asResponse(call, id);
		return { body: JSON.stringify(whole), type: 'application/json' };
	}
}

/** A call of a tool, or none where the model has finished. */
type Call = { name: string; arguments: string } | undefined;

function asCompletion(call: Call, id: string) {
	const message =
		call === undefined
			? { content: said }
			: { content: null, tool_calls: [{ id, type: 'function', function: call }] };
	const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message } };
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	return { id: 'completion', object: 'chat.completion', model: 'stub', choices: [choice], usage };
}

function asResponse(call: Call, id: string) {
	const content = [{ type: 'output_text', text: said, annotations: [] }];
	const output =
		call === undefined
			? { type: 'message', id: `message_${id}`, role: 'assistant', content }
			: { type: 'function_call', id: `function_${id}`, call_id: id, ...call };
	return {
		id: 'response',
		object: 'response',
		model: 'stub',
		status: 'completed',
		output: [{ ...output, status: 'completed' }],
		usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
	};
}

/** The same response piece by piece, as far as n8n's own agents look at the pieces. */
function asEvents(response: ReturnType<typeof asResponse>): string {
	const pieces = response.output.flatMap((item) => [
		{ type: 'response.output_item.added', output_index: 0, item },
		// Without a word from the model, n8n asks it again.
		...('content' in item
			? [{ type: 'response.output_text.delta', item_id: item.id, delta: said }]
			: []),
		{ type: 'response.output_item.done', output_index: 0, item },
	]);
	return [...pieces, { type: 'response.completed', response }]
		.map((event) => `data: ${JSON.stringify(event)}\n\n`)
		.join('');
}
