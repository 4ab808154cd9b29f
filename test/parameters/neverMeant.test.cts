import type { INodeParameters } from 'n8n-workflow';

import {
	customerOf,
	failureOf,
	itemsFor,
	modes,
	parametersFor,
	sent,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** An ID and a code, each from the item's `id`; with Ignore Missing Customers, a wrong code would count as done. */
const identifiers: Array<[label: string, parameters: INodeParameters]> = [
	['Customer ID', parametersFor.lock()],
	['Customer Code', parametersFor.delete({ ignoreMissing: true })],
];

/** A detail, from the item's `id`. */
const detail: INodeParameters = {
	...{ operation: 'setDetails', customerId: '191' },
	fields: { firstname: '={{ $json.id }}', city: 'Bonn' },
};

const onlyCity = { customer_id: '191', city: 'Bonn' };

/** What is said of each value, none of which is sent. */
async function refusalsOf(parameters: INodeParameters, values: unknown[]): Promise<string[]> {
	const { output } = await run(parameters, values);
	expect(sent(workbench.sandbox)).toEqual([]);
	return output.map((item) => {
		const { outcome, message, description } = failureOf(item);
		expect(outcome).toBe('notSent');
		return `${message} ${description}`;
	});
}

async function expectRefused(
	label: string,
	parameters: INodeParameters,
	values: unknown[],
	words: RegExp,
): Promise<void> {
	const refusals = await refusalsOf(parameters, values);
	expect(refusals).toHaveLength(values.length);
	expect(refusals.filter((text) => !text.includes(`'${label}'`) || !words.test(text))).toEqual([]);
}

/** Runs the node over items with these as `id`, failures being no matter. */
async function run(parameters: INodeParameters, values: unknown[]) {
	return await workbench.run({
		parameters,
		items: itemsFor(values),
		onError: 'continueRegularOutput',
	});
}

/** Whom the requests were for, questions about them aside. */
function arrived(): string[] {
	return workbench.sandbox.requests
		.filter(({ form }) => form.type === undefined || form.type === 'customer_delete')
		.map(customerOf);
}

/** Format characters, others that Unicode calls ignorable, and a blank of Braille. */
const invisible = [
	...['\u00ad', '\u034f', '\u061c', '\u115f', '\u17b4', '\u180b', '\u180e', '\u200b', '\u200d'],
	...['\u200e', '\u202e', '\u2060', '\u2066', '\u2800', '\u3164', '\ufe0f', '\ufeff', '\uffa0'],
	...['\u{1d173}', '\u{e0041}', '\u{e0100}'],
];

/** Names n8n's two ways to fill in a field. */
const notEvaluated = /expression mode|evaluated|\bFixed\b/i;

const errorTexts = ['#N/A', '#REF!', '#VALUE!', '#NAME?', '#NUM!', '#DIV/0!', '#NULL!'];

type Kind = [what: string, words: RegExp, values: unknown[]];

/** Refused wherever they stand, in words of their kind. */
const anywhere: Kind[] = [
	[
		'expressions that were never evaluated',
		notEvaluated,
		['{{ $json.email }}', '{{$json["a b"]}}', "C-{{ $('CRM').item.json.id }}", '={{ $json.id }}'],
	],
	['objects made text', /object/i, ['C-[object Object]', '[object Object],[object Object]']],
	['dates that are none', /date/i, ['Invalid Date', 'Invalid DateTime', ' Invalid DateTime ']],
	['errors of spreadsheets', /spreadsheet/i, errorTexts],
	['what a wrong charset left', /charset|character|encoding/i, ['J\uFFFDrgen', '\uFFFD']],
	['dates', /\bdate\b/i, [new Date(0), new Date(NaN)]],
];

/** Refused as IDs and codes only: as a name or an address they may be meant. */
const inIdentifiers: Kind[] = [
	[
		'expressions that were never evaluated',
		notEvaluated,
		[
			...[
				'{{ id }}',
				'ORD-{{ id }}-7',
				'$json.id',
				'=$json.id',
				'$json["id"]',
				" $('CRM').item.json.id",
			],
			...[
				"=$('CRM').first()",
				'$node["CRM"].json.id',
				'=$node["CRM"].json',
				'$input.first().json.id',
			],
		],
	],
	[
		'words of broken expressions as a part',
		/undefined|null|NaN/,
		[
			...['ORD-undefined', 'ORD_undefined', 'undefined/7', 'a undefined', 'ORD-null', 'null-7'],
			...['NaN-7', '7-NaN', 'ORD-undefined-7'],
		],
	],
	[
		'numbers as spreadsheets show them',
		/spreadsheet|number/i,
		[
			...['1.23457E+15', '1.23457e+15', '1.5E3', '1E+15', '1E-5', '1,234', '1,234,567', '191,204'],
			...['191.0', '42.00', ' 42.0 '],
		],
	],
	['what spreadsheets put around text', /spreadsheet|apostrophe|quot/i, ["'00191", '="0042"']],
	[
		'words for nothing',
		/N(?:ull|one|\/A)/i,
		['NULL', 'Null', 'None', 'NONE', 'none', 'N/A', 'n/a'],
	],
];

describe.each(identifiers)('%s: nothing is sent of', (label, parameters) => {
	test.each([...anywhere, ...inIdentifiers])('%s', async (_what, words, values) => {
		await expectRefused(label, parameters, values, words);
	});

	test.each([
		['a date', '={{ new Date(0) }}', /\ba date\b/i],
		["n8n's date", '={{ $now }}', /\ba date\b/i],
		["n8n's date that is none", '={{ DateTime.fromISO("x") }}', /date/i],
		['an expression in fixed mode', '{{ $json.id }}', notEvaluated],
		['half an expression in fixed mode', 'C-{{ $json.id }}', notEvaluated],
		['an expression without its braces', '$json.id', notEvaluated],
	])('%s', async (_what, value, words) => {
		const name = Object.values(parameters).includes('delete') ? 'code' : 'customerId';
		await expectRefused(label, { ...parameters, [name]: value }, ['191', '204', '215'], words);
	});

	test('what has invisible characters inside, or consists of them', async () => {
		const inside = invisible.map((character, index) => `A${character}${index}`);
		await expectRefused(label, parameters, inside, /invisible/i);
		const alone = invisible.map((character) => ` ${character}${character} `);
		await expectRefused(label, parameters, alone, /empty/);
	});

	test('invisible characters around', async () => {
		const ids = invisible.map((_, index) => `C-${index}`);
		const around = invisible.map((character, index) => `${character} C-${index}${character}`);
		await run(parameters, around);
		expect(arrived().sort()).toEqual(ids.sort());
	});
});

describe('IDs and codes that look alike and are meant', () => {
	const meant = [
		...'nullify|ORD-nullify|undefined7|Nantes|NaNny-7|Nonesuch|N/A-7|Invalid Dates'.split('|'),
		...'1.234|1.50|42.05|1E5|12E3|0000000000056e11|1.2.0|v1.0|C1,234|00000042|12-05|3/5'.split('|'),
		...'#42|#NAME|a="0042"|{42}|US$5|$42|json.id|a=b|0x1F|(42)|-7|ann@example.com'.split('|'),
		...["O'Neil-7", 'https://shop.example/7?a=1', 'Größe 日本🔑', '98765432109876543210987654321'],
	];

	test.each(identifiers)('%s', async (_label, parameters) => {
		await run(parameters, meant);
		expect(arrived().sort()).toEqual([...meant].sort());
	});
});

describe('Fields to Set: nothing is sent of', () => {
	test.each([
		...anywhere,
		[
			"expressions that name n8n's variables",
			notEvaluated,
			[
				...[
					'Hello {{ $json.name }}!',
					'{{ $node["CRM"].json.id }}',
					'{{ $input.first().json.id }}',
				],
				...['{{ $now }}', '{{ $vars.city }}', '{{ name }} {{ $json.name }}'],
			],
		],
	] satisfies Kind[])('%s', async (_what, words, values) => {
		await expectRefused('First Name', detail, values, words);
	});

	test('an expression in fixed mode', async () => {
		const fields = { email: '{{ $json.email }}' };
		await expectRefused('Email', { ...detail, fields }, ['191'], notEvaluated);
	});
});

test('details that look alike and are meant go as they are', async () => {
	const meant = [
		...['{{ name }}', 'Dear {{ first_name }}, {{city}}', "'s-Hertogenbosch", 'undefined street'],
		...'Null|NULL|null|NaN|None|N/A|1,234|191.0|1.23457E+15|="0042"|#1 Main Street|#NAME'.split(
			'|',
		),
		...['Invalid Dates', 'US$5', 'می\u200cخواهم', '👩\u200d👧 ❤\ufe0f', 'co\u00adop'],
	];
	await run(detail, meant);
	expect(workbench.sandbox.requests.map(({ form }) => form.firstname)).toEqual(meant);
});

test('a detail that consists of invisible characters is blank, and left out', async () => {
	await run(detail, invisible);
	for (const { form } of workbench.sandbox.requests) expect(form).toEqual(onlyCity);
	expect(workbench.sandbox.requestCount()).toBe(1);
});

test('one such value ends a run that stops on errors, before anybody is deleted', async () => {
	const result = await workbench.run({
		parameters: parametersFor.delete(),
		items: itemsFor(['1234567890123456', 'ORD-undefined']),
	});
	expect(stopOf(result).message).toContain("'Customer Code'");
	expect(stopOf(result).itemIndex).toBe(1);
	expect(workbench.sandbox.requestCount()).toBe(0);
});

describe('a text of 15 MiB is refused in a moment', () => {
	const fill = (part: string) => part.repeat((15 * 2 ** 20) / part.length);
	const everywhere: Array<[label: string, parameters: INodeParameters]> = [
		...identifiers,
		['First Name', detail],
		['Fields to Remove', { ...detail, fieldsToRemove: '={{ $json.id }}', fields: {} }],
		['Fields to Keep', { operation: 'forget', customerId: '191', keep: '={{ $json.id }}' }],
		['Find Customer By', { operation: 'lock', customerId: '191', lookupBy: '={{ $json.id }}' }],
	];

	test.each([
		['a text with white space behind it', `x${fill(' ')}`],
		['a text with invisible characters behind it', `x${fill('\u200b')}`],
		['invisible characters', fill('\u2800')],
		['half characters', fill('\ud83d')],
		['a number as spreadsheets show it', `1${fill(',000')}`],
		['the beginnings of expressions', fill('{{ ')],
		['names', fill('email,')],
	])('%s', async (_what, long) => {
		for (const [label, parameters] of everywhere) {
			const [refusal = ''] = await refusalsOf(parameters, [long]);
			expect(refusal).toContain(`'${label}'`);
			expect(refusal.length).toBeLessThan(1_000);
		}
	});
});

describe('a Safety Limit that is an expression says so', () => {
	test.each(['={{ 10 }}', '={{ $json.limit }}', '= {{ 10 }}'])('%s', async (safetyLimit) => {
		for (const operation of ['forget', 'delete'] as const) {
			for (const onError of modes) {
				const result = await workbench.run({
					parameters: { ...parametersFor[operation](), safetyLimit },
					items: [{ id: '191', limit: 10 }],
					onError,
				});
				const text =
					onError === 'stopWorkflow'
						? stopOf(result).text
						: JSON.stringify([...result.output, ...result.errorOutput].map(failureOf));
				expect(text).toContain("'Safety Limit'");
				expect(text).toMatch(/expression/i);
			}
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});
