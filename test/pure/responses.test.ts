import fc from 'fast-check';

import { readDeletion } from '../../nodes/Trackfinity/responses/deletion';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/responses/trackfinity';
import { codeText, deletedJson, deletedXml, escapeXml } from '../support/responses';

const inXml = (body: string, code: string) => readDeletion(body, { code, format: 'xml' });
const inJson = (body: string, code: string) => readDeletion(body, { code, format: 'json' });

describe('the code of a deletion, character for character', () => {
	test('any code that XML can carry is read back as it was sent', () => {
		fc.assert(
			fc.property(codeText(), (code) => {
				expect(inXml(deletedXml(code), code)).toEqual({ kind: 'confirmed' });
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
				expect(inXml(deletedXml(code, referred), code)).toEqual({ kind: 'confirmed' });
			}),
		);
	});

	test('a code in CDATA is read back as it is', () => {
		const code = 'A&B<C>';
		expect(inXml(deletedXml(code, `<![CDATA[${code}]]>`), code).kind).toBe('confirmed');
	});

	test.each(['&lt;', '&amp;lt;', '&#49;', '&amp;amp;', '&nbsp;', '&copy;'])(
		'escaped text is unescaped once and no more: %s',
		(code) => {
			expect(inXml(deletedXml(code), code).kind).toBe('confirmed');
		},
	);

	test('any code as text survives JSON and JSONP', () => {
		fc.assert(
			fc.property(codeText(), fc.boolean(), (code, isWrapped) => {
				const body = deletedJson(code, isWrapped);
				expect(inJson(body, code)).toEqual({ kind: 'confirmed' });
				expect(inJson(`app.$done_1(${body});`, code)).toEqual({ kind: 'confirmed' });
			}),
		);
	});

	test('no other code ever confirms', () => {
		fc.assert(
			fc.property(codeText(), codeText(), (sent, answered) => {
				fc.pre(sent !== answered);
				expect(inXml(deletedXml(answered), sent).kind).toBe('unreadable');
				expect(inJson(deletedJson(answered), sent).kind).toBe('unreadable');
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
		['12', ' 12'],
		['12', '12 '],
		['12', '12\u200b'],
		['12', '１２'],
		['0x10', '16'],
		['true', '1'],
	])('sent %j, answered %j: another code', (sent, answered) => {
		expect(inXml(deletedXml(answered), sent).kind).toBe('unreadable');
		expect(inJson(deletedJson(answered), sent).kind).toBe('unreadable');
	});

	test.each([
		['12', '12.0'],
		['10', '1e1'],
		['0', '-0'],
		['12', '12.00000000000000000001'],
		['9007199254740993', '9007199254740993'],
		['9007199254740992', '9007199254740993'],
		['1', 'true'],
		['12', '["12"]'],
		['12', '{"value":"12"}'],
		['null', 'null'],
	])('sent %j, answered the bare JSON value %s: not the same', (sent, value) => {
		const body = `{"status":"success","customer":{"status":"deleted","code":${value}}}`;
		expect(inJson(body, sent).kind).toBe('unreadable');
	});
});

describe('a cut-off document is not a response', () => {
	test('no beginning of an XML response confirms', () => {
		const whole = `<?xml version="1.0"?>\n${deletedXml('12')}`;
		for (let length = 0; length < whole.length; length++) {
			expect(inXml(whole.slice(0, length), '12').kind).toBe('unreadable');
		}
		expect(inXml(whole, '12').kind).toBe('confirmed');
	});

	test('no beginning of a JSON or JSONP response confirms', () => {
		const json = deletedJson('12', true);
		for (let length = 0; length < json.length; length++) {
			expect(inJson(json.slice(0, length), '12').kind).toBe('unreadable');
			expect(inJson(`done(${json.slice(0, length)}`, '12').kind).toBe('unreadable');
		}
	});
});

describe('nothing else confirms', () => {
	test('no text at all does, unless it is one of the few that say so', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
				fc.pre(body.trim() !== 'true');
				expect(readTrackfinityResponse(body).kind).not.toBe('confirmed');
				expect(inXml(body, '12').kind).not.toBe('confirmed');
				expect(inJson(body, '12').kind).not.toBe('confirmed');
			}),
		);
	});

	test('no text beside a true does', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (before, after) => {
				fc.pre(`${before}${after}`.trim() !== '');
				expect(readTrackfinityResponse(`${before}true${after}`).kind).not.toBe('confirmed');
			}),
		);
	});

	test('no text beside a complete XML response does, comments and the XML declaration aside', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				fc.pre(text.trim() !== '' && !text.includes('<'));
				expect(inXml(`${text}${deletedXml('12')}`, '12').kind).toBe('unreadable');
				expect(inXml(`${deletedXml('12')}${text}`, '12').kind).toBe('unreadable');
			}),
		);
	});

	test('a response with an error never confirms, whatever else it holds', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (error) => {
				const body = JSON.stringify({ result: true, success: 'success', error });
				expect(readTrackfinityResponse(body).kind).not.toBe('confirmed');
			}),
		);
	});
});

describe('XML without entities of its own', () => {
	test.each([
		['a DOCTYPE', '<!DOCTYPE response>'],
		['a DOCTYPE in lower case', '<!doctype response>'],
		['a DOCTYPE with an entity', '<!DOCTYPE response [<!ENTITY code "12">]>'],
		['an external entity', '<!DOCTYPE response [<!ENTITY code SYSTEM "file:///etc/passwd">]>'],
		['a DOCTYPE after the declaration', '<?xml version="1.0"?><!DOCTYPE response>'],
	])('%s is refused', (_, start) => {
		expect(inXml(`${start}${deletedXml('12')}`, '12').kind).toBe('unreadable');
		expect(inXml(`${start}${deletedXml('12', '&code;')}`, '12').kind).toBe('unreadable');
	});

	test.each(['A&B', '&', 'A & B', '&bogus;', '&nbsp;', 'x&y;z', '&&', 'a&lt', '&#;', '&#x;'])(
		'a raw ampersand is text: %s',
		(code) => {
			expect(inXml(deletedXml(code, code), code).kind).toBe('confirmed');
		},
	);

	test('the five standard entities are read', () => {
		const code = `<>&"'`;
		expect(inXml(deletedXml(code, '&lt;&gt;&amp;&quot;&apos;'), code).kind).toBe('confirmed');
		expect(escapeXml(code)).toBe('&lt;&gt;&amp;&quot;&apos;');
	});
});
