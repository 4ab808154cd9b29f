import { readDeletion, readExistence } from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/services/trackfinity';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import { expectQuick } from '../support/processorTime.cts';

/** No more of a response is read. Shorter at first, so that what grows with the square fails after seconds. */
const lengths = [4, 64].map((kibibytes) => kibibytes * 1024);

/** Reads a body in every way that there is; its words, too, which the first two look for. */
function readAll(body: string): void {
	expect(readDeletion(body, '12').kind).not.toBe('confirmed');
	expect(readTrackfinityResponse(body).kind).not.toBe('confirmed');
	expect(readExistence(body, '12')).not.toBe('missing');
}

/** What may be slow to read if a response is full of it, by where it stands. */
const places: Array<[start: string, end: string, units: string[]]> = [
	['', '', ['<a>', '</a>', '<', '!doctyp', '[', '{"a":', '"', '9', '/**/', 'a', '\uFEFF', ' ']],
	['<', '>', [' ', '<', '!', '!doctyp', '?', '!--', '!-- -->', '![CDATA[']],
	['<!', '>', ['!', '[', '-']],
	['<?xml', '?><r/>', [' a="1"', ' ', '?', 'x']],
	['<response', '>', [' ', '\n', '\t', '=', '"', `"'`, 'r', ' a', ' a="1"', ' a = ', '/']],
	['<response a', '= "1">', [' ', '=', '"']],
	['<response a="', '"/>', ['x', '"', ' ', '&lt;']],
	['<response></', 'response>', [' ', '\t', '/', 'x']],
	['<response><error>', '</error></response>', [' ', 'x<![CDATA[y]]>', '&amp;', '&', '&#', '&#1']],
	['<response>', '</response>', ['<a/>', '<a b="c" />', '<b>x</b>y', '</', '<?p ?>', '<!-- -->']],
	['<response>', '</response>', ['<!--', '<![CDATA[', '<![CDATA[x]]>', ']]>', '<error>x</error>']],
	['<response status="success">', '</response>', ['<customer/>']],
	['<response><customer><code>', 'x</code></customer></response>', ['\n', '&#49;']],
	['{"error":"', '"}', ['\\\\', '\\"', '<b ', ' ']],
	['{"error":1', '}', [',"error":1', ',"code":12', ',"a":{"error":1}', ' ']],
	['{"errors":[{}', ']}', [',{}', ',{"a":[{}]}', ',"b"', ',[]', ' ']],
	['{"status":"success","customer":[{}', ']}', [',{"code":"1"}', ',{"error":0}']],
	[
		'{"customer":{"status":"deleted","code":',
		'',
		[' ', '\n', '"', '\\"', '1', '"code":"', '"code" '],
	],
	['"status":"deleted"', '}', ['{"', '{ ', '{ "code":1', '<code ', '<code>', '<customer code=']],
	['<a status="deleted">', '', ['<response', '<response>', '<code>', '<code ', '<customer ']],
	['1e', '', ['0']],
	['a', '', [' ', '.a', '(', ';']],
	['a(', ')', [' ', '(', 'a.', ';', '/**/']],
	['a(1)', ';x', [' ', ';', ')']],
];

/** The same for what may stand in itself. */
const nested: Array<[start: string, inside: string, end: string]> = [
	['<a>', '', '</a>'],
	['[', '', ']'],
	['{"error":', '1', '}'],
	['{"error":[', '', ']}'],
	['{"__proto__":', '1', '}'],
	['{"error":{"message":', '[0]', '}}'],
	['{"code":', '"7"', '}'],
	['{"deleted":', '["7"]', '}'],
	['a(', '', ')'],
];

const body = (start: string, unit: string, end: string, length: number) =>
	start + unit.repeat(length / unit.length) + end;

describe('attack: responses made to be read slowly', () => {
	test.each(places)('%j … %j full of %j', (start, end, units) => {
		for (const length of lengths) {
			for (const unit of units) expectQuick(() => readAll(body(start, unit, end, length)));
		}
	});

	test.each(nested)('%j around %j and %j, thousands of times', (start, inside, end) => {
		for (const length of lengths) {
			const times = length / (start.length + end.length);
			expectQuick(() => readAll(start.repeat(times) + inside + end.repeat(times)));
		}
	});

	test.each([
		[
			'numbers deep in codes',
			(keys: number[]) => `${'{"code":['.repeat(50)}${keys.join()}${']}'.repeat(50)}`,
		],
		[
			'numbers deep in marks',
			(keys: number[]) => `${'{"deleted":'.repeat(1000)}[${keys.join()}]${'}'.repeat(1000)}`,
		],
		['attributes', (keys: number[]) => `<response ${keys.map((key) => `a${key}="1"`).join(' ')}/>`],
		['keys', (keys: number[]) => `{${keys.map((key) => `"${key}":1`).join()}}`],
	])('thousands of different %s', (_, make) => {
		for (const length of lengths) {
			expectQuick(() => readAll(make([...Array(length / 16).keys()])));
		}
	});

	test.each(['', ';a', ';charset', ';charset='])('a Content-Type after %j', (start) => {
		for (const unit of [';', ';  ', ';a=b', ';a="', ";a='", `;a="';`, ' ', 'a']) {
			const type = body(start, unit, '', 64 * 1024);
			expectQuick(() => expect(decodeBody(Buffer.from('true'), type)).toBe('true'));
		}
	});
});
