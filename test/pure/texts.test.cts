import fc from 'fast-check';

import { trim } from '../../credentials/text';
import { describeValue, quote } from '../../nodes/Trackfinity/parameters/invalidInput';
import { readNumber } from '../../nodes/Trackfinity/parameters/options';
import { readDetail, readIdentifier } from '../../nodes/Trackfinity/parameters/values';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';
import { expectQuick } from '../support/processorTime.cts';

const invisible = [
	...' \t\r\n\u00a0\u2003\u2028\ufeff\u200b\u200d\u2060\u00ad\u200e\u3164\u2800\u034f',
	'\u{e0020}',
];
const blanks = fc.array(fc.constantFrom(...invisible)).map((parts) => parts.join(''));

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
		expect(trim('\u200b 19\u200b1 \ufeff')).toBe('19\u200b1');
	});

	test('takes linear time on a long run of blanks, wherever it stands', () => {
		const run = ' \u200b'.repeat(200_000);
		expectQuick(() => trim(`${run}a${run}b${run}`));
	});
});

/** What broken expressions leave behind, and spreadsheets, in IDs as in details. */
const broken = [
	...['undefined', ' undefined\n', '[object Object]', 'ORD-[object Object]-7', '[object Map]'],
	...['Invalid Date', 'Invalid DateTime', '#N/A', '#REF!', '#VALUE!', '#NAME?', '#NUM!', '#DIV/0!'],
	...[
		'#NULL!',
		'#SPILL!',
		'#CALC!',
		'#ERROR!',
		'#n/a',
		'J\ufffdrgen',
		'{{ $json.code }}',
		'a {{$now}} b',
		'{{ $("CRM").item }}',
	],
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

	test('digits as text stay as they are, and only rounded ones are suspected', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^0{0,5}\d{1,16}$/), (digits) => {
				fc.pre(digits.length < 17);
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
			fc.array(fc.anything()),
			fc.object(),
			fc.date(),
		);
		fc.assert(fc.property(others, (value) => void invalid(value)));
	});

	test('so is a control character, a line break or an invisible character in it', () => {
		const signs = fc.constantFrom(
			...['\0', '\x07', '\x1b', '\x7f', '\x85', '\n', '\r\n', '\t', '\u2028', '\u2029'],
			...['\u200b', '\u00ad', '\u2060', '\u202e', '\ufeff', '\u3164', '\u2800', '\u{e0020}'],
		);
		fc.assert(
			fc.property(lines, signs, lines, (before, sign, after) => {
				invalid(`${before}${sign}${after}`);
			}),
		);
	});

	test.each([
		...broken,
		...['null', 'NULL', ' null ', 'NaN', 'None', 'none', 'N/A', 'n/a', '\u200bundefined'],
		...['ORD-undefined', 'undefined-7', 'a null', 'null:null', 'x_NaN', 'due Invalid Date'],
		...['$json.code', '=$json["code"]', "$('CRM').item", '= $node["CRM"]', '$input.item'],
		...['{{ name }}', '{{}}', '1.23457E+15', '1,23457E+15', '1e-5', '1E+5', '1,234', '1,234.50'],
		...['191.0', '42.00', '-7.0', "'00191", '’00191', '="0042"'],
	])('so is what was never meant: %j', (text) => {
		const { message } = invalid(text);
		expect(message).toContain(quote(trim(text)));
	});

	test.each([
		...['nullify', 'annull', 'Nana', 'undefinedness', 'Noneya', 'Undefined', 'nan', 'n/a-7'],
		...[
			'1.234',
			'1.5',
			'1E5',
			'12E',
			"O'Neil-7",
			'a"',
			'0x1F',
			'#7',
			'#N/A-7',
			'code {7}',
			'}} {{',
		],
		...['US$json', 'US$7', 'object Object', '[object]', 'Invalid', 'a,b', '1,a', '0042', '={7}'],
	])('but not %j', (text) => {
		expect(read(text)).toEqual({ value: text });
	});

	test.each(['a', '🦊', '\u0301'])('1,000 characters are sent, one more is not: %j', (sign) => {
		expect(read(sign.repeat(1_000)).value).toHaveLength(1_000 * sign.length);
		for (const length of [1_001, 1_000_000]) {
			expect(invalid(sign.repeat(length)).message).toMatch(/at most 1,000 characters/);
		}
	});

	test('what is far too long is not even looked at', () => {
		const huge = `${' '.repeat(15_000_000)}${'\u200b'.repeat(1_000_000)}`;
		expectQuick(() => invalid(huge));
		expect(read(`${' '.repeat(9_000)}191`).value).toBe('191');
	});

	test.each([
		['', 'empty'],
		['\u200b', 'empty'],
		[null, 'empty'],
		[undefined, 'missing'],
		[['191'], 'a list'],
		[[], 'an empty list'],
		[{}, 'an object'],
		[() => 1, 'a function'],
		[new Date(), 'a date'],
		[{ isLuxonDateTime: true }, 'a date'],
		[true, 'true'],
		[NaN, 'NaN'],
		[1.5, '1.5'],
		[2 ** 53, 'too long to be exact'],
		[-1e300, 'too long to be exact'],
	])('what is wrong is said: %p is %s', (value, words) => {
		expect(invalid(value).message).toContain(words);
	});
});

describe('a detail to set', () => {
	const read = (value: unknown) => readDetail(value, 'Label', 'Fields to Set');
	const invalid = (value: unknown) => invalidInputOf(() => read(value));

	test('any text with something in it goes as given, and so does the text of a number or switch', () => {
		const given = fc.oneof(
			texts.filter((text) => trim(text) !== '' && !/\{\{|^#/.test(text)),
			fc.maxSafeInteger(),
			fc.boolean(),
			fc.constantFrom(
				19.99,
				'Null',
				'null',
				'NaN',
				'None',
				'undefined street',
				'{{ name }}',
				'a\nb',
			),
			fc.constantFrom(
				'=7',
				'$json.x',
				'1,234',
				'42.00',
				"'s-Gravenhage",
				'so\u00adft',
				'$5 {{',
				'#7',
			),
			fc.constantFrom('{{ US$ }}', 'an Invalid Date', '}} $json {{', 'a null'),
		);
		fc.assert(fc.property(given, (value) => expect(read(value)).toBe(String(value))));
	});

	test('empty, blank, null and missing values are nothing to set', () => {
		fc.assert(
			fc.property(fc.oneof(blanks, fc.constantFrom(null, undefined)), (value) => {
				expect(read(value)).toBeUndefined();
			}),
		);
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
			fc.constantFrom(NaN, Infinity, 2 ** 53, 1e21, () => 'text', new Date()),
		);
		fc.assert(
			fc.property(values, (value) => {
				const { message, description } = invalid(value);
				const parts = typeof value === 'object' ? Object.values(value) : [String(value)];
				const secrets = parts.filter((part) => !/^(NaN|Infinity)$/.test(part));
				for (const part of secrets) expect(`${message}\n${description}`).not.toContain(part);
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
	expect(quote('a'.repeat(51))).toBe(`'${'a'.repeat(50)}…'`);
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

describe('a number', () => {
	const whole = { minValue: 1, maxValue: 50, numberPrecision: 0 };
	const fraction = { minValue: 0 };
	const fieldOf = (typeOptions: object) =>
		({ displayName: 'Label', name: '', type: 'number', default: 0, typeOptions }) as const;
	const invalid = (value: unknown, options: object) =>
		invalidInputOf(() => readNumber(value, fieldOf(options))).message;

	test('is a whole one of the range, also as text; nothing else is', () => {
		for (const value of [1, 50, ' 7 ', '05', '5.0']) {
			expect(readNumber(value, fieldOf(whole))).toBe(Number(value));
		}
		const others = fc.oneof(
			fc.integer().filter((number) => number < 1 || number > 50),
			fc.double().filter((number) => !Number.isInteger(number)),
			fc.constantFrom(
				...['', ' ', null, undefined, true, [5], { n: 5 }, '0x10', '1e1', '5 apples', '-5', '5.5'],
			),
		);
		fc.assert(
			fc.property(others, (value) => {
				expect(invalid(value, whole)).toContain('a whole number from 1 to 50');
			}),
		);
		expect(invalid('', { minValue: 0, numberPrecision: 0 })).toContain(
			'a whole number of 0 or more, but is empty',
		);
	});

	test('may have a fraction down to what the field shows', () => {
		for (const value of [0, 0.01, '0.5', 7.25, 1e6]) {
			expect(readNumber(value, fieldOf(fraction))).toBe(Number(value));
		}
		for (const value of [0.009, -1, Infinity, NaN, '', null]) {
			expect(invalid(value, fraction)).toContain('0 or a number of 0.01 or more');
		}
	});
});
