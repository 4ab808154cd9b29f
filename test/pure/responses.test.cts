import fc from 'fast-check';

import { hostileBodies } from '../../dev/bench/hostileBodies.cts';
import { extractMessage } from '../../nodes/Trackfinity/responses/reading';
import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import * as deletions from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse, trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import { character } from '../support/characters.cts';
import { codeText, deletedJson, deletedXml, toXml, yes } from '../support/responses.cts';

const { deleteService, readDeletion, readExistence } = deletions;

const saysYes = [true, 'success', 'Success', 'SUCCESS'];
const saysNo = [false, 0, '0', 'false', 'no', 'error', 'Error', 'fail', 'failed', 'failure'];

const existence: Partial<Record<Reading['kind'], string>> = {
	confirmed: 'exists',
	rejected: 'missing',
};

/** What a body says clearly: that a change was made, a customer deleted, or whether one exists. */
const clearIn = (body: string) => [
	...(readTrackfinityResponse(body).kind === 'confirmed' ? ['changed'] : []),
	...(readDeletion(body, '12').kind === 'confirmed' ? ['deleted'] : []),
	...[existence[readExistence(body, '12').kind] ?? []].flat(),
];

test.each([
	[`<?xml version="1.0"?>\n${deletedXml('12')}`, 'deleted'],
	// What stands behind the end adds nothing.
	[deletedXml('12'), 'deleted', '<!-- done -->'],
	[deletedJson('12', true), 'deleted'],
	[`/**/done(${deletedJson('12')})`, 'deleted'],
	['true', 'changed'],
	['{"result":true}', 'changed'],
	['<response status="no_match"><message>None</message></response>', 'missing'],
	['{"status":"no_match","message":"None"}', 'missing'],
	['<response status="success"><message>One</message></response>', 'exists'],
	['done({"response":{"status":"success"}})', 'exists'],
])('no beginning of a document says anything: %j', (whole, says, behind = '') => {
	for (let length = 0; length < whole.length; length++) {
		expect(clearIn(whole.slice(0, length))).toEqual([]);
	}
	expect(clearIn(whole + behind)).toEqual([says]);
});

describe('what Trackfinity says, whatever it sends', () => {
	/** Values that say yes, no or nothing, and some that only look like it. */
	const verdict = fc.oneof(
		{ weight: 4, arbitrary: fc.constantFrom<unknown>(...saysYes, ...saysNo) },
		fc.constantFrom<unknown>(null, 1, 'true', 'ok', '', [], {}, [true], { result: true }),
		fc.jsonValue(),
	);
	const values = { result: verdict, success: verdict, status: verdict, error: verdict };
	const others = { errors: verdict, message: fc.jsonValue(), data: fc.jsonValue() };
	const verdicts = fc.record({ ...values, ...others }, { requiredKeys: [] });
	const kindOf = (value: unknown) => readTrackfinityResponse(JSON.stringify(value)).kind;

	test('no JSON without a clear yes confirms', () => {
		fc.assert(
			fc.property(fc.oneof(verdicts, fc.jsonValue()), (value) => {
				const { result, success } = Object(value) as Record<string, unknown>;
				fc.pre(value !== true && ![result, success].some((one) => saysYes.includes(one as never)));
				expect(kindOf(value)).not.toBe('confirmed');
			}),
		);
	});

	test('no object with a yes and a no says anything', () => {
		const none = ['null', 'false', '0', '""', '[]', '{}'];
		const anError = fc.jsonValue().filter((value) => !none.includes(JSON.stringify(value)));
		const noField = fc.oneof(
			fc.tuple(fc.constantFrom('result', 'success', 'status'), fc.constantFrom(...saysNo)),
			fc.tuple(fc.constantFrom('error', 'errors'), anError),
		);
		const yesField = fc.tuple(fc.constantFrom('result', 'success'), fc.constantFrom(...saysYes));
		fc.assert(
			fc.property(verdicts, yesField, noField, (value, [key, good], [badKey, bad]) => {
				fc.pre(key !== badKey);
				expect(kindOf({ ...value, [key]: good, [badKey]: bad })).toBe('unclear');
			}),
		);
	});
});

describe('what the delete service says, whatever it sends', () => {
	const text = codeText();
	const error = fc.oneof(
		...[
			text,
			fc.constant(''),
			fc.record({ error: fc.array(text, { minLength: 2, maxLength: 3 }) }),
		],
		fc.record({ code: text, message: text }, { requiredKeys: ['code'] }),
	);
	const customer = fc.record(
		{ status: fc.constantFrom('deleted', 'active', ''), code: fc.constantFrom('12', '13'), error },
		{ requiredKeys: ['status', 'code'] },
	);
	const response = fc.record(
		{
			status: fc.constantFrom('success', 'success', 'error', 'no_match', 'pending'),
			...{ error, errors: error, message: text, log: fc.record({ error }) },
			customer: fc.oneof(customer, fc.array(customer, { minLength: 2, maxLength: 3 })),
		},
		{ requiredKeys: ['status'] },
	);

	test('the same in XML, JSON and JSONP, with or without a wrapper, reads alike; yes only with one customer, the right code, both statuses and no error', () => {
		fc.assert(
			fc.property(response, (value) => {
				const all = (body: string) => [
					...[readDeletion(body, '12'), readExistence(body, '12')],
					deleteService.readFailure(body).message,
				];
				const xml = all(toXml('response', value));
				const twins = [value, { response: value }].map((twin) => JSON.stringify(twin));
				for (const json of [...twins, ...twins.map((twin) => `app.done(${twin});`)]) {
					expect(all(json)).toEqual(xml);
				}
				expect(readDeletion(toXml('response', value), '12').kind === 'confirmed').toBe(
					value.status === 'success' &&
						[value.error, value.errors, value.log?.error].every((one) => !one) &&
						!Array.isArray(value.customer) &&
						value.customer?.status === 'deleted' &&
						value.customer.code === '12' &&
						!value.customer.error,
				);
			}),
			{ numRuns: 40 },
		);
	});
});

describe('the code of a deletion, character for character', () => {
	const referred = (code: string, prefix: string, radix: number) =>
		[...code].map((char) => `&#${prefix}${char.codePointAt(0)?.toString(radix)};`).join('');

	test('any code is read back as it was sent, in each way of writing it, and no other confirms', () => {
		const blank = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n', '\u00a0') });
		fc.assert(
			fc.property(codeText(), codeText(), blank, blank, (code, other, before, after) => {
				const padded = `${before}${code}${after}`;
				const cdata = `<![CDATA[${code.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
				for (const body of [
					...[deletedXml(padded), deletedJson(padded), deletedJson(code, true)],
					...[deletedXml(code, referred(code, '', 10)), deletedXml(code, referred(code, 'x', 16))],
					...[deletedXml(code, cdata), `app.$done_1(${deletedJson(code)});`],
				]) {
					expect(readDeletion(body, code)).toEqual(yes());
					if (other !== code) expect(readDeletion(body, other).kind).not.toBe('confirmed');
				}
			}),
			{ numRuns: 30 },
		);
	});

	test.each([
		...['&lt;', '&amp;lt;', '&#49;', '&nbsp;', 'A&B', '&', '&&', 'a&lt', '&#;', '&#x;', 'x&y;z'],
	])('what is escaped is unescaped once and no more, and a raw ampersand is text: %s', (code) => {
		expect(readDeletion(deletedXml(code), code).kind).toBe('confirmed');
		const isReference = /&(?:lt|amp|#49);/.test(code);
		const { kind } = readDeletion(deletedXml(code, code), code);
		expect(kind === 'confirmed').toBe(!isReference);
	});

	const lost = '1234567890123456789';

	test.each<[kind: Reading['kind'], sent: string, values: string[]]>([
		// The same customer in another writing, or none.
		['unclear', '0042', ['"42"', '42']],
		['unclear', '100', ['100.0', '1e2']],
		['unclear', '1e10', ['1.0e+10']],
		['unclear', lost, ['1234567890123456800', '1234567890123456768', '1.2345678901235E+18']],
		['unclear', lost, ['"1.2345678901234568e+18"', '1.2345678901234568e+18']],
		['unclear', '12', ['["12"]', '["12 "]', '{"value":"12"}']],
		['unclear', 'null', ['null']],
		['unclear', '1', ['true']],
		['wrongCustomer', '12', ['"120"', '13', '"12a"', '"a12"', '"１２"', '"12\\u200b"']],
		['wrongCustomer', '120', ['12']],
		['wrongCustomer', 'a12', ['"12"', '1.5']],
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
	test.each<[value: unknown, found: string | undefined]>([
		[['Gone', { other: 'Away' }], undefined],
		[['Gone', { message: 'Away' }], 'Away'],
		[{ other: 'Gone' }, undefined],
		// As deep as it goes.
		[{ error: [[[[['Gone']]]]] }, 'Gone'],
		[{ error: [[[[[['Gone']]]]]] }, undefined],
		[{ a: { a: { a: { a: { a: { a: { error: 'Gone' } } } } } } }, undefined],
		[{ Message: 'b', ERROR: 'a', '@reason': 'c' }, 'a; b; c'],
	])('%j: %s', (value, found) => {
		expect(extractMessage(value)).toBe(found);
	});
});

test('any bytes at all: nothing throws, nothing says yes, and no words are a web page', () => {
	const pieces = [
		...['<response', ' status="success"', '>', '</response>', '<customer status="deleted">', '&'],
		...['</customer>', '<code>12</code>', '<error>', '</error>', '<![CDATA[', ']]>', '<!--', '-->'],
		...['{', '}', '[', ']', '"', ':', ',', '"status":"error"', '"success":true', '"error":', '&#x'],
		...['true', 'false', 'null', 'done(', ');', '\\', '<?xml ', '?>', '\uFEFF', '\0', '0', 'é'],
		...['"__proto__":{', '<!DOCTYPE html', '<html>', '<body ', ' ', '\n', ';'],
	];
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc
			.oneof(
				...[fc.string({ unit: character }), fc.json()],
				fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((some) => some.join('')),
			)
			.map((text) => Buffer.from(text)),
	);
	const charset = fc.constantFrom('latin1', 'utf-16', 'utf-16le', 'gbk', 'x');
	const contentType = fc.oneof(
		fc.string(),
		charset.map((name) => `a/b; charset=${name}`),
	);
	fc.assert(
		fc.property(bytes, contentType, (sent, type) => {
			const body = decodeBody(sent, type);
			fc.pre(body.trim() !== 'true' && !body.includes('"success":true'));
			expect(clearIn(body).filter((says) => says !== 'exists')).toEqual([]);
			const words = [
				...[readTrackfinityResponse(body).message, readDeletion(body, '12').message],
				...[trackfinity.readFailure(body).message, deleteService.readFailure(body).message],
			];
			expect(words.join('\n')).not.toMatch(/<(?:html|body|!doctype html)\b/i);
		}),
		{ numRuns: 100 },
	);
});

// How long they take is the benchmark's to say.
test('nothing that is made to be read slowly says yes', () => {
	const levels = Object.entries(hostileBodies(16 * 1024)).filter(([name]) =>
		name.startsWith('levels'),
	);
	for (const [name, body] of [...levels, ...Object.entries(hostileBodies(1024))]) {
		expect([name, clearIn(body).filter((says) => says !== 'exists')]).toEqual([name, []]);
	}
});

test.each(['{}', '{"status":"success"}'])('a foreign prototype confirms nothing: %s', (body) => {
	const customer = { status: 'deleted', code: '12' };
	const inherited = { result: true, success: true, customer };
	for (const [key, value] of Object.entries(inherited)) {
		Object.defineProperty(Object.prototype, key, { value, configurable: true });
	}
	try {
		expect(clearIn(body)).not.toEqual(expect.arrayContaining([expect.stringMatching(/ed$/)]));
	} finally {
		for (const key of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, key);
	}
});
