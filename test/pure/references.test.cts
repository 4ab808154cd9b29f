import { readText } from '../../nodes/Trackfinity/links/references.ts';

const link = (node: string) => ({ node, by: 'link' });
const ofRun = (node: string, more = {}) => ({ node, by: 'run', ...more });
const byAnyWay = (node: string) => [link(node), ofRun(node, { pick: NaN })];
const anything = [link(''), { node: '', by: 'position', pick: NaN, run: NaN }];

/** What an expression takes of other nodes. */
test.each([
	["$('A').item.json.id", [link('A')]],
	["$('A')?.['item'].json.id", [link('A')]],
	['$(`A`).itemMatching(0).json.id', [link('A')]],
	["$ /* of */ ('\\x41')\n.pairedItem().json.id", [link('A')]],
	["$('A').first().json.id", [ofRun('A', { pick: 0 })]],
	["($('A')?.last)(1, 2)?.json.id", [ofRun('A', { pick: -1, output: 1, run: 2 })]],
	["$('A').first(0, $runIndex).json.id", [ofRun('A', { pick: 0, output: 0, run: 'this' })]],
	["$('A').first(0, 1 - 1).json.id", [ofRun('A', { pick: 0, output: 0, run: NaN })]],
	["$('A').all(1)[0].json.id", [ofRun('A', { pick: 0, output: 1 })]],
	["$('A').all().pop().json.id", [ofRun('A', { pick: -1 })]],
	["$('A').all().map(({ json }) => json.id)", [ofRun('A')]],
	["$('A').all()", [ofRun('A')]],
	["$('A').all()[$itemIndex].json.id", [{ node: 'A', by: 'position', pick: 'own' }]],
	["$('A').all()[$itemIndex + 1].json.id", [{ node: 'A', by: 'position', pick: NaN }]],
	["$('A').itemMatching(1).json.id", [{ node: 'A', by: 'link', pick: 1, path: ['json', 'id'] }]],
	["$('A').all()[$runIndex].json.id", [{ node: 'A', by: 'position', pick: NaN }]],
	["$items('A', 1, 2)[0].json.id", [ofRun('A', { pick: 0, output: 1, run: 2 })]],
	['$items().length', []],
	['$node.A.json.id', [{ node: 'A', by: 'position', pick: 'own', path: ['json', 'id'] }]],
	["$('A').first().json.id.trim()", [ofRun('A', { pick: 0, path: ['json', 'id'] })]],
	["$('A').all().at(-2).json[$json.of].id", [ofRun('A', { pick: -2, path: ['json'] })]],
	["$('A').all()[$json.of].json.id", [ofRun('A', { pick: NaN })]],
	["$item(0).$node['A'].json.id", [ofRun('A', { pick: 0 }), { node: 'A', by: 'position' }]],
	["$item(0, 1).$node['A'].json.id", [ofRun('', { run: 1 }), { node: 'A', by: 'position' }]],
	['((of) => of(0).$json.id)($item)', anything],
	['$node[$json.name].json.id', [{ node: '', by: 'position' }]],
	["$node['A'].context.done + $('A').isExecuted + $('A').params.id", []],
	["$node['A'].parameter.id", byAnyWay('')],
	["$('A' + $json.n).item.json.id", [link('')]],
	['$(`A${$json.n}`).item.json.id', [link('')]],
	["$('{{').item.json.id", [link('{{')]],
	["(({ item }) => item.json.id)($('A'))", byAnyWay('A')],
	["$('A')[$json.way].json.id", byAnyWay('A')],
	["Object($('A')).item.json.id", byAnyWay('A')],
	["($('A') ? $json : 0).item.json.id", byAnyWay('A')],
	['((of) => of.A.json.id)($node)', [{ node: '', by: 'position' }]],
	["$getPairedItem('A', $json.source, 0).json.id", byAnyWay('')],
	['((of) => of("A").item.json.id)($)', byAnyWay('')],
	['((of) => of("A")[0].json.id)($items)', byAnyWay('')],
	['$evaluateExpression(\'$("A").item.json.id\')', anything],
	['this is no JavaScript', anything],
	["0 <!-- $('A').item.json.id", [link('A')]],
	["$json.of.find((package) => package === $('A').item.json.id)", [link('A')]],
	["(() => { if (1) { return $('A').item.json.id \\}} )()", [link('A')]],
	["($('A').isExecuted ? $('A') : $('B')).item.json.id", [link('A'), link('B')]],
	["($('A') ?? $('B'))?.item.json.id", [link('A'), link('B')]],
	['$(null).item.json.id', [link('')]],
	[
		"$('A').first(undefined, -1).json.id",
		[ofRun('A', { pick: 0, output: undefined, run: undefined })],
	],
	["$('A').first(0, +1).json.id", [ofRun('A', { pick: 0, output: 0, run: NaN })]],
	["((n) => $('A').first(0, n).json.id)(0)", [ofRun('A', { pick: 0, run: NaN })]],
	["$('A').first(...[0, 0]).json.id", [ofRun('A', { pick: 0, output: NaN, run: NaN })]],
	["$('A').first.call(0, 0, 0).json.id", [ofRun('A', { pick: NaN, run: NaN })]],
	["[0].map($('A').first)", [ofRun('A', { pick: NaN, run: NaN })]],
	['$item(0).$json.id + $item.id', []],
	["$item(0, 1).$('A').item.json.id", [ofRun('', { run: 1 }), link('A')]],
	['(({ $node: { A } }) => A.json.id)($item(0))', anything],
	["$item(0)['$no' + 'de'].A.json.id", anything],
	['$json.item.id + $input.item.json.id + \'of $("A").item\'', []],
	["'id of'; $('A').item.json.id", [link('A')]],
	["$('A').item.json.id }} of {{ $('B').first().json.id", [link('A'), ofRun('B', { pick: 0 })]],
])('reads %s', (code, expected) => {
	const { references } = readText(`={{ ${code} }}`);

	expect(references).toMatchObject(expected);
	expect(references).toHaveLength(expected.length);
});

test.each([
	['$input.first().json.id', { pick: 0, path: ['json', 'id'] }],
	['$input.last().json', { pick: -1, path: ['json'] }],
	['$input.all()[2].json.id.trim()', { pick: 2, path: ['json', 'id'] }],
	['$items().pop().json.id', { pick: -1, path: ['json', 'id'] }],
	['$item(1).$json.id', { pick: 1, path: ['json', 'id'] }],
	['$item(1).$data.id', { pick: 1, path: [] }],
	['$input.item.json.id', undefined],
	['$input.all().length', {}],
	['$json.of[$items()]', {}],
	['$item(0).$node.A.json.id', undefined],
])("reads what is taken of our own node's items: %s", (code, expected) => {
	expect(readText(`={{ ${code} }}`).fromInput).toEqual(expected ? [expected] : []);
});

test("reads n8n's variables, wherever they stand, and what a model is asked for", () => {
	const asked = "$fromai('to', ''), [1].map($fromAI), $fromAI.name, $fromAi('o\\'clock')";
	const stored = `= $no {{ [$json.id, \`\${$itemIndex}\`, ${asked}] }} {{ { $input } }}`;
	const { variables, fromAI } = readText(stored);

	const names = ['$fromAI', '$fromAi', '$fromai', '$input', '$itemIndex', '$json'];
	expect([...new Set(variables)].toSorted()).toEqual(names);
	expect(fromAI).toEqual(['to', '', '', '']);
});
