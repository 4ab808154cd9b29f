import fc from 'fast-check';

import { describe as inWords, quote } from '../../nodes/Trackfinity/parameters/describe';
import { readChoice, readNumber, readSwitch } from '../../nodes/Trackfinity/parameters/values';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';

describe('settings', () => {
	test('a whole number of the range counts, also as text; nothing else does', () => {
		const range = { min: 1, max: 50 };
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 50 }), (number) => {
				expect(readNumber(number, 'Label', range)).toBe(number);
				expect(readNumber(` ${number} `, 'Label', range)).toBe(number);
			}),
		);
		for (const text of ['5', '05', '5.0', '5.00']) expect(readNumber(text, 'Label', range)).toBe(5);
		const others = fc.oneof(
			fc.integer().filter((number) => number < 1 || number > 50),
			fc.double().filter((number) => !Number.isInteger(number)),
			fc.constantFrom(
				...['', ' ', null, undefined, true, [5], { n: 5 }, '0x10', '1e1', '5 apples', '-5', '5.5'],
			),
		);
		fc.assert(
			fc.property(others, (value) => {
				const { message } = invalidInputOf(() => readNumber(value, 'Label', range));
				expect(message).toContain("'Label' must be a whole number from 1 to 50, but is ");
			}),
		);
		const { message } = invalidInputOf(() => readNumber('', 'Label', { min: 0, max: Infinity }));
		expect(message).toBe("'Label' must be a whole number of 0 or more, but is empty");
	});

	test('a switch is on or off; anything unclear is invalid', () => {
		expect([true, 'true', false, 'false'].map((value) => readSwitch(value, 'Label'))).toEqual([
			...[true, true, false, false],
		]);
		const isClear = (value: unknown) =>
			typeof value === 'boolean' || value === 'true' || value === 'false';
		fc.assert(
			fc.property(
				fc.anything().filter((value) => !isClear(value)),
				(value) => {
					const { message } = invalidInputOf(() => readSwitch(value, 'Label'));
					expect(message).toContain("'Label' must be on or off, but is ");
				},
			),
		);
	});

	test('a choice is one of the values, character for character', () => {
		expect(readChoice('xml', 'Label', ['xml', 'json'])).toBe('xml');
		for (const value of ['XML', 'xml ', '', null, undefined, 0, ['xml'], { xml: 1 }]) {
			const { description } = invalidInputOf(() => readChoice(value, 'Label', ['xml', 'json']));
			expect(description).toContain('xml, json');
		}
	});
});

describe('values in messages', () => {
	test.each([
		[undefined, 'missing'],
		[null, 'empty'],
		[' \u200b', 'empty'],
		[[], 'an empty list'],
		[[1], 'a list'],
		[{ a: 1 }, 'an object'],
		[() => 1, 'a function'],
		[true, 'true'],
		[1.5, '1.5'],
		['yaml', "the text 'yaml'"],
	])('%j is %s', (value, words) => {
		expect(inWords(value)).toBe(words);
	});

	test('a text is cut after 50 characters, whole ones, and stays on one line', () => {
		expect(quote('a'.repeat(50))).toBe(`'${'a'.repeat(50)}'`);
		expect(quote('a'.repeat(51))).toBe(`'${'a'.repeat(50)}…'`);
		expect(quote('🦊'.repeat(51))).toBe(`'${'🦊'.repeat(50)}…'`);
		expect(quote(`a${' '.repeat(199)}`)).toBe("'a '");
		expect(quote(`a${' '.repeat(200)}`)).toBe("'a …'");
		expect(quote('one\r\n\ttwo\0three')).toBe("'one two three'");
		fc.assert(
			fc.property(fc.string({ unit: character, maxLength: 500 }), (text) => {
				const quoted = quote(text);
				expect(Array.from(quoted).length).toBeLessThanOrEqual(53);
				expect(quoted).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
			}),
		);
		expect(quote('\ud83e'.repeat(300))).toBe("' …'");
	});
});
