import fc from 'fast-check';

import { createRedactor, HIDDEN } from '../../nodes/Trackfinity/redact';
import { character } from '../support/characters.cts';
import { encodings as usual } from '../support/encodings.cts';
import { expectQuick } from '../support/processorTime.cts';
import { flat, readingsOf } from '../support/readings.cts';

type Encode = (text: string) => string;

const byChar = (encode: Encode) => (text: string) => [...text].map(encode).join('');
const byUnit = (encode: Encode) => (text: string) => text.split('').map(encode).join('');
const code = (char: string, radix: number) => (char.codePointAt(0) ?? 0).toString(radix);

/** The usual ones and some that encode more. */
const encodings: Record<string, Encode> = {
	...usual,
	'URL-encoded, every byte': (text) =>
		Buffer.from(text)
			.toString('hex')
			.replace(/../g, (byte) => `%${byte}`),
	'inside JSON, every character': byUnit((unit) => `\\u${code(unit, 16).padStart(4, '0')}`),
	'inside HTML by number': byChar((char) => `&#${code(char, 10)};`),
	'inside HTML by hex number, with zeros': byChar((char) => `&#X00${code(char, 16)};`),
};
const encoders = Object.values(encodings);

/** Made of what encodings are made of, so that hardly anything is what it looks like. */
const lookalikes = fc.string({
	unit: fc.constantFrom(
		...`%&;#\\+ /"'u0041xan5é🔑`,
		...'%41 %25 %2 &amp; &# &#4 \\u0041 \\u00 \\n \\\\ %5C &#38;'.split(' '),
	),
	maxLength: 15,
});
const anyText = fc.oneof(fc.string(), fc.string({ unit: character }), lookalikes);
const anySecret = fc
	.oneof(anyText, fc.string({ minLength: 8, maxLength: 30 }), fc.stringMatching(/^[0-9a-f]{8,40}$/))
	.map((text) => text.trim())
	// HTML has no way to write some control characters, and half of a character is refused before it is sent.
	.filter((text) => flat(text) !== '' && !/[\0\x80-\x9f]|\p{Cs}/u.test(text));

/** The law: whatever is decoded, no secret is in what is shown. */
function expectHidden(text: string, ...secrets: string[]): void {
	const partsShown = createRedactor(secrets)(text).split(HIDDEN);
	for (const reading of partsShown.flatMap(readingsOf)) {
		for (const secret of secrets) expect(reading).not.toContain(secret);
	}
}

describe('a secret is hidden', () => {
	test.each(Object.entries(encodings))('%s, and every encoding of that', (_, inner) => {
		for (const outer of encoders) {
			fc.assert(
				fc.property(anySecret, anyText, anyText, (secret, before, after) => {
					expectHidden(`${before}${outer(inner(secret))}${after}`, secret);
				}),
				{ numRuns: 1 },
			);
		}
	});

	test('wherever it stands, in up to three layers, and several of them', () => {
		const layers = fc.array(fc.constantFrom(...encoders), { maxLength: 3 });
		const written = fc.tuple(fc.nat(1), layers, anyText);
		fc.assert(
			fc.property(anySecret, anySecret, fc.array(written), (one, other, parts) => {
				const text = parts.map(([which, layers, between]) => {
					const secret = which === 0 ? one : other;
					return layers.reduce((inner, encode) => encode(inner), secret) + between;
				});
				expectHidden(text.join(''), one, other);
			}),
			{ numRuns: 60 },
		);
	});

	test.each([
		...[['%2', 'B-12 geheim'] as const, ['%', '41-12 geheim'] as const],
		...[['\\', 'n-12 geheim'] as const, ['\\', 'u0041-12 geheim'] as const],
		...[['&amp', ';-12 geheim'] as const, ['&#', '65-12 geheim'] as const],
	])('where its first characters are swallowed by %s: %s', (before, secret) => {
		for (const encode of encoders) {
			const written = encode(secret);
			expect(createRedactor([secret])(`No: ${before}${written} after`)).not.toContain(written);
		}
	});

	test.each([
		['as a URL in JSON in HTML', "a/b'c d+é", 'a\\/b&#39;c%20d%2B\\u0025C3\\u0025A9'],
		['in several encodings for one character', 'A-', '&#37;\\u00341-'],
		['three times as a URL', 'geheim&', 'geheim%252526'],
		['by the name of a character', 'ϑ!', '&thetasym;!'],
		['by a name in capitals', '"&"', '&QUOT;&AMP;&QUOT;'],
		['with a tab in JSON', 'g3heim\tphrase', 'g3heim\\tphrase'],
		['in two encodings, each as itself too', 'geheim-k%41x&lt;yz', 'geheim-k&#37;41x%26lt;yz'],
	])('%s', (_, secret, written) => {
		expect(createRedactor([secret])(`before ${written} after`)).toBe(HIDDEN);
	});
});

describe('where it stands plainly, it alone is replaced', () => {
	test.each(['.*', '(a+)+$', '$&', "$'", '%', '%41', '+', '&amp;', '\\n', HIDDEN, 'hid', '1'])(
		'%s',
		(secret) => {
			const number = secret === '1' ? `${HIDDEN}00` : '100';
			expect(createRedactor([secret])(`x <${secret}> y 100`)).toBe(`x <${HIDDEN}> y ${number}`);
		},
	);

	test('and everything beside it stays, to the character', () => {
		const found = '\uffff';
		const someParts = fc.array(lookalikes, { minLength: 1, maxLength: 3 });
		fc.assert(
			fc.property(anySecret, someParts, (secret, parts) => {
				const text = flat(parts.join(secret));
				const starts = text.split('').filter((_, at) => text.startsWith(secret, at));
				fc.pre(flat(secret) === secret && starts.length === parts.length - 1);
				const swallowed = secret.length < 8 ? 0 : Math.min(6, Math.floor(secret.length / 2));
				const around = flat(parts.join(found));
				const isEncoded = (reading: string) => flat(reading).includes(secret.slice(swallowed));
				fc.pre(!readingsOf(around).some(isEncoded));
				expect(createRedactor([secret])(text)).toBe(around.replace(/\uffff+/g, HIDDEN));
			}),
		);
	});

	test.each([
		['that overlap', ['ab', 'bc'], 'abc', HIDDEN],
		['of which one overlaps itself', ['aba'], '-ababa-', `-${HIDDEN}-`],
		['that touch', ['ab'], 'abab ab', `${HIDDEN} ${HIDDEN}`],
		['within another', ['b', 'abc'], 'abc b', `${HIDDEN} ${HIDDEN}`],
		['with white space around, or nothing but that', [' pw\n', '', ' '], 'a pw', `a ${HIDDEN}`],
		['of which one looks like what is shown', ['pw', 'hid'], 'pw, hid', `${HIDDEN}, ${HIDDEN}`],
		['of which one looks so, beside an escape', ['hid'], 'hid%20x', `${HIDDEN}%20x`],
	])('several %s', (_, secrets, text, shown) => {
		expect(createRedactor(secrets)(shown)).toBe(shown);
		expect(createRedactor(secrets)(text)).toBe(shown);
		expect(createRedactor([...secrets].reverse())(text)).toBe(shown);
	});
});

describe('however long it is', () => {
	const signs = `aZ09 +%&=?/\\"'>é日`;
	const long = (length: number) => `${signs.repeat(length / 15).slice(0, length - 3)}🔑z`;

	test.each([50, 70, 600, 70_000])('%d characters', (length) => {
		const secret = long(length);
		const redact = createRedactor([secret, 'other']);
		expect(redact(`before ${secret} after`)).toBe(`before ${HIDDEN} after`);
		for (const encode of encoders.slice(1)) {
			// Of a response no more than 64 KiB are read.
			const once = encode(secret).slice(0, 65_536);
			const twice = encode(once).slice(0, 65_536);
			for (const written of [once, twice]) {
				expect(redact(`before ${written} after`)).toContain(HIDDEN);
			}
		}
		expect(redact('before %41')).toBe('before %41');
	});

	test.each(['', 'No: ', '%', '%2', '\\', '&'])(
		'where only its end is encoded, behind %j',
		(before) => {
			for (const start of ['B', 'a', '41', 'u0041', 'amp;', 'x']) {
				const secret = `${start}${'0123456789abcdef'.repeat(3)} & "x"`;
				for (const encode of encoders) {
					const shown = createRedactor([secret])(`${before}${encode(secret)} after`);
					expect(shown).not.toMatch(/[0-9a-f]{20}/);
				}
			}
		},
	);

	test('no beginning or end of it is left where the text is cut, also where only its end is encoded', () => {
		for (const secret of ['k3y-+/'.repeat(4), `${'k3y-'.repeat(9)}/+`]) {
			for (const encode of encoders) {
				for (let before = 460; before < 505; before += 2) {
					const shown = createRedactor([secret])(`${'.'.repeat(before)}${encode(secret)} after`);
					expect(shown).not.toMatch(/k3y|%6b|u006b|&#107|&#X006b/i);
				}
			}
		}
		const far = `k3y-${'x'.repeat(5_000)}/`;
		const start = '.'.repeat(490);
		expect(createRedactor([far])(start + encodeURIComponent(far))).toBe(HIDDEN);
	});

	test.each([10, 100, 1_000, 10_000])('no part of it is left of many: %d characters', (length) => {
		const half = 'k3y-'.repeat(length / 8);
		const secret = `${half}x${half}!`;
		for (const text of [secret.repeat(65_536 / length), ` ${secret}`.repeat(65_536 / length)]) {
			expect(createRedactor([secret, 'x'])(text)).toMatch(/^(?:(?!k3y).)*…$/);
		}
	});
});

test.each([
	['white space', 'a  b', 'No: a  b!'],
	['a line break', 'a\r\n\tb', 'No: a%0D%0A%09b!'],
	['what shows nothing', 'a\u200b\u202eb', 'No: a\u200b\u202eb!'],
	['a tag', 'x<b>y', 'No: x<b>y!'],
	["a tag that is taken out of PHP's messages", 'x<b>y', 'No: x y!'],
])('a secret in which what is shown is changed is hidden with it: %s', (_, secret, text) => {
	expect(createRedactor([secret])(text)).toMatch(/^(?:No: )?\[hidden\]!?$/);
});

describe('what holds no secret is shown as it is', () => {
	test.each([
		...['100%', 'a+b', 'C:\\new', 'AT&T', '%zz %4z', '\\u00', '&nope; &#4a; &#xz;', '50% of 2'],
		...['Größe, 日本語, 🔑', '{"result":1,"a":"\\/b\\u0041"}', 'geheim GEHEIM', '12%2C3', 'gehei'],
		// A part of one that stands plainly, by chance.
		'eheim-4711 100%25',
	])('%s', (text) => {
		const secrets = ['4711-Geheim-4711', 'Geheim', '%20&amp;', 'x,', 'x2', '🔒', 'a%80%A9'];
		expect(createRedactor(secrets)(text)).toBe(text);
	});

	test.each([
		['on one line', ' No \r\n\t such\u0085 \0customer\u2028', 'No such customer'],
		['without what turns it around', 'a\u202eb\u2066c\u200bd\ufeff', 'abcd'],
		['without a tag', '<a href=x>No</a> <!-- < 5 <é', '‹a href=x>No‹/a> ‹!-- < 5 <é'],
		['whole with 500 characters', 'x'.repeat(500), 'x'.repeat(500)],
		['cut with more', 'x'.repeat(501), `${'x'.repeat(499)}…`],
		['cut with far more', 'x'.repeat(70_000), `${'x'.repeat(499)}…`],
		['not cut in half a character', `${'x'.repeat(498)}🔑🔑`, `${'x'.repeat(498)}…`],
		['cut behind a whole one', `${'x'.repeat(497)}🔑🔑`, `${'x'.repeat(497)}🔑…`],
	])('but %s', (_, text, shown) => {
		expect(createRedactor(['geheim'])(text)).toBe(shown);
		expect(createRedactor([])(text)).toBe(shown);
	});

	test('and anything at all is shown without an exception', () => {
		const anything = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
		fc.assert(
			fc.property(anything, anything, lookalikes, (secret, one, other) => {
				const shown = createRedactor([secret])(`${one}${other}%F7%BF%80&#x110000;&#0;\\ud83d&#;%`);
				expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u2028\p{Bidi_Control}]/u);
			}),
		);
	});
});

describe('it takes time in proportion to the text, whatever the secret', () => {
	const fill = (unit: string, length = 65_536) =>
		unit.repeat(length / unit.length + 1).slice(0, length);
	const secrets = [
		...['%', '\\', '&', '%25', '&amp;', 'a%25'].map((unit) => `!${fill(unit, 10_000)}`),
		`${fill('a', 10_000)}b`,
		`b${fill('a', 10_000)}`,
		...Array.from({ length: 12 }, (_, index) => fill('a', 8 + index)),
	];
	const mixed = '%25\\\\&amp;+%5Cu0026#37;&#92;u0025';
	const trace = '#1 /a/b.php(7): %2F->c(Array)\n';
	const units = ['\\', '&amp;', '%25', '%2525', '&amp;amp;', '&#0000', '\\\\n', '&', 'a', '%61'];

	test.each([...units, ' ', mixed, trace])('64 KiB of %j', (unit) => {
		const redact = createRedactor(secrets);
		expectQuick(() => redact(fill(unit)));
		expectQuick(() => redact(`&#${fill(unit)}`));
	});
});
