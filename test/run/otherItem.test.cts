import type { FlowNode } from '../../dev/engine/index.cts';
import {
	code,
	emits,
	filters,
	items,
	loops,
	makes,
	merges as Merge,
	mergesOf,
	type Nodes,
	passesOn,
	routes,
	type,
	useFlows,
} from '../support/flows.cts';
import { continues, credentialsWith } from '../support/runs.cts';

const { expectSent, run, workbench } = useFlows();

const all = ['191', '204', '215'];
const three = (): FlowNode => emits(all);
const line = 'Input > Copy > Trackfinity';
const first = "$('Input').first().json.id";

test.each([
	["$('Input').first().json.id", 'Input', 1],
	["$('Input').last().json.id", 'Input', 0],
	["$('Input').first(0, $runIndex).json.id", 'Input', 1],
	["$('Input').itemMatching(0).json.id", 'Input', 1],
	["$json.other ?? $('Input').pairedItem(1).json.id", 'Input', 0],
	["$('Copy').first().json.id.trim()", 'Copy', 1],
	["$('Input').all()[0].json.id", 'Input', 1],
	["$('Input').all().at(-1).json.id", 'Input', 0],
	["$('Input').first()['json']", 'Input', 1],
	["$items('Input')[1].json.id", 'Input', 0],
	["$item(0).$node['Input'].json.id", 'Input', 1],
	["$('Copy').isExecuted ? $('Input').first().json.id : ''", 'Input', 1],
	['$input.first().json.id', undefined, 1],
	['$input.last().json.id', undefined, 0],
	['$input.all()[2].json.id', undefined, 0],
	['$items()[0].json.id', undefined, 1],
	['$item(0).$json.id', undefined, 1],
	['$item(0).$data.id', undefined, 1],
	["$item(1).$('Input').item.json.id", undefined, 0],
])('nobody is forgotten by the data of another item: %s', async (code, node, item) => {
	const error = await expectSent([], { Input: three() }, line, code);
	const from = node ? `'${node}'` : "this node's input";
	const use = node ? `$('${node}').item` : '$json';
	expect(error).toContain(
		`For item ${item}, an expression takes the data of another item of ${from}`,
	);
	expect(error).toContain(`Replace it with ${use}.`);
});

const ofInput = "$('Input').item";
test.each([
	["$('Input').all().map(({ json }) => json.id)[0]", ofInput],
	["$('Input').all().slice(0, 1)[0].json.id", ofInput],
	["$('Input').all().map(({ json }) => json.id).join()", ofInput],
	["(() => { const from = $('Input'); return from.first().json.id; })()", ofInput],
	["$jmespath($('Copy').all(), '[0].json.id')", "$('Copy').item"],
	["$items('Input').map(({ json }) => json.id)[0]", ofInput],
	["$('Input').itemMatching($runIndex).json.id", ofInput],
	["($node.Input.params.x ?? '') + $('Input').all().map(({ json }) => json.id)[0]", ofInput],
	['$input.all().find(({ json }) => json.id).json.id', '$json'],
	['[...$items()][0].json.id', '$json'],
	['(({ all }) => all()[0].json.id)($input)', '$json'],
])('nobody is forgotten by what is the same for all items: %s', async (code, use) => {
	const error = await expectSent([], { Input: three() }, line, code);

	expect(error).toContain('All items would name the same customer');
	expect(error).toContain(`such as ${use}. If only one customer is meant`);
});

const reverses = code((input) => input.map(({ json }) => ({ json: { of: json.id } })).reverse());

test.each([
	['the one who passed a filter', filters((id) => id === '215')],
	['those that code made', reverses],
])('nobody is forgotten in place of %s', async (_, Copy) => {
	await expectSent([], { Input: three(), Copy }, line, first);
});

/** Code that returns new items for all but the first, so that nothing is linked. */
const makesFewer = code((input) => input.flatMap(({ json }, item) => (item ? { json } : [])));
/** Code that returns one item for all, which is about none of them in particular. */
const sums = code(() => [{ json: { count: 3 } }]);

test.each([
	['new items that code made of some', makesFewer, first],
	['new items that have no ID', makesFewer, `$json.customerId ?? ${first}`],
	['new items, and a name that is made up', makesFewer, "$('In' + 'put').first().json.id"],
	['new items, and the name of the node before', makesFewer, '$($prevNode.name).first().json.id'],
	['a summary', sums, "$('Input').all()[0].json.id"],
])('nobody is forgotten as the first of several, behind %s', async (_, Copy, code) => {
	const error = await expectSent([], { Input: three(), Copy }, line, code);

	expect(error).toMatch(/one of several items of (?:'Input'|another node).*put a Limit behind/s);
});

test('nor who left by another output, though that one gave out a single item', async () => {
	const nodes = { Input: three(), If: routes((id) => id !== '191'), Copy: makesFewer };
	const links = 'Input > If:1 > Copy > Trackfinity';
	await expectSent([], nodes, links, "$('If').first(0).json.id");
});

test('the only one who left by an output is forgotten, though no link leads to it', async () => {
	const nodes = { Input: three(), If: routes((id) => id === '191'), Orders: emits(all) };
	const links = 'Input > If:1 > Orders > Copy > Trackfinity';
	await expectSent(['191'], { ...nodes, Copy: makesFewer }, links, "$('If').first(1).json.id");
});

describe('where branches meet, the only item of a node in one of them', () => {
	const ofOther = "$('Other').first().json.id";
	const nodes = () => ({ Input: three(), If: routes((id) => id !== '191'), Merge });
	const only191 = filters((id) => id === '191');
	const parallel = { Only: only191, Rest: filters((id) => id !== '191') };
	const only204 = { Filter: filters((id) => id === '204') };
	/** As Loop Over Items, which links each item to what came in before the first turn. */
	const left = items(...all).map(({ json }, item) => ({
		...{ json, pairedItem: { item, sourceOverwrite: { previousNode: 'Merge' } } },
	}));
	const Loop: FlowNode = { work: async () => [[], left.splice(0, 1)] };
	const fromIf = 'Input > If > Other > Merge > Trackfinity, If:1 > 1:Merge';
	const intoLoop = `${fromIf.replace('Merge >', 'Merge > Loop:1 >')}, Trackfinity > Loop`;

	test.each<[code: string, links: string, nodes?: Nodes, expected?: string[]]>([
		[ofOther, fromIf],
		["$('Other').all()[0].json.id", fromIf],
		["$items('Other')[0].json.id", fromIf],
		["$json.other ?? $('Other').last().json.id", fromIf],
		['$node.Other.json.id', 'Input > If > Other > 1:Merge > Trackfinity, If:1 > Merge'],
		[ofOther, fromIf.replace('Merge >', 'Merge > Filter >'), only204],
		[ofOther, intoLoop, { Loop }, ['191']],
		[ofOther, 'Input > Only > Other > Merge > Trackfinity, Input > Rest > 1:Merge', parallel],
	])('is not given for those of another: %s, %s', async (code, links, more = {}, expected = []) => {
		const error = await expectSent(expected, { ...nodes(), ...more }, links, code);

		expect(error).toMatch(
			/For item \d, .* data of another item, which passed 'Other'.*Edit Fields/,
		);
	});

	test('is given behind a summary, whose link n8n only guesses', async () => {
		const links = 'Input > If:1 > Merge > Sum > Trackfinity, If > Other > 1:Merge';
		await expectSent(['191'], { ...nodes(), Sum: sums }, links, ofOther);
	});

	test.each<[where: string, input: string[], nodes: Nodes]>([
		['nobody comes through it', all, { Merge: mergesOf(1), Settings: only191 }],
		['all come from the same item', ['191'], { Next: makes(() => items(...all)) }],
		['it ran once for all', all, { Settings: { ...passesOn, executeOnce: true } }],
	])('is given as settings where %s', async (_, input, others) => {
		const links = 'Input > Settings > Merge > Trackfinity, Input > Next > 1:Merge';
		const code = "$json.id + ($('Settings').first().json.suffix ?? '')";
		const { arrived } = await run({ Input: emits(input), Merge, ...others }, links, code);

		expect(arrived.toSorted()).toEqual(all);
	});
});

test.each([
	[['191', '191'], ['191']],
	[['191', '204'], []],
])('behind a summary of %j, only who all of them name is forgotten: %j', async (ids, expected) => {
	await expectSent(expected, { Input: emits(ids), Copy: sums }, line, first);
});

test("nobody is forgotten by the name of another item's file", async () => {
	const file = { data: '', mimeType: 'text/plain' };
	const Files = makes(() =>
		all.map((fileName) => ({ json: {}, binary: { file: { ...file, fileName } } })),
	);
	const id = '$input.first().binary.file.fileName';
	await expectSent([], { Input: Files }, 'Input > Trackfinity', id);
});

test('nothing is set to the data of another customer', async () => {
	const fields = { city: `={{ ${first} }}` };
	const parameters = { operation: 'setDetails', customerId: '={{ $json.id }}', fields };
	const Trackfinity = { type, parameters };
	await expectSent([], { Input: three(), Trackfinity }, line);
});

test("nothing is sent to another item's account", async () => {
	const credentials = credentialsWith(workbench.sandbox, { username: `={{ ${first} }}` });
	const how = { customerId: '={{ $json.id }}', credentials };
	const error = await expectSent([], { Input: three() }, line, how);

	expect(error).toContain("another item of 'Input'");
});

test('in batches of a loop nobody is forgotten by the data of the first item', async () => {
	const how = { customerId: "={{ $('Loop').first(1).json.id }}", ...continues };
	const nodes = { Input: three(), Loop: loops(2, ...all) };
	// The last batch has one item.
	await expectSent(['215'], nodes, 'Input > Loop:1 > Trackfinity > Loop', how);
});

test.each(["$('Loop')", '$node.Loop'])('nor by its turn, behind a filter: %s', async (loop) => {
	const count = `${loop}.context.currentRunIndex`;
	const Loop = loops(1, ...all.slice(1));
	const nodes = { Input: three(), Filter: filters((id) => id !== '191'), Loop };
	const code = `$('Input').all()[${count} ?? 0].json.id`;
	const error = await expectSent([], nodes, 'Input > Filter > Loop:1 > Trackfinity > Loop', code);

	expect(error).toContain('by position');
});

/** Gives each item a brand, beside what it has or alone. */
const brands = (isAlone = false) =>
	makes((input) =>
		input.map(({ json }, pairedItem) => ({
			...{ json: { ...(isAlone ? {} : json), brand: 'B-' }, pairedItem },
		})),
	);
const allBranded = all.map((id) => `B-${id}`);
const firstBrand = "$('Copy').first().json.brand + $json.id";
const lastBrand = '$input.last().json.brand + $json.id';
const madeUpName = "$input.first()['js' + 'on'].brand + $('Input').item.json.id";
const lookedUp = "$('Input').all().find(({ json }) => json.id === $json.id).json.id";
const makesNew = makes(() => items(...all));
const onlyFirst = filters((id) => id === all[0]);
const onlyLast = filters((id) => id === '215');

test.each<[what: string, code: string, between: FlowNode, expected: string[]]>([
	['its own, by position', '$node.Input.json.id', passesOn, all],
	['its own, by its index', "$('Input').all()[$itemIndex].json.id", passesOn, all],
	['its own, as the only one', first, onlyFirst, all.slice(0, 1)],
	['its own, the only one, by its link', "$('Input').itemMatching(0).json.id", onlyLast, ['215']],
	['what all have alike', firstBrand, brands(), allBranded],
	['what all have alike in the input', lastBrand, brands(), allBranded],
	['what all have alike, by a name that is made up', madeUpName, brands(true), allBranded],
	["nobody's", "($input.all()[5]?.json.id ?? '') + $json.id", passesOn, all],
	['a count', "$('Input').all().length + '-' + $json.id", passesOn, all.map((id) => `3-${id}`)],
	['what an item that is not linked is looked up by', lookedUp, makesNew, all],
])('an item gets %s: %s', async (_, code, Copy, expected) => {
	const { arrived } = await run({ Input: three(), Copy }, line, code);

	expect(arrived.toSorted()).toEqual(expected);
});

const twoNew = makes(() => items('x', 'y'));
const forEach = { mode: 'runOnceForEachItem' };

test.each([
	['nobody, where there is no link', twoNew, []],
	['nobody, for they may be in another order', reverses, []],
	['its own, where they are as they were', { ...passesOn, type: 'n8n-nodes-base.code' }, all],
	['its own, where it is called for each', { ...reverses, parameters: forEach }, all],
])('behind new items, each gets by position %s', async (_, Copy: FlowNode, expected: string[]) => {
	const { arrived } = await run({ Input: three(), Copy }, line, '$node.Input.json.id');

	expect(arrived.toSorted()).toEqual(expected);
});

test.each([
	[`${first} + $json.id`, allBranded],
	["$('Input').all().map(({ json }) => json.id)[0]", ['B-']],
])('one item of another node is for all: %s', async (code, expected) => {
	const nodes = { Input: emits(['B-']), List: makesNew };
	const { arrived } = await run(nodes, 'Input > List > Trackfinity', code);

	expect(arrived.toSorted()).toEqual(expected);
});
