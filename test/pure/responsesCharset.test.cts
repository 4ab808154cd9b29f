import fc from 'fast-check';

import { decodeBody } from '../../nodes/Trackfinity/responses/charset';
import { character } from '../support/characters.cts';

const latin1 = Buffer.from('Zoë Müller', 'latin1');
const utf8 = Buffer.from('Zoë Müller');
const utf16 = Buffer.from('Zoë Müller', 'utf16le');
const bigEndian = Buffer.from(utf16).swap16();
const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);
const utf16Mark = Buffer.from([0xff, 0xfe]);
const bigEndianMark = Buffer.from([0xfe, 0xff]);

describe('a body is decoded by the charset of its Content-Type, else as UTF-8', () => {
	test.each<[contentType: string | undefined, bytes: Buffer]>([
		[undefined, utf8],
		['', utf8],
		['application/json', utf8],
		['application/json; charset=utf-8', utf8],
		['text/xml; charset=UTF8', utf8],
		['text/plain; charset=iso-8859-1', latin1],
		['text/plain;charset=ISO-8859-1', latin1],
		['text/plain; CharSet="Latin1"', latin1],
		["text/plain; charset='windows-1252'", latin1],
		['text/plain ; format=flowed ; charset = latin1 ; delsp=yes', latin1],
		['text/plain; title="; charset=utf-8"; charset=latin1', latin1],
		['text/plain; xcharset=utf-8; charset=latin1', latin1],
		['text/plain; charset=latin1; charset=utf-8', latin1],
		['text/plain; charset=latin1, text/plain', utf8],
		['text/plain; charset=utf-16le', utf16],
		['text/plain; charset=utf-16', utf16],
		['text/plain; charset=utf-16be', bigEndian],
		['text/plain; charset', utf8],
		['text/plain; charset=', utf8],
		['text/plain; charset=""', utf8],
		['text/plain; charset=klingon', utf8],
		['text/plain; charset="utf-8', utf8],
		['text/plain; charset=hz-gb-2312', utf8],
		['charset=latin1', utf8],
	])('%s', (contentType, bytes) => {
		expect(decodeBody(bytes, contentType)).toBe('Zoë Müller');
		expect(decodeBody(new Uint8Array(bytes), contentType)).toBe('Zoë Müller');
	});

	test.each<[mark: Buffer, bytes: Buffer, contentType: string | undefined]>([
		[utf8Mark, utf8, undefined],
		[utf8Mark, utf8, 'text/plain; charset=utf-8'],
		[utf8Mark, utf8, 'text/plain; charset=latin1'],
		[utf16Mark, utf16, 'text/plain; charset=utf-16'],
		[utf16Mark, utf16, 'text/plain; charset=utf-16le'],
		[bigEndianMark, bigEndian, 'text/plain; charset=UTF-16'],
		[bigEndianMark, bigEndian, 'text/plain; charset="utf-16be"'],
	])('a byte order mark is no part of the text: %j, %j, %s', (mark, bytes, contentType) => {
		expect(decodeBody(Buffer.concat([mark, bytes]), contentType)).toBe('Zoë Müller');
	});

	test.each([
		[[0xef, 0x41, 0xbf], 'latin1', 'ïA¿'],
		[[0xef, 0xbb, 0x41], 'latin1', 'ï»A'],
		[[0x41, 0xbb, 0xbf], 'latin1', 'A»¿'],
		[[0xfe, 0x41], 'utf-16', '\u41fe'],
		[[0x41, 0xff], 'utf-16', '\uff41'],
		[[0xfe, 0xff, 0x41], 'latin1', 'þÿA'],
	])('a part of a byte order mark is text: %j in %s', (bytes, charset, text) => {
		expect(decodeBody(Buffer.from(bytes), `text/plain; charset=${charset}`)).toBe(text);
	});

	test('UTF-16 that nobody announced is not guessed at', () => {
		expect(decodeBody(Buffer.from('\uFEFFtrue', 'utf16le'), 'application/json')).not.toBe('true');
	});

	test('no bytes and no header throw, and all that is UTF-8 comes back as it was', () => {
		const header = fc.oneof(
			fc.string({ unit: character }),
			fc.string({ unit: fc.constantFrom(...` ;="'`, 'charset', 'utf-16', 'gbk', '\\') }),
		);
		fc.assert(
			fc.property(fc.uint8Array(), fc.string({ unit: character }), header, (bytes, text, type) => {
				expect(typeof decodeBody(bytes, type)).toBe('string');
				fc.pre(!text.startsWith('\uFEFF'));
				expect(decodeBody(Buffer.from(text), undefined)).toBe(text);
			}),
		);
	});
});
