import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** Every text in the source with a space in it, so made for people; what is filled in shows as `…`. */
function sentencesIn(file: string): string[] {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
		if (ts.isTemplateExpression(node)) {
			texts.push(
				[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'),
			);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	// Pieces of patterns are none.
	return texts.filter((text) => text.includes(' ') && !/[\\]|\(\?:/.test(text));
}

const sentences = ['nodes', 'credentials']
	.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(root, folder, file)),
	)
	.flatMap(sentencesIn);

test('the texts of the node were found', () => {
	expect(sentences.length).toBeGreaterThan(150);
	expect(sentences).toContain('Run this item again if it is still needed.');
	expect(sentences.some((text) => text.includes("didn't respond in time"))).toBe(true);
});

test.each([
	...['error', 'problem', 'failure', 'mistake'],
	...['answer', 'refuse', 'refusal', 'refused', 'denied', 'mend', 'anew', 'nobody', 'hand over'],
	...['web address', 'wants a', 'left alone', 'stands in the way', 'go on with', 'nowhere'],
	...['cancelled', 'programme', 'behaviour', 'colour', 'recognise'],
])(
	"no text has a word that n8n forbids, one of the node's own where n8n and HTTP have one, or a British one: '%s'",
	(word) => {
		const saying = sentences
			// The label of a setting of n8n, which is named as n8n names it.
			.map((text) => text.replaceAll("'On Error'", ''))
			.filter((text) => new RegExp(`\\b${word}s?\\b`, 'i').test(text));
		expect(saying).toEqual([]);
	},
);
