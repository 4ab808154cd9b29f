import fc from 'fast-check';

import { extractMessage } from '../../nodes/Trackfinity/responses/reading';
import {
	deleteService,
	readDeletion,
	readExistence,
} from '../../nodes/Trackfinity/services/deleteService';
import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import { readTrackfinityResponse, trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import { character } from '../support/characters.cts';
import { codeText, deletedJson, deletedXml, toXml, yes } from '../support/responses.cts';

const saysYes = new Set<unknown>([true, 'success', 'Success', 'SUCCESS']);
const saysNo = [
	...[false, 0, '0', 'false', 'FALSE', 'no', 'error', 'Error', 'fail', 'failed', 'failure'],
];

/** The readers to whom a body says yes. */
function confirmedBy(body: string): string[] {
	const readings = {
		trackfinity: readTrackfinityResponse(body),
		deletion: readDeletion(body, '12'),
	};
	return Object.entries(readings)
		.filter(([, { kind }]) => kind === 'confirmed')
		.map(([reader]) => reader);
}

/** All texts of a body that a person may come to see. */
function wordsOf(body: string): string[] {
	return [
		readTrackfinityResponse(body).message,
		readDeletion(body, '12').message,
		trackfinity.extractMessage(body),
		deleteService.extractMessage(body),
	].filter((words) => words !== undefined);
}

/** Whether an error of this value is none. */
function holdsNothing(value: unknown): boolean {
	return (
		[null, false, 0, ''].includes(value as never) || ['[]', '{}'].includes(JSON.stringify(value))
	);
}

test.each([
	`<?xml version="1.0"?>\n${deletedXml('12')}`,
	`${deletedXml('12')}<!-- done -->`,
	deletedJson('12', true),
	`/**/done(${deletedJson('12')})`,
	'true',
	'{"result":true}',
])('no beginning of a document confirms: %j', (whole) => {
	// White space and comments behind the end add nothing, so there the document is whole.
	const end = whole.replace(/<!--.*-->$/, '').length;
	for (let length = 0; length < end; length++) {
		expect(confirmedBy(whole.slice(0, length))).toEqual([]);
	}
	expect(confirmedBy(whole)).toHaveLength(1);
});

test.each([
	'<response status="no_match"><message>None</message></response>',
	'{"status":"no_match","message":"None"}',
	'<response status="success"><message>One</message></response>',
	'done({"response":{"status":"success"}})',
])('no beginning of a document tells whether a customer exists: %j', (whole) => {
	for (let length = 0; length < whole.length; length++) {
		expect(readExistence(whole.slice(0, length), '12')).toBe('unclear');
	}
	expect(readExistence(whole, '12')).not.toBe('unclear');
});

/** Values that say yes, no or nothing, and some that only look like it. */
const verdict = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom<unknown>(...saysYes, ...saysNo) },
	fc.constantFrom<unknown>(null, 1, 'true', 'ok', '', [], {}, [true], { result: true }),
	fc.jsonValue(),
);

const verdicts = fc.record(
	{
		result: verdict,
		success: verdict,
		status: verdict,
		error: verdict,
		errors: verdict,
		message: fc.jsonValue(),
		data: fc.jsonValue(),
	},
	{ requiredKeys: [] },
);

describe('what Trackfinity says, whatever it sends', () => {
	test('no JSON without a clear yes confirms', () => {
		fc.assert(
			fc.property(fc.oneof(verdicts, fc.jsonValue()), (value) => {
				const { result, success } = Object(value) as Record<string, unknown>;
				fc.pre(value !== true && ![result, success].some((one) => saysYes.has(one)));
				expect(readTrackfinityResponse(JSON.stringify(value)).kind).not.toBe('confirmed');
			}),
		);
	});

	test('no object with a yes and a no says anything', () => {
		const yesKey = fc.constantFrom('result', 'success');
		const noField = fc.oneof(
			fc.tuple(fc.constantFrom('result', 'success', 'status'), fc.constantFrom(...saysNo)),
			fc.tuple(
				fc.constantFrom('error', 'errors'),
				fc.jsonValue().filter((value) => !holdsNothing(value)),
			),
		);
		fc.assert(
			fc.property(
				verdicts,
				yesKey,
				fc.constantFrom(...saysYes),
				noField,
				(others, key, good, [badKey, bad]) => {
					fc.pre(key !== badKey);
					const body = JSON.stringify({ ...others, [key]: good, [badKey]: bad });
					expect(readTrackfinityResponse(body).kind).toBe('unclear');
				},
			),
		);
	});

	test('no object with a key twice says anything, whatever its values', () => {
		fc.assert(
			fc.property(
				verdicts,
				fc.constantFrom('result', 'success', 'error', 'x'),
				verdict,
				verdict,
				(others, key, first, second) => {
					const rest = JSON.stringify({ ...others, [key]: first }).slice(0, -1);
					const body = `${rest},"${key}":${JSON.stringify(second)}}`;
					expect(readTrackfinityResponse(body).kind).toBe('unclear');
				},
			),
		);
	});

	test('no text beside a true counts as one', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (before, after) => {
				fc.pre(`${before}${after}`.trim() !== '');
				expect(readTrackfinityResponse(`${before}true${after}`).kind).not.toBe('confirmed');
			}),
		);
	});
});

describe('what the delete service says, whatever it sends', () => {
	const text = codeText();
	const error = fc.oneof(
		text,
		fc.constant(''),
		fc.record({ code: text, message: text }, { requiredKeys: ['code'] }),
		fc.record({ error: fc.array(text, { minLength: 2, maxLength: 3 }) }),
	);
	const customer = fc.record(
		{ status: fc.constantFrom('deleted', 'active', ''), code: fc.constantFrom('12', '13'), error },
		{ requiredKeys: ['status', 'code'] },
	);
	const response = fc.record(
		{
			status: fc.constantFrom('success', 'success', 'error', 'no_match', 'pending'),
			error,
			errors: error,
			message: text,
			customer: fc.oneof(customer, fc.array(customer, { minLength: 2, maxLength: 3 })),
			log: fc.record({ error }),
		},
		{ requiredKeys: ['status'] },
	);

	test('the same in XML, JSON and JSONP, with or without a wrapper, reads alike', () => {
		fc.assert(
			fc.property(response, (value) => {
				const all = (body: string) => [
					readDeletion(body, '12'),
					readExistence(body, '12'),
					deleteService.extractMessage(body),
				];
				const xml = all(toXml('response', value));
				const twins = [value, { response: value }].map((twin) => JSON.stringify(twin));
				for (const json of [...twins, ...twins.map((twin) => `app.done(${twin});`)]) {
					expect(all(json)).toEqual(xml);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test('nothing with an error in it confirms or tells whether a customer exists', () => {
		const held = error.filter((value) => value !== '');
		const place = fc.constantFrom('error', 'errors', 'customer', 'log');
		fc.assert(
			fc.property(response, held, place, fc.boolean(), (value, bad, key, isStatus) => {
				const inside = key.startsWith('error')
					? bad
					: [isStatus ? { status: 'error' } : { error: bad }];
				const body = JSON.stringify({ ...value, [key]: inside });
				expect(readDeletion(body, '12').kind).not.toBe('confirmed');
				expect(readExistence(body, '12')).toBe('unclear');
			}),
		);
	});

	test('a customer is only deleted with exactly one, its own code and both statuses', () => {
		fc.assert(
			fc.property(response, (value) => {
				const isYes = readDeletion(JSON.stringify(value), '12').kind === 'confirmed';
				expect(isYes).toBe(
					value.status === 'success' &&
						[value.error, value.errors, value.log?.error].every((one) => !one) &&
						!Array.isArray(value.customer) &&
						value.customer?.status === 'deleted' &&
						value.customer.code === '12' &&
						!value.customer.error,
				);
			}),
			{ numRuns: 300 },
		);
	});

	test('another customer who is deleted is told of, wherever that stands and whatever else is said', () => {
		const other = { status: 'deleted', code: '120' };
		const wrap = fc.constantFrom<(inner: unknown) => object>(
			(inner) => ({ customer: inner }),
			(inner) => ({ customer: [{ status: 'deleted', code: '12' }, inner] }),
			(inner) => ({ log: { merged: inner } }),
			(inner) => ({ a: { b: { c: { d: { e: { f: { g: inner } } } } } } }),
		);
		fc.assert(
			fc.property(response, wrap, (value, around) => {
				const told = { ...value, ...around(other) };
				for (const body of [toXml('response', told), JSON.stringify(told)]) {
					fc.pre(!body.includes('13'));
					expect(readDeletion(body, '12')).toMatchObject({ kind: 'wrongCustomer', code: '120' });
				}
				const same = { ...value, ...around({ ...other, code: '12' }) };
				expect(readDeletion(JSON.stringify(same), '12').kind).not.toBe('wrongCustomer');
			}),
		);
	});

	test('no text beside a complete XML response counts, comments and the XML declaration aside', () => {
		fc.assert(
			fc.property(fc.string(), (beside) => {
				fc.pre(beside.trim() !== '' && !beside.includes('<'));
				expect(readDeletion(`${beside}${deletedXml('12')}`, '12').kind).toBe('unclear');
				expect(readDeletion(`${deletedXml('12')}${beside}`, '12').kind).toBe('unclear');
			}),
		);
	});
});

describe('the code of a deletion, character for character', () => {
	const referred = (code: string, radix: number) =>
		[...code].map((char) => `&#${radix === 16 ? 'x' : ''}${char.codePointAt(0)?.toString(radix)};`);

	test('any code is read back as it was sent, in each way of writing it', () => {
		const blank = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n', '\u00a0') });
		fc.assert(
			fc.property(codeText(), blank, blank, (code, before, after) => {
				const padded = `${before}${code}${after}`;
				for (const body of [
					deletedXml(padded),
					deletedXml(code, referred(code, 10).join('')),
					deletedXml(code, referred(code, 16).join('')),
					deletedXml(code, `<![CDATA[${code.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`),
					deletedJson(padded),
					deletedJson(code, true),
					`app.$done_1(${deletedJson(code)});`,
				]) {
					expect(readDeletion(body, code)).toEqual(yes());
				}
			}),
		);
	});

	test('no other code ever confirms', () => {
		fc.assert(
			fc.property(codeText(), codeText(), (sent, named) => {
				fc.pre(sent !== named);
				for (const body of [deletedXml(named), deletedJson(named)]) {
					expect(['unclear', 'wrongCustomer']).toContain(readDeletion(body, sent).kind);
				}
			}),
		);
	});

	test.each([
		'&lt;',
		'&amp;lt;',
		'&#49;',
		'&nbsp;',
		'A&B',
		'&',
		'&&',
		'a&lt',
		'&#;',
		'&#x;',
		'x&y;z',
	])('what is escaped is unescaped once and no more, and a raw ampersand is text: %s', (code) => {
		expect(readDeletion(deletedXml(code), code).kind).toBe('confirmed');
		const isReference = /&(?:lt|amp|#49);/.test(code);
		const kind = readDeletion(deletedXml(code, code), code).kind;
		expect(kind === 'confirmed').toBe(!isReference);
	});

	const lost = '1234567890123456789';

	test.each<[kind: Reading['kind'], sent: string, values: string[]]>([
		// The same customer in another writing, or none.
		['unclear', '0042', ['"42"', '42']],
		['unclear', '42', ['"0042"']],
		['unclear', 'ab', ['"AB"']],
		['unclear', '100', ['100.0', '1e2']],
		['unclear', lost, ['1234567890123456800', '1234567890123456768', '1.2345678901235E+18']],
		['unclear', lost, ['"1.2345678901234568e+18"', '1.2345678901234568e+18']],
		['unclear', '12', ['["12"]', '{"value":"12"}']],
		['unclear', 'null', ['null']],
		['unclear', '1', ['true']],
		['wrongCustomer', '12', ['"120"', '13', '"12a"', '"１２"', '"12\\u200b"']],
		['wrongCustomer', '120', ['12']],
		['wrongCustomer', 'a12', ['"12"']],
		['wrongCustomer', '1 2', ['"12"']],
		['wrongCustomer', '0x10', ['"16"']],
		['wrongCustomer', lost, ['1234567890123456788']],
		['wrongCustomer', '9007199254740993', ['9007199254740995']],
		['wrongCustomer', '9'.repeat(400), ['8']],
		// Exactly.
		['confirmed', lost, [lost]],
		['confirmed', '9'.repeat(30), ['9'.repeat(30)]],
		['confirmed', '12', [' 12 ']],
		['confirmed', '0', ['0']],
	])('%s: sent %j, named as the JSON value %j', (kind, sent, values) => {
		for (const value of values) {
			const body = `{"status":"success","customer":{"status":"deleted","code":${value}}}`;
			expect(readDeletion(body, sent).kind).toBe(kind);
		}
	});
});

describe('the words of a response', () => {
	const inside = (times: number, wrap: (value: unknown) => unknown, value: unknown): unknown =>
		times === 0 ? value : wrap(inside(times - 1, wrap, value));

	test.each<[value: unknown, found: string | undefined]>([
		['Gone', 'Gone'],
		[['Gone', 'Away'], 'Gone; Away'],
		[['Gone', { other: 'Away' }], undefined],
		[['Gone', { message: 'Away' }], 'Away'],
		[{ other: 'Gone' }, undefined],
		[{ Message: 'b', ERROR: 'a', '@reason': 'c' }, 'a; b; c'],
	])('%j: %s', (value, found) => {
		expect(extractMessage(value)).toBe(found);
	});

	test.each<[where: string, wrap: (value: unknown) => unknown]>([
		['that explain', (value) => ({ error: value })],
		['that do not explain', (value) => ({ other: value })],
		['of lists', (value) => [value]],
	])('are looked for six levels deep and no deeper: levels %s', (_, wrap) => {
		expect(extractMessage(inside(5, wrap, { message: 'Gone' }))).toBe('Gone');
		expect(extractMessage(inside(6, wrap, { message: 'Gone' }))).toBeUndefined();
	});
});

describe('any bytes at all', () => {
	const pieces = [
		...[
			'<response',
			' status="success"',
			'>',
			'</response>',
			'<customer status="deleted">',
			'&',
			';',
		],
		...['</customer>', '<code>12</code>', '<error>', '</error>', '<![CDATA[', ']]>', '<!--', '-->'],
		...['{', '}', '[', ']', '"', ':', ',', '"status":"error"', '"success":true', '"error":', '&#x'],
		...['true', 'false', 'null', 'done(', ');', '\\', '<?xml ', '?>', '\uFEFF', '\0', '0', 'é'],
		...['"__proto__":{', '<!DOCTYPE html', '<html>', '<body ', ' ', '\n'],
	];
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc.string({ unit: character }).map((text) => Buffer.from(text)),
		fc
			.array(fc.constantFrom(...pieces), { maxLength: 12 })
			.map((some) => Buffer.from(some.join(''))),
		fc.json().map((text) => Buffer.from(text)),
	);
	const contentType = fc.oneof(
		fc.string(),
		fc
			.constantFrom('latin1', 'utf-16', 'utf-16le', 'gbk', 'x')
			.map((name) => `a/b; charset=${name}`),
	);

	test('nothing throws, nothing says yes, and no words are a web page', () => {
		fc.assert(
			fc.property(bytes, contentType, (sent, type) => {
				const body = decodeBody(sent, type);
				fc.pre(body.trim() !== 'true' && !body.includes('"success":true'));
				expect(confirmedBy(body)).toEqual([]);
				expect(readExistence(body, '12')).not.toBe('missing');
				for (const shown of wordsOf(body))
					expect(shown).not.toMatch(/<(?:html|body|!doctype html)\b/i);
			}),
			{ numRuns: 300 },
		);
	});
});
