import fc from 'fast-check';

import { readDeletion } from '../../nodes/Trackfinity/responses/deletion';
import { codeText, deletedJson, deletedXml, escapeXml, yes } from '../support/responses.cts';

describe('the code of a deletion, character for character', () => {
	test('any code that XML can carry is read back as it was sent', () => {
		fc.assert(
			fc.property(codeText(), (code) => {
				expect(readDeletion(deletedXml(code), code)).toEqual(yes());
			}),
		);
	});

	test('a code whose special characters came as number references is read back, too', () => {
		fc.assert(
			fc.property(codeText(), fc.boolean(), (code, asHex) => {
				const referred = [...code]
					.map((char) => char.codePointAt(0) ?? 0)
					.map((point) => (asHex ? `&#x${point.toString(16)};` : `&#${point};`))
					.join('');
				expect(readDeletion(deletedXml(code, referred), code)).toEqual(yes());
			}),
		);
	});

	test('a code in CDATA is read back as it is', () => {
		const code = 'A&B<C>';
		expect(readDeletion(deletedXml(code, `<![CDATA[${code}]]>`), code).kind).toBe('confirmed');
	});

	test.each(['&lt;', '&amp;lt;', '&#49;', '&amp;amp;', '&nbsp;', '&copy;'])(
		'escaped text is unescaped once and no more: %s',
		(code) => {
			expect(readDeletion(deletedXml(code), code).kind).toBe('confirmed');
		},
	);

	test('any code as text survives JSON and JSONP', () => {
		fc.assert(
			fc.property(codeText(), fc.boolean(), (code, isWrapped) => {
				const body = deletedJson(code, isWrapped);
				expect(readDeletion(body, code)).toEqual(yes());
				expect(readDeletion(`app.$done_1(${body});`, code)).toEqual(yes());
			}),
		);
	});

	test('white space around the code does not count, in either format', () => {
		const blank = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n', '\u00a0') });
		fc.assert(
			fc.property(codeText(), blank, blank, (code, before, after) => {
				const padded = `${before}${code}${after}`;
				expect(readDeletion(deletedXml(padded), code)).toEqual(yes());
				expect(readDeletion(deletedJson(padded), code)).toEqual(yes());
			}),
		);
	});

	test('no other code ever confirms', () => {
		fc.assert(
			fc.property(codeText(), codeText(), (sent, named) => {
				fc.pre(sent !== named);
				expect(readDeletion(deletedXml(named), sent).kind).toBe('unclear');
				expect(readDeletion(deletedJson(named), sent).kind).toBe('unclear');
			}),
		);
	});

	test.each([
		['007', '7'],
		['7', '007'],
		['7', '7.0'],
		['10', '1e1'],
		['1234567890123456789', '1234567890123456788'],
		['1234567890123456789', '1234567890123456800'],
		['Ä1', 'A\u03081'],
		['abc', 'ABC'],
		['1 2', '12'],
		['12', '1 2'],
		['12', '12\u200b'],
		['12', '12\0'],
		['12', '１２'],
		['0x10', '16'],
		['true', '1'],
	])('sent %j, named %j: another code', (sent, named) => {
		expect(readDeletion(deletedXml(named), sent).kind).toBe('unclear');
		expect(readDeletion(deletedJson(named), sent).kind).toBe('unclear');
	});

	test.each([
		['12', '12.0'],
		['10', '1e1'],
		['0', '-0'],
		['12', '12.00000000000000000001'],
		['9007199254740993', '9007199254740993'],
		['9007199254740992', '9007199254740993'],
		['1', 'true'],
		['12', '12'],
		['12', '["12"]'],
		['12', '{"value":"12"}'],
		['null', 'null'],
	])('sent %j, named as the JSON value %s: not the same', (sent, value) => {
		const body = `{"status":"success","customer":{"status":"deleted","code":${value}}}`;
		expect(readDeletion(body, sent).kind).toBe('unclear');
	});
});

describe('XML without entities of its own', () => {
	test.each([
		['a DOCTYPE', '<!DOCTYPE response>'],
		['a DOCTYPE in lower case', '<!doctype response>'],
		['a DOCTYPE with an entity', '<!DOCTYPE response [<!ENTITY code "12">]>'],
		['an external entity', '<!DOCTYPE response [<!ENTITY code SYSTEM "file:///etc/passwd">]>'],
		['a DOCTYPE after the declaration', '<?xml version="1.0"?><!DOCTYPE response>'],
	])('%s: the response says nothing', (_, start) => {
		expect(readDeletion(`${start}${deletedXml('12')}`, '12').kind).toBe('unclear');
		expect(readDeletion(`${start}${deletedXml('12', '&code;')}`, '12').kind).toBe('unclear');
	});

	test.each(['A&B', '&', 'A & B', '&bogus;', '&nbsp;', 'x&y;z', '&&', 'a&lt', '&#;', '&#x;'])(
		'a raw ampersand is text: %s',
		(code) => {
			expect(readDeletion(deletedXml(code, code), code).kind).toBe('confirmed');
		},
	);

	test('the five standard entities are read', () => {
		const code = `<>&"'`;
		expect(readDeletion(deletedXml(code, '&lt;&gt;&amp;&quot;&apos;'), code).kind).toBe(
			'confirmed',
		);
		expect(escapeXml(code)).toBe('&lt;&gt;&amp;&quot;&apos;');
	});
});
