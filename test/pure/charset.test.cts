import fc from 'fast-check';

import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import { character } from '../support/characters.cts';

const NAME = 'Zoë Müller';
const latin1 = Buffer.from(NAME, 'latin1');
const utf8 = Buffer.from(NAME);
const utf16 = Buffer.from(NAME, 'utf16le');
const bigEndian = Buffer.from(utf16).swap16();

describe('a body is decoded by the charset of its Content-Type, else as UTF-8', () => {
	test.each<[bytes: Buffer, contentType: string | undefined]>([
		[utf8, undefined],
		[utf8, 'application/json; charset=utf-8'],
		[latin1, 'text/plain;charset=ISO-8859-1'],
		[latin1, 'text/plain; CharSet="Latin1"'],
		[latin1, "text/plain; charset='windows-1252'"],
		[latin1, 'text/plain ; format=flowed ; charset = latin1 ; delsp=yes'],
		[latin1, 'text/plain; title="; charset=utf-8"; charset=latin1'],
		[latin1, 'text/plain; xcharset=utf-8; charset=latin1; charset=utf-8'],
		[utf8, 'text/plain; charset=latin1, text/plain'],
		[utf16, 'text/plain; charset=utf-16le'],
		[utf16, 'text/plain; charset=utf-16'],
		[bigEndian, 'text/plain; charset=utf-16be'],
		[utf8, 'text/plain; charset=""'],
		[utf8, 'charset=latin1'],
	])('%j, %s', (bytes, contentType) => {
		expect(decodeBody(bytes, contentType)).toBe(NAME);
	});

	test.each<[mark: number[], bytes: Buffer, charset: string]>([
		[[0xef, 0xbb, 0xbf], utf8, 'latin1'],
		[[0xff, 0xfe], utf16, 'utf-16'],
		[[0xfe, 0xff], bigEndian, 'UTF-16'],
		[[0xfe, 0xff], bigEndian, '"utf-16be"'],
	])('a byte order mark is no part of the text: %j, %j, %s', (mark, bytes, charset) => {
		const body = Buffer.concat([Buffer.from(mark), bytes]);
		expect(decodeBody(body, `text/plain; charset=${charset}`)).toBe(NAME);
	});

	test.each([
		[[0xef, 0xbb, 0x41], 'latin1', 'ï»A'],
		[[0x41, 0xbb, 0xbf], 'latin1', 'A»¿'],
		[[0xef, 0x41, 0xbf], 'latin1', 'ïA¿'],
		[[0xfe, 0x41], 'utf-16', '\u41fe'],
		[[0x41, 0xff], 'utf-16', '\uff41'],
		[[0xfe, 0xff, 0x41], 'latin1', 'þÿA'],
	])('a part of a byte order mark is text: %j in %s', (bytes, charset, text) => {
		expect(decodeBody(Buffer.from(bytes), `text/plain; charset=${charset}`)).toBe(text);
	});

	test('UTF-16 that nobody announced is not guessed at', () => {
		expect(decodeBody(Buffer.from('\uFEFFtrue', 'utf16le'), 'application/json')).not.toBe('true');
	});
});

describe('what is no UTF-8 is decoded by the declaration of the document', () => {
	const broken = latin1.toString();

	test.each([
		['<?xml version="1.0" encoding="ISO-8859-1"?>', NAME],
		["\r\n <?xml version='1.0'\nencoding = 'windows-1252' standalone='yes'?>", NAME],
		['<?xml version="1.0"?>', broken],
		['<?xml version="1.0" encoding="klingon"?>', broken],
		['<response encoding="ISO-8859-1">', broken],
		[`${' '.repeat(200)}<?xml version="1.0" encoding="ISO-8859-1"?>`, broken],
	])('%s', (start, text) => {
		for (const type of [undefined, 'text/xml; charset=utf-8']) {
			expect(decodeBody(Buffer.concat([Buffer.from(start), latin1]), type)).toBe(start + text);
			// What is UTF-8, whatever is declared, stays so.
			expect(decodeBody(Buffer.concat([Buffer.from(start), utf8]), type)).toBe(start + NAME);
		}
	});
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
