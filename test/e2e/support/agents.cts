import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { Credential, Execution, WorkflowFile } from '../../../dev/playground/index.cts';
import { ModelServer } from './modelServer.cts';
import type { EndToEnd } from './playground.cts';
import { chain, list, node, type OurNode, ourNode, START, to, TRACKFINITY } from './workflows.cts';

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
export type Model = ModelServer & { credential: Credential };

/** What a browser calls itself. From robots, headless browsers included, n8n takes no approval. */
export const browserName =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36';

/** The name of the node that is the tool. */
export const TOOL = 'Trackfinity tool';

/** The name of the node before the agent, which gives out one `customerId`, and a list of those `allowed`. */
export const CUSTOMER = 'Customer';

/** The name of n8n's own loop, as n8n names it. */
export const LOOP = 'Loop Over Items';

const AGENT = 'AI Agent';

const langchain = '@n8n/n8n-nodes-langchain.';

/** Gives a test file a stand-in for a model, from its first test on. */
export function useModel({ api }: EndToEnd): Model {
	const credential: Credential = { id: '', name: '', type: '' };
	const model: Model = Object.assign(new ModelServer(), { credential });
	beforeAll(async () => {
		model.credential = await api.createCredential({
			name: 'Stand-in for a model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: await model.listen() },
		});
	});
	afterAll(async () => await model.close());
	return model;
}

/** Lets the model of an AI Agent call the tool, and waits for the end of the execution. */
export async function callByAgent(
	n8n: EndToEnd,
	model: Model,
	version: number,
	{ calls, ...tool }: ToolCalls,
): Promise<Told> {
	model.play(calls);
	const customers = [{ customerId: '191', allowed: ['191', '215'] }];
	await n8n.run(agentWorkflow(version, toolNode(tool), customers), [model.credential]);
	return { description: model.tools[0]?.description ?? '', results: model.results };
}

/**
 * Lets an AI Agent call the tool once for each of these customers, who come from a list, all at once or in a loop, and waits
 * for the end of the execution. Gives what each call came to.
 */
export async function callForEach(
	n8n: EndToEnd,
	model: Model,
	version: number,
	{ ids, isLoop, ...tool }: OurNode & { ids: readonly string[]; isLoop: boolean },
): Promise<unknown[]> {
	model.play(ids.flatMap(() => [{}, undefined]));
	const workflow = agentWorkflow(version, toolNode(tool), asCustomers(ids), {
		nodes: [loop],
		connections: isLoop
			? { ...chain(CUSTOMER, LOOP), [LOOP]: { main: [[], [to(AGENT)]] }, ...chain(AGENT, LOOP) }
			: {},
	});
	const execution = await n8n.run(workflow, [model.credential]);
	const calls = execution.data.resultData.runData[TOOL] ?? [];
	const items = calls.flatMap(({ data }) => data?.ai_tool?.flat() ?? []);
	// Older agents keep what a tool gives as one value.
	return items.flatMap((item) => item?.json['response'] ?? item?.json);
}

/**
 * Runs our node behind an AI Agent whose model calls a tool, in a loop over these customers and in a branch for all but the
 * first of them, and waits for the end of the execution.
 */
export async function runBehindAgent(
	n8n: EndToEnd,
	model: Model,
	version: number,
	{ ids, ...ours }: OurNode & { ids: readonly string[] },
): Promise<Execution> {
	model.play([{ input: '6 * 7' }]);
	const calculator = node('Calculator', `${langchain}toolCalculator`, 1);
	const operator = { type: 'string', operation: 'equals' };
	const conditions = [{ leftValue: '={{ $json.customerId }}', rightValue: ids[0], operator }];
	const options = { caseSensitive: true, typeValidation: 'strict', version: 2 };
	const isFirst = { conditions: { options, conditions, combinator: 'and' } };
	const workflow = agentWorkflow(version, calculator, asCustomers(ids), {
		nodes: [loop, node('If', 'n8n-nodes-base.if', 2.2, isFirst), ourNode(ours)],
		connections: {
			...chain(CUSTOMER, LOOP),
			[LOOP]: { main: [[], [to('If')]] },
			If: { main: [[to(LOOP)], [to(AGENT)]] },
			...chain(AGENT, TRACKFINITY, LOOP),
		},
	});
	return await n8n.run(workflow, [model.credential]);
}

const loop = node(LOOP, 'n8n-nodes-base.splitInBatches', 3, { options: {} });
const asCustomers = (ids: readonly string[]) => ids.map((customerId) => ({ customerId }));

/** @param more nodes, and connections in place of those of the same nodes */
function agentWorkflow(
	version: number,
	tool: INode,
	customers: IDataObject[],
	more: Pick<WorkflowFile, 'nodes' | 'connections'> = { nodes: [], connections: {} },
): WorkflowFile {
	const name = { __rl: true, mode: 'id', value: 'none' };
	const asked = { promptType: 'define', text: 'Do it.', options: {} };
	return {
		name: `Agent ${version}`,
		nodes: [
			...list(CUSTOMER, customers),
			node(AGENT, `${langchain}agent`, version, asked),
			{
				...node('Model', `${langchain}lmChatOpenAi`, 1.2, { model: name, options: {} }),
				credentials: { openAiApi: { id: null, name: '' } },
			},
			tool,
			...more.nodes,
		],
		connections: {
			...chain(START, 'List', CUSTOMER, AGENT),
			Model: { ai_languageModel: [[to(AGENT, 'ai_languageModel')]] },
			[tool.name]: { ai_tool: [[to(AGENT, 'ai_tool')]] },
			...more.connections,
		},
		settings: { executionOrder: 'v1' },
	};
}

/** Our node as a tool; n8n describes it to the model unless a person does. */
export function toolNode(settings: OurNode): INode {
	const type = 'n8n-nodes-trackfinity.trackfinityTool';
	return { ...ourNode(settings), id: TOOL, name: TOOL, type };
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
