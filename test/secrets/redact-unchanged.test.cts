import fc from 'fast-check';

import { createRedactor } from '../../nodes/Trackfinity/redaction/redact';
import { character } from '../support/characters.cts';

const SIZE = 64 * 1024;

/** How a character may be written in a text that is encoded so many times, as a regular expression. */
function writingsOf(char: string, times: number): string {
	if (times === 0) return char.replace(/[^\da-z]/i, '\\$&');
	const known = writings.get(`${char}${times}`);
	if (known !== undefined) return known;
	const spell = (text: string) => [...text].map((each) => writingsOf(each, times - 1)).join('');
	const eitherCase = (text: string) =>
		text.replace(/./g, (each) =>
			/\d/.test(each) ? spell(each) : `(?:${spell(each)}|${spell(each.toUpperCase())})`,
		);
	const code = char.charCodeAt(0);
	const hex = code.toString(16);
	const zeros = `(?:${spell('0')})*`;
	const all = [
		spell(char),
		spell('%') + eitherCase(hex.padStart(2, '0')),
		spell('\\u') + eitherCase(hex.padStart(4, '0')),
		spell('&#') + zeros + spell(`${code};`),
		spell('&#') + eitherCase('x') + zeros + eitherCase(hex) + spell(';'),
		...(escapes[char] ?? []).map(spell),
	];
	const pattern = `(?:${all.join('|')})`;
	writings.set(`${char}${times}`, pattern);
	return pattern;
}
const writings = new Map<string, string>();
const escapes: Record<string, string[]> = {
	' ': ['+'],
	'"': ['\\"', '&quot;', '&QUOT;'],
	'%': ['&percnt;'],
	'&': ['&amp;', '&AMP;'],
	'+': ['&plus;'],
	'/': ['\\/', '&sol;'],
	';': ['&semi;'],
	'#': ['&num;'],
	'\\': ['\\\\', '&bsol;'],
};

/** Texts that often hold a secret of one or two such characters, encoded once, twice or almost. */
const piece = fc.constantFrom(
	...'%&;#\\+ "u0041x2n',
	...['%41', '%25', '%2', '&amp;', '&#', '&#4', '\\u0041', '\\u00', '\\n', '\\\\', '%5C'],
	...['%26', '&#37;', '&#x26;', '&#00', '38;', '2b', '%2B', '\\u0025', '\\u005c', '&quot;'],
);
const secret = fc
	.string({ unit: fc.constantFrom(...'%&;#\\+ "A041'), minLength: 1, maxLength: 3 })
	.filter((text) => text.trim() === text);

describe('what is no secret stays as it is', () => {
	test('a text is changed if a secret is in it, and only then', () => {
		fc.assert(
			fc.property(secret, fc.string({ unit: piece, maxLength: 25 }), (text, around) => {
				const isIn = (times: number) =>
					new RegExp([...text].map((char) => writingsOf(char, times)).join('')).test(around);
				const isChanged = createRedactor([text])(around) !== around;
				expect(isIn(isChanged ? 3 : 2)).toBe(isChanged);
			}),
			{ numRuns: 150 },
		);
	});

	test('any text without the secret', () => {
		fc.assert(
			fc.property(fc.string({ unit: character }), fc.string({ unit: piece }), (one, other) => {
				const text = `${one}${other}%F7%BF%BF%BF;&%F7%BF;&\\uzzzz\\ud83d&#;&#x110000;&nope;%zz%`;
				expect(createRedactor(['4711-geheim', '🔒', '\ufffe!'])(text)).toBe(text);
			}),
		);
	});

	test.each([
		['half a character of it', '\ufffd', '🔑 \\ud83d\\udd11'],
		['another case', 'Geheim', 'geheim GEHEIM'],
		['a part of it', 'geheim', 'gehei eheim %67ehei'],
		['decoded', '%20&amp;', ' & %20&'],
		['a reference without its end', 'a&b', 'a&ampb a&#38b'],
		['bytes of another charset', 'é', '%E9 %C3 %A9 %C3%29'],
		['bytes that begin no character', 'a)', 'a%80%A9'],
		['bytes that begin too long a character', '\0a', '%F8%80%80%80a'],
		['half of a character', 'a\x80', 'a%80'],
		['another character for a space', 'a b', 'axb+'],
		['a number that is no character, in a name', 'key', '&&#x110000;; ke'],
		['numbers that are none', 'a2\0', 'a&#4a;\0 a2&#;'],
		['escapes that are none', 'a\0', 'a%zz a%4z a\\q a\\u00zz a&nope; a&#xz;'],
	])('%s', (_, text, around) => {
		expect(createRedactor([text])(around)).toBe(around);
	});
});

describe('the longest and most misleading texts stay as they are, too', () => {
	const fill = (unit: string, length = SIZE) =>
		unit.repeat(length / unit.length + 1).slice(0, length);
	// The sequence of Thue and Morse looks like itself again and again, but never for long.
	let sequence = 'a';
	while (sequence.length < SIZE) {
		sequence = sequence.replace(/./g, (letter) => (letter === 'a' ? 'ab' : 'ba'));
	}
	const tangle = sequence.replaceAll('a', '\\').replaceAll('b', '%5C').slice(0, SIZE);
	const secrets = [
		...['%', '\\', '&', '%25', '&amp;', 'a%25'].map((unit) => `!${fill(unit, 10_000)}`),
		`${fill('a', 10_000)}b`,
		`b${fill('a', 10_000)}`,
		`!${tangle.slice(0, 1_000)}`,
	];
	const texts: Record<string, string> = {
		'%25 over and over': '%25',
		'%2525 over and over': '%2525',
		'&amp;amp; over and over': '&amp;amp;',
		'&#0000 over and over': '&#0000',
		'&#x00 over and over': '&#x00',
		'\\\\n over and over': '\\\\n',
		'&#0000 to the end': `&#${fill('0')}`,
		'signs of one encoding': '%%%%%%%%+%',
		'signs of all encodings': '%25\\\\&amp;+%5Cu0026#37;&#92;u0025',
		ampersands: '&',
		backslashes: '\\',
		'almost the secret, again and again': `${fill('a', 9_999)}b`,
		'almost the secret, encoded, again and again': `${fill('%61', 29_997)}%62`,
	};

	test.each(Object.entries(texts))('%s', (_, unit) => {
		const text = fill(unit);
		expect(createRedactor(secrets)(text)).toBe(text);
	});

	test('what may be read in many ways, of which most almost make the secret', () => {
		expect(createRedactor(secrets)(tangle)).toBe(tangle);
	});

	test('but for a long secret that overlaps itself', () => {
		const redact = createRedactor([fill('a', 10_000)]);
		expect(redact(`<${fill('a')}>`)).toBe('<[hidden]>');
		expect(redact(`<${fill('%2561')}`)).toMatch(/^<\[hidden\].{0,5}$/);
	});
});
