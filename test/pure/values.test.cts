import fc from 'fast-check';

import { trim } from '../../credentials/text';
import { describeValue, quote } from '../../nodes/Trackfinity/parameters/invalidInput';
import { readNumber } from '../../nodes/Trackfinity/parameters/options';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';
import { expectQuick } from '../support/processorTime.cts';

// Which values are taken, and in which words others are refused: test/parameters/values.

test('trimming takes linear time on a long run of blanks, wherever it stands', () => {
	const run = ' \u200b'.repeat(100_000);
	expectQuick(() => trim(`${run}a${run}b${run}`));
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

const whole = { minValue: 1, maxValue: 50, numberPrecision: 0 };
test.each<[typeOptions: object, taken: unknown[], words: string, refused: unknown[]]>([
	[whole, [1, 50, ' 7 ', '05', '5.0'], 'a whole number from 1 to 50', ['0x10', '1e1', '5 a', 0]],
	[{ minValue: 0, numberPrecision: 0 }, [0], 'a whole number of 0 or more, but is empty', ['']],
	[{}, [0, 0.01, '0.5', 7.25, 1e6], '0 or a number of 0.01 or more', [0.009, -1, Infinity, NaN]],
])('a number is one of the range, also as text: %j', (typeOptions, taken, words, refused) => {
	const read = (value: unknown) =>
		readNumber(value, { displayName: 'Label', type: 'number', default: 0, typeOptions });
	for (const value of taken) expect(read(value)).toBe(Number(value));
	for (const value of refused) expect(invalidInputOf(() => read(value)).message).toContain(words);
});
