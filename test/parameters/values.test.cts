import type { INodeParameters } from 'n8n-workflow';

import type { FailedJson } from '../support/runs.cts';
import { continues, customerOf, failureOf, itemsFor, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

type Kind = [what: string, words: RegExp, values: unknown[]];

const plain = '={{ $json.id }}';
/** How it looks in a field into which a space or a line break slipped; n8n makes text of what it gives. */
const strays = ['=\t{{ $json.id }}\r\n', '={{ $json.id }} ', '=\u200b{{ $json.id }}\ufeff'];

/** With Ignore Missing Customers, a wrong code would count as done. */
const byId = (customerId: string) => ({ ...parametersFor.lock(), customerId });
const byCode = (code: string) => ({
	...{ ...parametersFor.delete({ ignoreMissing: true }), safetyLimit: 0 },
	code,
});
/** One value of each kind: with a stray around the expression they only have to be told apart all the same. */
const oneOfEach = (kinds: Kind[]) =>
	kinds.map(([what, words, values]): Kind => [what, words, values.slice(0, 1)]);
const inFirstName = (firstname: string): INodeParameters => ({
	...{ operation: 'setDetails', customerId: '={{ $itemIndex }}' },
	fields: { firstname, city: 'Bonn' },
});

const keeping = (keep: string) => ({ operation: 'forget', customerId: '191', keep });

/** Runs the node over items with these as `id`; what was sent for each, and what is said of those that were refused. */
async function resultsOf(parameters: INodeParameters, values: unknown[]) {
	const { output } = await workbench.run({ parameters, items: itemsFor(values), ...continues });
	const refused = new Map<unknown, FailedJson>();
	for (const [index, item] of output.entries()) {
		if (Object(item.json.error).outcome === 'notSent') refused.set(values[index], failureOf(item));
	}
	return { refused, requests: workbench.sandbox.requests };
}

/** Expects all of these to be refused, each in the words of its kind. */
function expectRefused(refused: Map<unknown, FailedJson>, label: string, kinds: Kind[]): void {
	expect([...refused.keys()]).toEqual(kinds.flatMap(([, , values]) => values));
	for (const [, words, values] of kinds) {
		for (const value of values) {
			const { message = '', description = '' } = refused.get(value) ?? {};
			expect(message).toContain(`'${label}' `);
			expect(`${message} ${description}`).toMatch(words);
			expect(description).not.toBe('');
			expect(message.length).toBeLessThan(300);
			expect(message).not.toMatch(/\p{Cc}/u);
		}
	}
}

/** Format characters, others that Unicode calls ignorable, and a blank of Braille. */
const invisible = [
	...['\u00ad', '\u034f', '\u061c', '\u115f', '\u17b4', '\u180b', '\u180e', '\u200b', '\u200d'],
	...['\u200e', '\u202e', '\u2060', '\u2066', '\u2800', '\u3164', '\ufe0f', '\ufeff', '\uffa0'],
	...['\u{1d173}', '\u{e0041}', '\u{e0100}'],
];

/** Of these, what turns the text behind it. */
const backwards = ['\u202b', '\u202e', '\u2067'];

/** Names n8n's two ways to fill in a field. */
const notEvaluated = /expression mode|evaluated|\bFixed\b/i;
const missingData = /contains what an expression returns when its data is missing/;
const variables = ['{{ $json.email }}', '{{$json["a b"]}}', "C-{{ $('CRM').item.json.id }}"];

/** Refused wherever they stand. */
const anywhere: Kind[] = [
	['expressions that were never evaluated', notEvaluated, [...variables, '={{ $json.id }}']],
	[
		'objects made text',
		/object/i,
		['C-[object Object]', '[object Object],[object Object]', '[object Map]'],
	],
	[
		'gaps of an AI builder',
		/placeholder/,
		['<__PLACEHOLDER_VALUE__code__>', 'C-<__PLACEHOLDER_VALUE__a b__>'],
	],
	['dates that are none', /date/i, ['Invalid Date', 'Invalid DateTime', ' Invalid DateTime ']],
	[
		'errors of spreadsheets',
		/spreadsheet/i,
		'#N/A #n/a #REF! #VALUE! #NAME? #NUM! #DIV/0! #NULL! #SPILL! #CALC! #ERROR!'.split(' '),
	],
	['what a wrong charset left', /charset|character|encoding/i, ['J\uFFFDrgen', '\uFFFD']],
	['half characters', /contains an invalid character/, ['J\ud83drgen', '\udc00']],
	['results of broken calculations', /must be text or a number, but is -?[NI]/, [NaN, -Infinity]],
	['dates', /\bdate\b/i, [new Date(0), new Date(NaN)]],
	['lists', / a list/, [['191']]],
	['objects', / an object/, [{ id: '191' }]],
	[
		'numbers that lost digits',
		/is a number too long to be exact; pass it as text, in quotes/,
		[2 ** 53, 1e18],
	],
];

const severalLines = ['191\n204', '191\u2028X-Evil: 1', '191\r\nX-Evil: 1', '191\x07', '191\0'];
const unevaluated = [
	...['{{ id }}', 'ORD-{{ id }}-7', '{{ 7 * 7 }}', '$json.id', '=$json.id', '$json["id"]'],
	...[" $('CRM').item.json.id", '$node["CRM"].json.id', '$input.first().json.id'],
	...['= $node["CRM"]', '{{}}', '$now', '=$env["ID"]', '$vars.id', "$fromAI('id')"],
	...['={ $json.id }', '=${$json.id}', '=( $json.id )', '=[$json.id]', '="$json.id"', 'C-$json.id'],
	...['C$max(1, 2)', '$workflow.id', '[Execute node Edit Fields for preview]'],
];
const brokenParts =
	'ORD-undefined ORD_undefined undefined/7 ORD-null null-7 null:null NaN-7 7-NaN x_NaN Cundefined undefinedundefined 42undefined 42null 7NaN'.split(
		' ',
	);
const numbersOfSheets = [
	...'1.23457E+15 1.23457e+15 1.5E3 1E+15 1E-5 1,234 1,234,567 191,204 191.0 42.00'.split(' '),
	...' 42.0 |-7.0|1,23457E+15|1e-5|1E+5|1,234.50|1.234,5'.split('|'),
	..."1'234 1’234’567 1'234.50 1.234.567 -12.345.678 191.204.226".split(' '),
];

/** Refused as IDs and codes: as a name or an address some of them may be meant. */
const notAnId: Kind[] = [
	...anywhere,
	['a date that is none in a text', /date/i, ['due Invalid Date']],
	['an empty list', /must be text or a number, but is an empty list.*Filter out items/, [[]]],
	['a list of several', / a list .*Split '.*' into one item for each value/, [['191', '204']]],
	['an object with the ID', / an object .*Choose one value of the object/, [{ code: '191' }]],
	['nothing', /must be text or a number, but is empty/, ['', ' \t\n', '\u200b\ufeff', null]],
	['what is not there', /must be text or a number, but is (missing|empty)/, [undefined]],
	['true', /must be text or a number, but is true/, [true]],
	['false', /must be text or a number, but is false/, [false]],
	['fractions', /must be text or a whole number, but is 1\.5/, [1.5]],
	['several lines', /must be on one line/, severalLines],
	['the words of a broken expression', missingData, ['undefined', ' null ', 'NaN']],
	['an object as text', /contains what an expression makes of an object/, ['[object Object]']],
	['1,001 characters', /at most 1,000 characters/, ['x', '🦊'].map((one) => one.repeat(1_001))],
	['more expressions that were never evaluated', notEvaluated, unevaluated],
	['words of broken expressions as a part', /undefined|null|NaN/, brokenParts],
	['numbers as spreadsheets show them', /spreadsheet|number/i, numbersOfSheets],
	['lists', /contains several values/, ['191, 204', 'A-7;  A-8; 9', '1, 2, 3', 'C7, 8;D']],
	['lists as JavaScript writes them', /several values.*one item for each/, ['192,204', '7,8,9']],
	['more lists', /contains several values/, ['191;204', '191;204;5;', '191 , 204', 'A7 | B8 | 9']],
	[
		'what spreadsheets put around text',
		/spreadsheet|apostrophe|quot/i,
		["'00191", '’00191', '="0042"', '=42"'],
	],
	['quotes around an expression', /No quotes/, ['"A7"', '“A7”', '„A7“', '`A7`']],
	['= before an expression, and formulas', /no = before/, ['=A7', '=Ä7+1']],
	['JSON', /is JSON, not one value/, ['["191","204"]', '[191]', '{"id":191}', '{ "a": {} }']],
	['words for nothing', /N(?:ull|one|\/A)/i, 'NULL Null None NONE none N/A n/a'.split(' ')],
	['what reads backwards to people', /invisible/i, backwards.map((sign) => `${sign}123\u202c`)],
	['invisible characters inside', /invisible/i, invisible.map((sign, index) => `A${sign}${index}`)],
	['special spaces', /a special space/, [...'\u00a0\u2009\u202f'].map((sign) => `1${sign}234`)],
	['invisible characters', /empty/, invisible.map((sign) => ` ${sign}${sign} `)],
];

/** What comes in, and what is sent of it where that is something else. */
const ids: Array<[value: unknown, sent?: string]> = [
	['  192 \n', '192'],
	['\u200b193\ufeff ', '193'],
	[`${' '.repeat(9_000)}194`, '194'],
	[195, '195'],
	[0, '0'],
	[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	...invisible
		.filter((sign) => !backwards.includes(sign))
		.map((sign, index): [string, string] => [`${sign} C-${index}${sign}`, `C-${index}`]),
	...[
		...['0042', '9007199254740993123', '98765432109876543210987654321', 'ORD 5/1&2+3=ß'],
		...'nullify|ORD-nullify|undefined7|Nantes|NaNny-7|Nonesuch|N/A-7|Invalid Dates'.split('|'),
		...'1.234|1.50|42.05|1E5|12E3|0000000000056e11|1.2.0|v1.0|C1,234|00000042|3/5'.split('|'),
		...'#42|#NAME|a="0042"|{42}|US$5|$42|json.id|a=b|0x1F|(42)|-7|ann@example.com'.split('|'),
		...'C}}|annull|undefinedness|Undefined|nan|n/a-7|1.5|12E|a"|#7|#N/A-7|code {7}'.split('|'),
		...'object Object|[object]|a,b|1,a|7, a|Smith, Jo 7|7,a ;8|={7}|$envy|$nowhere7'.split('|'),
		...["O'Neil-7", 'https://shop.example/7?a=1', 'Größe 日本🔑', 'x'.repeat(1_000)],
		...['🦊', '\u0301'].map((sign) => sign.repeat(1_000)),
		// Names of what every object has, and texts that try to be more than a value.
		...['constructor', '__proto__', 'toString'],
		...['191&customer_id=204', '191&keep=email', '191%26customer_id%3D204', '191;a204', '+191 %'],
		...['=$items_7', '}} {{', '191#?/../unlock', '{ 7 * 7 }', "191' OR '1'='1", '<code>204</code>'],
		...['1 234', '2024.001.002', '1.234.56', "C1'234", 'US$json', 'US$(7)', 'cash$now'],
		'1\u3000234',
	].map((text): [string] => [text]),
];

const [stray = ''] = strays;

// The code is read as the ID is, so that a value of each kind is enough.
test.each([
	['Customer ID', plain, byId],
	...strays.map((how) => ['Customer ID', how, byId] as const),
	['Customer Code', plain, byCode],
	['Customer Code', stray, byCode],
] as const)(
	'%s is sent as one field, or refused in words that say why: %j',
	async (label, how, parametersWith) => {
		workbench.sandbox.fault({ kind: 'answer', body: 'true', service: 'trackfinity' });
		const isId = label === 'Customer ID';
		const [refused, taken] =
			isId && how === plain ? [notAnId, ids] : [oneOfEach(notAnId), ids.slice(0, 9)];
		const values = [...refused.flatMap(([, , some]) => some), ...taken.map(([id]) => id)];
		const results = await resultsOf(parametersWith(how), values);
		expectRefused(results.refused, label, refused);
		const requests = results.requests.filter(({ form }) => form.type !== 'customer_exists');
		expect(requests.map(customerOf).sort()).toEqual(taken.map(([id, sent]) => sent ?? id).sort());
		for (const { form, path, headers } of requests) {
			if (isId) expect(Object.keys(form)).toEqual(['customer_id']);
			expect(path).toBe(isId ? '/api/customer/lock' : '/');
			expect(headers).not.toHaveProperty('x-evil');
		}
	},
);

/** It would find whoever has the same for nothing. */
test.each(['orderId', 'subscriptionId'])('what stands for nothing is no %s', async (lookupBy) => {
	workbench.sandbox.fault({ kind: 'answer', body: 'true', service: 'trackfinity' });
	const nothing = [0, '0', '0000', '-', '?', '-- none --', 'n.a.', 'Unknown', 'NIL', 'false'];
	const taken = ['007', 'A-0', 'unknown-7', 'Nina'];
	const values = [...nothing, ...taken];
	const parameters = { ...parametersFor.lock(), lookupBy, [lookupBy]: plain };
	const { refused, requests } = await resultsOf(parameters, values);

	expect([...refused.keys()]).toEqual(nothing);
	for (const [value, { message, description }] of refused) {
		expect(message).toContain(`ID' stands for data that isn't there: '${String(value)}'`);
		expect(description).toContain('Filter out items without');
	}
	const sent = requests.flatMap(({ form }) => Object.values(form));
	expect(sent.sort()).toEqual(taken.sort());
});

test.each([
	['={{ new Date(0) }}', /\ba date\b/i],
	['={{ $now }}', /\ba date\b/i],
	['={{ DateTime.fromISO("x") }}', /date/i],
	['={{ String($json.no) }}', missingData],
	['{{ $json.id }}', notEvaluated],
	['C-{{ $json.id }}', notEvaluated],
	['$json.id', notEvaluated],
])('Customer ID is refused: %s', async (value, words) => {
	const { refused, requests } = await resultsOf(byId(value), ['191']);
	expectRefused(refused, 'Customer ID', [['', words, ['191']]]);
	expect(requests).toEqual([]);
});

/** What a part of a text may be, and in which words it is refused. */
const lostParts = new Map<unknown, string>([
	[undefined, 'missing'],
	[null, 'empty'],
	['\u200b ', 'empty'],
	[[], 'an empty list'],
	[[null], 'a list'],
	[false, 'false'],
	[1.5, '1.5'],
	[2 ** 53, '9007199254740992'],
	[NaN, 'NaN'],
	[{ id: 7 }, 'an object'],
	[[7, null], 'a list'],
	[0n, 'a BigInt'],
	[new Date(0), 'a date'],
]);

test.each([
	...['=email,_ }}', '={{ "a" }}_ }}', '=_ }}42', '= _ }} {{ "a" }}', '=email,_'].map(
		(around) => ['Customer ID', around, byId] as const,
	),
	['Customer Code', '=_ }}42', byCode],
	['Fields to Keep', '=email,_ }}', keeping],
] as const)(
	'%s: a part that would be left out or written differently is invalid: %s',
	async (label, around, parametersWith) => {
		const stored = around.replace('_', '{{ $json.id');
		const { refused, requests } = await resultsOf(parametersWith(stored), [...lostParts.keys()]);
		for (const [index, [part, what]] of [...lostParts].entries()) {
			const { message = '', description } = refused.get(part) ?? {};
			expect(message).toContain("'{{ $json.id");
			expect(message).toContain(
				` in '${label}' must be text or a whole number, but is ${what} [Item ${index}]`,
			);
			expect(description).not.toBe('');
		}
		expect(requests).toEqual([]);
	},
);

const refusedAlone =
	/^'{{ \$json.id }}' in 'Customer ID' (?:is|contains|begins with) .*filter out such items/;

test.each<[stored: string, id: unknown, becomes: string | RegExp]>([
	['={{ $json.id }}{{ $itemIndex }}', 7, '70'],
	['= {{ $json.id }} {{ $itemIndex }} ', 7, '7 0'],
	['=C-{{ $json.id }}', 7, 'C-7'],
	['= C {{ "1234567890123456789" }}', 7, 'C 1234567890123456789'],
	['={{ $json.id }}-{{ $json.id }}', 7, '7-7'],
	['=C-{{ "a\\}}b".length', 7, 'C-4'],
	['=C-{{ 5n }}', 7, 'C-5'],
	['=C-{{ $json.id }}-{{ 7 }}', 7, 'C-7-7'],
	// n8n makes one of two backslashes, but for those behind the last braces.
	['=a\\\\{{ $json.id }}', 7, 'a\\7'],
	['=a\\\\b{{ $json.id }}c\\\\', 7, 'a\\b7c\\\\'],
	// For what a part would be refused for by itself, and in words that fit its value.
	...['1.23457E+15', '1,234', '191.0', '#N/A', "'00191", 'None', 'C-undefined'].map(
		(part): [string, string, RegExp] => ['=C-{{ $json.id }}', part, refusedAlone],
	),
	['=C-{{ 1e21 }}', 7, /last digits/],
	['=C-{{ 1.5 }}', 7, /^(?!.*last digits).*decimal point/],
	['=C-{{ NaN }}', 7, /^(?!.*last digits).*calculation/],
	['=C-{{ $json.no.trim() }}', 7, /^(?!.*last digits).*somebody or something else/],
])('%j with %j is sent as n8n makes a text of it, or refused', async (stored, id, becomes) => {
	const { refused, requests } = await resultsOf(byId(stored), [id]);
	const { message, description } = refused.get(id) ?? {};
	if (typeof becomes !== 'string') expect(`${message} ${description}`).toMatch(becomes);
	expect(requests.map(customerOf)).toEqual(typeof becomes === 'string' ? [becomes] : []);
});

/** A detail as the workflow stores it, and what is sent of it, if anything, or why it is refused. */
type Detail = [stored: string, becomes: string | undefined | RegExp];

describe('a detail of an expression', () => {
	const expectDetail = async (name: string, [stored, becomes]: Detail) => {
		workbench.sandbox.fault({ kind: 'answer', body: 'true', service: 'trackfinity' });
		const parameters = { ...inFirstName(''), fields: { [name]: stored, zip: '=53111' } };
		const { refused, requests } = await resultsOf(parameters, ['Ann']);
		const { message, description } = refused.get('Ann') ?? {};
		const forms = requests.map(({ form }) => form);
		if (becomes instanceof RegExp) {
			expect(`${message}\n${description}`).toMatch(becomes);
			expect(forms).toEqual([]);
		} else {
			const sent = becomes === undefined ? {} : { [name]: becomes };
			expect(forms).toEqual([{ customer_id: '0', zip: '53111', ...sent }]);
		}
	};
	const blank: Detail = ['={{ $json.no }}, {{ $json.nor }}', undefined];

	test.each<Detail>([
		blank,
		['=({{ [] }})', undefined],
		['=No. {{ " \u200b" }} ', undefined],
		['={{ $json.id }}, {{ $json.no }}', 'Ann, '],
		['={{ 0 }}-{{ "" }}', '0-'],
		['={{ 1.5 }} kg, {{ true }}{{ false }}', '1.5 kg, truefalse'],
		['=No. {{ 12345678901234567890 }}', /'City'.*too long to be exact/],
		['=No. {{ 1 / 0 }}', /'City'.*is Infinity/],
		['=No. {{ $json.no * 2 }}', /'City'.*is NaN/],
		['=={{ $json.id }}', /'Fields to Set' has an equals sign before {{/],
	])('is sent unless all its parts are blank or a number is not exact: %j', async (...detail) => {
		await expectDetail('city', detail);
	});

	describe.each(['Email', 'Password', 'Username'])('as %s', (label) => {
		const name = label.toLowerCase();
		const advice = '.*\n.*filter out items without this data';
		const isNone = `^'${label}' in .* must be the customer's ${name}, but is a word${advice}`;
		const lacksPart = `^A part of '${label}' is missing, or isn't text${advice}`;

		test.each<Detail>([
			blank,
			...['false', 'true', '"null"', '"None"', '"\u200bN/A "', '"false"', '"NaN "'].map(
				(code): Detail => [`={{ ${code} }}`, new RegExp(isNone)],
			),
			...['$json.no', '"\u200b"', 'false', '[1, 2]', '"None"', '"undefined"'].map(
				(code): Detail => [`={{ $json.id }}-{{ ${code} }}@acme.com`, new RegExp(lacksPart)],
			),
			...["'tis", '1,5', '4.5', 'Null', 'a null b', 'Nonesuch', 'Al-true'].map((part): Detail => [
				`={{ $json.id }}.{{ ${JSON.stringify(part)} }}`,
				`Ann.${part}`,
			]),
			['={{ $json.id }}-{{ 15 }}{{ 10n }} null', 'Ann-1510 null'],
			['={{ "Nan" }}', 'Nan'],
		])('is no word for nothing, and lacks no part: %j', async (...detail) => {
			await expectDetail(name, detail);
		});
	});

	test('is one of the fields to remove', async () => {
		workbench.sandbox.fault({ kind: 'answer', body: 'true', service: 'trackfinity' });
		const fieldsToRemove = ['custom2', '=custom{{ $json.id }}'];
		const { requests } = await resultsOf({ ...inFirstName(''), fieldsToRemove }, [1]);
		expect(requests[0]?.form).toMatchObject({ custom1: 'REMOVE', custom2: 'REMOVE' });
	});

	const notText = (label: string) => `'{{ $json.no }}' in '${label}' must be text`;
	test.each([
		['keep', '=custom{{ $json.no }}', notText('Fields to Keep')],
		['keep', '=cus{{ $json.no }}tom1', notText('Fields to Keep')],
		['fieldsToRemove', '=cus{{ $json.no }}tom1', notText('Fields to Remove')],
		['fieldsToRemove', '= {{ ["zip"] }}', "'Fields to Remove' must be a list of field names, but"],
	])('lacks no part as one of a list, and is text: %s, %j', async (list, stored, says) => {
		const operation = list === 'keep' ? 'forget' : 'setDetails';
		const parameters = { ...inFirstName(''), operation, [list]: ['email', stored] };
		const { refused, requests } = await resultsOf(parameters, [1]);
		expect(refused.get(1)?.message).toContain(says);
		expect(refused.get(1)?.message).not.toContain('is an object');
		expect(requests).toEqual([]);
	});
});

describe('Fields to Set', () => {
	const withVariables = [
		...['Hello {{ $json.name }}!', '{{ $node["CRM"].json.id }}', '{{ $now }}', '{{ $nodeId }}'],
		...['{{ $input.first().json.id }}', '{{ $vars.city }}', '{{ name }} {{ $json.name }}'],
		...['{{ $tool.parameters.city }}', "{{ $fromAi('city') }}", '{{ $max(1, 2) }}'],
	];
	const refused: Kind[] = [
		...anywhere,
		['undefined as text', /its data is missing/, ['undefined', 'undefined ']],
		['an object as text', /object/, ['[object Object]']],
		['an empty list', / an empty list/, [[]]],
		['10,001 characters', /10,000/, ['x'.repeat(10_001)]],
		['the word that removes', /'Fields to Remove'/, ['REMOVE', ' REMOVE ', '\u200bREMOVE']],
		["expressions that name n8n's variables", notEvaluated, withVariables],
	];
	const blank = ['', ' \n', '\u200b\ufeff', null, undefined, ...invisible];
	const meant = [
		...['  Ann & Bob + 100% Größe ', 'first\nsecond', '0042', 'REMOVED', 'remove', 'Zoë 🦊'],
		...['{{ name }}', '{{ $name }}', 'Dear {{ first_name }}, {{city}}', "'s-Hertogenbosch"],
		...'Null|null|NaN|None|N/A|1,234|191.0|1.23457E+15|="0042"|#1 Main Street|#NAME'.split('|'),
		...['undefined street', 'Invalid Dates', 'US$5', 'می\u200cخواهم', 'co\u00adop', '{{ 7 * 7 }}'],
		...['191&customer_id=204', '191;204', '191\r\nX-Evil: 1', '191\0', '191\x1b[2J', '+191 %'],
		...['a\nb', '=7', '$json.x', '$5 {{', '#7', '{{ US$ }}', '}} $json {{', 'a null'],
		...['👩\u200d👧 ❤\ufe0f', 'x'.repeat(10_000), '🦊'.repeat(10_000)],
	];
	const numbers = [4711, 0, 19.5, false];

	test.each([plain, stray])('are sent, left out as blank, or refused: %j', async (how) => {
		workbench.sandbox.fault({ kind: 'answer', body: 'true', service: 'trackfinity' });
		// n8n makes text of what has white space around, that white space included.
		const [kinds, texts] = how === plain ? [refused, meant] : [oneOfEach(refused), []];
		const bad = kinds.flatMap(([, , values]) => values);
		const results = await resultsOf(inFirstName(how), [...bad, ...blank, ...numbers, ...texts]);
		expectRefused(results.refused, 'First Name', kinds);
		const firstNames: Array<string | undefined> = [];
		for (const { form } of results.requests) {
			const { customer_id, firstname, ...others } = form;
			expect(others).toEqual({ city: 'Bonn' });
			firstNames[Number(customer_id)] = firstname;
		}
		const given = firstNames.slice(bad.length);
		expect(given).toEqual([...blank.map(() => undefined), ...numbers.map(String), ...texts]);
		expect(results.requests).toHaveLength(given.length);
	});

	// What is said of them never repeats them: test/pure/values, test/secrets/password.
	test.each<[label: string, fields: INodeParameters, words: RegExp]>([
		['Email', { email: '{{ $json.email }}' }, notEvaluated],
		['Password', { password: 'REMOVE' }, /^(?!.*'Fields to Remove')/],
	])('%s may not be %j', async (label, fields, words) => {
		const { refused } = await resultsOf({ ...inFirstName(''), fields }, ['191']);
		expectRefused(refused, label, [['', words, ['191']]]);
	});
});

// One such value ends a run that stops on errors: test/run/preflight.

test.each<[label: string, text: string, length: number, parameters: INodeParameters]>([
	['Customer ID', '191', 10_001, byId(plain)],
	['Customer Code', '0042', 10_001, byCode(plain)],
	['First Name', '', 100_001, inFirstName(plain)],
	['Fields to Remove', 'email,', 10_001, { ...inFirstName(''), fieldsToRemove: plain }],
	['Fields to Keep', 'email,', 10_001, keeping(plain)],
	['Find Customer By', 'orderId', 1_001, { operation: 'lock', orderId: '191', lookupBy: plain }],
])('%s far beyond its limit is refused unread', async (label, text, length, parameters) => {
	// It would be trimmed, if anybody looked at it.
	const long = text.padEnd(length);
	const { refused, requests } = await resultsOf(parameters, [long]);
	expectRefused(refused, label, [['', /./, [long]]]);
	expect(refused.get(long)?.description.length).toBeLessThan(700);
	expect(requests).toEqual([]);
});

test.each(['={{ $json.ids.pop() }}', '={{ $json.ids.pop() }}\n', '=C{{ $json.ids.pop() }}'])(
	'an expression is evaluated once: %j',
	async (customerId) => {
		const parameters = byId(customerId);
		await workbench.run({ parameters, items: [{ ids: ['191', '204', '215'] }] });

		expect(workbench.sandbox.requests.map(customerOf)).toEqual([expect.stringContaining('215')]);
	},
);
