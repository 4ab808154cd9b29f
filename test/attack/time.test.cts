import {
	deleteService,
	readDeletion,
	readExistence,
} from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse, trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import { expectQuick } from '../support/processorTime.cts';

/** No more of a response is read. */
const LENGTH = 64 * 1024;

/** Shorter at first, so that what grows with the square fails after seconds instead of minutes. */
const lengths = [LENGTH / 64, LENGTH / 16, LENGTH / 4, LENGTH];

function expectQuickAtAnyLength(read: (length: number) => void): void {
	for (const length of lengths) expectQuick(() => read(length));
}

/** Reads a body in every way that there is. */
function readAll(body: string): void {
	expect(readDeletion(body, '12').kind).not.toBe('confirmed');
	expect(readTrackfinityResponse(body).kind).not.toBe('confirmed');
	expect(readExistence(body, '12')).not.toBe('missing');
	deleteService.extractMessage(body);
	trackfinity.extractMessage(body);
}

const fill = (unit: string) => (length: number) => unit.repeat(Math.floor(length / unit.length));
const inside = (start: string, unit: string, end: string) => (length: number) =>
	`${start}${fill(unit)(length)}${end}`;

describe('attack: responses made to be read slowly', () => {
	test.each<[string, (length: number) => string]>([
		['spaces in a tag', inside('<response', ' ', '>')],
		['spaces before an equals sign', inside('<response', ' ', '=x>')],
		['spaces after an attribute', inside('<response a', ' ', '>')],
		['spaces around an equals sign', inside('<response a', ' ', '= "1">')],
		['spaces between attributes', inside('<response a="1"', ' ', 'b="1">')],
		['line breaks between attributes', inside('<response a="1"', '\n', 'b>')],
		['tabs in a closing tag', inside('<response></response', '\t', 'x>')],
		['equals signs', inside('<response ', '=', '>')],
		['quotes', inside('<response a=', '"', '>')],
		['quotes of both sorts', inside('<response a=', `"'`, '>')],
		['an attribute that never ends', inside('<response a="', 'x', '>')],
		['a name that never ends', inside('<r', 'r', '>')],
		['the same attribute', inside('<response', ' a="1"', '/>')],
		['names without values', inside('<response', ' a', '/>')],
		['opening brackets', inside('', '<', '>')],
		['opening tags', fill('<a>')],
		['closing tags', fill('</a>')],
		['empty elements', inside('<response>', '<a/>', '</response>')],
		['attributes in empty elements', inside('<r>', '<a b="c" />', '</r>')],
		['comments', inside('<response>', '<!-- -->', '</response>')],
		['a comment that never ends', inside('<!--', '-', '>')],
		['comments that never end', inside('<response>', '<!--', '>')],
		['CDATA', inside('<response>', '<![CDATA[x]]>', '</response>')],
		['CDATA that never ends', inside('<response>', '<![CDATA[', '>')],
		['ends of CDATA', inside('<response>', ']]>', '</response>')],
		['processing instructions', inside('<response>', '<?p ?>', '</response>')],
		['processing instructions that never end', inside('<?', '?', '>')],
		['attributes in a processing instruction', inside('<?xml', ' a="1"', '?><r/>')],
		['spaces in a processing instruction', inside('<?xml', ' ', 'x?><r/>')],
		['ampersands', inside('<response>', '&', '</response>')],
		['half entities', inside('<response>', '&#', '</response>')],
		['half entities with digits', inside('<response>&#', '1', '</response>')],
		['entities', inside('<response>', '&amp;', '</response>')],
		['entities in an attribute', inside('<response a="', '&lt;', '"/>')],
		['text and elements', inside('<response>', '<b>x</b>y', '</response>')],
		['spaces in a text', inside('<response>', ' ', '</response>')],
		['spaces', inside('<', ' ', '>')],
		['exclamation marks', inside('<!', '!', '>')],
		['brackets after an exclamation mark', inside('<!', '[', '>')],
		['customers', inside('<response status="success">', '<customer/>', '</response>')],
		['errors', inside('<response status="error">', '<error>x</error>', '</response>')],
		['texts and CDATA', inside('<response><error>', 'x<![CDATA[y]]>', '</error></response>')],
		[
			'attributes of one element',
			(length) =>
				`<response><error ${Array.from({ length: length / 16 }, (_, key) => `a${key}="1"`).join(' ')}/></response>`,
		],
		['closing tags that never end', inside('<response>', '</', '>')],
		['slashes in a closing tag', inside('<response></', '/', '>')],
		[
			'white space in the code',
			inside('<response><customer><code>', '\n', 'x</code></customer></response>'),
		],
		['beginnings of pages', inside('', '<!doctyp', '>')],
		['declarations', inside('<?xml ', ' ', '?')],
	])('XML: %s', (_, make) => {
		expectQuickAtAnyLength((length) => readAll(make(length)));
	});

	test('XML: thousands of levels', () => {
		expectQuickAtAnyLength((length) => {
			const levels = Math.floor(length / 7);
			const body = `${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}`;
			expect(readDeletion(body, '12').kind).toBe('unclear');
			readAll(body);
		});
	});

	test.each<[string, (length: number) => string]>([
		['spaces behind a name', inside('a', ' ', '')],
		['spaces behind a name, and a bracket', inside('a', ' ', '(')],
		['spaces in a call', inside('a(', ' ', ')')],
		['spaces in a call that does not end', inside('a(', ' ', '')],
		['spaces before a semicolon', inside('a(1)', ' ', ';x')],
		[
			'spaces before and behind a name',
			(length) => `${' '.repeat(length / 2)}a${' '.repeat(length / 2)};`,
		],
		['spaces behind the comment', inside('/**/', ' ', 'a')],
		['comments', fill('/**/')],
		['names with dots', inside('', 'a.', '(')],
		['a long name', fill('a')],
		['brackets', inside('a', '(', '')],
		['brackets and brackets', (length) => `a${'('.repeat(length / 2)}${')'.repeat(length / 2)}`],
		['semicolons', inside('a()', ';', '')],
		['byte order marks', inside('', '\uFEFF', 'x')],
		['lists in lists', (length) => `${'['.repeat(length / 2)}${']'.repeat(length / 2)}`],
		['lists that never end', fill('[')],
		['objects in objects', fill('{"a":')],
		[
			'errors in errors',
			(length) => `${'{"error":'.repeat(length / 10)}1${'}'.repeat(length / 10)}`,
		],
		[
			'lists in an error',
			(length) => `{"error":${'['.repeat(length / 2)}${']'.repeat(length / 2)}}`,
		],
		['a long list of errors', inside('{"error":[', '{},', '{}]}')],
		[
			'many keys',
			(length) => `{${Array.from({ length: length / 16 }, (_, key) => `"${key}":1`).join()}}`,
		],
		['the same key', inside('{"error":1', ',"error":1', '}')],
		[
			'__proto__ in __proto__',
			(length) => `${'{"__proto__":'.repeat(length / 13)}1${'}'.repeat(length / 13)}`,
		],
		['lists of objects', inside('{"errors":[{}', ',{"a":[{}]}', ']}')],
		['texts', inside('{"errors":["a"', ',"b"', ']}')],
		['texts with quotes', inside('{"errors":["', '\\"', '"]}')],
		['quotes', fill('"')],
		['spaces behind texts', inside('["a"', ' ', ']')],
		['customers', inside('{"status":"success","customer":[{}', ',{"code":"1"}', ']}')],
		['errors in the customer', inside('{"status":"success","customer":[{}', ',{"error":0}', ']}')],
		[
			'keys that explain inside each other',
			(length) =>
				`${'{"error":{"message":'.repeat(3)}[0${',0'.repeat(length / 2)}]${'}}'.repeat(3)}`,
		],
		['backslashes', inside('{"error":"', '\\\\', '"}')],
		['digits', inside('', '9', '')],
		['zeros of an exponent', inside('1e', '0', '')],
	])('JSON and JSONP: %s', (_, make) => {
		expectQuickAtAnyLength((length) => readAll(make(length)));
	});

	test.each<[string, (length: number) => string]>([
		['semicolons', fill(';')],
		['semicolons and spaces', fill(';  ')],
		['parameters', fill(';a=b')],
		['quotes', fill(';a="')],
		['apostrophes', fill(";a='")],
		['quotes of both sorts', fill(`;a="';`)],
		['a long name', inside(';', 'a', '')],
		['spaces before an equals sign', inside(';charset', ' ', 'x')],
		['spaces behind an equals sign', inside(';charset=', ' ', '')],
	])('Content-Type: %s', (_, make) => {
		expectQuickAtAnyLength((length) => {
			expect(decodeBody(Buffer.from('true'), make(length))).toBe('true');
		});
	});
});
