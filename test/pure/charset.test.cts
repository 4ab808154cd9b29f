import { decodeBody } from '../../nodes/Trackfinity/transport/charset';

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

	const marked = (bytes: Buffer, ...mark: number[]) => Buffer.concat([Buffer.from(mark), bytes]);

	test.each<[what: string, bytes: Buffer, charset: string, text: string]>([
		['of UTF-8', marked(utf8, 0xef, 0xbb, 0xbf), 'latin1', NAME],
		['of UTF-16', marked(utf16, 0xff, 0xfe), 'utf-16', NAME],
		['of the other order', marked(bigEndian, 0xfe, 0xff), 'UTF-16', NAME],
		['of the named order', marked(bigEndian, 0xfe, 0xff), '"utf-16be"', NAME],
		['without its third byte', Buffer.from([0xef, 0xbb, 0x41]), 'latin1', 'ï»A'],
		['without its first byte', Buffer.from([0x41, 0xbb, 0xbf]), 'latin1', 'A»¿'],
		['without its second byte', Buffer.from([0xef, 0x41, 0xbf]), 'latin1', 'ïA¿'],
		['half of it', Buffer.from([0xfe, 0x41]), 'utf-16', '\u41fe'],
		['the other half', Buffer.from([0x41, 0xff]), 'utf-16', '\uff41'],
		['of UTF-16 in latin1', Buffer.from([0xfe, 0xff, 0x41]), 'latin1', 'þÿA'],
	])('a byte order mark is no part of the text, and a part of one is: %s', (...row) => {
		const [, bytes, charset, text] = row;
		expect(decodeBody(bytes, `text/plain; charset=${charset}`)).toBe(text);
	});

	test('UTF-16 that nobody announced is not guessed at', () => {
		expect(decodeBody(Buffer.from('\uFEFFtrue', 'utf16le'), 'application/json')).not.toBe('true');
	});
});

const broken = latin1.toString();

test.each([
	['<?xml version="1.0" encoding="ISO-8859-1"?>', NAME],
	["\r\n <?xml version='1.0'\nencoding = 'windows-1252' standalone='yes'?>", NAME],
	['<?xml version="1.0"?>', broken],
	['<?xml version="1.0" encoding="klingon"?>', broken],
	['<response encoding="ISO-8859-1">', broken],
	[`${' '.repeat(200)}<?xml version="1.0" encoding="ISO-8859-1"?>`, broken],
])('what is no UTF-8 is decoded by the declaration of the document: %s', (start, text) => {
	for (const type of [undefined, 'text/xml; charset=utf-8']) {
		expect(decodeBody(Buffer.concat([Buffer.from(start), latin1]), type)).toBe(start + text);
		// What is UTF-8, whatever is declared, stays so.
		expect(decodeBody(Buffer.concat([Buffer.from(start), utf8]), type)).toBe(start + NAME);
	}
});
