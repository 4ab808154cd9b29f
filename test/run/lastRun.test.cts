import type { INodeExecutionData } from 'n8n-workflow';

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

const all = ['A', 'b', 'C'];

/** What is looked up is in capitals, the rest goes its own way. */
const isLookedUp = (id: unknown) => /^[A-Z]/.test(String(id));

const items = (...ids: string[]): INodeExecutionData[] => ids.map((id) => ({ json: { id } }));

const input: FlowNode = { work: async () => [items(...all)] };
const passesOn: FlowNode = {
	async work() {
		return [this.getInputData()];
	},
};

/** As Loop Over Items: one item in each turn, by the second output, or in older versions by the first. */
const loop = (typeVersion = 3, from = 'n8n-nodes-base'): FlowNode => {
	const left: INodeExecutionData[] = [];
	let isRunning = false;
	return {
		...{ type: `${from}.splitInBatches`, typeVersion },
		async work() {
			if (!isRunning) left.push(...this.getInputData());
			const turn = left.splice(0, 1);
			isRunning = turn.length > 0;
			const outputs = isRunning ? [[], turn] : [items('done'), []];
			return typeVersion < 3 ? outputs.toReversed() : outputs;
		},
	};
};

const branches: FlowNode = {
	async work() {
		const [item] = this.getInputData();
		return isLookedUp(item?.json.id) ? [[item ?? { json: {} }], []] : [[], [item ?? { json: {} }]];
	},
};

const forget = (customerId: string): FlowNode => ({
	type: 'n8n-nodes-trackfinity.trackfinity',
	parameters: { operation: 'forget', lookupBy: 'customerId', customerId },
	onError: 'continueRegularOutput',
});

const run = async (
	nodes: Record<string, FlowNode>,
	links: FlowLink[],
	more: Partial<FlowOptions> = {},
) => {
	const credentials = { ...workbench.sandbox.credentials };
	const { data } = await runFlow(workbench.package, { nodes, links, credentials, ...more });
	return JSON.stringify(data.resultData.runData.Trackfinity?.map((one) => one.data));
};

const oneLookup = (output: number): FlowLink[] => [
	['Input', 'Loop'],
	['Loop', 'If', output],
	['If', 'Lookup', 0],
	['If', 'Trackfinity', 1],
	['Lookup', 'Trackfinity'],
	['Trackfinity', 'Loop'],
];

describe('in a loop, a node that ran in an earlier turn and not in this one', () => {
	test.each([
		["={{ $('Lookup').first().json.id }}", 3],
		["={{ $('Lookup').last().json.id }}", 3],
		["={{ $('Lookup').all()[0].json.id }}", 3],
		['={{ $("Lookup")?.first()?.json.id ?? $json.id }}', 3],
		["={{ $('Lookup').isExecuted ? $('Lookup').first().json.id : $json.id }}", 3],
		["={{ $items('Lookup')[0].json.id }}", 3],
		['={{ $node["Lookup"].json.id }}', 3],
		['={{ $node.Lookup.json.id }}', 3],
		["={{ $('Lookup').first().json.id }}", 2],
	])('gives nobody: %s, Loop Over Items %i', async (customerId, version) => {
		const nodes = { Input: input, Loop: loop(version), If: branches, Lookup: passesOn };
		const links = oneLookup(version < 3 ? 0 : 1);
		const output = await run({ ...nodes, Trackfinity: forget(customerId) }, links);

		expect(sent(workbench.sandbox)).toEqual(['A', 'C']);
		expect(output).toMatch(/'Lookup' didn't run in this turn of 'Loop'.*\$json/);
	});

	test("gives an AI Agent's tool nobody", async () => {
		const agent: FlowNode = {
			async work(response) {
				if (response?.actionResponses.length) return [this.getInputData()];
				const action = {
					...{ actionType: 'ExecutionNodeAction' as const, nodeName: 'Trackfinity' },
					...{ type: 'ai_tool' as const, input: {}, id: 'call', metadata: { itemIndex: 0 } },
				};
				return { actions: [action], metadata: {} };
			},
		};
		const tool = forget("={{ $('Lookup').first().json.id }}");
		const nodes = {
			...{ Input: input, Loop: loop(), If: branches, Lookup: passesOn, Agent: agent },
			Trackfinity: { ...tool, type: `${tool.type ?? ''}Tool` },
		};
		await run(nodes, [
			...oneLookup(1).map(([from, to, output]): FlowLink => {
				const rename = (name: string) => (name === 'Trackfinity' ? 'Agent' : name);
				return [rename(from), rename(to), output ?? 0];
			}),
			['Trackfinity', 'Agent', 0, 'ai_tool'],
		]);

		expect(sent(workbench.sandbox)).toEqual(['A', 'C']);
	});
});

describe('in a loop', () => {
	test.each([
		['that runs in each turn', "={{ $('Between').first().json.id }}"],
		['before it', "={{ $('Input').first().json.id && $json.id }}"],
		['that begins it', "={{ $('Loop').first(1).json.id }}"],
	])('a node %s gives each customer', async (_, customerId) => {
		const nodes = { Input: input, Loop: loop(), Between: passesOn };
		await run({ ...nodes, Trackfinity: forget(customerId) }, [
			['Input', 'Loop'],
			['Loop', 'Between', 1],
			['Between', 'Trackfinity'],
			['Trackfinity', 'Loop'],
		]);

		expect(sent(workbench.sandbox)).toEqual(all);
	});

	test('a node of the outer loop gives its customer in all turns of the inner one', async () => {
		const loops = { Outer: loop(), Inner: loop(3, 'another') };
		const nodes = { ...loops, Input: input, Customer: passesOn, Orders: input };
		await run({ ...nodes, Trackfinity: forget("={{ $('Customer').first().json.id }}") }, [
			['Input', 'Outer'],
			['Outer', 'Customer', 1],
			['Customer', 'Orders'],
			['Orders', 'Inner'],
			['Inner', 'Trackfinity', 1],
			['Trackfinity', 'Inner'],
			['Inner', 'Outer', 0],
		]);

		expect(sent(workbench.sandbox)).toEqual(all.flatMap((id) => all.map(() => id)));
	});

	// A branch that leads back is carried out first, and so all turns before the other branch of the first one.
	test.each([
		["={{ $('Between').item.json.id }}", all],
		["={{ $('Between').isExecuted && $('Between').item.json.id }}", all],
		["={{ $('Between').first().json.id }}", []],
	])('a branch that runs after all turns: %s gives %j', async (customerId, expected) => {
		const nodes = { Input: input, Loop: loop(), Between: passesOn, Back: passesOn };
		await run({ ...nodes, Trackfinity: forget(customerId) }, [
			['Input', 'Loop'],
			['Loop', 'Between', 1],
			['Between', 'Trackfinity'],
			['Between', 'Back'],
			['Back', 'Loop'],
		]);

		expect(sent(workbench.sandbox).toSorted()).toEqual(expected.toSorted());
	});

	test('what it comes to is for the node behind it', async () => {
		const nodes = { Input: input, Loop: loop(), Between: passesOn };
		await run({ ...nodes, Trackfinity: forget("={{ $('Between').first().json.id }}") }, [
			['Input', 'Loop'],
			['Loop', 'Between', 1],
			['Between', 'Loop'],
			['Loop', 'Trackfinity', 0],
		]);

		expect(sent(workbench.sandbox)).toEqual(['C']);
	});
});

// Workflows from before n8n 1.0 run all of a level first.
test.each([
	["={{ $('Both').first().json.id }}", ['b']],
	["={{ $('Both').all()[0].json.id }}", ['b']],
	['={{ $node["Both"].json.id }}', ['b']],
	['={{ $json.id }}', ['A', 'b']],
])('with Execution Order v0, behind two runs of a node, %s gives %j', async (id, expected) => {
	const two: FlowNode = { work: async () => [items('A'), items('b')] };
	await run(
		{ Input: two, Both: passesOn, Trackfinity: forget(id) },
		[
			['Input', 'Both', 0],
			['Input', 'Both', 1],
			['Both', 'Trackfinity'],
		],
		{ executionOrder: 'v0' },
	);

	expect(sent(workbench.sandbox)).toEqual(expected);
});
