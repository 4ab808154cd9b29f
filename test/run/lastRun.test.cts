import type { INodeExecutionData } from 'n8n-workflow';

import type { FlowNode } from '../../dev/engine/index.cts';
import {
	agent,
	emits,
	filters,
	forget,
	items,
	passesOn,
	routes,
	useFlows,
} from '../support/flows.cts';

const { run } = useFlows();

const all = ['A', 'b', 'C'];
const isSmall = (id: unknown) => /^[a-z]/.test(String(id));

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

/** Our node, in a loop that goes on where it fails. */
const inLoop = (customerId: string): FlowNode => ({
	...forget(customerId),
	onError: 'continueRegularOutput',
});

/** What is in small letters isn't looked up. */
const nodes = (version?: number) => ({
	...{ Input: emits(all), Loop: loop(version), If: routes(isSmall), Lookup: passesOn },
});

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
		const begin = version < 3 ? 'Loop' : 'Loop:1';
		const links = `Input > ${begin} > If > Lookup > Trackfinity > Loop, If:1 > Trackfinity`;
		const ours = { Trackfinity: inLoop(customerId) };
		const { arrived, error } = await run({ ...nodes(version), ...ours }, links);

		expect(arrived).toEqual(['A', 'C']);
		expect(error).toMatch(/'Lookup' ran behind another run of 'Loop'.*\$json/);
	});

	test('gives who is in the item before it has run at all', async () => {
		const customerId = "={{ $('Lookup').isExecuted ? $('Lookup').first().json.id : $json.id }}";
		const links = 'Input > Loop:1 > If > Lookup > Trackfinity > Loop, If:1 > Trackfinity';
		const line = { ...nodes(), Input: emits(['b', 'C']) };

		expect((await run(line, links, { customerId })).arrived).toEqual(['b', 'C']);
	});

	test("gives an AI Agent's tool nobody", async () => {
		const { type = '', ...tool } = inLoop("={{ $('Lookup').first().json.id }}");
		const ours = { Agent: agent('Trackfinity'), Trackfinity: { ...tool, type: `${type}Tool` } };
		const links = 'Input > Loop:1 > If > Lookup > Agent > Loop, If:1 > Agent';
		const { arrived } = await run({ ...nodes(), ...ours }, `${links}, Trackfinity ai_tool > Agent`);

		expect(arrived).toEqual(['A', 'C']);
	});

	test("gives an AI Agent's tool nothing that the agent itself said", async () => {
		const { type = '', ...tool } = inLoop("={{ $('Agent').first().json.output }}");
		const ours = { Agent: agent('Trackfinity'), Trackfinity: { ...tool, type: `${type}Tool` } };
		const links = 'Input > Loop:1 > Agent > Loop, Trackfinity ai_tool > Agent';

		expect((await run({ ...nodes(), ...ours }, links)).arrived).toEqual([]);
	});
});

test.each(["$('Lookup').first(0, 0)", "$('Lookup').first(0, 1 - 1)", "$('Loop').first(1, 0)"])(
	'in a loop, the number of a run may be that of another turn: %s',
	async (first) => {
		const tools = { Agent: agent('Search'), Search: emits(['found'], ['found'], ['found']) };
		const ours = { Trackfinity: inLoop(`={{ ${first}.json.id }}`) };
		const { arrived } = await run(
			{ ...nodes(), ...tools, ...ours },
			'Input > Loop:1 > If > Lookup > Agent > Trackfinity > Loop, If:1 > Agent, Search ai_tool > Agent',
		);

		expect(arrived).toEqual(['A']);
	},
);

test('in a loop, a run that there is not is for n8n to miss', async () => {
	const links = 'Input > Loop:1 > If > Lookup > Loop, If:1 > Trackfinity';
	const customerId = "={{ $('Lookup').first(0, 5).json.id }}";
	const { error } = await run({ ...nodes(), Input: emits(['A', 'C', 'b']) }, links, { customerId });

	expect(error).toContain('Run 5');
});

test('in a loop, a name that is made at run time may be that of any node', async () => {
	const links = 'Input > Loop:1 > If > Lookup > Trackfinity > Loop, If:1 > Trackfinity';
	const ours = { Trackfinity: inLoop("={{ $('Look' + 'up').first().json.id }}") };
	const { arrived } = await run({ ...nodes(), ...ours }, links);

	// In the first turn, nothing is of another one.
	expect(arrived).toEqual(['A']);
});

describe('in a loop that is drawn without Loop Over Items', () => {
	const pages = () => ({
		...{ Input: emits(['x'], ['y']), Page: emits(['A'], ['b'], ['C'], []) },
		...{ If: routes(isSmall), Lookup: passesOn, Next: passesOn, Wait: passesOn },
	});
	const line = 'Input > Page > If > Lookup > Trackfinity > Next > Page, If:1 > Trackfinity';

	test.each([
		["$('Lookup').first().json.id", ['A', 'C']],
		["$('Next').first().json.id", []],
		["$('Page').first(0, 0).json.id", ['A']],
		["$('Page').first().json.id", all],
		["$('If').isExecuted && $('Page').last(0, $runIndex).json.id", all],
		["$('Input').first().json.id && $json.id", all],
	])('%s gives %j', async (id, expected) => {
		const ours = { Trackfinity: inLoop(`={{ ${id} }}`) };

		expect((await run({ ...pages(), ...ours }, line)).arrived).toEqual(expected);
	});

	// n8n's links lead from turn to turn.
	test.each(["$('Lookup').first().json.id", '$node.Lookup.json.id'])(
		'two earlier turns give nobody: %s',
		async (id) => {
			const ours = { Trackfinity: inLoop(`={{ ${id} }}`) };
			const Page = emits(['A'], ['C'], ['b'], []);
			const { arrived, error } = await run({ ...pages(), Page, ...ours }, line);

			expect(arrived).toEqual(['A', 'C']);
			expect(error).toContain("'Lookup' ran behind another run of 'Page'");
		},
	);

	test.each([
		["={{ $('Lookup').first().json.id }}", ['A', 'C']],
		// n8n carries out the branches of the last turn first.
		["={{ $('Page').first(0, $runIndex).json.id }}", ['b']],
	])('one whose node leads back to itself is one, too: %s', async (customerId, expected) => {
		const left = ['A', 'b', 'C'];
		const Page: FlowNode = {
			work: async () => {
				const next = left.splice(0, 1);
				return [items(...next), items(...next)];
			},
		};
		const { arrived } = await run(
			{ ...pages(), Page, Trackfinity: inLoop(customerId) },
			'Input > Page > If > Lookup > Trackfinity, If:1 > Trackfinity, Page:1 > Page',
		);

		expect(arrived.toSorted()).toEqual(expected);
	});

	test('its first node may lead around it by any output', async () => {
		const ours = { Trackfinity: inLoop("={{ $('Lookup').first().json.id }}") };
		const { arrived } = await run(
			{ ...pages(), Check: { ...routes(() => true), type: 'another.if' }, ...ours },
			'Input > Check:1 > Page > If > Lookup > Trackfinity > Next > Check, If:1 > Trackfinity',
		);

		expect(arrived).toEqual(['A', 'C']);
	});

	test.each([
		["={{ $('Customer').first().json.id }}", ['A', 'C']],
		["={{ $('Page').first().json.id }}", ['b', 'z']],
	])('a node of a loop around it gives its customer in each turn: %s', async (...row) => {
		const [customerId, expected] = row;
		const loops = { Customer: emits(['A'], ['C'], []), Page: emits(['X'], ['b'], ['Y'], ['z']) };
		const { arrived } = await run(
			{ ...pages(), ...loops },
			'Input > Customer > Page > If > Wait > Page, If:1 > Trackfinity > Customer',
			{ customerId },
		);

		expect(arrived).toEqual(expected);
	});
});

test.each([[true], [false]])(
	'in a loop with two ways in, a node of an earlier turn gives nobody; in by the first: %s',
	async (isFirst) => {
		const line = { Input: emits(['x']), Ready: routes(() => !isFirst), Login: passesOn };
		const each = { Next: emits(['A'], ['b'], ['C'], []), If: routes(isSmall), Lookup: passesOn };
		const ours = { Trackfinity: inLoop("={{ $('Lookup').first().json.id }}") };
		const { arrived } = await run(
			{ ...line, ...each, ...ours },
			'Input > Ready > Next > If > Lookup > Trackfinity > Login > Next, Ready:1 > Login, If:1 > Trackfinity',
		);

		expect(arrived).toEqual(['A', 'C']);
	},
);

describe('in a loop', () => {
	test('a node before it gives what it has, though a branch leads back to it', async () => {
		const line = { ...nodes(), Token: passesOn };
		const { arrived } = await run(
			line,
			'Input > Token > Loop:1 > If > Trackfinity > Loop, If:1 > Token',
			{ customerId: "={{ $('Token').first() && $json.id }}" },
		);

		expect(arrived).toEqual(['A', 'C']);
	});

	test.each([
		['that runs in each turn', "={{ $('Between').first().json.id }}"],
		['before it', "={{ $('Input').first().json.id && $json.id }}"],
		['that begins it', "={{ $('Loop').first(1).json.id }}"],
		['by the number of its run', "={{ $('Between').first(0, $runIndex).json.id }}"],
	])('a node %s gives each customer', async (_, customerId) => {
		const line = { ...nodes(), Between: passesOn };
		const links = 'Input > Loop:1 > Between > Trackfinity > Loop';
		expect((await run(line, links, { customerId })).arrived).toEqual(all);
	});

	test('a node beside it gives what it has, though it only ran after the first turn had begun', async () => {
		const line = { ...nodes(), Between: passesOn, Token: passesOn };
		const { arrived } = await run(
			line,
			'Input > Loop:1 > Between > Trackfinity > Loop, Input > Token',
			{ customerId: "={{ $('Token').first() && $json.id }}", executionOrder: 'v0' },
		);

		expect(arrived).toEqual(all);
	});

	test('a node of the outer loop gives its customer in all turns of the inner one', async () => {
		const loops = { Outer: loop(), Inner: loop(3, 'another') };
		const each = { Customer: passesOn, Orders: emits(all, all, all) };
		const { arrived } = await run(
			{ ...nodes(), ...loops, ...each },
			'Input > Outer:1 > Customer > Orders > Inner:1 > Trackfinity > Inner > Outer',
			{ customerId: "={{ $('Customer').first().json.id }}" },
		);

		expect(arrived).toEqual(all.flatMap((id) => all.map(() => id)));
	});

	// A branch that leads back is carried out first, and so all turns before the other branch of the first one.
	test.each([
		["={{ $('Between').item.json.id }}", all],
		["={{ $('Between').isExecuted && $('Between').item.json.id }}", all],
		["={{ $('Between').first().json.id }}", ['C']],
		["={{ $('Back').first().json.id }}", ['C']],
	])('a branch that runs after all turns: %s gives %j', async (customerId, expected) => {
		const line = { ...nodes(), Between: passesOn, Back: passesOn };
		const links = 'Input > Loop:1 > Between > Trackfinity, Between > Back > Loop';
		const { arrived } = await run(line, links, { customerId });

		expect(arrived.toSorted()).toEqual(expected.toSorted());
	});

	test.each([
		["={{ $('Customer').first().json.id }}", ['C']],
		["={{ $('Customer').first(0, $runIndex).json.id }}", ['b']],
	])('also behind another loop, after all turns: %s gives %j', async (customerId, expected) => {
		const loops = { Outer: loop(), Inner: loop(3, 'another') };
		const each = {
			Customer: passesOn,
			Orders: emits(all, all, all),
			Step: passesOn,
			Done: passesOn,
			Back: passesOn,
		};
		const { arrived } = await run(
			{
				...nodes(),
				...loops,
				...each,
				Trackfinity: inLoop(customerId),
			},
			'Input > Outer:1 > Customer > Orders > Inner:1 > Step > Inner > Done > Trackfinity, Done > Back > Outer',
		);

		expect(arrived).toEqual(expected);
	});

	test('a branch that runs after all turns gets nobody of a later one when it tries again either', async () => {
		const Trackfinity: FlowNode = {
			...forget("={{ $('Page').first().json.id }}"),
			onError: 'continueErrorOutput',
		};
		const pages = { Page: emits(['A'], ['C']), More: filters((id) => id === 'A') };
		const { arrived } = await run(
			{ Input: emits(['x']), ...pages, Wait: emits(['again']), Trackfinity },
			'Input > Page > Trackfinity, Page > More > Page, Trackfinity:1 > Wait > Trackfinity',
		);

		expect(arrived).toEqual(['C']);
	});

	test('a branch that runs after all turns gets nobody of a later one behind two that meet either', async () => {
		const pages = { Page: emits(['A'], ['b'], ['C']), Join: passesOn };
		const { arrived } = await run(
			{
				...{ ...nodes(), ...pages, More: filters((id) => id !== 'C') },
				Trackfinity: inLoop("={{ $('Page').first().json.id }}"),
			},
			'Input > Page > If > Lookup > Join > Trackfinity, If:1 > Join > More > Page',
		);

		expect(arrived).toEqual(['C']);
	});

	test('a node that ran before it gives what it has, though the loop leads to it, too', async () => {
		const line = { ...nodes(), Token: passesOn };
		const { arrived } = await run(
			line,
			'Input > Trackfinity > Loop:1 > Token, Loop:1 > Trackfinity, Input > Token',
			{ customerId: "={{ $('Token').first() && $json.id }}" },
		);

		expect(arrived).toEqual(all);
	});

	test('a node gives its customer after all turns, if it ran only then, too', async () => {
		const line = { ...nodes(), Between: passesOn, Back: passesOn, Late: passesOn };
		const links = 'Input > Loop:1 > Between > Late > Trackfinity, Between > Back > Loop';
		const customerId = "={{ $('Late').first().json.id }}";

		expect((await run(line, links, { customerId })).arrived.toSorted()).toEqual(all.toSorted());
	});

	test('gives nobody of a later turn, though the way back ends before Loop Over Items', async () => {
		const line = { ...nodes(), Get: emits(['A'], ['C']), Back: passesOn };
		const { arrived } = await run(line, 'Input > Get > Loop:1 > Trackfinity, Loop:1 > Back > Get', {
			customerId: "={{ $('Get').first().json.id }}",
		});

		expect(arrived).toEqual([]);
	});

	test('gives nobody of an earlier turn, though that one led to this one', async () => {
		const line = { ...nodes(), Next: passesOn };
		const { arrived } = await run(
			line,
			'Input > Loop:1 > If > Lookup > Loop, If:1 > Next > Loop, If:1 > Trackfinity',
			{ customerId: "={{ $('Lookup').first().json.id }}" },
		);

		expect(arrived).toEqual([]);
	});

	test('what begins it gives each customer behind an agent that ran in some turns only', async () => {
		const tools = { Agent: agent('Search'), Search: emits(['found'], ['found']) };
		const { arrived } = await run(
			{ ...nodes(), Input: emits(['a', 'B', 'C']), ...tools },
			'Input > Loop:1 > If > Agent > Trackfinity > Loop, If:1 > Loop, Search ai_tool > Agent',
			{ customerId: "={{ $('Loop').first(1).json.id }}" },
		);

		expect(arrived).toEqual(['B', 'C']);
	});

	test('what it comes to is for the node behind it', async () => {
		const line = { ...nodes(), Between: passesOn };
		const links = 'Input > Loop:1 > Between > Loop > Trackfinity';
		const customerId = "={{ $('Between').first().json.id }}";
		expect((await run(line, links, { customerId })).arrived).toEqual(['C']);
	});
});

// Workflows from before n8n 1.0 run all of a level first.
test.each([
	["={{ $('Both').first().json.id }}", ['b']],
	["={{ $('Both').all()[0].json.id }}", ['b']],
	['={{ $node["Both"].json.id }}', ['b']],
	['={{ $json.id }}', ['A', 'b']],
])('with Execution Order v0, behind two runs of a node, %s gives %j', async (id, expected) => {
	const both = { Input: emits(['A', 'b']), If: routes(isSmall), Both: passesOn };
	const { arrived, error } = await run(
		{ ...both, Trackfinity: inLoop(id) },
		'Input > If > Both > Trackfinity, If:1 > Both',
		{ executionOrder: 'v0' },
	);

	expect(arrived).toEqual(expected);
	if (!expected.includes('A')) {
		expect(error).toMatch(/another item of 'Both'.*Replace it by \$\('Both'\)\.item/s);
	}
});

test('behind two branches that meet, a node that ran for the other one gives nobody', async () => {
	const branches = { Input: emits(['A', 'b']), If: routes(isSmall), X: passesOn, Y: passesOn };
	const joined = { Both: passesOn, Again: routes(isSmall), Lookup: passesOn };
	const { arrived } = await run(
		{ ...branches, ...joined, Trackfinity: inLoop("={{ $('Lookup').first().json.id }}") },
		'Input > If > X > Both > Again:1 > Lookup > Trackfinity, If:1 > Y > Both, Again > Trackfinity',
	);

	// n8n takes the second branch first.
	expect(arrived).toEqual(['b']);
});

describe('a node in the other branch', () => {
	const isA = "$('Lookup').isExecuted ? $('Lookup').first().json.id : $json.id";
	const branches = { Input: emits(['A', 'b']), If: routes(isSmall), Lookup: passesOn };

	test.each([
		['before our node', branches, 'Input > If:1 > Lookup > Trackfinity, If > Trackfinity'],
		[
			...(['behind another node', { ...branches, Next: passesOn }] as const),
			'Input > If:1 > Next > Lookup > Trackfinity, If > Trackfinity',
		],
		[
			...(['before both meet', { ...branches, Both: passesOn, Next: passesOn }] as const),
			'Input > If:1 > Lookup > Next > Both > Trackfinity, If > Both',
		],
	])('gives nobody: %s', async (_, nodes, links) => {
		const ours = { Input: emits(['A', 'b']), Trackfinity: inLoop(`={{ ${isA} }}`) };
		const { arrived, error } = await run({ ...nodes, ...ours }, links);

		// n8n takes the second branch first.
		expect(arrived).toEqual(['b']);
		expect(error).toMatch(/'Lookup' ran for items that left 'If' by another output.*\$json/s);
	});

	test('gives a list to look something up in', async () => {
		const links = 'Input > If:1 > Lookup > Next, If > Trackfinity';
		const nodes = { ...branches, Input: emits(['A', 'b']), Next: passesOn };
		const customerId = "={{ $json.id + $('Lookup').all().length }}";

		expect((await run(nodes, links, { customerId })).arrived).toEqual(['A1']);
	});

	test.each([
		['has the data of all', 'Input > Lookup > Next > If > Trackfinity, If:1 > Trackfinity'],
		['began with the same items', 'Input > If > Next > Trackfinity, If > Lookup > Trackfinity'],
		['runs only for these', 'Input > If > Lookup > Trackfinity, If:1 > Next'],
	])('gives its own where it %s', async (_, links) => {
		const nodes = { ...branches, Input: emits(['A']), Next: passesOn };
		const { arrived } = await run(nodes, links, { customerId: `={{ ${isA} }}` });

		expect(new Set(arrived)).toEqual(new Set(['A']));
	});
});

test('behind a Merge of two runs of a node, it gives nobody', async () => {
	const merges: FlowNode = {
		type: 'n8n-nodes-base.merge',
		async work() {
			const inputs = [0, 1].map((input) =>
				this.getInputData(input).map(({ json }, item) => ({ json, pairedItem: { item, input } })),
			);
			return [inputs.flat()];
		},
	};
	const branches = { Input: emits(['A', 'b']), If: routes(isSmall), Both: passesOn };
	const joined = { Sort: routes(isSmall), Merge: merges };
	const { arrived } = await run(
		{ ...branches, ...joined },
		'Input > If > Both > Sort > Merge > Trackfinity, If:1 > Both, Sort:1 > 1:Merge',
		{ customerId: "={{ $('Both').first().json.id }}" },
	);

	expect(arrived).toEqual([]);
});

test('behind a Merge that only its second input reached, a node before gives its customer', async () => {
	const Merge: FlowNode = {
		type: 'n8n-nodes-base.merge',
		work: async function () {
			return [this.getInputData(1)];
		},
	};
	const nodes = { Input: emits(['b']), If: routes(isSmall), Other: passesOn, Merge };
	const customerId = "={{ $('If').first(1).json.id }}";
	const links = 'Input > If > Other > Merge > Trackfinity, If:1 > 1:Merge';

	expect((await run(nodes, links, { customerId })).arrived).toEqual(['b']);
});
