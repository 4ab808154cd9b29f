import fc from 'fast-check';

import { confirmAll, itemsFor, parametersFor, sent } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Whatever surrounds an ID without being seen. */
const around =
	/^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+|[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+$/gu;

/** What no ID may be, written down a second time. */
const neverSent: Record<string, RegExp> = {
	nothing: /^$/,
	'an expression': /\{\{.*\}\}/s,
	'an expression without its braces': /^=?\$(json|\(|node\[|input)/,
	'an object made text': /\[object Object\]/,
	'a broken expression': /(?<![\p{L}\p{N}])(undefined|NaN|null)(?![\p{L}\p{N}])/u,
	'a word for nothing': /^(null|none|n\/a)$/i,
	'a date that is none': /^Invalid Date(Time)?$/,
	"a spreadsheet's error": /^#(N\/A|REF!|VALUE!|NAME\?|NUM!|DIV\/0!|NULL!)$/,
	"a spreadsheet's number": /^(\d{1,3}(,\d{3})+|\d+\.0+|\d+\.\d+E[+-]?\d+|\d+E[+-]\d+)$/i,
	"a spreadsheet's text": /^'|^="/,
	'a character that is no text': /[\p{Cc}\p{Cs}\u2028\u2029\uFFFD]/u,
	'an invisible character': /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u,
};

const fragments = [
	...'{{ }} $json $input $( .id undefined null NULL NaN None N/A #N/A #REF! E+ e 15'.split(' '),
	...['[object Object]', 'Invalid Date', 'Invalid DateTime', "'", '="', '"', '=', '1', '0', '234'],
	...[',', '.', '-', '_', '/', ':', ' ', 'A', 'é', '日', '🔑', '\uFFFD', '\u00ad', '\u200b'],
	...['\u2800', '\u034f', '\ufe0f', '\n', '\0', '\ud83d'],
];

/** Sends such texts as IDs, each for a customer of its own. */
async function send(texts: fc.Arbitrary<string>) {
	const seed = Math.floor(Math.random() * 2 ** 31);
	const given = fc.sample(texts, { numRuns: 300, seed });
	confirmAll(workbench.sandbox);
	const { output } = await workbench.run({
		parameters: parametersFor.lock({ parallelRequests: 50 }),
		items: itemsFor(given),
		onError: 'continueRegularOutput',
	});
	return { seed, given, output, sent: new Set(sent(workbench.sandbox)) };
}

test('every ID that is sent is the trimmed text of its item, and nothing that nobody meant', async () => {
	const texts = fc
		.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 5 })
		.map((parts) => parts.join(''));
	const run = await send(texts);

	const trimmed = new Set<string>();
	for (const [index, { json }] of run.output.entries()) {
		if (json.success !== true) continue;
		expect(json.customerId).toBe(run.given[index]?.replace(around, ''));
		trimmed.add(String(json.customerId));
	}
	expect(run.sent).toEqual(trimmed);
	// A law about nothing would hold, too.
	expect(run.sent.size).toBeGreaterThan(30);

	const broken = [...run.sent].flatMap((id) =>
		Object.keys(neverSent)
			.filter((what) => neverSent[what]?.test(id))
			.map((what) => ({ seed: run.seed, id, what })),
	);
	expect(broken).toEqual([]);
});

test('ordinary codes always pass', async () => {
	const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
	const signs = [...'-_./:@ '];
	const codes = fc
		.string({
			unit: fc.oneof(
				{ weight: 5, arbitrary: fc.constantFrom(...letters) },
				{ weight: 3, arbitrary: fc.constantFrom(...'0123456789') },
				{ weight: 2, arbitrary: fc.constantFrom(...signs) },
			),
			minLength: 1,
			maxLength: 24,
		})
		.filter((code) => {
			const id = code.replace(around, '');
			// Which of the numbers with a point or an exponent may be codes, tables say.
			const isListed = Object.values(neverSent).some((never) => never.test(id));
			return !isListed && !(/[.e]/i.test(id) && Number.isFinite(Number(id)));
		});
	const run = await send(codes);
	const refused = run.output.flatMap(({ json }, index) =>
		json.success === true ? [] : [{ seed: run.seed, code: run.given[index], error: json.error }],
	);
	expect(refused).toEqual([]);
	expect(run.sent).toEqual(new Set(run.given.map((code) => code.replace(around, ''))));
});
