import fc from 'fast-check';

import { readDetail, readIdentifier } from '../../nodes/Trackfinity/parameters/texts';
import { trim } from '../../nodes/Trackfinity/parameters/trim';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';
import { processorMs } from '../support/processorTime.cts';

/** Text without half characters. */
const texts = fc.string({ unit: character });
const filled = texts.filter((text) => /[^\s\p{Cf}]/u.test(text));

const invisible = [...' \t\r\n\u00a0\u2003\u2028\ufeff\u200b\u200d\u2060\u00ad\u200e', '\u{e0020}'];
const blanks = fc.array(fc.constantFrom(...invisible)).map((parts) => parts.join(''));

const halfCharacters = fc
	.tuple(texts, fc.integer({ min: 0xd800, max: 0xdfff }), texts)
	.map(([before, half, after]) => `${before}${String.fromCharCode(half)}${after}`)
	.filter((text) => /\p{Surrogate}/u.test(text));

/** Text on one line, with something to see at both ends. */
const lines = fc
	.string({ unit: character, minLength: 1 })
	.filter((text) => text === trim(text) && !/[\p{Cc}\u2028\u2029]/u.test(text));

const words = ['undefined', 'null', 'NaN', '[object Object]'];

describe('trimming', () => {
	test('takes blanks off both ends and leaves the rest alone', () => {
		fc.assert(
			fc.property(blanks, lines, blanks, (before, text, after) => {
				expect(trim(`${before}${text}${after}`)).toBe(text);
			}),
		);
		expect(trim('\u200b 19\u200b1 \ufeff')).toBe('19\u200b1');
	});

	test('leaves nothing of blanks', () => {
		fc.assert(fc.property(blanks, (text) => expect(trim(text)).toBe('')));
	});

	test('takes linear time on a long run of blanks, wherever it stands', () => {
		const run = ' \u200b'.repeat(200_000);
		const took = processorMs(() => {
			expect(trim(`${run}a${run}b${run}`)).toHaveLength(run.length + 2);
		});
		expect(took).toBeLessThan(2_000);
	});
});

describe('an ID or a code', () => {
	const read = (value: unknown) => readIdentifier(value, 'Label');
	const invalid = (value: unknown) => invalidInputOf(() => read(value));

	test('any safe whole number becomes its digits', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (number) => {
				expect(read(number)).toBe(BigInt(number).toString());
			}),
		);
	});

	test('any line of text is kept, but for the blanks around it', () => {
		fc.assert(
			fc.property(blanks, lines, blanks, (before, text, after) => {
				fc.pre(!words.includes(text));
				expect(read(`${before}${text}${after}`)).toBe(text);
			}),
		);
	});

	test('digits as text stay as they are, however many and with whatever zeros', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^0{0,5}\d{1,40}$/), (digits) => {
				expect(read(digits)).toBe(digits);
			}),
		);
	});

	test('everything else is invalid', () => {
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

	test('so is a control character or a line break in or around it', () => {
		const controls = ['\0', '\x07', '\x1b', '\x7f', '\x85', '\n', '\r\n', '\t', '\u2028', '\u2029'];
		fc.assert(
			fc.property(lines, fc.constantFrom(...controls), lines, (before, control, after) => {
				invalid(`${before}${control}${after}`);
			}),
		);
		invalid('191\0');
		invalid('\x1b191');
	});

	test.each(words)(
		'so is the word %j of a broken expression, with blanks around it or not',
		(word) => {
			for (const text of [word, ` ${word}\n`, `\u200b${word}`]) {
				expect(invalid(text).message).toContain(`'${word}'`);
			}
		},
	);

	test.each(['Undefined', 'NULL', 'nan', 'undefined-1', 'annull', 'object Object', 'None'])(
		'but not %j, which no expression leaves behind',
		(text) => expect(read(text)).toBe(text),
	);

	test.each(['a', '🦊', '\u0301'])(
		'1,000 characters are sent, one more is not: %j',
		(character) => {
			expect(read(character.repeat(1_000))).toHaveLength(1_000 * character.length);
			expect(invalid(character.repeat(1_001)).message).toMatch(/at most 1,000 characters/);
			invalid(character.repeat(1_000_000));
		},
	);

	test('what is wrong is said in the words that fit', () => {
		expect(invalid('').message).toBe("'Label' must be text or a number, but is empty");
		expect(invalid('\u200b').message).toBe("'Label' must be text or a number, but is empty");
		expect(invalid(null).message).toBe("'Label' must be text or a number, but is empty");
		expect(invalid(undefined).message).toBe("'Label' must be text or a number, but is missing");
		expect(invalid(['191']).message).toBe("'Label' must be text or a number, but is a list");
		expect(invalid({}).message).toBe("'Label' must be text or a number, but is an object");
		expect(invalid(true).message).toBe("'Label' must be text or a number, but is true");
		expect(invalid(NaN).message).toBe("'Label' must be text or a number, but is NaN");
		expect(invalid(1.5).message).toBe("'Label' must be text or a whole number, but is 1.5");
		for (const number of [2 ** 53, 9.8e28, -1e300]) {
			expect(invalid(number).message).toBe(
				"'Label' is a number too long to be exact; pass it as text, in quotes",
			);
		}
	});
});

describe('a detail to set', () => {
	const read = (value: unknown) => readDetail(value, 'Label', 'Fields to Set');
	const invalid = (value: unknown) => invalidInputOf(() => read(value));

	test('any text with something in it goes as given', () => {
		fc.assert(
			fc.property(filled, (text) => {
				fc.pre(!words.includes(trim(text)));
				expect(read(text)).toBe(text);
			}),
		);
	});

	test('numbers that are exact and switches become their text', () => {
		fc.assert(
			fc.property(fc.oneof(fc.maxSafeInteger(), fc.boolean()), (value) => {
				expect(read(value)).toBe(String(value));
			}),
		);
		expect(read(19.99)).toBe('19.99');
	});

	test('empty, blank, null and missing values are nothing to set', () => {
		fc.assert(
			fc.property(fc.oneof(blanks, fc.constantFrom(null, undefined)), (value) => {
				expect(read(value)).toBeUndefined();
			}),
		);
	});

	test('lists, objects, numbers that are not exact and half characters are invalid', () => {
		const others = fc.oneof(
			fc.array(fc.anything()),
			fc.object(),
			fc.date(),
			halfCharacters,
			fc.constantFrom(NaN, Infinity, 2 ** 53, 1e21, () => 'text'),
		);
		fc.assert(fc.property(others, (value) => void invalid(value)));
	});

	test.each(['undefined', ' undefined\n', '[object Object]'])(
		'the text %j of a broken expression is invalid',
		(text) => expect(invalid(text).message).toContain(`'${trim(text)}'`),
	);

	test.each(['Null', 'null', 'NaN', 'None', 'undefined street'])('but %j may be meant', (text) =>
		expect(read(text)).toBe(text),
	);

	test.each(['a', '🦊', '\n'])('10,000 characters are sent, one more is not: %j', (character) => {
		const full = `a${character.repeat(9_998)}z`;
		expect(read(full)).toBe(full);
		expect(invalid(`a${full}`).message).toMatch(/at most 10,000 characters/);
	});

	test('no message repeats a value: it may be a password', () => {
		const values = fc.oneof(
			fc.string({ minLength: 10_001, maxLength: 10_100 }),
			fc.stringMatching(/^[a-z]{12}$/).map((text) => [text]),
			fc.stringMatching(/^[a-z]{12}$/).map((text) => ({ text })),
			halfCharacters.filter((text) => text.length > 3),
			fc.constantFrom(2 ** 53, 1e21),
		);
		fc.assert(
			fc.property(values, (value) => {
				const { message, description } = invalid(value);
				const parts = typeof value === 'object' ? Object.values(value) : [String(value)];
				for (const part of parts) expect(`${message}\n${description}`).not.toContain(part);
			}),
		);
	});
});
