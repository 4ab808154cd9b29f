import type { EngineResponse, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	runFlow,
	type FlowLink,
	type FlowNode,
	type FlowOptions,
} from '../../dev/engine/index.cts';
import { deletedXml } from '../support/responses.cts';
import { confirmAll, sent } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
beforeEach(() => confirmAll(workbench.sandbox));

const run = async (
	nodes: Record<string, FlowNode>,
	links: FlowLink[],
	more: Partial<FlowOptions> = {},
) => {
	const { credentials } = workbench.sandbox;
	const { data } = await runFlow(workbench.package, {
		...{ nodes, links, credentials: { ...credentials } },
		...more,
	});
	const errors = (data.resultData.runData.Trackfinity ?? []).flatMap(({ error }) => error ?? []);
	return errors.map(({ message, description }) => `${message} ${String(description)}`).join('\n');
};

const items = (...ids: string[]): INodeExecutionData[] => ids.map((id) => ({ json: { id } }));

/** Gives out these, in each run the next ones. */
const emits = (...batches: string[][]): FlowNode => {
	const left = [...batches];
	return { work: async () => [items(...(left.shift() ?? []))] };
};

/** Passes items on by its first output, or by its second one. */
const routes = (isSecond: (id: unknown) => boolean, type = 'n8n-nodes-base.if'): FlowNode => ({
	type,
	async work() {
		const outputs: INodeExecutionData[][] = [[], []];
		for (const [item, { json }] of this.getInputData().entries()) {
			outputs[isSecond(json.id) ? 1 : 0]?.push({ json, pairedItem: { item } });
		}
		return outputs;
	},
});

/** Lets some through. */
const filters = (isLet: (id: unknown) => boolean, more: FlowNode = {}): FlowNode => ({
	type: 'n8n-nodes-base.filter',
	async work() {
		const passed = this.getInputData().flatMap(({ json }, item) =>
			isLet(json.id) ? { json, pairedItem: { item } } : [],
		);
		return [passed];
	},
	...more,
});

const passesOn: FlowNode = {
	async work() {
		return [this.getInputData()];
	},
};

/** As AI Agent 3: requests its tool once for each item, if any, and then gives out an item for each. */
const agent = (tool?: string, isCalled: (id: unknown) => boolean = () => true): FlowNode => ({
	async work(this: IExecuteFunctions, response?: EngineResponse) {
		const input = this.getInputData();
		const actions = input.flatMap(({ json }, itemIndex) =>
			tool === undefined || !isCalled(json.id)
				? []
				: {
						...{
							actionType: 'ExecutionNodeAction' as const,
							nodeName: tool,
							type: 'ai_tool' as const,
						},
						...{ input: {}, id: `call-${itemIndex}`, metadata: { itemIndex } },
					},
		);
		if (actions.length > 0 && !response?.actionResponses.length) return { actions, metadata: {} };
		return [input.map((_, item) => ({ json: { output: 'Done' }, pairedItem: { item } }))];
	},
});

const searches: FlowNode = { work: async () => [[{ json: { found: 'something' } }]] };

const type = 'n8n-nodes-trackfinity.trackfinity';
const forget = (customerId: string): FlowNode => ({
	type,
	parameters: { operation: 'forget', lookupBy: 'customerId', customerId },
});
const linked = "={{ $('Input').item.json.id }}";

describe('a node behind an agent that called a tool, which n8n links to the first output before it', () => {
	const toAgent: FlowLink[] = [
		['Input', 'If'],
		['If', 'Agent', 1],
		['Agent', 'Trackfinity'],
		['Search', 'Agent', 0, 'ai_tool'],
	];
	const nodes = (trackfinity: FlowNode) => ({
		Input: emits(['191', '204']),
		If: routes((id) => id === '204'),
		Agent: agent('Search'),
		Search: searches,
		Trackfinity: trackfinity,
	});

	test.each([
		linked,
		"={{ $('Input')['item'].json.id }}",
		"={{ ((one) => one.item.json.id)($('Input')) }}",
	])('in a branch sends nothing: %s', async (customerId) => {
		const error = await run(nodes(forget(customerId)), toAgent);

		expect(sent(workbench.sandbox)).toEqual([]);
		expect(error).toMatch(
			/Behind 'Agent'.*another one.*Loop Over Items.*first\(1\).*Nothing was sent/s,
		);
	});

	test('in a branch sends nothing to an account that is taken by link', async () => {
		workbench.sandbox.fault({ kind: 'answer', body: deletedXml('5') });
		const { trackfinityDeleteApi } = workbench.sandbox.credentials;
		const accountId = linked;
		await run(nodes({ type, parameters: { operation: 'delete', code: '5' } }), toAgent, {
			credentials: { trackfinityDeleteApi: { ...trackfinityDeleteApi, accountId } },
		});

		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('in a loop sends nothing from where n8n may take another turn', async () => {
		await run(
			{
				...nodes(forget(linked)),
				Input: emits(['A1', 'B1'], ['A2'], ['A3', 'B3']),
				If: routes((id) => String(id).startsWith('B')),
				Next: passesOn,
			},
			[...toAgent, ['If', 'Next'], ['Next', 'Input']],
		);

		expect(sent(workbench.sandbox).filter((id) => id.startsWith('A'))).toEqual([]);
	});

	test('in a loop sends nothing where the agent ran less often than the node before it, by its first output', async () => {
		const turns: FlowLink[] = [
			['Input', 'List'],
			['List', 'If'],
			['If', 'Agent', 0],
			['If', 'List', 1],
			['Agent', 'Trackfinity'],
			['Search', 'Agent', 0, 'ai_tool'],
		];
		const others = { Input: emits(['x', 'y']), List: emits(['191'], ['204']) };
		const byList = "={{ $('List').item.json.id }}";
		const routed = { ...others, If: routes((id) => id === '191') };
		const error = await run({ ...nodes(forget(byList)), ...routed }, turns);

		expect(sent(workbench.sandbox)).toEqual([]);
		expect(error).toContain("Behind 'Agent'");
	});

	test('in a loop is sent in a turn in which the agent called no tool, whatever it did before', async () => {
		const turns: FlowLink[] = [
			['Input', 'If'],
			['If', 'Agent', 1],
			['If', 'Input', 0],
			['Agent', 'Trackfinity'],
			['Trackfinity', 'Input'],
			['Search', 'Agent', 0, 'ai_tool'],
			['Other', 'Agent', 0, 'ai_tool'],
		];
		const others = {
			Input: emits(['191'], ['x'], ['204']),
			If: routes((id) => id !== 'x'),
			Agent: agent('Search', (id) => id === '191'),
			Other: searches,
		};
		const ours = { ...forget(linked), onError: 'continueRegularOutput' as const };
		await run({ ...nodes(ours), ...others }, turns);

		expect(sent(workbench.sandbox)).toEqual(['204']);
	});

	test('in a loop is sent by .first(), as the message says', async () => {
		const left = ['191', '204', '215'];
		const loop: FlowNode = {
			work: async () => {
				const batch = items(...left.splice(0, 1));
				return batch.length > 0 ? [[], batch] : [items('done'), []];
			},
		};
		const ours = forget("={{ $('Loop').first(1).json.id }}");
		const links: FlowLink[] = [
			['Input', 'Loop'],
			['Loop', 'Agent', 1],
			['Agent', 'Trackfinity'],
			['Trackfinity', 'Loop'],
			['Search', 'Agent', 0, 'ai_tool'],
		];
		await run({ ...nodes(ours), Input: emits([...left]), Loop: loop }, links);

		expect(sent(workbench.sandbox)).toEqual(['191', '204', '215']);
	});

	test('sends nothing where two branches lead to the agent', async () => {
		const routed = routes((id) => id === '204');
		const isSent: FlowNode = filters(() => true);
		const two: FlowLink[] = [...toAgent, ['If', 'Agent', 0]];
		await run({ ...nodes(forget(linked)), If: routed, Filter: isSent }, two);

		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test.each([
		['the agent called no tool', { Agent: agent('Search', () => false) }, toAgent],
		['the agent has no tool', { Agent: agent() }, toAgent.slice(0, -1)],
		[
			'the only output leads to it',
			{ If: routes(() => false) },
			[...toAgent.filter(([, , output]) => output !== 1), ['If', 'Agent'] as FlowLink],
		],
	])('is sent where %s', async (_, others, links) => {
		await run({ ...nodes(forget(linked)), ...others }, links);

		expect(sent(workbench.sandbox)).toContain('204');
	});
});

describe('what n8n links to the first of several items, or by position,', () => {
	const line: FlowLink[] = [
		['Input', 'Between'],
		['Between', 'Trackfinity'],
	];
	const changes: FlowNode = {
		async work() {
			return [this.getInputData().map((_, item) => ({ json: { item } }))];
		},
	};
	const linksFirst: FlowNode = {
		work: async () => [[{ json: { picked: '191' }, pairedItem: { item: 0 } }]],
	};
	// n8n 1.123 doesn't guess.
	const isGuessed = /Behind 'Between'.*returned one item for several|data .* is unavailable/s;
	const three = emits.bind(undefined, ['191', '204', '215']);
	const picks = (settings: FlowNode = {}): FlowNode => ({
		type: 'n8n-nodes-base.code',
		work: async () => [[{ json: { picked: '215' } }]],
		...settings,
	});

	test.each([
		['a new item of a Code node', picks(), isGuessed],
		['a new item of another node', picks({ type: 'n8n-nodes-base.wait' }), isGuessed],
		[
			'the first sub-workflow to come back',
			picks({ type: 'n8n-nodes-base.executeWorkflow', parameters: { mode: 'each' } }),
			isGuessed,
		],
		[
			'what a sub-workflow gives back',
			{ ...changes, type: 'n8n-nodes-base.executeWorkflow' },
			/Behind 'Between'.*Let the sub-workflow return/s,
		],
		[
			'pinned data',
			filters(() => true),
			/Behind 'Between'.*Unpin it/s,
			{ pinData: { Between: items('T1', 'T2', 'T3') } },
		],
		[
			'a new item that looks like several',
			picks({ work: async () => [[{ json: { id: '204' } }]] }),
			isGuessed,
			{},
			emits(['204', '204', '215']),
		],
	])('is not sent: %s', async (_, between: FlowNode, words, more = {}, input = three()) => {
		const nodes = { Input: input, Between: between, Trackfinity: forget(linked) };
		const error = await run(nodes, line, more);

		expect(sent(workbench.sandbox)).toEqual([]);
		expect(error).toMatch(words);
	});

	test.each([
		"$('Config').first().json.prefix + $('Input').item.json.id",
		"$('Input').isExecuted ? $('Input').item.json.id : ''",
		'$if($("Input").isExecuted, $("Input").item.json.id, "")',
		'$("In" + "put").item.json.id',
		"$('Customer\\'s list').item.json.id",
	])('is not sent, however it is written: %s', async (expression) => {
		const nodes = {
			Input: three(),
			"Customer's list": passesOn,
			Between: picks(),
			Config: { work: async () => [[{ json: { prefix: '' } }]] } satisfies FlowNode,
			Trackfinity: forget(`={{ ${expression} }}`),
		};
		await run(nodes, [
			['Input', "Customer's list"],
			["Customer's list", 'Between'],
			['Input', 'Config'],
			['Between', 'Trackfinity'],
		]);

		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test.each([
		['who passed a filter', filters((id) => id === '191'), ['191']],
		[
			'a link that the Code node set',
			picks({ work: async () => [[{ json: {}, pairedItem: { item: 2 } }]] }),
			['215'],
		],
		[
			'the first item, with Execute Once',
			{ ...picks({ executeOnce: true }), ...linksFirst },
			['191'],
		],
		['items that a Code node changed', { ...picks(), ...changes }, ['191', '204', '215']],
		[
			'the first of several, unchanged',
			filters((id) => id === '191', { type: 'n8n-nodes-base.code' }),
			['191'],
		],
		[
			'items that a sub-workflow let pass',
			{ ...passesOn, type: 'n8n-nodes-base.executeWorkflow' },
			['191', '204', '215'],
		],
		[
			'what a sub-workflow gives back for each item',
			{ ...changes, type: 'n8n-nodes-base.executeWorkflow', parameters: { mode: 'each' } },
			['191', '204', '215'],
		],
	])('is sent where the link is right: %s', async (_, between: FlowNode, expected) => {
		await run({ Input: three(), Between: between, Trackfinity: forget(linked) }, line);

		expect(sent(workbench.sandbox).toSorted()).toEqual(expected);
	});

	test('is sent where only one item can be meant', async () => {
		const nodes = {
			Input: emits(['191']),
			Split: three(),
			Between: { ...picks(), ...linksFirst },
			Trackfinity: forget(linked),
		};
		await run(nodes, [
			['Input', 'Split'],
			['Split', 'Between'],
			['Between', 'Trackfinity'],
		]);

		expect(sent(workbench.sandbox)).toEqual(['191']);
	});

	test.each([
		[
			'all of whom are linked to',
			[{ item: 0 }, { item: 1 }, { item: 2 }],
			/multiple|ambiguous|matching/i,
		],
		['linked to nothing', null, /unavailable|no path|paired/i],
	])('of a summary, up to n8n: %s', async (_, pairedItem, words) => {
		const summary = { json: { count: 3 }, pairedItem } as INodeExecutionData;
		const between = picks({ work: async () => [[summary]] });
		const error = await run(
			{ Input: three(), Between: between, Trackfinity: forget(linked) },
			line,
		);

		expect(error).toMatch(words);
		expect(error).not.toContain('Behind');
	});

	test('is sent where a Merge passes on the other input than that of a summary', async () => {
		const nodes = {
			Input: three(),
			Summary: picks(),
			Merge: passesOn,
			Trackfinity: forget(linked),
		};
		await run(nodes, [
			['Input', 'Summary'],
			['Input', 'Merge', 0],
			['Summary', 'Merge', 0, 'main', 1],
			['Merge', 'Trackfinity'],
		]);

		expect(sent(workbench.sandbox).toSorted()).toEqual(['191', '204', '215']);
	});

	test('is not sent for a later item of the done branch of a loop', async () => {
		const [left, done]: INodeExecutionData[][] = [[], []];
		const begun = { previousNode: 'Input' };
		const loop: FlowNode = {
			async work() {
				const all = this.getInputData();
				const source = this.getInputSourceData();
				if (source.previousNode === 'Input') {
					left?.push(
						...all.map(({ json }, item) => ({
							json,
							pairedItem: { item, sourceOverwrite: begun },
						})),
					);
				} else {
					done?.push(
						...all.map(({ json }, item) => ({
							json,
							pairedItem: { item, sourceOverwrite: source },
						})),
					);
				}
				const batch = left?.splice(0, 2) ?? [];
				return batch.length > 0 ? [[], batch] : [done ?? [], []];
			},
		};
		let turns = 0;
		const between: FlowNode = {
			async work() {
				return [turns++ === 0 ? this.getInputData() : [{ json: { picked: '226' } }]];
			},
		};
		const nodes = {
			Input: emits(['191', '204', '215', '226']),
			Loop: loop,
			Between: between,
			Trackfinity: forget(linked),
		};
		await run(nodes, [
			['Input', 'Loop'],
			['Loop', 'Between', 1],
			['Between', 'Loop'],
			['Loop', 'Trackfinity', 0],
		]);

		expect(sent(workbench.sandbox)).toEqual([]);
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
		const customerId = `={{ ${expression} }}`;
		const between = filters((id) => id !== '191');
		const error = await run(
			{ Input: three(), Between: between, Trackfinity: forget(customerId) },
			line,
		);

		expect(sent(workbench.sandbox)).toEqual([]);
		expect(error).toMatch(/by position.*\$\('(?:Input|Name)'\)\.item/s);
	});

	test('a parameter of another node is no data', async () => {
		const customerId = '={{ $json.id + ($node["Input"].parameter["x"] ?? "") }}';
		const nodes = { Input: three(), Between: filters(() => true), Trackfinity: forget(customerId) };
		await run(nodes, line);

		expect(sent(workbench.sandbox).toSorted()).toEqual(['191', '204', '215']);
	});

	test.each([
		['the node directly before gave out', three(), 'Between', ['191', '204', '215']],
		['is the only one', emits(['191']), 'Input', ['191']],
	])('is sent where the item %s', async (_, input, node, expected) => {
		const between = filters(() => true);
		const customerId = `={{ $node["${node}"].json.id }}`;
		await run({ Input: input, Between: between, Trackfinity: forget(customerId) }, line);

		expect(sent(workbench.sandbox).toSorted()).toEqual(expected);
	});
});

describe('by position', () => {
	const customerId = '={{ $node["Between"].json.id }}';

	test('the item of this turn of a loop is sent', async () => {
		const nodes = {
			Input: emits(['191'], ['204']),
			...{ Between: passesOn, Next: passesOn },
			Trackfinity: forget(customerId),
		};
		await run(nodes, [
			['Input', 'Between'],
			['Between', 'Next'],
			['Next', 'Trackfinity'],
			['Trackfinity', 'Input'],
		]);

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
	});

	test('nothing is sent where two outputs of the node before lead here', async () => {
		const nodes = {
			Input: emits(['191', '204']),
			Between: routes((id) => id === '204'),
			Trackfinity: forget(customerId),
		};
		await run(nodes, [
			['Input', 'Between'],
			['Between', 'Trackfinity', 0],
			['Between', 'Trackfinity', 1],
		]);

		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test('nothing is sent where the node before has run again already', async () => {
		const nodes = {
			Input: emits(['191', '204']),
			If: routes((id) => id === '204'),
			...{ A: passesOn, B: passesOn, Between: passesOn },
			Trackfinity: forget(customerId),
		};
		const links: FlowLink[] = [
			['Input', 'If'],
			['If', 'A', 0],
			['If', 'B', 1],
			['A', 'Between'],
			['B', 'Between'],
			['Between', 'Trackfinity'],
		];
		await run(nodes, links, { executionOrder: 'v0' });

		expect(sent(workbench.sandbox)).not.toContain('191');
	});
});

describe('behind a filter that nobody passes, with Always Output Data,', () => {
	const nobody = filters(() => false, { alwaysOutputData: true });
	const links: FlowLink[] = [
		['Input', 'Filter'],
		['Filter', 'Trackfinity'],
	];

	test.each([linked, "={{ $('Input').first().json.id }}", '={{ $node["Input"].json.id }}'])(
		'nobody is forgotten: %s',
		async (customerId) => {
			const nodes = { Input: emits(['191']), Filter: nobody, Trackfinity: forget(customerId) };
			const error = await run(nodes, links);

			expect(sent(workbench.sandbox)).toEqual([]);
			expect(error).toMatch(/No item passed 'Filter'.*'Always Output Data'/s);
		},
	);

	test.each(['n8n-nodes-base.code', '@n8n/n8n-nodes-langchain.textClassifier'])(
		'nor behind what comes after it: %s',
		async (kind) => {
			const nodes = {
				Input: emits(['191']),
				Filter: { ...nobody, type: kind },
				Next: passesOn,
				Trackfinity: forget(linked),
			};
			await run(nodes, [
				['Input', 'Filter'],
				['Filter', 'Next'],
				['Next', 'Trackfinity'],
			]);

			expect(sent(workbench.sandbox)).toEqual([]);
		},
	);

	test.each([
		['a lookup finds nothing', { ...nobody, type: 'n8n-nodes-base.postgres' }, linked],
		['somebody passes', filters(() => true, { alwaysOutputData: true }), linked],
		['the customer is fixed', nobody, '191'],
	])('the customer is forgotten where %s', async (_, filter, customerId) => {
		const nodes = { Input: emits(['191']), Filter: filter, Trackfinity: forget(customerId) };
		await run(nodes, links);

		expect(sent(workbench.sandbox)).toEqual(['191']);
	});
});

describe("an AI Agent's tool", () => {
	const asTool = (customerId: string): FlowNode => ({ ...forget(customerId), type: `${type}Tool` });
	const inTurns: FlowLink[] = [
		['Input', 'Agent'],
		['Agent', 'Input'],
		['Trackfinity', 'Agent', 0, 'ai_tool'],
	];

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
			Trackfinity: asTool(customerId),
		};
		await run(nodes, inTurns);

		// Where there was one turn only, it can be no other.
		expect(['', 'A']).toContain(sent(workbench.sandbox).join());
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
		const left = ['A', 'B', 'C', 'D'];
		const loop: FlowNode = {
			work: async () => {
				const batch = items(...left.splice(0, size));
				return batch.length > 0 ? [[], batch] : [items('done'), []];
			},
		};
		const nodes = {
			Input: emits([...left]),
			Loop: loop,
			Agent: agent('Trackfinity'),
			Trackfinity: asTool(customerId),
		};
		await run(nodes, [
			['Input', 'Loop'],
			['Loop', 'Agent', 1],
			['Agent', 'Loop'],
			['Trackfinity', 'Agent', 0, 'ai_tool'],
		]);

		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test.each([
		['v0' as const, []],
		['v1' as const, ['191']],
	])(
		'with Execution Order %s, where the agent would not hear of it, is sent: %j',
		async (executionOrder, expected) => {
			const nodes = {
				Input: emits(['191']),
				Agent: agent('Trackfinity'),
				Trackfinity: asTool('={{ $json.id }}'),
			};
			await run(
				nodes,
				[
					['Input', 'Agent'],
					['Trackfinity', 'Agent', 0, 'ai_tool'],
				],
				{ executionOrder },
			);

			expect(sent(workbench.sandbox)).toEqual(expected);
		},
	);
});
