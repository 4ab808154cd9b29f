import type { EngineResponse, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	runFlow,
	type FlowLink,
	type FlowNode,
	type FlowOptions,
} from '../../dev/engine/index.cts';
import { confirmAll, sent } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
beforeEach(() => confirmAll(workbench.sandbox));

const items = (...ids: string[]): INodeExecutionData[] =>
	ids.map((id) => ({ json: { id }, pairedItem: { item: 0 } }));

const gives = (...ids: string[]): FlowNode => ({ work: async () => [items(...ids)] });
const trigger = (...ids: string[]): FlowNode => ({ ...gives(...ids), isTrigger: true });

const passesOn: FlowNode = {
	async work() {
		return [this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }))];
	},
};

/** The first item by its first output, the second one by its second. */
const branches: FlowNode = {
	type: 'n8n-nodes-base.if',
	async work() {
		const input = this.getInputData();
		return [0, 1].map((item) =>
			input.slice(item, item + 1).map(({ json }) => ({ json, pairedItem: { item } })),
		);
	},
};

const forget = (customerId: string, options = {}): FlowNode => ({
	type: 'n8n-nodes-trackfinity.trackfinity',
	parameters: { operation: 'forget', lookupBy: 'customerId', customerId, options },
});

/** As in the editor: a run of everything, and "Execute step" of our node after something was changed. */
const runAndStep = async (
	nodes: Record<string, FlowNode>,
	links: FlowLink[],
	customerId: string,
	{ changed = [], ...more }: Partial<FlowOptions> & { changed?: string[] } = {},
) => {
	const flow = (ours: FlowNode, rest: Partial<FlowOptions>) =>
		runFlow(workbench.package, {
			...{ nodes: { Input: trigger('x'), ...nodes, Trackfinity: ours }, links },
			...{ credentials: { ...workbench.sandbox.credentials }, ...rest },
		});
	const first = await flow(forget(customerId, { dryRun: true }), {});
	const { runData } = first.data.resultData;
	const step = { upTo: 'Trackfinity', runData, changed: [...changed, 'Trackfinity'] };
	const { data } = await flow(forget(customerId), { ...more, step });
	return String(data.resultData.error?.message);
};

describe('"Execute step" after an output was pinned anew, of which n8n still has the earlier run', () => {
	const line: FlowLink[] = [
		['Input', 'CRM'],
		['CRM', 'Set'],
		['Set', 'Trackfinity'],
	];
	const nodes = { CRM: gives('191', '204'), Set: passesOn };

	test.each([
		"={{ $('CRM').item.json.id }}",
		"={{ $('CRM').first().json.id }}",
		"={{ $('CRM').all()[0].json.id }}",
		'={{ $node["CRM"].json.id }}',
		"={{ $items('CRM')[0].json.id }}",
	])('sends nobody of that run: %s', async (customerId) => {
		const pinned = { pinData: { CRM: items('215') }, changed: ['Set'] };
		const error = await runAndStep(nodes, line, customerId, pinned);

		expect(sent(workbench.sandbox)).toEqual([]);
		expect(error).toMatch(/'CRM' is (?:pinned|.*whole workflow)/);
	});

	test('sends what is pinned now, taken from the item', async () => {
		const pinned = { pinData: { CRM: items('215') }, changed: ['Set'] };
		await runAndStep(nodes, line, '={{ $json.id }}', pinned);

		expect(sent(workbench.sandbox)).toEqual(['215']);
	});

	test('sends what is pinned as it was', async () => {
		const pinned = { pinData: { CRM: items('191', '204') }, changed: ['Set'] };
		await runAndStep(nodes, line, "={{ $('CRM').first().json.id }}", pinned);

		expect(sent(workbench.sandbox)).toEqual(['191']);
	});
});

test('"Execute step" behind an agent, whose tools n8n has dropped the runs of, sends nobody by link', async () => {
	const agent: FlowNode = {
		async work(this: IExecuteFunctions, response?: EngineResponse) {
			const input = this.getInputData();
			if (response?.actionResponses.length) {
				return [input.map((_, item) => ({ json: { output: 'Done' }, pairedItem: { item } }))];
			}
			const actions = input.map((_, itemIndex) => ({
				...{ actionType: 'ExecutionNodeAction' as const, nodeName: 'Search' },
				...{ type: 'ai_tool' as const, input: {}, id: 'call', metadata: { itemIndex } },
			}));
			return { actions, metadata: {} };
		},
	};
	const nodes = { CRM: gives('191', '204'), If: branches, Agent: agent, Search: gives('found') };
	await runAndStep(
		nodes,
		[
			['Input', 'CRM'],
			['CRM', 'If'],
			['If', 'Agent', 1],
			['Agent', 'Trackfinity'],
			['Search', 'Agent', 0, 'ai_tool'],
		],
		"={{ $('CRM').item.json.id }}",
	);

	expect(sent(workbench.sandbox)).toEqual([]);
});

test.each([
	["={{ $('Both').first().json.id }}", []],
	["={{ $('Both').last().json.id }}", []],
	["={{ $('Both').all()[0].json.id }}", []],
	["={{ $items('Both')[0].json.id }}", []],
	['={{ $node["Both"].json.id }}', []],
	["={{ $('Both').item.json.id }}", ['204']],
])(
	'"Execute step" with the first of two runs of the node before: %s sends %j',
	async (id, expected) => {
		const nodes = { CRM: gives('191', '204'), If: branches, Both: passesOn };
		await runAndStep(
			nodes,
			[
				['Input', 'CRM'],
				['CRM', 'If'],
				['If', 'Both', 0],
				['If', 'Both', 1],
				['Both', 'Trackfinity'],
			],
			id,
		);

		expect(sent(workbench.sandbox)).toEqual(expected);
	},
);
