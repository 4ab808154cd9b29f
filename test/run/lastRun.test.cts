import type { INodeExecutionData } from 'n8n-workflow';

import type { FlowNode } from '../../dev/engine/index.cts';
import type { FlowRun } from '../support/flows.cts';
import { agent, emits, filters, items, merges, routes, useFlows } from '../support/flows.cts';
import { continues } from '../support/runs.cts';

const { expectSent, run } = useFlows();

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

/** One loop in another, each over all items. */
const loops = () => ({ Outer: loop(), Inner: loop(3, 'another'), Orders: emits(all, all, all) });

/** Whom our node forgets, and that the workflow goes on where it fails. */
const goesOn = (id: string, more: FlowRun = {}): FlowRun => ({
	...{ customerId: `={{ ${id} }}`, ...continues, ...more },
});

/** What is in small letters isn't looked up. */
const nodes = (version?: number) => ({
	...{ Input: emits(all), Loop: loop(version), If: routes(isSmall) },
});

const lookup = "$('Lookup').first().json.id";
const lookupOrOwn = `$('Lookup').isExecuted ? ${lookup} : $json.id`;

describe('in a loop, a node that ran in an earlier turn and not in this one', () => {
	const links = 'Input > Loop:1 > If > Lookup > Trackfinity > Loop, If:1 > Trackfinity';

	test.each([
		[lookup, 3],
		['$("Lookup")?.first()?.json.id ?? $json.id', 3],
		[lookupOrOwn, 3],
		["$items('Lookup')[0].json.id", 3],
		['$node["Lookup"].json.id', 3],
		[lookup, 2],
	])('gives nobody: %s, Loop Over Items %i', async (id, version) => {
		const output = version < 3 ? '' : ':1';
		const turns = links.replace(':1', output);
		const error = await expectSent(['A', 'C'], nodes(version), turns, goesOn(id));

		expect(error).toMatch(/'Lookup' ran behind another run of 'Loop'.*\$json/);
	});

	test('gives who is in the item before it has run at all', async () => {
		const line = { ...nodes(), Input: emits(['b', 'C']) };
		await expectSent(['b', 'C'], line, links, lookupOrOwn);
	});

	test.each([
		['nobody', lookup, 'If > Lookup > Agent > Loop, If:1 > Agent', ['A', 'C']],
		['nothing that the agent itself said', "$('Agent').first().json.output", 'Agent > Loop', []],
	])("gives an AI Agent's tool %s", async (_, id, turn, expected) => {
		const line = { ...nodes(), Agent: agent('Trackfinity') };
		const links = `Input > Loop:1 > ${turn}, Trackfinity ai_tool > Agent`;
		await expectSent(expected, line, links, goesOn(id));
	});

	// In the first turn, nothing is of another one.
	test('may be the one whose name is made at run time', async () => {
		await expectSent(['A'], nodes(), links, goesOn("$('Look' + 'up').first().json.id"));
	});
});

const byRun = ["$('Lookup').first(0, 0)", "$('Lookup').first(0, 1 - 1)", "$('Loop').first(1, 0)"];
test.each(byRun)('in a loop, the number of a run may be of another turn: %s', async (first) => {
	const tools = { Agent: agent('Search'), Search: emits(['found'], ['found'], ['found']) };
	const links =
		'Input > Loop:1 > If > Lookup > Agent > Trackfinity > Loop, If:1 > Agent, Search ai_tool > Agent';
	await expectSent(['A'], { ...nodes(), ...tools }, links, goesOn(`${first}.json.id`));
});

test('in a loop, a run that there is not is for n8n to miss', async () => {
	const line = { ...nodes(), Input: emits(['A', 'C', 'b']) };
	const links = 'Input > Loop:1 > If > Lookup > Loop, If:1 > Trackfinity';
	const { error } = await run(line, links, "$('Lookup').first(0, 5).json.id");

	expect(error).toContain('Run 5');
});

describe('in a loop that is drawn without Loop Over Items', () => {
	const pages = () => ({
		...{ Input: emits(['x'], ['y']), Page: emits(['A'], ['b'], ['C'], []), If: routes(isSmall) },
	});
	const line = 'Input > Page > If > Lookup > Trackfinity > Next > Page, If:1 > Trackfinity';

	test.each([
		[lookup, ['A', 'C']],
		["$('Next').first().json.id", []],
		["$('Page').first(0, 0).json.id", ['A']],
		["$('Page').first().json.id", all],
		["$('If').isExecuted && $('Page').last(0, $runIndex).json.id", all],
		["$('Input').first().json.id && $json.id", all],
	])('%s gives %j', async (id, expected) => {
		await expectSent(expected, pages(), line, goesOn(id));
	});

	// n8n's links lead from turn to turn.
	test.each([lookup, '$node.Lookup.json.id'])('two earlier turns give nobody: %s', async (id) => {
		const Page = emits(['A'], ['C'], ['b'], []);
		const error = await expectSent(['A', 'C'], { ...pages(), Page }, line, goesOn(id));

		expect(error).toContain("'Lookup' ran behind another run of 'Page'");
	});

	test.each([
		[lookup, ['A', 'C']],
		// n8n carries out the branches of the last turn first.
		["$('Page').first(0, $runIndex).json.id", ['b']],
	])('one whose node leads back to itself is one, too: %s', async (id, expected) => {
		const left = ['A', 'b', 'C'];
		const Page: FlowNode = {
			work: async () => {
				const next = left.splice(0, 1);
				return [items(...next), items(...next)];
			},
		};
		const links = 'Input > Page > If > Lookup > Trackfinity, If:1 > Trackfinity, Page:1 > Page';
		const { arrived } = await run({ ...pages(), Page }, links, goesOn(id));

		expect(arrived.toSorted()).toEqual(expected);
	});

	test('its first node may lead around it by any output', async () => {
		const Check = { ...routes(() => true), type: 'another.if' };
		const links =
			'Input > Check:1 > Page > If > Lookup > Trackfinity > Next > Check, If:1 > Trackfinity';
		await expectSent(['A', 'C'], { ...pages(), Check }, links, goesOn(lookup));
	});

	test.each([
		["$('Customer').first().json.id", ['A', 'C']],
		["$('Page').first().json.id", ['b', 'z']],
	])('a node of a loop around it gives its customer in each turn: %s', async (id, expected) => {
		const both = { Customer: emits(['A'], ['C'], []), Page: emits(['X'], ['b'], ['Y'], ['z']) };
		const links = 'Input > Customer > Page > If > Wait > Page, If:1 > Trackfinity > Customer';
		await expectSent(expected, { ...pages(), ...both }, links, id);
	});
});

test.each([[true], [false]])(
	'in a loop with two ways in, a node of an earlier turn gives nobody; in by the first: %s',
	async (isFirst) => {
		const line = { Input: emits(['x']), Ready: routes(() => !isFirst), If: routes(isSmall) };
		const Next = emits(['A'], ['b'], ['C'], []);
		const links =
			'Input > Ready > Next > If > Lookup > Trackfinity > Login > Next, Ready:1 > Login, If:1 > Trackfinity';
		await expectSent(['A', 'C'], { ...line, Next }, links, goesOn(lookup));
	},
);

describe('in a loop', () => {
	test('a node before it gives what it has, though a branch leads back to it', async () => {
		const links = 'Input > Token > Loop:1 > If > Trackfinity > Loop, If:1 > Token';
		await expectSent(['A', 'C'], nodes(), links, "$('Token').first() && $json.id");
	});

	test.each([
		['that runs in each turn', "$('Between').first().json.id"],
		['before it', "$('Input').first().json.id && $json.id"],
		['that begins it', "$('Loop').first(1).json.id"],
		['by the number of its run', "$('Between').first(0, $runIndex).json.id"],
	])('a node %s gives each customer', async (_, id) => {
		const links = 'Input > Loop:1 > Between > Trackfinity > Loop';
		await expectSent(all, nodes(), links, id);
	});

	test('a node beside it gives what it has, though it only ran after the first turn had begun', async () => {
		const links = 'Input > Loop:1 > Between > Trackfinity > Loop, Input > Token';
		const customerId = "={{ $('Token').first() && $json.id }}";
		await expectSent(all, nodes(), links, { customerId, executionOrder: 'v0' });
	});

	test('a node of the outer loop gives its customer in all turns of the inner one', async () => {
		const links = 'Input > Outer:1 > Customer > Orders > Inner:1 > Trackfinity > Inner > Outer';
		const expected = all.flatMap((id) => all.map(() => id));
		const id = "$('Customer').first().json.id";
		await expectSent(expected, { ...nodes(), ...loops() }, links, id);
	});

	// A branch that leads back is carried out first, and so all turns before the other branch of the first one.
	test.each([
		["$('Between').item.json.id", all],
		["$('Between').isExecuted && $('Between').item.json.id", all],
		["$('Between').first().json.id", ['C']],
		["$('Back').first().json.id", ['C']],
		["$('Late').first().json.id", all],
	])('a branch that runs after all turns: %s gives %j', async (id, expected) => {
		const links = 'Input > Loop:1 > Between > Late > Trackfinity, Between > Back > Loop';
		const { arrived } = await run(nodes(), links, id);

		expect(arrived.toSorted()).toEqual(expected.toSorted());
	});

	test.each([
		["$('Customer').first().json.id", ['C']],
		["$('Customer').first(0, $runIndex).json.id", ['b']],
	])('also behind another loop, after all turns: %s gives %j', async (id, expected) => {
		const links =
			'Input > Outer:1 > Customer > Orders > Inner:1 > Step > Inner > Done > Trackfinity, Done > Back > Outer';
		await expectSent(expected, { ...nodes(), ...loops() }, links, goesOn(id));
	});

	const page = "$('Page').first().json.id";

	test('a branch that tries again after all turns gets nobody of a later one', async () => {
		const pages = { Page: emits(['A'], ['C']), More: filters((id) => id === 'A') };
		const line = { Input: emits(['x']), ...pages, Wait: emits(['again']) };
		const links =
			'Input > Page > Trackfinity, Page > More > Page, Trackfinity:1 > Wait > Trackfinity';
		await expectSent(['C'], line, links, goesOn(page, { onError: 'continueErrorOutput' }));
	});

	test('nor does one behind two that meet', async () => {
		const pages = { Page: emits(['A'], ['b'], ['C']), More: filters((id) => id !== 'C') };
		const links = 'Input > Page > If > Lookup > Join > Trackfinity, If:1 > Join > More > Page';
		await expectSent(['C'], { ...nodes(), ...pages }, links, goesOn(page));
	});

	test('a node that ran before it gives what it has, though the loop leads to it, too', async () => {
		const links = 'Input > Trackfinity > Loop:1 > Token, Loop:1 > Trackfinity, Input > Token';
		await expectSent(all, nodes(), links, "$('Token').first() && $json.id");
	});

	test('gives nobody of a later turn, though the way back ends before Loop Over Items', async () => {
		const line = { ...nodes(), Get: emits(['A'], ['C']) };
		const links = 'Input > Get > Loop:1 > Trackfinity, Loop:1 > Back > Get';
		await expectSent([], line, links, "$('Get').first().json.id");
	});

	test('gives nobody of an earlier turn, though that one led to this one', async () => {
		const links = 'Input > Loop:1 > If > Lookup > Loop, If:1 > Next > Loop, If:1 > Trackfinity';
		await expectSent([], nodes(), links, lookup);
	});

	test('what begins it gives each customer behind an agent that ran in some turns only', async () => {
		const tools = { Agent: agent('Search'), Search: emits(['found'], ['found']) };
		const line = { ...nodes(), Input: emits(['a', 'B', 'C']), ...tools };
		const links =
			'Input > Loop:1 > If > Agent > Trackfinity > Loop, If:1 > Loop, Search ai_tool > Agent';
		await expectSent(['B', 'C'], line, links, "$('Loop').first(1).json.id");
	});

	test('what it comes to is for the node behind it', async () => {
		const links = 'Input > Loop:1 > Between > Loop > Trackfinity';
		await expectSent(['C'], nodes(), links, "$('Between').first().json.id");
	});
});

const branches = () => ({ Input: emits(['A', 'b']), If: routes(isSmall) });

// Workflows from before n8n 1.0 run all of a level first.
test.each([
	["$('Both').first().json.id", ['b']],
	['$node["Both"].json.id', ['b']],
	['$json.id', ['A', 'b']],
])('with Execution Order v0, behind two runs of a node, %s gives %j', async (id, expected) => {
	const links = 'Input > If > Both > Trackfinity, If:1 > Both';
	const error = await expectSent(expected, branches(), links, goesOn(id, { executionOrder: 'v0' }));
	if (!expected.includes('A')) {
		expect(error).toMatch(/another item of 'Both'.*Replace it with \$\('Both'\)\.item/s);
	}
});

test('behind two branches that meet, a node that ran for the other one gives nobody', async () => {
	// n8n takes the second branch first.
	const links =
		'Input > If > X > Both > Again:1 > Lookup > Trackfinity, If:1 > Y > Both, Again > Trackfinity';
	await expectSent(['b'], { ...branches(), Again: routes(isSmall) }, links, goesOn(lookup));
});

describe('a node in the other branch', () => {
	test.each([
		['before our node', 'Input > If:1 > Lookup > Trackfinity, If > Trackfinity'],
		['behind another node', 'Input > If:1 > Next > Lookup > Trackfinity, If > Trackfinity'],
		['before both meet', 'Input > If:1 > Lookup > Next > Both > Trackfinity, If > Both'],
	])('gives nobody: %s', async (_, links) => {
		// n8n takes the second branch first.
		const error = await expectSent(['b'], branches(), links, goesOn(lookupOrOwn));

		expect(error).toMatch(/'Lookup' ran for items that left 'If' by another output.*\$json/s);
	});

	test('gives a list to look something up in', async () => {
		const links = 'Input > If:1 > Lookup > Next, If > Trackfinity';
		await expectSent(['A1'], branches(), links, "$json.id + $('Lookup').all().length");
	});

	test.each([
		['has the data of all', 'Input > Lookup > Next > If > Trackfinity, If:1 > Trackfinity'],
		['began with the same items', 'Input > If > Next > Trackfinity, If > Lookup > Trackfinity'],
		['runs only for these', 'Input > If > Lookup > Trackfinity, If:1 > Next'],
	])('gives its own where it %s', async (_, links) => {
		const { arrived } = await run({ ...branches(), Input: emits(['A']) }, links, lookupOrOwn);

		expect(new Set(arrived)).toEqual(new Set(['A']));
	});
});

test('behind a Merge of two runs of a node, it gives nobody', async () => {
	const links = 'Input > If > Both > Sort > Merge > Trackfinity, If:1 > Both, Sort:1 > 1:Merge';
	const line = { ...branches(), Sort: routes(isSmall), Merge: merges };
	await expectSent([], line, links, "$('Both').first().json.id");
});

test('behind a Merge that only its second input reached, a node before gives its customer', async () => {
	const line = { ...branches(), Input: emits(['b']), Merge: merges };
	const links = 'Input > If > Other > Merge > Trackfinity, If:1 > 1:Merge';
	await expectSent(['b'], line, links, "$('If').first(1).json.id");
});
