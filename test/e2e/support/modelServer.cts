import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A tool as n8n offers it to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	/** JSON schema of what it is called with. */
	parameters: { properties: Record<string, unknown> };
}

/** A stand-in for a language model behind the API of OpenAI, as far as n8n's OpenAI Chat Model node uses it. */
export interface ModelServer {
	/** The address for the credential's Base URL. */
	url: string;
	/** The tools of the last request. */
	tools: OfferedTool[];
	/** What the calls made so far have come to, as the model gets it, in order. */
	results: string[];
	/** Forgets all that was before. When it is asked, it calls the first tool that it is offered with these, then finishes. */
	play(calls: readonly object[]): void;
	close(): Promise<void>;
}

/** Starts one on a free port of the loopback address. */
export async function startModelServer(): Promise<ModelServer> {
	let calls: object[] = [];
	const heard: Pick<ModelServer, 'tools' | 'results'> = { tools: [], results: [] };
	const server = createServer((request, response) => {
		void read(request).then((asked) => {
			const { tools, results } = request.url === RESPONSES ? fromInput(asked) : fromMessages(asked);
			Object.assign(heard, { tools, results });
			const call = calls.shift();
			const reply = request.url === RESPONSES ? asResponse : asCompletion;
			const whole = reply(call, tools[0]?.name ?? '', `call_${results.length}`);
			const isStream = 'output' in whole && asked.stream === true;
			response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
			response.end(isStream ? asEvents(whole) : JSON.stringify(whole));
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		get tools() {
			return heard.tools;
		},
		get results() {
			return heard.results;
		},
		play(next) {
			calls = [...next];
			Object.assign(heard, { tools: [], results: [] });
		},
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** n8n's node uses the one or the other, as its switch Use Responses API says. */
const RESPONSES = '/v1/responses';

interface Asked {
	stream?: boolean;
	tools?: Array<OfferedTool & { function: OfferedTool }>;
	messages?: Array<{ role: string; content: string }>;
	input?: Array<{ type: string; output: string }>;
}

async function read(request: IncomingMessage): Promise<Asked> {
	return JSON.parse(await text(request)) as Asked;
}

function fromMessages({ tools = [], messages = [] }: Asked) {
	return {
		tools: tools.map((tool) => tool.function),
		results: messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
	};
}

function fromInput({ tools = [], input = [] }: Asked) {
	return {
		tools,
		results: input
			.filter(({ type }) => type === 'function_call_output')
			.map(({ output }) => output),
	};
}

const said = 'Finished.';
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

function asCompletion(call: object | undefined, name: string, id: string) {
	const message =
		call === undefined
			? { content: said }
			: {
					content: null,
					tool_calls: [
						{ id, type: 'function', function: { name, arguments: JSON.stringify(call) } },
					],
				};
	const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message } };
	return { id: 'completion', object: 'chat.completion', model: 'stub', choices: [choice], usage };
}

function asResponse(call: object | undefined, name: string, id: string) {
	const output =
		call === undefined
			? {
					type: 'message',
					id: `message_${id}`,
					role: 'assistant',
					status: 'completed',
					content: [{ type: 'output_text', text: said, annotations: [] }],
				}
			: {
					type: 'function_call',
					id: `function_${id}`,
					call_id: id,
					name,
					arguments: JSON.stringify(call),
					status: 'completed',
				};
	return {
		id: 'response',
		object: 'response',
		model: 'stub',
		status: 'completed',
		output: [output],
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
