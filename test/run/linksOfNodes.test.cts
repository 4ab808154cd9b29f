import type { INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

import type { FlowNode } from '../../dev/engine/index.cts';
import type { FlowRun, Nodes } from '../support/flows.cts';
import {
	agent,
	code,
	emits,
	filters,
	items,
	linked,
	loops,
	makes,
	merges as Merge,
	passesOn,
	routes,
	type,
	useFlows,
} from '../support/flows.cts';
import { deletedXml } from '../support/responses.cts';
import { continues, credentialsWith } from '../support/runs.cts';

const { expectSent, run, workbench } = useFlows();

const all = ['191', '204', '215'];
const linkedToLoop = "$('Loop').item.json.id";

/** Gives out one item, whatever comes in. */
const gives = (item: Partial<INodeExecutionData>) => makes(() => [{ json: {}, ...item }]);
const Search = gives({ json: { found: 'something' } });

/** As AI Agents before version 3: runs its tool by itself, so that its own items are linked as they are. */
const oldAgent: FlowNode = {
	...{ type: '@n8n/n8n-nodes-langchain.agent', typeVersion: 2.2 },
	async work() {
		const { runData } = (Reflect.get(this, 'runExecutionData') as IRunExecutionData).resultData;
		const source = [{ previousNode: 'Agent', previousNodeRun: runData.Agent?.length ?? 0 }];
		const run = { startTime: 0, executionIndex: 0, executionTime: 0, source };
		runData.Search = [...(runData.Search ?? []), run];
		return [this.getInputData().map((_, item) => ({ json: {}, pairedItem: { item } }))];
	},
};

describe('a node behind an agent that called a tool, which n8n links to the first output before it', () => {
	const toAgent = 'Input > If:1 > Agent > Trackfinity, Search ai_tool > Agent';
	const nodes = () => ({
		Input: emits(['191', '204']),
		If: routes((id) => id === '204'),
		...{ Agent: agent('Search'), Search },
	});

	test.each([
		"$('Input').item.json.id",
		"$('Input')['item'].json.id",
		"((one) => one.item.json.id)($('Input'))",
	])('in a branch sends nothing: %s', async (id) => {
		const error = await expectSent([], nodes(), toAgent, id);

		expect(error).toMatch(
			/Behind 'Agent'.*another one.*Loop Over Items.*first\(1\).*Nothing was sent/s,
		);
	});

	test('in a branch sends nothing to an account that is taken by link', async () => {
		workbench.sandbox.fault({ kind: 'answer', body: deletedXml('5') });
		const credentials = credentialsWith(workbench.sandbox, { accountId: linked });
		const Trackfinity = { type, parameters: { operation: 'delete', code: '5' } };
		await run({ ...nodes(), Trackfinity }, toAgent, { credentials });

		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('in a loop sends nothing from where n8n may take another turn', async () => {
		const Input = emits(['A1', 'B1'], ['A2'], ['A3', 'B3']);
		const If = routes((id) => String(id).startsWith('B'));
		const { arrived } = await run({ ...nodes(), Input, If }, `${toAgent}, If > Next > Input`);

		expect(arrived.filter((id) => id.startsWith('A'))).toEqual([]);
	});

	const inTurns = { customerId: `={{ ${linkedToLoop} }}`, ...continues };
	test.each<[where: string, Nodes, links: string, how?: FlowRun]>([
		[
			'the agent ran less often than the node before it, by its first output',
			{ Input: emits(['x', 'y']), List: emits(['191'], ['204']), If: routes((id) => id === '191') },
			'Input > List > If > Agent > Trackfinity, If:1 > List, Search ai_tool > Agent',
			{ customerId: "={{ $('List').item.json.id }}" },
		],
		[
			'its runs are in another order than those of the node before',
			{ Loop: loops(1, '191', '204') },
			'Input > Loop:1 > Each > Agent > Trackfinity, Each > Back > Loop, Search ai_tool > Agent',
			inTurns,
		],
		[
			'another way leads past the agent to a Merge',
			{ Loop: loops(1, '191', '204') },
			'Input > Loop:1 > Each > Agent > Merge > Trackfinity, Each > 1:Merge, Each > Back > Loop, Search ai_tool > Agent',
			inTurns,
		],
		['it called one of its two tools', { Other: Search }, `${toAgent}, Other ai_tool > Agent`],
		['two branches lead to the agent', {}, `${toAgent}, If > Agent`],
	])('sends nothing where %s', async (...[, others, links, how]) => {
		const error = await expectSent([], { ...nodes(), ...others }, links, how);

		expect(error).toContain("Behind 'Agent'");
	});

	test('in a loop is sent in a turn in which the agent called no tool, whatever it did before', async () => {
		const others = {
			...{ Input: emits(['191'], ['x'], ['204']), If: routes((id) => id !== 'x') },
			...{ Agent: agent('Search', (id) => id === '191'), Other: Search },
		};
		const links = `${toAgent}, Trackfinity > Input, If > Input, Other ai_tool > Agent`;
		await expectSent(['204'], { ...nodes(), ...others }, links, continues);
	});

	test('in a loop is sent by .first(), as the message says', async () => {
		const line = { ...nodes(), Input: emits(all), Loop: loops(1, ...all) };
		const links = 'Input > Loop:1 > Agent > Trackfinity > Loop, Search ai_tool > Agent';
		await expectSent(all, line, links, "$('Loop').first(1).json.id");
	});

	test.each([
		['the agent called no tool', { Agent: agent('Search', () => false) }, toAgent],
		['the agent has no tool', { Agent: agent() }, 'Input > If:1 > Agent > Trackfinity'],
		['the only output leads to it', { If: routes(() => false) }, toAgent.replace(':1', '')],
		['the agent is older than version 3', { Agent: oldAgent }, `${toAgent}, If > Agent`],
	])('is sent where %s', async (_, others, links) => {
		expect((await run({ ...nodes(), ...others }, links)).arrived).toContain('204');
	});
});

describe('what n8n links to the first of several items, or by position,', () => {
	const line = 'Input > Between > Trackfinity';
	const subWorkflow = { type: 'n8n-nodes-base.executeWorkflow' };
	const eachOnce = { ...subWorkflow, parameters: { mode: 'each' } };
	const changes = makes((input) => input.map((_, item) => ({ json: { item } })));
	// n8n 1.123 doesn't guess.
	const isGuessed = /Behind 'Between'.*returned one item for several|data .* is unavailable/s;
	const three = emits.bind(undefined, all);
	/** A Code node that returns one item. */
	const picks = (item: object = {}, settings: FlowNode = {}) =>
		code(() => [{ json: { picked: '215' }, ...item }], settings);
	/** Gives out two for each. */
	const Orders = makes((input) =>
		input.flatMap((_, item) => [1, 2].map((order) => ({ json: { order }, pairedItem: { item } }))),
	);
	/** Linked to the first, as newer n8n versions do by themselves. */
	const Sum = picks({ pairedItem: { item: 0 } });

	const returnsIt = /Behind 'Between'.*Let the sub-workflow return/s;
	const pinData = { Between: items('T1', 'T2', 'T3') };
	const alike = emits(['204', '204', '215']);
	test.each([
		['a new item of a Code node', picks(), isGuessed],
		['a new item of another node', picks({}, { type: 'n8n-nodes-base.wait' }), isGuessed],
		['the first sub-workflow to come back', picks({}, eachOnce), isGuessed],
		['what a sub-workflow gives back', { ...changes, ...subWorkflow }, returnsIt],
		['pinned data', filters(() => true), /Behind 'Between'.*Unpin it/s, { pinData }],
		['a new item that looks like several', picks({ json: { id: '204' } }), isGuessed, {}, alike],
	])('is not sent: %s', async (_, Between: FlowNode, words, more = {}, Input = three()) => {
		const error = await expectSent([], { Input, Between }, line, more);

		expect(error).toMatch(words);
	});

	test.each([
		"$('Config').first().json.prefix + $('Input').item.json.id",
		"$('Input').isExecuted ? $('Input').item.json.id : ''",
		'$if($("Input").isExecuted, $("Input").item.json.id, "")',
		'$("In" + "put").item.json.id',
		"$('Customer\\'s list').item.json.id",
	])('is not sent, however it is written: %s', async (id) => {
		const Config = gives({ json: { prefix: '' } });
		const links = "Input > Customer's list > Between > Trackfinity, Input > Config";
		await expectSent([], { Input: three(), Between: picks(), Config }, links, id);
	});

	test('is not sent where a node behind it links by number alone', async () => {
		const Next = gives({ json: { id: 'x' }, pairedItem: 0 });
		const nodes = { Input: three(), Between: picks(), Next };
		await expectSent([], nodes, 'Input > Between > Next > Trackfinity');
	});

	/** As code that ends with `return $('Input').all()`, whose links are those of Input. */
	const copies: FlowNode = {
		type: 'n8n-nodes-base.code',
		async work() {
			const { $ } = this.getWorkflowDataProxy(0);
			return [($ as (node: string) => { all: () => INodeExecutionData[] })('Input').all()];
		},
	};

	test.each([
		['directly before it', `Change > ${line}`, passesOn],
		['whose items a node between changed', `Input > Change > Between > Trackfinity`, changes],
	])('is not sent where code returned the items of a node %s', async (_, links, Change) => {
		const error = await expectSent([], { Input: three(), Change, Between: copies }, links);

		expect(error).toMatch(/Behind 'Between'.*an item of 'Input'.*from \$json/s);
	});

	const passes191 = (more?: FlowNode) => filters((id) => id === '191', more);
	const reverses = code((input) => input.toReversed());
	test.each<[what: string, between: FlowNode, expected: string[]]>([
		['who passed a filter', passes191(), ['191']],
		['a link that the Code node set', picks({ json: {}, pairedItem: { item: 2 } }), ['215']],
		['the first item, with Execute Once', { ...Sum, executeOnce: true }, ['191']],
		['items that a Code node changed', { ...picks(), ...changes }, all],
		['the first of several, unchanged', passes191({ type: 'n8n-nodes-base.code' }), ['191']],
		['items that a Code node put in another order', reverses, all],
		['items that a sub-workflow let pass', { ...passesOn, ...subWorkflow }, all],
		['what a sub-workflow gives back for each item', { ...changes, ...eachOnce }, all],
	])('is sent where the link is right: %s', async (_, Between, expected) => {
		const { arrived } = await run({ Input: three(), Between }, line);

		expect(arrived.toSorted()).toEqual(expected);
	});

	test.each([
		['one item in each turn of a loop', 1, all],
		['several items in all turns but the last', 2, ['215']],
	])('is sent where only one item can be meant: %s', async (_, size, expected) => {
		const nodes = { Input: three(), Loop: loops(size, ...all), Orders, Sum };
		const links = 'Input > Loop:1 > Orders > Sum > Trackfinity > Loop';
		const how = { customerId: `={{ ${linkedToLoop} }}`, ...continues };
		await expectSent(expected, nodes, links, how);
	});

	test('is sent where an expression names a node that never ran, too', async () => {
		const links = 'Input > Orders > Between > Trackfinity, Other > Orders';
		const id = "$('Other').isExecuted ? $('Other').item.json.id : $('Input').item.json.id";
		await expectSent(['191'], { Input: emits(['191']), Orders, Between: Sum }, links, id);
	});

	test('is not sent where two outputs of the node lead there, of one item each', async () => {
		const nodes = { Input: emits(['191', '204']), If: routes((id) => id === '204'), Merge, Sum };
		const links = 'Input > If > Merge > Sum > Trackfinity, If:1 > 1:Merge';
		await expectSent([], nodes, links, "$('If').item.json.id");
	});

	test('is not sent for items of a sub-workflow that look alike', async () => {
		const Alike = makes(() => all.map((_, item) => ({ json: { id: 'x' }, pairedItem: { item } })));
		const nodes = { Input: three(), Alike, Between: { ...Alike, ...subWorkflow } };
		await expectSent([], nodes, 'Input > Alike > Between > Trackfinity');
	});

	test('is sent where a field of the data is called item', async () => {
		const Input = gives({ json: { lines: [{ item: { id: '191' } }] } });
		const nodes = { Input, Split: three(), Between: picks() };
		const id = "$('Input').first().json.lines[0].item.id";
		await expectSent(['191'], nodes, 'Input > Split > Between > Trackfinity', id);
	});

	test('is sent where the node with pinned data is disabled', async () => {
		const nodes = { Input: emits(['191']), Between: { ...passesOn, disabled: true } };
		const customerId = "={{ $('Input').first().json.id }}";
		await expectSent(['191'], nodes, line, { customerId, pinData: { Between: items('T1') } });
	});

	const toEach = [0, 1, 2].map((item) => ({ item }));
	test.each([
		['all of whom are linked to', toEach, /multiple|ambiguous|matching/i],
		['linked to nothing', null, /unavailable|no path|paired/i],
	])('of a summary, up to n8n: %s', async (_, pairedItem, words) => {
		const Between = picks({ json: { count: 3 }, pairedItem });
		const { error } = await run({ Input: three(), Between }, line);

		expect(error).toMatch(words);
		expect(error).not.toContain('Behind');
	});

	test('is sent where a Merge passes on the other input than that of a summary', async () => {
		const links = 'Input > Summary, Input > Merge > Trackfinity, Summary > 1:Merge';
		const { arrived } = await run({ Input: three(), Summary: picks() }, links);

		expect(arrived.toSorted()).toEqual(all);
	});

	test('is not sent for a later item of the done branch of a loop', async () => {
		const [left, done]: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
		const Loop: FlowNode = {
			async work() {
				const source = this.getInputSourceData();
				const isBegun = source.previousNode === 'Input';
				const sourceOverwrite = isBegun ? { previousNode: 'Input' } : source;
				for (const [item, { json }] of this.getInputData().entries()) {
					(isBegun ? left : done).push({ json, pairedItem: { item, sourceOverwrite } });
				}
				const batch = left.splice(0, 2);
				return batch.length > 0 ? [[], batch] : [done, []];
			},
		};
		let turns = 0;
		const Between = makes((input) => (turns++ === 0 ? input : [{ json: { picked: '226' } }]));
		const nodes = { Input: emits([...all, '226']), Loop, Between };
		const links = 'Input > Loop > Trackfinity, Loop:1 > Between > Loop';
		await expectSent([], nodes, links);
	});

	test.each([
		'$node["Input"].json.id',
		'$node.Input.json.id',
		"$node['Input'].data['id']",
		'($node["Between"].parameter.x || "") + $node["Input"].json.id',
		'$node[["Input"][0]].json.id',
		"$('Input').all().map((one) => one.json.id)[$itemIndex]",
		"$('Input').all()[$itemIndex].json.id",
		"$items('Input')[$itemIndex].json.id",
	])('is not sent behind a filter: %s', async (id) => {
		const nodes = { Input: three(), Between: filters((id) => id !== '191') };
		const error = await expectSent([], nodes, line, id);

		expect(error).toMatch(/(?:by position|item of 'Input').*\$\('(?:Input|Name)'\)\.item/s);
	});

	// More of them prove nothing: it would take minutes to follow thousands.
	test.each([
		[10, ['191', '204']],
		[11, []],
	])('is sent where the item was put together of %i of its own: %j', async (count, expected) => {
		const parts = (item: number) => Array.from({ length: count }, (_, part) => count * item + part);
		const Split = makes(() =>
			[0, 1].flatMap((item) => parts(item).map(() => ({ json: {}, pairedItem: { item } }))),
		);
		const Between = makes(() =>
			[0, 1].map((of) => ({ json: {}, pairedItem: parts(of).map((item) => ({ item })) })),
		);
		const nodes = { Input: emits(['191', '204']), Split, Between };
		const links = 'Input > Split > Between > Trackfinity';
		await expectSent(expected, nodes, links, '$node["Input"].json.id');
	});

	const ownBeside = '$json.id + ($node["Input"].parameter["x"] ?? "")';
	test.each([
		['the node directly before gave out', all, '$node["Between"].json.id'],
		['is the only one', ['191'], '$node["Input"].json.id'],
		['is its own, beside a parameter of another node, which is no data', all, ownBeside],
	])('is sent where the item %s', async (_, ids, id) => {
		const { arrived } = await run({ Input: emits(ids), Between: filters(() => true) }, line, id);

		expect(arrived.toSorted()).toEqual(ids);
	});
});

describe('by position', () => {
	const customerId = '={{ $node["Between"].json.id }}';
	const Input = () => emits(['191', '204']);

	test('the item of this turn of a loop is sent', async () => {
		const links = 'Input > Between > Next > Trackfinity > Input';
		await expectSent(['191', '204'], { Input: emits(['191'], ['204']) }, links, { customerId });
	});

	test('nothing is sent where two outputs of the node before lead here', async () => {
		const nodes = { Input: Input(), Between: routes((id) => id === '204') };
		const links = 'Input > Between > Trackfinity, Between:1 > Trackfinity';
		await expectSent([], nodes, links, { customerId });
	});

	test('nothing is sent where the node before has run again already', async () => {
		const nodes = { Input: Input(), If: routes((id) => id === '204') };
		const links = 'Input > If > A > Between > Trackfinity, If:1 > B > Between';
		const { arrived } = await run(nodes, links, { customerId, executionOrder: 'v0' });

		expect(arrived).not.toContain('191');
	});
});

describe('behind a filter that nobody passes, with Always Output Data,', () => {
	const nobody = filters(() => false, { alwaysOutputData: true });
	const line = 'Input > Filter > Trackfinity';
	const one = () => ({ Input: emits(['191']), Filter: nobody });
	const [ofItem, ofFirst] = ["$('Input').item.json.id", "$('Input').first().json.id"];

	test.each([ofItem, ofFirst, '$node["Input"].json.id'])('nobody is forgotten: %s', async (id) => {
		const error = await expectSent([], one(), line, id);

		expect(error).toMatch(/No item passed 'Filter'.*'Always Output Data'.*Edit Fields.*\$json/s);
	});

	const Next = gives({ json: { note: '' }, pairedItem: { item: 0 } });
	test.each([
		['n8n-nodes-base.code', ofItem],
		['n8n-nodes-base.functionItem', ofItem],
		['n8n-nodes-base.merge', ofItem],
		['@n8n/n8n-nodes-langchain.textClassifier', ofItem],
		['n8n-nodes-base.filter', ofFirst],
	])('nor behind what comes after it: %s, %s', async (kind, id) => {
		const nodes = { ...one(), Filter: { ...nobody, type: kind }, Next };
		await expectSent([], nodes, 'Input > Filter > Next > Trackfinity', id);
	});

	const table = { type: 'n8n-nodes-base.dataTable', parameters: { operation: 'rowExists' } };
	const guards = { ...routes(() => true), alwaysOutputData: true, type: 'langchain.guardrails' };
	const Blank = gives({ pairedItem: { item: 0 } });
	test.each<[whom: string, nodes: Nodes, links: string]>([
		['a table does not have', { Filter: { ...nobody, ...table } }, line],
		['it stopped, if their item had no data', { Blank }, 'Input > Blank > Filter > Trackfinity'],
		['a node of any kind put out elsewhere', { Filter: guards }, `${line}, Filter:1 > Other`],
	])('nor whom %s', async (_, nodes, links) => {
		await expectSent([], { ...one(), ...nodes }, links);
	});

	test('but who is named by a node behind it', async () => {
		const nodes = { ...one(), Input: emits(['204']), List: emits(['191']) };
		const links = 'Input > Filter > List > Trackfinity';
		await expectSent(['191'], nodes, links, "$('List').first().json.id");
	});

	test('but who is put into the item on purpose, as the message says', async () => {
		const EditFields = gives({ json: { id: '191' }, pairedItem: { item: 0 } });
		const links = 'Input > Filter > EditFields > Trackfinity';
		await expectSent(['191'], { ...one(), EditFields }, links, '$json.id');
	});

	test('a single item without data is one, if it has a file', async () => {
		const binary = { data: { mimeType: 'text/plain', data: '', fileName: '191' } };
		const Input: FlowNode = { work: async () => [[{ binary } as unknown as INodeExecutionData]] };
		const Filter = { ...passesOn, type: 'n8n-nodes-base.filter', alwaysOutputData: true };
		const id = "$('Input').item.binary.data.fileName";
		await expectSent(['191'], { Input, Filter }, line, id);
	});

	test.each([
		['a lookup finds nothing', { ...nobody, type: 'n8n-nodes-base.postgres' }, linked],
		['somebody passes', filters(() => true, { alwaysOutputData: true }), linked],
		['the customer is fixed', nobody, '191'],
	])('the customer is forgotten where %s', async (_, Filter, customerId) => {
		await expectSent(['191'], { ...one(), Filter }, line, { customerId });
	});
});

describe("an AI Agent's tool", () => {
	const toAgent = 'Input > Agent, Trackfinity ai_tool > Agent';
	const nodes = () => ({ Input: emits(['191']), Agent: agent('Trackfinity') });

	test.each([
		"$('Input').\nitem.json.id",
		"$('Input').\titem.json.id",
		"(({ item }) => item.json.id)($('Input'))",
		"$('Input').first(0, $runIndex).json.id",
		"$items('Input', 0, $runIndex)[0].json.id",
	])('in a loop is sent for nobody of another turn: %j', async (id) => {
		const turns = { Input: emits(['A'], ['B'], ['C']) };
		const Agent = agent('Trackfinity', (id) => id !== 'B');
		const { arrived } = await run({ ...turns, Agent }, `${toAgent} > Input`, id);

		// Where there was one turn only, it can be no other.
		expect(['', 'A']).toContain(arrived.join());
	});

	test.each([
		["$('Input').first().json.id", 1],
		["$('Input').first(0).json.id", 1],
		["$('Input').isExecuted && $('Input').first().json.id", 1],
		["$('Input').all()[0].json.id", 1],
		["$('Loop').first(1).json.id", 2],
	])('is not sent for one of several items: %s, batches of %i', async (id, size) => {
		const ids = ['A', 'B', 'C', 'D'];
		const line = { ...nodes(), Input: emits(ids), Loop: loops(size, ...ids) };
		const links = 'Input > Loop:1 > Agent > Loop, Trackfinity ai_tool > Agent';
		await expectSent([], line, links, id);
	});

	test.each(["'Input'", "'In' + 'put'"])('nor for one of two that reach it: %s', async (name) => {
		const two = { ...nodes(), Input: emits(['A', 'B']) };
		await expectSent([], two, toAgent, `$(${name}).first().json.id`);
	});

	test('is sent for who is looked up in a list', async () => {
		const two = { Input: emits(['A', 'B']), Agent: agent('Trackfinity', (id) => id === 'A') };
		const id = "$('Input').all().find(({ json }) => json.id === 'B').json.id";
		await expectSent(['B'], two, toAgent, id);
	});

	test.each([
		[false, []],
		[true, ['191']],
	])('behind a filter that always outputs something: %j sends %j', async (isLet, expected) => {
		const Filter = filters(() => isLet, { alwaysOutputData: true });
		const links = 'Input > Filter > Agent, Trackfinity ai_tool > Agent';
		await expectSent(expected, { ...nodes(), Filter }, links, "$('Input').first().json.id");
	});

	const isRefused = /'Execution Order' is v0.*Set 'Execution Order' to v1/;
	test.each([
		['v0', [], isRefused],
		['v1', ['191'], /^$/],
	] as const)('in Execution Order %s, the customers sent are: %j', async (...row) => {
		const [executionOrder, expected, words] = row;
		const how = { customerId: '={{ $json.id }}', executionOrder };
		const error = await expectSent(expected, nodes(), toAgent, how);

		expect(error).toMatch(words);
	});
});
