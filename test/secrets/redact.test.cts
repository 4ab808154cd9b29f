import fc from 'fast-check';

import { htmlNames } from '../../nodes/Trackfinity/redaction/htmlNames';
import { createRedactor } from '../../nodes/Trackfinity/redaction/redact';
import { character } from '../support/characters.cts';
import { encodings as usual } from '../support/encodings.cts';

type Encode = (text: string) => string;

const nameOf = new Map([...htmlNames].map(([name, code]) => [String.fromCodePoint(code), name]));
const byChar = (encode: Encode) => (text: string) => [...text].map(encode).join('');
const byUnit = (encode: Encode) => (text: string) => text.split('').map(encode).join('');
const code = (char: string, radix: number) => (char.codePointAt(0) ?? 0).toString(radix);
const inJson = (unit: string) => `\\u${code(unit, 16).padStart(4, '0')}`;

/** The usual ones and some that encode more, or less. */
const encodings: Record<string, Encode> = {
	...usual,
	'URL-encoded, every byte': (text) =>
		[...new TextEncoder().encode(text)]
			.map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
			.join(''),
	"as JavaScript's encodeURI": encodeURI,
	'inside JSON, every character': byUnit(inJson),
	'inside JSON, every character, capital hex': byUnit((unit) =>
		inJson(unit).replace(/[a-f]/g, (digit) => digit.toUpperCase()),
	),
	"inside HTML, as PHP's htmlentities": byChar((char) =>
		nameOf.has(char) ? `&${nameOf.get(char)};` : char,
	),
	'inside HTML by number': byChar((char) => `&#${code(char, 10)};`),
	'inside HTML by number with zeros': byChar((char) => `&#${'0'.repeat(30)}${code(char, 10)};`),
	'inside HTML by hex number': byChar((char) => `&#x${code(char, 16)};`),
	'inside HTML by hex number, capitals': byChar((char) => `&#X00${code(char, 16).toUpperCase()};`),
	'inside HTML by the numbers of UTF-16': byUnit((unit) => `&#${code(unit, 10)};`),
};
const encoders = Object.values(encodings);
const pairs = encoders.flatMap((outer) =>
	encoders.map((inner) => (text: string) => outer(inner(text))),
);

/** Made of what encodings are made of, so that hardly anything is what it looks like. */
const lookalikes = fc.string({
	unit: fc.oneof(
		fc.constantFrom(...`%&;#\\+ /"'<u0041xan5é🔑`),
		fc.constantFrom('%41', '%25', '%2', '&amp;', '&#', '&#4', '\\u0041', '\\u00', '\\n', '\\\\'),
	),
	maxLength: 12,
});
const anyText = fc.oneof(fc.string(), fc.string({ unit: character }), lookalikes);
const anySecret = anyText.map((text) => text.trim()).filter((text) => text !== '');

const signs = `aZ09 +%&=?/\\"'<>é日`;
const long = (length: number) => `${signs.repeat(length / 16).slice(0, length - 3)}🔑z`;

/** What a redacted text still shows. */
const shownOf = (text: string, ...secrets: string[]) =>
	createRedactor(secrets)(text).split('[hidden]');

describe('a secret is hidden', () => {
	test.each(Object.entries(encodings))('%s, and every encoding of that', (_, inner) => {
		for (const outer of encoders) {
			fc.assert(
				fc.property(anySecret, anyText, anyText, (secret, before, after) => {
					const written = outer(inner(secret));
					const shown = shownOf(`${before}${written}${after}`, secret);
					expect(shown.filter((part) => part.includes(written))).toEqual([]);
				}),
				{ numRuns: 5 },
			);
		}
	});

	test('wherever it stands, in whatever encoding', () => {
		const written = fc.array(fc.tuple(fc.constantFrom(...pairs), anyText), { maxLength: 4 });
		fc.assert(
			fc.property(anySecret, written, (secret, parts) => {
				const text = parts.map(([encode, between]) => `${encode(secret)}${between}`).join('');
				const shown = shownOf(text, secret).filter((part) => part.length >= secret.length);
				for (const encode of shown.length > 0 ? pairs : []) {
					for (const part of shown) expect(part).not.toContain(encode(secret));
				}
			}),
			{ numRuns: 25 },
		);
	});

	test('and nothing beside it', () => {
		const secret = `aZ09 -_.!~*'()+%41&amp;\\n\\u0041\n/"<>?=#;$é€日🔑`;
		for (const encode of pairs) {
			const text = `before ${encode(secret)} after`;
			expect(createRedactor([` ${secret}\n`])(text)).toBe('before [hidden] after');
		}
	});

	test('also where it overlaps itself', () => {
		const letter = fc.constantFrom('a', 'b');
		const unit = fc.tuple(letter, fc.constantFrom(...encoders));
		fc.assert(
			fc.property(
				fc.string({ unit: letter, minLength: 1, maxLength: 6 }),
				fc.array(unit, { maxLength: 30 }),
				(secret, units) => {
					const letters = units.map(([char]) => char).join('');
					const isHidden = units.map(() => false);
					for (let at = letters.indexOf(secret); at >= 0; at = letters.indexOf(secret, at + 1)) {
						isHidden.fill(true, at, at + secret.length);
					}
					const expected = units.map(([char, encode], at) => (isHidden[at] ? '!' : encode(char)));
					const text = units.map(([char, encode]) => encode(char)).join('');
					expect(createRedactor([secret])(text)).toBe(expected.join('').replace(/!+/g, '[hidden]'));
				},
			),
			{ numRuns: 500 },
		);
	});

	test('where what follows it reads as a part of it, too', () => {
		expect(createRedactor(['A+%'])('%41%2B%2B%')).toBe('[hidden]2B%');
		expect(createRedactor(['%2'])('%25')).toBe('[hidden]5');
		expect(createRedactor(['key'])('key\udd11')).toBe('[hidden]\udd11');
	});

	test('of 7,000 characters', () => {
		const secret = long(7_000);
		const redact = createRedactor([secret, `${secret}2`]);
		for (const encode of encoders) {
			expect(redact(`before ${encode(secret)} after`)).toBe('before [hidden] after');
		}
		expect(redact(secret.slice(1))).toBe(secret.slice(1));
	});

	test('of more characters than are read of a response', () => {
		const secret = long(100_000);
		const redact = createRedactor([secret]);
		expect(redact(`before ${secret} after`)).toBe('before [hidden] after');
		expect(redact(`before ${encodeURI(secret)} after`)).toBe('before [hidden] after');
		expect(redact('before %41 after')).toBe('before %41 after');
	});

	test.each([
		['by a URL parser, which leaves percent signs', '5%41 %4', '5%41%20%4'],
		['by WordPress, which leaves references', '&amp;&lt;"', '&amp;&lt;&quot;'],
		['as a URL in JSON in HTML', "a/b'c d+é", 'a\\/b&#39;c%20d%2B\\u0025C3\\u0025A9'],
		['twice, one across the other', '53;3;', '&#53;3;3;'],
		['in several encodings for one character', 'A', '&#37;\\u00341'],
		['in part, so that the rest looks encoded', '\\n', '%5C\\n'],
		['by longer bytes than needed', '/etc', '%C0%AFetc'],
		['by the longest name', 'ϑ!', '&thetasym;!'],
		['as UTF-16 in a URL', '🔑', '%ED%A0%BD%ED%B4%91'],
		['with half a character', 'key-\ud800-end', 'key-\ud800-end'],
		['with half a character, replaced as in UTF-8', 'key-\ud800-end', 'key-\ufffd-end'],
		['with half a character, replaced and encoded', '\ud800-end', '%EF%BF%BD-end'],
	])('%s', (_, secret, written) => {
		expect(createRedactor([secret])(`before ${written} after`)).toBe('before [hidden] after');
	});

	test.each(['.*', '(a+)+$', '[a-z]', '^$', '$&', "$'", '$1', '%', '%41', '+', '[hidden]', 'hid'])(
		'made of characters that replacing might take for something else: %s',
		(secret) => {
			expect(createRedactor([secret])(`x <${secret}> y`)).toBe('x <[hidden]> y');
		},
	);
});

describe('several secrets are hidden', () => {
	test('also where they overlap or hold each other', () => {
		const part = fc.string({ unit: fc.constantFrom(...'ab%1&"é🔑'), minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(part, part, part, fc.constantFrom(...pairs), (one, two, three, encode) => {
				const secrets = [two, one + two, two + three];
				const text = encode(one + two + three);
				expect(createRedactor(secrets)(`<${text}>`)).toBe('<[hidden]>');
				expect(createRedactor([...secrets].reverse())(`<${text}>`)).toBe('<[hidden]>');
			}),
		);
	});

	test('each where it stands', () => {
		const redact = createRedactor(['', 'geheim', ' ', 'x y']);
		expect(redact('geheim geheim, x+y')).toBe('[hidden] [hidden], [hidden]');
		expect(redact('none')).toBe('none');
		expect(createRedactor([])('geheim %25')).toBe('geheim %25');
	});
});
