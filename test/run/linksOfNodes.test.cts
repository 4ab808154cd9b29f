import type { INodeExecutionData } from 'n8n-workflow';

import type { FlowNode } from '../../dev/engine/index.cts';
import {
	agent,
	emits,
	filters,
	forget,
	items,
	linked,
	loops,
	passesOn,
	routes,
	type,
	useFlows,
} from '../support/flows.cts';
import { deletedXml } from '../support/responses.cts';

const { workbench, run } = useFlows();

const searches: FlowNode = { work: async () => [[{ json: { found: 'something' } }]] };

describe('a node behind an agent that called a tool, which n8n links to the first output before it', () => {
	const toAgent = 'Input > If:1 > Agent > Trackfinity, Search ai_tool > Agent';
	const nodes = () => ({
		Input: emits(['191', '204']),
		If: routes((id) => id === '204'),
		Agent: agent('Search'),
		Search: searches,
	});

	test.each([
		linked,
		"={{ $('Input')['item'].json.id }}",
		"={{ ((one) => one.item.json.id)($('Input')) }}",
	])('in a branch sends nothing: %s', async (customerId) => {
		const { arrived, error } = await run(nodes(), toAgent, { customerId });

		expect(arrived).toEqual([]);
		expect(error).toMatch(
			/Behind 'Agent'.*another one.*Loop Over Items.*first\(1\).*Nothing was sent/s,
		);
	});

	test('in a branch sends nothing to an account that is taken by link', async () => {
		workbench.sandbox.fault({ kind: 'answer', body: deletedXml('5') });
		const { trackfinityDeleteApi } = workbench.sandbox.credentials;
		const credentials = { trackfinityDeleteApi: { ...trackfinityDeleteApi, accountId: linked } };
		const Trackfinity = { type, parameters: { operation: 'delete', code: '5' } };
		await run({ ...nodes(), Trackfinity }, toAgent, { credentials });

		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('in a loop sends nothing from where n8n may take another turn', async () => {
		const Input = emits(['A1', 'B1'], ['A2'], ['A3', 'B3']);
		const If = routes((id) => String(id).startsWith('B'));
		const links = `${toAgent}, If > Next > Input`;
		const { arrived } = await run({ ...nodes(), Input, If, Next: passesOn }, links);

		expect(arrived.filter((id) => id.startsWith('A'))).toEqual([]);
	});

	test('in a loop sends nothing where the agent ran less often than the node before it, by its first output', async () => {
		const others = { Input: emits(['x', 'y']), List: emits(['191'], ['204']) };
		const { arrived, error } = await run(
			{ ...nodes(), ...others, If: routes((id) => id === '191') },
			'Input > List > If > Agent > Trackfinity, If:1 > List, Search ai_tool > Agent',
			{ customerId: "={{ $('List').item.json.id }}" },
		);

		expect(arrived).toEqual([]);
		expect(error).toContain("Behind 'Agent'");
	});

	test('in a loop sends nothing where its runs are in another order than those of the node before', async () => {
		const ids = ['191', '204'];
		const { arrived } = await run(
			{
				...{
					...nodes(),
					Input: emits(ids),
					Loop: loops(1, ...ids),
					Each: passesOn,
					Back: passesOn,
				},
				Trackfinity: {
					...forget("={{ $('Loop').item.json.id }}"),
					onError: 'continueRegularOutput',
				},
			},
			'Input > Loop:1 > Each > Agent > Trackfinity, Each > Back > Loop, Search ai_tool > Agent',
		);

		expect(arrived).toEqual([]);
	});

	test('in a loop is sent in a turn in which the agent called no tool, whatever it did before', async () => {
		const others = {
			Input: emits(['191'], ['x'], ['204']),
			If: routes((id) => id !== 'x'),
			Agent: agent('Search', (id) => id === '191'),
			Other: searches,
			Trackfinity: { ...forget(linked), onError: 'continueRegularOutput' as const },
		};
		const links = `${toAgent}, Trackfinity > Input, If > Input, Other ai_tool > Agent`;

		expect((await run({ ...nodes(), ...others }, links)).arrived).toEqual(['204']);
	});

	test('in a loop is sent by .first(), as the message says', async () => {
		const ids = ['191', '204', '215'];
		const { arrived } = await run(
			{ ...nodes(), Input: emits(ids), Loop: loops(1, ...ids) },
			'Input > Loop:1 > Agent > Trackfinity > Loop, Search ai_tool > Agent',
			{ customerId: "={{ $('Loop').first(1).json.id }}" },
		);

		expect(arrived).toEqual(ids);
	});

	test('sends nothing where two branches lead to the agent', async () => {
		expect((await run(nodes(), `${toAgent}, If > Agent`)).arrived).toEqual([]);
	});

	test.each([
		['the agent called no tool', { Agent: agent('Search', () => false) }, toAgent],
		['the agent has no tool', { Agent: agent() }, 'Input > If:1 > Agent > Trackfinity'],
		['the only output leads to it', { If: routes(() => false) }, toAgent.replace(':1', '')],
	])('is sent where %s', async (_, others, links) => {
		expect((await run({ ...nodes(), ...others }, links)).arrived).toContain('204');
	});
});

describe('what n8n links to the first of several items, or by position,', () => {
	const line = 'Input > Between > Trackfinity';
	const subWorkflow = { type: 'n8n-nodes-base.executeWorkflow' };
	const eachOnce = { ...subWorkflow, parameters: { mode: 'each' } };
	const changes: FlowNode = {
		async work() {
			return [this.getInputData().map((_, item) => ({ json: { item } }))];
		},
	};
	// n8n 1.123 doesn't guess.
	const isGuessed = /Behind 'Between'.*returned one item for several|data .* is unavailable/s;
	const all = ['191', '204', '215'];
	const three = emits.bind(undefined, all);
	/** A Code node that returns one item. */
	const picks = (item: object = {}, settings: FlowNode = {}): FlowNode => ({
		type: 'n8n-nodes-base.code',
		work: async () => [[{ json: { picked: '215' }, ...item }]],
		...settings,
	});
	/** Gives out two for each. */
	const twice: FlowNode = {
		async work() {
			return [
				this.getInputData().flatMap((_, item) =>
					[1, 2].map((order) => ({ json: { order }, pairedItem: { item } })),
				),
			];
		},
	};
	const onError = 'continueRegularOutput' as const;
	/** Linked to the first, as newer n8n versions do by themselves. */
	const Sum = picks({ pairedItem: { item: 0 } });
	const picksFirst = picks({ json: { picked: '191' }, pairedItem: { item: 0 } });

	test.each([
		['a new item of a Code node', picks(), isGuessed],
		['a new item of another node', picks({}, { type: 'n8n-nodes-base.wait' }), isGuessed],
		['the first sub-workflow to come back', picks({}, eachOnce), isGuessed],
		[
			...(['what a sub-workflow gives back', { ...changes, ...subWorkflow }] as const),
			/Behind 'Between'.*Let the sub-workflow return/s,
		],
		[
			...(['pinned data', filters(() => true), /Behind 'Between'.*Unpin it/s] as const),
			{ pinData: { Between: items('T1', 'T2', 'T3') } },
		],
		[
			...([
				'a new item that looks like several',
				picks({ json: { id: '204' } }),
				isGuessed,
			] as const),
			...([{}, emits(['204', '204', '215'])] as const),
		],
	])('is not sent: %s', async (_, Between: FlowNode, words, more = {}, Input = three()) => {
		const { arrived, error } = await run({ Input, Between }, line, more);

		expect(arrived).toEqual([]);
		expect(error).toMatch(words);
	});

	test.each([
		"$('Config').first().json.prefix + $('Input').item.json.id",
		"$('Input').isExecuted ? $('Input').item.json.id : ''",
		'$if($("Input").isExecuted, $("Input").item.json.id, "")',
		'$("In" + "put").item.json.id',
		"$('Customer\\'s list').item.json.id",
	])('is not sent, however it is written: %s', async (expression) => {
		const Config: FlowNode = { work: async () => [[{ json: { prefix: '' } }]] };
		const { arrived } = await run(
			{ Input: three(), "Customer's list": passesOn, Between: picks(), Config },
			"Input > Customer's list > Between > Trackfinity, Input > Config",
			{ customerId: `={{ ${expression} }}` },
		);

		expect(arrived).toEqual([]);
	});

	const passes191 = (more?: FlowNode) => filters((id) => id === '191', more);
	test.each<[what: string, between: FlowNode, expected: string[]]>([
		['who passed a filter', passes191(), ['191']],
		['a link that the Code node set', picks({ json: {}, pairedItem: { item: 2 } }), ['215']],
		['the first item, with Execute Once', { ...picksFirst, executeOnce: true }, ['191']],
		['items that a Code node changed', { ...picks(), ...changes }, all],
		['the first of several, unchanged', passes191({ type: 'n8n-nodes-base.code' }), ['191']],
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
		const nodes = {
			...{ Input: three(), Loop: loops(size, ...all), Orders: twice, Sum },
			Trackfinity: { ...forget("={{ $('Loop').item.json.id }}"), onError },
		};
		const links = 'Input > Loop:1 > Orders > Sum > Trackfinity > Loop';

		expect((await run(nodes, links)).arrived).toEqual(expected);
	});

	test('is sent where an expression names a node that never ran, too', async () => {
		const { arrived } = await run(
			{ Input: emits(['191']), Other: passesOn, Orders: twice, Between: Sum },
			'Input > Orders > Between > Trackfinity, Other > Orders',
			{
				customerId:
					"={{ $('Other').isExecuted ? $('Other').item.json.id : $('Input').item.json.id }}",
			},
		);

		expect(arrived).toEqual(['191']);
	});

	test('is not sent for items of a sub-workflow that look alike', async () => {
		const Alike: FlowNode = {
			work: async () => [all.map((_, item) => ({ json: { id: 'x' }, pairedItem: { item } }))],
		};
		const nodes = { Input: three(), Alike, Between: { ...Alike, ...subWorkflow } };
		const { arrived } = await run(nodes, 'Input > Alike > Between > Trackfinity');

		expect(arrived).toEqual([]);
	});

	test('is sent where a field of the data is called item', async () => {
		const Input: FlowNode = {
			work: async () => [[{ json: { lines: [{ item: { id: '191' } }] } }]],
		};
		const { arrived } = await run(
			{ Input, Split: three(), Between: picks() },
			'Input > Split > Between > Trackfinity',
			{
				customerId: "={{ $('Input').first().json.lines[0].item.id }}",
			},
		);

		expect(arrived).toEqual(['191']);
	});

	test('is sent where the node with pinned data is disabled', async () => {
		const Between: FlowNode = { ...passesOn, disabled: true };
		const pinned = { pinData: { Between: items('T1') } };
		const customerId = "={{ $('Input').first().json.id }}";
		const { arrived } = await run({ Input: emits(['191']), Between }, line, {
			customerId,
			...pinned,
		});

		expect(arrived).toEqual(['191']);
	});

	test('is sent where only one item can be meant', async () => {
		const nodes = { Input: emits(['191']), Split: three(), Between: picksFirst };
		const { arrived } = await run(nodes, 'Input > Split > Between > Trackfinity');

		expect(arrived).toEqual(['191']);
	});

	test.each([
		[
			'all of whom are linked to',
			[0, 1, 2].map((item) => ({ item })),
			/multiple|ambiguous|matching/i,
		],
		['linked to nothing', null, /unavailable|no path|paired/i],
	])('of a summary, up to n8n: %s', async (_, pairedItem, words) => {
		const Between = picks({ json: { count: 3 }, pairedItem });
		const { error } = await run({ Input: three(), Between }, line);

		expect(error).toMatch(words);
		expect(error).not.toContain('Behind');
	});

	test('is sent where a Merge passes on the other input than that of a summary', async () => {
		const nodes = { Input: three(), Summary: picks(), Merge: passesOn };
		const links = 'Input > Summary, Input > Merge > Trackfinity, Summary > 1:Merge';

		expect((await run(nodes, links)).arrived.toSorted()).toEqual(all);
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
		const Between: FlowNode = {
			async work() {
				return [turns++ === 0 ? this.getInputData() : [{ json: { picked: '226' } }]];
			},
		};
		const nodes = { Input: emits([...all, '226']), Loop, Between };
		const links = 'Input > Loop > Trackfinity, Loop:1 > Between > Loop';

		expect((await run(nodes, links)).arrived).toEqual([]);
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
	])('is not sent behind a filter: %s', async (expression) => {
		const nodes = { Input: three(), Between: filters((id) => id !== '191') };
		const { arrived, error } = await run(nodes, line, { customerId: `={{ ${expression} }}` });

		expect(arrived).toEqual([]);
		expect(error).toMatch(/(?:by position|item of 'Input').*\$\('(?:Input|Name)'\)\.item/s);
	});

	test.each([
		['the node directly before gave out', three(), '$node["Between"].json.id', all],
		['is the only one', emits(['191']), '$node["Input"].json.id', ['191']],
		[
			...(['is its own, beside a parameter of another node, which is no data', three()] as const),
			...(['$json.id + ($node["Input"].parameter["x"] ?? "")', all] as const),
		],
	])('is sent where the item %s', async (_, Input, expression, expected) => {
		const nodes = { Input, Between: filters(() => true) };
		const { arrived } = await run(nodes, line, { customerId: `={{ ${expression} }}` });

		expect(arrived.toSorted()).toEqual(expected);
	});
});

describe('by position', () => {
	const customerId = '={{ $node["Between"].json.id }}';

	test('the item of this turn of a loop is sent', async () => {
		const nodes = { Input: emits(['191'], ['204']), Between: passesOn, Next: passesOn };
		const links = 'Input > Between > Next > Trackfinity > Input';

		expect((await run(nodes, links, { customerId })).arrived).toEqual(['191', '204']);
	});

	test('nothing is sent where two outputs of the node before lead here', async () => {
		const nodes = { Input: emits(['191', '204']), Between: routes((id) => id === '204') };
		const links = 'Input > Between > Trackfinity, Between:1 > Trackfinity';

		expect((await run(nodes, links, { customerId })).arrived).toEqual([]);
	});

	test('nothing is sent where the node before has run again already', async () => {
		const { arrived } = await run(
			{
				...{ Input: emits(['191', '204']), If: routes((id) => id === '204') },
				...{ A: passesOn, B: passesOn, Between: passesOn },
			},
			'Input > If > A > Between > Trackfinity, If:1 > B > Between',
			{ customerId, executionOrder: 'v0' },
		);

		expect(arrived).not.toContain('191');
	});
});

describe('behind a filter that nobody passes, with Always Output Data,', () => {
	const nobody = filters(() => false, { alwaysOutputData: true });
	const line = 'Input > Filter > Trackfinity';

	test.each([linked, "={{ $('Input').first().json.id }}", '={{ $node["Input"].json.id }}'])(
		'nobody is forgotten: %s',
		async (customerId) => {
			const nodes = { Input: emits(['191']), Filter: nobody };
			const { arrived, error } = await run(nodes, line, { customerId });

			expect(arrived).toEqual([]);
			expect(error).toMatch(/No item passed 'Filter'.*'Always Output Data'/s);
		},
	);

	const named: FlowNode = { work: async () => [[{ json: { note: '' }, pairedItem: { item: 0 } }]] };
	test.each([
		['n8n-nodes-base.code', linked],
		['n8n-nodes-base.functionItem', linked],
		['n8n-nodes-base.merge', linked],
		['@n8n/n8n-nodes-langchain.textClassifier', linked],
		['n8n-nodes-base.filter', "={{ $('Input').first().json.id }}"],
	])('nor behind what comes after it: %s, %s', async (kind, customerId) => {
		const nodes = { Input: emits(['191']), Filter: { ...nobody, type: kind }, Next: named };
		const { arrived } = await run(nodes, 'Input > Filter > Next > Trackfinity', { customerId });

		expect(arrived).toEqual([]);
	});

	test('nor whom a table does not have', async () => {
		const table = { type: 'n8n-nodes-base.dataTable', parameters: { operation: 'rowExists' } };
		const nodes = { Input: emits(['191']), Filter: { ...nobody, ...table } };

		expect((await run(nodes, line)).arrived).toEqual([]);
	});

	test('nor whom it stopped, if their item had no data', async () => {
		const Blank: FlowNode = { work: async () => [[{ json: {}, pairedItem: { item: 0 } }]] };
		const nodes = { Input: emits(['191']), Blank, Filter: nobody };

		expect((await run(nodes, 'Input > Blank > Filter > Trackfinity')).arrived).toEqual([]);
	});

	test('but who is named by a node behind it', async () => {
		const nodes = { Input: emits(['204']), Filter: nobody, List: emits(['191']) };
		const customerId = "={{ $('List').first().json.id }}";
		const { arrived } = await run(nodes, 'Input > Filter > List > Trackfinity', { customerId });

		expect(arrived).toEqual(['191']);
	});

	test('nor whom a node of any kind put out by another output', async () => {
		const Filter = { ...routes(() => true), alwaysOutputData: true, type: 'langchain.guardrails' };
		const nodes = { Input: emits(['191']), Filter, Other: passesOn };
		const { arrived } = await run(nodes, `${line}, Filter:1 > Other`);

		expect(arrived).toEqual([]);
	});

	test('a single item without data is one', async () => {
		const binary = { data: { mimeType: 'text/plain', data: '', fileName: '191' } };
		const Input: FlowNode = { work: async () => [[{ binary } as unknown as INodeExecutionData]] };
		const customerId = "={{ $('Input').item.binary.data.fileName }}";

		expect((await run({ Input }, 'Input > Trackfinity', { customerId })).arrived).toEqual(['191']);
	});

	test.each([
		['a lookup finds nothing', { ...nobody, type: 'n8n-nodes-base.postgres' }, linked],
		['somebody passes', filters(() => true, { alwaysOutputData: true }), linked],
		['the customer is fixed', nobody, '191'],
	])('the customer is forgotten where %s', async (_, Filter, customerId) => {
		const { arrived } = await run({ Input: emits(['191']), Filter }, line, { customerId });

		expect(arrived).toEqual(['191']);
	});
});

describe("an AI Agent's tool", () => {
	const toolOf = (customerId: string): FlowNode => ({ ...forget(customerId), type: `${type}Tool` });

	test.each([
		"={{ $('Input').\nitem.json.id }}",
		"={{ $('Input').\titem.json.id }}",
		"={{ (({ item }) => item.json.id)($('Input')) }}",
		"={{ $('Input').first(0, $runIndex).json.id }}",
		"={{ $items('Input', 0, $runIndex)[0].json.id }}",
	])('in a loop is sent for nobody of another turn: %j', async (customerId) => {
		const nodes = {
			Input: emits(['A'], ['B'], ['C']),
			Agent: agent('Trackfinity', (id) => id !== 'B'),
			Trackfinity: toolOf(customerId),
		};
		const { arrived } = await run(nodes, 'Input > Agent > Input, Trackfinity ai_tool > Agent');

		// Where there was one turn only, it can be no other.
		expect(['', 'A']).toContain(arrived.join());
	});

	test.each([
		["={{ $('Input').first().json.id }}", 1],
		["={{ $('Input').first(0).json.id }}", 1],
		["={{ $('Input').last().json.id }}", 1],
		["={{ $('Input').isExecuted && $('Input').first().json.id }}", 1],
		["={{ $('Input').all()[0].json.id }}", 1],
		["={{ $items('Input')[0].json.id }}", 1],
		["={{ $('Loop').first(1).json.id }}", 2],
	])('is not sent for one of several items: %s, batches of %i', async (customerId, size) => {
		const ids = ['A', 'B', 'C', 'D'];
		const nodes = {
			...{ Input: emits(ids), Loop: loops(size, ...ids) },
			...{ Agent: agent('Trackfinity'), Trackfinity: toolOf(customerId) },
		};
		const links = 'Input > Loop:1 > Agent > Loop, Trackfinity ai_tool > Agent';

		expect((await run(nodes, links)).arrived).toEqual([]);
	});

	test.each([
		[false, []],
		[true, ['191']],
	])('behind a filter that always outputs something: %j sends %j', async (isLet, expected) => {
		const Filter = filters(() => isLet, { alwaysOutputData: true });
		const Trackfinity = toolOf("={{ $('Input').first().json.id }}");
		const nodes = { Input: emits(['191']), Filter, Agent: agent('Trackfinity'), Trackfinity };
		const links = 'Input > Filter > Agent, Trackfinity ai_tool > Agent';

		expect((await run(nodes, links)).arrived).toEqual(expected);
	});

	test.each([
		['v0' as const, []],
		['v1' as const, ['191']],
	])('in Execution Order %s, the customers sent are: %j', async (executionOrder, expected) => {
		const Trackfinity = toolOf('={{ $json.id }}');
		const nodes = { Input: emits(['191']), Agent: agent('Trackfinity'), Trackfinity };
		const links = 'Input > Agent, Trackfinity ai_tool > Agent';

		expect((await run(nodes, links, { executionOrder })).arrived).toEqual(expected);
	});
});
