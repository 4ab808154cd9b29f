import fc from 'fast-check';

import { trim } from '../../credentials/text';
import { describeValue, quote } from '../../nodes/Trackfinity/parameters/invalidInput';
import { readNumber } from '../../nodes/Trackfinity/parameters/options';
import { readDetail, readIdentifier } from '../../nodes/Trackfinity/parameters/values';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';
import { expectQuick } from '../support/processorTime.cts';

const blanks = fc
	.array(fc.constantFrom(...' \t\r\n\u00a0\u2003\u2028\ufeff\u200b\u2060\u00ad\u3164\u2800'))
	.map((parts) => parts.join(''));

/** Any text without what breaks it: half characters and those that show nothing. */
const texts = fc
	.string({ unit: character })
	.map((text) => text.replace(/[\p{Cs}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/gu, ''));

/** The same on one line, with something to see at both ends. */
const lines = texts
	.map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, '').trim())
	.filter((text) => text !== '');

const halfCharacters = fc
	.tuple(texts, fc.integer({ min: 0xd800, max: 0xdfff }), texts)
	.map(([before, half, after]) => `${before}${String.fromCharCode(half)}${after}`);

describe('trimming', () => {
	test('takes blanks off both ends and leaves the rest alone', () => {
		fc.assert(
			fc.property(blanks, lines, blanks, (before, text, after) => {
				expect(trim(`${before}${text}${after}`)).toBe(text);
				expect(trim(before)).toBe('');
			}),
		);
		expect(trim('\u200b 19\u200b1 \ufeff\u{e0020}')).toBe('19\u200b1');
	});

	test('takes linear time on a long run of blanks, wherever it stands', () => {
		const run = ' \u200b'.repeat(200_000);
		expectQuick(() => trim(`${run}a${run}b${run}`));
	});
});

// What was never meant, test/parameters/values has in full; here are signs that it lacks.
const broken = ['[object Map]', '#SPILL!', '#CALC!', '#ERROR!', '#n/a', '{{ $("CRM").item }}'];

/** What no ID may be, written down a second time, and what such texts are made of. */
const neverMeant = [
	...[/^$/, /\{\{.*\}\}/s, /^=?\$(json|\(|node\[|input)/, /\[object Object\]/, /^'|^="/],
	...[/(?<![\p{L}\p{N}])(undefined|NaN|null)(?![\p{L}\p{N}])/u, /^(null|none|n\/a)$/i],
	...[/^Invalid Date(Time)?$/, /^#(N\/A|REF!|VALUE!|NAME\?|NUM!|DIV\/0!|NULL!)$/],
	/^(\d{1,3}(,\d{3})+|\d+\.0+|\d+\.\d+E[+-]?\d+|\d+E[+-]\d+)$/i,
	/[\p{Cc}\p{Cs}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\uFFFD]/u,
];
const fragments = [
	...'{{ }} $json $input $( .id undefined null NULL NaN None N/A #N/A #REF! E+ e 15'.split(' '),
	...['[object Object]', 'Invalid Date', 'Invalid DateTime', ...`'"=10,.-_/: Aé日🔑`, '="', '234'],
	...['\uFFFD', '\u00ad', '\u200b', '\u2800', '\u034f', '\ufe0f', '\n', '\0', '\ud83d'],
];

describe('an ID or a code', () => {
	const read = (value: unknown) => readIdentifier(value, 'Label');
	const invalid = (value: unknown) => invalidInputOf(() => read(value));

	test('any safe whole number becomes its digits, and is suspected of lost zeros', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (number) => {
				expect(read(number)).toEqual({ value: BigInt(number).toString(), suspicion: 'number' });
			}),
		);
	});

	test('any line of text is kept, but for the blanks around it', () => {
		const meant = lines.filter(
			(text) => !/^['’]|^="|^=?\s*\$|\{\{|null|none|nan|n\/a|^[+-]?\d+[.,]/i.test(text),
		);
		fc.assert(
			fc.property(blanks, meant, blanks, (before, text, after) => {
				expect(read(`${before}${text}${after}`)).toEqual({ value: text });
			}),
		);
	});

	test('nothing that nobody meant is ever taken', () => {
		const made = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(made, (parts) => {
				const text = trim(parts.join(''));
				if (neverMeant.some((one) => one.test(text))) invalid(parts.join(''));
			}),
			{ numRuns: 1_000 },
		);
	});

	test('digits as text stay as they are, and only rounded ones are suspected', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^0{0,5}\d{1,11}$/), (digits) => {
				expect(read(digits)).toEqual({ value: digits });
			}),
		);
		for (const digits of ['12345678901234568', '1234567890123456800']) {
			expect(read(digits)).toEqual({ value: digits, suspicion: 'rounded' });
		}
		for (const digits of ['12345678901234567', '1234567890123456789', '01234567890123456800']) {
			expect(read(digits)).toEqual({ value: digits });
		}
	});

	test('everything that is no text and no exact number is invalid', () => {
		const others = fc.oneof(
			blanks,
			halfCharacters,
			fc.constantFrom(undefined, null, true, false, NaN, Infinity, -Infinity, 10n, Symbol('id')),
			fc.double().filter((number) => !Number.isSafeInteger(number)),
			fc.integer({ min: 0, max: 2 ** 30 }).map((more) => 2 ** 53 + more * 2 ** 20),
			fc.oneof(fc.array(fc.anything()), fc.object(), fc.date()),
		);
		fc.assert(fc.property(others, (value) => void invalid(value)));
		const words = { function: () => 1, NaN, 'too long to be exact': -1e300, Infinity };
		for (const [word, value] of Object.entries(words)) {
			expect(invalid(value).message).toContain(word);
		}
	});

	test('so is a control character, a line break or an invisible character in it', () => {
		const signs =
			'\0\x07\x1b\x7f\x85\n\t\u2028\u2029\u200b\u00ad\u2060\u202e\ufeff\u3164\u2800\u{e0020}';
		const sign = fc.constantFrom(...signs);
		fc.assert(fc.property(lines, sign, lines, (...parts) => void invalid(parts.join(''))));
	});

	test.each([
		...[...broken, '\u200bundefined', 'null:null', 'x_NaN', 'due Invalid Date', '= $node["CRM"]'],
		...['{{}}', '1,23457E+15', '1e-5', '1E+5', '1,234.50', '1.234,5', '-7.0', '’00191', '=42"'],
	])('so is what was never meant, in its own words: %j', (text) => {
		expect(invalid(text).message).toContain(quote(trim(text)));
	});

	test.each([
		...['annull', 'undefinedness', 'Undefined', 'nan', 'n/a-7', '1.5', '12E', 'a"', '#7', '#N/A-7'],
		...['code {7}', '}} {{', 'US$json', 'object Object', '[object]', 'a,b', '1,a', '={7}'],
	])('but not %j', (text) => {
		expect(read(text)).toEqual({ value: text });
	});

	test.each(['a', '🦊', '\u0301'])('1,000 characters are sent, one more is not: %j', (sign) => {
		expect(read(sign.repeat(1_000)).value).toHaveLength(1_000 * sign.length);
		expect(invalid(sign.repeat(1_001)).message).toMatch(/at most 1,000 characters/);
	});

	test('what is far too long is not even looked at', () => {
		const huge = `${' '.repeat(15_000_000)}${'\u200b'.repeat(1_000_000)}`;
		expectQuick(() => invalid(huge));
		expect(read(`${' '.repeat(9_000)}191`).value).toBe('191');
	});
});

describe('a detail to set', () => {
	const read = (value: unknown) => readDetail(value, 'Label', 'Fields to Set');
	const invalid = (value: unknown) => invalidInputOf(() => read(value));

	test('any text with something in it goes as given, and so does the text of a number or switch', () => {
		const given = fc.oneof(
			texts.filter((text) => trim(text) !== '' && !/\{\{|^#/.test(text)),
			fc.maxSafeInteger(),
			fc.constantFrom(true, false, 19.99, 'a\nb', '=7', '$json.x', 'so\u00adft', '$5 {{', '#7'),
			fc.constantFrom('{{ US$ }}', 'an Invalid Date', '}} $json {{', 'a null'),
		);
		fc.assert(fc.property(given, (value) => expect(read(value)).toBe(String(value))));
	});

	test.each(broken)('what was never meant is invalid: %j', (text) => void invalid(text));

	test('no message repeats a value: it may be a password', () => {
		const word = fc.stringMatching(/^[a-z]{12}$/);
		const values = fc.oneof(
			fc.string({ minLength: 10_001, maxLength: 10_100 }),
			word.map((text) => [text]),
			word.map((text) => ({ text })),
			word.map((text) => `${text} {{ $json.${text} }}`),
			halfCharacters.filter((text) => text.length > 3),
			fc.constantFrom(2 ** 53, 1e21, () => 'text', new Date()),
		);
		fc.assert(
			fc.property(values, (value) => {
				const { message, description } = invalid(value);
				const parts = typeof value === 'object' ? Object.values(value) : [String(value)];
				for (const part of parts) expect(`${message}\n${description}`).not.toContain(part);
			}),
		);
	});

	test.each(['a', '🦊', '\n'])('10,000 characters are sent, one more is not: %j', (sign) => {
		const full = `a${sign.repeat(9_998)}z`;
		expect(read(full)).toBe(full);
		expect(invalid(`a${full}`).message).toMatch(/at most 10,000 characters/);
	});
});

test('a quoted text is cut after 50 characters, whole ones, stays on one line and has no tag', () => {
	expect(quote('a'.repeat(50))).toBe(`'${'a'.repeat(50)}'`);
	expect(quote('🦊'.repeat(51))).toBe(`'${'🦊'.repeat(50)}…'`);
	expect(quote('one\r\n\ttwo\0three\u202e')).toBe("'one two three'");
	expect(quote('<a href=x> a < b')).toBe("'‹a href=x> a < b'");
	expect(describeValue('yaml')).toBe("the text 'yaml'");
	fc.assert(
		fc.property(fc.string({ unit: character, maxLength: 500 }), (text) => {
			expect(Array.from(quote(text)).length).toBeLessThanOrEqual(53);
			expect(quote(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
		}),
	);
});

test('a number is one of the range, also as text, whole or with a fraction down to what the field shows', () => {
	const read = (value: unknown, typeOptions: object) =>
		readNumber(value, { displayName: 'Label', type: 'number', default: 0, typeOptions });
	const invalid = (value: unknown, typeOptions: object) =>
		invalidInputOf(() => read(value, typeOptions)).message;
	const whole = { minValue: 1, maxValue: 50, numberPrecision: 0 };
	const others = fc.oneof(
		fc.integer().filter((number) => number < 1 || number > 50),
		fc.double().filter((number) => !Number.isInteger(number)),
		fc.constantFrom(null, true, [5], { n: 5 }, ...['', ' ', '0x10', '1e1', '5 apples', '-5']),
	);

	for (const value of [1, 50, ' 7 ', '05', '5.0']) expect(read(value, whole)).toBe(Number(value));
	fc.assert(
		fc.property(others, (value) => {
			expect(invalid(value, whole)).toContain('a whole number from 1 to 50');
		}),
	);
	const open = { minValue: 0, numberPrecision: 0 };
	expect(invalid('', open)).toContain('a whole number of 0 or more, but is empty');
	for (const value of [0, 0.01, '0.5', 7.25, 1e6]) expect(read(value, {})).toBe(Number(value));
	for (const value of [0.009, -1, Infinity, NaN, '', null]) {
		expect(invalid(value, { minValue: 0 })).toContain('0 or a number of 0.01 or more');
	}
});
