import type { INode, INodeParameters } from 'n8n-workflow';
import type { Credential, Execution, WorkflowFile } from '../../../dev/playground/index.cts';
import { withWorkflow } from './examples.cts';
import { type ModelServer, startModelServer } from './modelServer.cts';
import type { EndToEnd } from './playground.cts';

/** A tool with fields for the model to fill in, and what it is called with, one call after the other. */
export interface ToolCalls extends Pick<INode, 'onError'> {
	parameters: INodeParameters;
	calls: Array<Record<string, string>>;
}

/** What a model is told. */
export interface Told {
	/** What the tool is for. */
	description: string;
	/** What each call came to. */
	results: string[];
}

/** A stand-in for a model, and n8n's credential for it. */
export interface Model {
	readonly server: ModelServer;
	readonly credential: Credential;
}

/** What a browser calls itself. From robots, headless browsers included, n8n takes no approval. */
export const browserName =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36';

/** What the model of the example is to call its tool with, which is behind a review. */
export function reviewed(customerId: string): object {
	return { toolParameters: { customerId }, hitlParameters: {} };
}

/** The name of the node that is the tool. */
export const TOOL = 'Trackfinity tool';

/** The name of the node before the agent, which gives out one `customerId`, and a list of those `allowed`. */
export const CUSTOMER = 'Customer';

const START = 'Start';
const AGENT = 'AI Agent';

/** Gives a test file a stand-in for a model. */
export function useModel({ api }: EndToEnd): Model {
	let model: Model | undefined;
	beforeAll(async () => {
		const server = await startModelServer();
		const credential = await api.createCredential({
			name: 'Stand-in for a model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: server.url },
		});
		model = { server, credential };
	});
	afterAll(async () => await model?.server.close());
	const started = (): Model => {
		if (model === undefined) throw new Error('The model is only there inside of tests.');
		return model;
	};
	return {
		get server() {
			return started().server;
		},
		get credential() {
			return started().credential;
		},
	};
}

/** Lets the model of an AI Agent call the tool, and waits for the end of the execution. */
export async function callByAgent(
	n8n: EndToEnd,
	{ server, credential }: Model,
	version: number,
	{ calls, ...tool }: ToolCalls,
): Promise<Told & { execution: Execution }> {
	server.play(calls);
	const bound = { ...n8n, credentials: [...n8n.credentials, credential] };
	const execution = await withWorkflow(bound, agentWorkflow(version, tool), async (workflow) =>
		n8n.api.finished(await n8n.api.run(workflow, START)),
	);
	return { execution, description: server.tools[0]?.description ?? '', results: server.results };
}

function agentWorkflow(version: number, tool: Omit<ToolCalls, 'calls'>): WorkflowFile {
	const langchain = '@n8n/n8n-nodes-langchain.';
	return {
		name: `Agent ${version}`,
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1),
			{
				...node(CUSTOMER, 'n8n-nodes-base.set', 3.4),
				parameters: {
					mode: 'raw',
					jsonOutput: '{ "customerId": "191", "allowed": ["191", "215"] }',
					options: {},
				},
			},
			{
				...node(AGENT, `${langchain}agent`, version),
				parameters: { promptType: 'define', text: 'Do it.', options: {} },
			},
			{
				...node('Model', `${langchain}lmChatOpenAi`, 1.2),
				parameters: { model: { __rl: true, mode: 'id', value: 'none' }, options: {} },
				credentials: { openAiApi: { id: null, name: '' } },
			},
			toolNode(tool),
		],
		connections: {
			[START]: { main: [[{ node: CUSTOMER, type: 'main', index: 0 }]] },
			[CUSTOMER]: { main: [[{ node: AGENT, type: 'main', index: 0 }]] },
			Model: { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] },
			[TOOL]: { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

/** Our node as a tool; n8n describes it to the model unless a person does. */
export function toolNode(settings: Omit<ToolCalls, 'calls'>): INode {
	return {
		...node(TOOL, 'n8n-nodes-trackfinity.trackfinityTool', 1),
		credentials: {
			trackfinityApi: { id: null, name: '' },
			trackfinityDeleteApi: { id: null, name: '' },
		},
		...settings,
	};
}

function node(name: string, type: string, typeVersion: number): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters: {} };
}

/** What n8n's editor puts into a field that the model is to fill in. */
export function fromAi(name: string): string {
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${name}', \`\`, 'string') }}`;
}

/** Parameters of a tool that forgets the customer whom the model names. */
export const forget: INodeParameters = {
	operation: 'forget',
	lookupBy: fromAi('Find_Customer_By'),
	customerId: fromAi('Customer_ID'),
};

/** What that tool is called with. */
export function forCustomer(id: string, by = 'Customer ID'): Record<string, string> {
	return { Find_Customer_By: by, Customer_ID: id };
}

/** The one item that a result for the model holds, all of it. */
export function itemIn(result: string | undefined): unknown {
	expect(result).not.toMatch(/item 0/i);
	const items = JSON.parse(result ?? '') as unknown[];
	expect(items).toHaveLength(1);
	return items[0];
}
