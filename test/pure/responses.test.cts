import fc from 'fast-check';

import { hostileBodies } from '../../dev/bench/hostileBodies.cts';
import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import { readDeletion, readExistence } from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/services/trackfinity';
import { codeText, deletedJson, deletedXml, yes } from '../support/responses.cts';

const existence: Record<string, string> = { confirmed: 'exists', rejected: 'missing' };

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
		['unclear', '0012a', ['"12a"']],
		['unclear', '100', ['100.0', '1e2']],
		['unclear', '1e10', ['1.0e+10']],
		['unclear', lost, ['1234567890123456800', '1234567890123456768', '1.2345678901235E+18']],
		['unclear', lost, ['"1.2345678901234568e+18"', '1.2345678901234568e+18']],
		['unclear', '12', ['["12"]', '["12 "]', '{"value":"12"}']],
		['unclear', 'null', ['null']],
		['unclear', 'Jose\u0301-7', ['"Jos\u00e9-7"', '"jos\\u00c9-7"']],
		['unclear', '1', ['true']],
		['wrongCustomer', '12', ['"120"', '13', '"12a"', '"a12"', '"１２"', '"12\\u200b"']],
		['wrongCustomer', '120', ['12']],
		['wrongCustomer', 'a12', ['"12"', '1.5']],
		['wrongCustomer', '12a', ['1.5']],
		['wrongCustomer', '1 2', ['"12"']],
		['wrongCustomer', 'A\u00df', ['"ass"']],
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
