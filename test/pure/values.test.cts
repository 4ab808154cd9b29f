import fc from 'fast-check';

import { trim } from '../../credentials/text';
import { describeValue, quote } from '../../nodes/Trackfinity/parameters/invalidInput';
import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import { readDetail, readIdentifier } from '../../nodes/Trackfinity/parameters/values';
import { character } from '../support/characters.cts';
import { expectQuick } from '../support/processorTime.cts';

/** Words that n8n keeps out of texts for people. */
const unwelcome = /\b(error|problem|failure|mistake)/i;

/**
 * What was thrown, as long as it is invalid input that names the parameter, says what to do, and quotes no more of a value
 * than a line of text.
 */
function invalidInputOf(action: () => unknown): InvalidInput {
	let thrown: unknown = new Error('Nothing was invalid');
	try {
		action();
	} catch (reason) {
		thrown = reason;
	}
	if (!(thrown instanceof InvalidInput)) throw thrown;
	const { message, description } = thrown;
	expect(message).toContain("'Label'");
	expect(message.length).toBeLessThan(300);
	expect(message).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
	expect(description).not.toBe('');
	expect(message.replaceAll(/'[^']*'/g, '') + description).not.toMatch(unwelcome);
	return thrown;
}

// Which values are taken, and in which words others are refused: test/parameters/values. Here are laws.

const blanks = fc
	.array(fc.constantFrom(...' \t\r\n\u00a0\u2003\u2028\ufeff\u200b\u2060\u00ad\u3164\u2800'))
	.map((parts) => parts.join(''));

/** Any text without what breaks it: half characters and those that show nothing. */
const texts = fc
	.string({ unit: character })
	.map((text) => text.replace(/[\p{Cs}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/gu, ''));

/** The same on one line, with something to see at both ends. */
const lines = texts
	.map((text) => text.replace(/[\p{Cc}\u2028\u2029]|[^\S ]/gu, '').trim())
	.filter((text) => text !== '');

const halfCharacters = fc
	.tuple(texts, fc.integer({ min: 0xd800, max: 0xdfff }), texts)
	.map(([before, half, after]) => `${before}${String.fromCharCode(half)}${after}`);

test('trimming takes linear time on a long run of blanks, wherever it stands', () => {
	const run = ' \u200b'.repeat(100_000);
	expectQuick(() => trim(`${run}a${run}b${run}`));
});

describe('an ID or a code', () => {
	const read = (value: unknown) => readIdentifier(value, 'Label');

	test('any line of text is kept, but for the blanks around it', () => {
		const meant = lines.filter(
			(text) => !/^['’]|^="|^=?\s*\$|\{\{|null|none|nan|n\/a|^[+-]?\d+[.,'’]/i.test(text),
		);
		fc.assert(
			fc.property(blanks, meant, blanks, (before, text, after) => {
				expect(read(`${before}${text}${after}`)).toEqual({ value: text });
			}),
		);
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
		fc.assert(fc.property(others, (value) => void invalidInputOf(() => read(value))));
		const words = { function: () => 1, NaN, 'too long to be exact': -1e300, Infinity };
		for (const [word, value] of Object.entries(words)) {
			expect(invalidInputOf(() => read(value)).message).toContain(word);
		}
	});
});

describe('a detail to set', () => {
	const read = (value: unknown) => readDetail(value, 'Label', 'Fields to Set');

	test('any text with something in it goes as given, and so does the text of a number or switch', () => {
		const given = fc.oneof(
			texts.filter((text) => trim(text) !== '' && !/\{\{|^#/.test(text)),
			fc.maxSafeInteger(),
			fc.constantFrom(true, false, 19.99),
		);
		fc.assert(fc.property(given, (value) => expect(read(value)).toBe(String(value))));
	});

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
				const { message, description } = invalidInputOf(() => read(value));
				const parts = typeof value === 'object' ? Object.values(value) : [String(value)];
				for (const part of parts) expect(`${message}\n${description}`).not.toContain(part);
			}),
		);
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
