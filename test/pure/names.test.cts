import fc from 'fast-check';

import { findName, readNames, readNamesToKeep } from '../../nodes/Trackfinity/parameters/names';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';

const known = {
	city: 'City',
	email: 'Email',
	firstname: 'First Name',
	member_note: 'Table: Member Notes',
};
const names = Object.keys(known) as Array<keyof typeof known>;

const blanks = fc.stringMatching(/^[ \t\r\n\u00a0\ufeff\u200b]*$/);

/** A text in letters of any case. */
const inAnyCase = (text: string) =>
	fc
		.array(fc.boolean(), { minLength: text.length, maxLength: text.length })
		.map((isUpper) =>
			Array.from(text, (letter, index) =>
				isUpper[index] ? letter.toUpperCase() : letter.toLowerCase(),
			).join(''),
		);

/** One of the names as it may come: its value or its label, in any case, with blanks around. */
const written = fc.constantFrom(...names).chain((name) =>
	fc.record({
		name: fc.constant(name),
		text: fc
			.tuple(blanks, fc.constantFrom(name, known[name]).chain(inAnyCase), blanks)
			.map((parts) => parts.join('')),
	}),
);

const unknown = fc
	.oneof(
		fc.constantFrom('constructor', '__proto__', 'toString', 'emails', 'undefined', 'First  Name'),
		fc.string({ unit: character }).filter((text) => !/\p{Cs}/u.test(text)),
	)
	.map((name) => name.replaceAll(',', ''))
	.filter((name) => /[^\s\p{Cf}]/u.test(name) && findName(name, known) === undefined);

test('a name is found by its value and by its label, ignoring case', () => {
	fc.assert(
		fc.property(written, ({ name, text }) => {
			expect(findName(text, known)).toBe(name);
		}),
	);
	for (const other of ['', 'constructor', '__proto__', null, undefined, 7, ['city'], {}]) {
		expect(findName(other, known)).toBeUndefined();
	}
});

describe.each([
	['a choice of names', readNames],
	['a choice of what is kept', readNamesToKeep],
])('%s', (_what, readAny) => {
	const read = (value: unknown) => readAny(value, 'Label', known);

	test('a list and its text say the same; order, case, repeats, blanks and empty parts do not matter', () => {
		const parts = fc
			.tuple(written, fc.array(fc.oneof(written, fc.record({ text: blanks }))))
			.map(([first, others]): Array<{ text: string; name?: string }> => [first, ...others]);
		fc.assert(
			fc.property(parts, (chosen) => {
				const list = chosen.map(({ text }) => text);
				const expected = names.filter((name) => chosen.some((one) => one.name === name));
				expect(read(list)).toEqual(expected);
				expect(read(list.join(','))).toEqual(expected);
			}),
		);
	});

	test('an empty list is nothing', () => {
		expect(read([])).toEqual([]);
	});

	test('any other name is invalid, and is named, as far as it fits on a line', () => {
		fc.assert(
			fc.property(fc.subarray(names), unknown, (some, name) => {
				invalidInputOf(() => read([...some, name]));
				invalidInputOf(() => read([...some, name].join(',')));
			}),
		);
		const { message, description } = invalidInputOf(() => read('city,shoe_size'));
		expect(message).toContain("'shoe_size'");
		expect(description).toContain(': city, email, firstname, member_note.');
		expect(invalidInputOf(() => read('x'.repeat(1_000))).message).toContain(`'${'x'.repeat(50)}…'`);
	});

	test('what is neither a list of texts nor a text is invalid', () => {
		const others = fc.oneof(
			fc.constantFrom(null, undefined, 7, true),
			fc.object(),
			fc.array(fc.oneof(fc.integer(), fc.object(), fc.constant(null)), { minLength: 1 }),
		);
		fc.assert(fc.property(others, (value) => void invalidInputOf(() => read(value))));
		const { message, description } = invalidInputOf(() => read(7));
		expect(message).toBe("'Label' must be a list of field names, but is 7");
		expect(description).toMatch(/ such as city,email\.$/);
		expect(invalidInputOf(() => read(['city', 7])).message).toMatch(/ contains something else$/);
	});
});

describe('nothing but blanks', () => {
	const onlyBlanks = fc
		.array(blanks, { minLength: 1 })
		.chain((list) => fc.constantFrom<string | string[]>(list, list.join(',')));

	test('keeps nothing by accident only, so it is invalid', () => {
		fc.assert(
			fc.property(onlyBlanks, (value) => {
				const { message } = invalidInputOf(() => readNamesToKeep(value, 'Label', known));
				expect(message).toBe("'Label' must be a list of field names, but is empty");
			}),
		);
	});

	test('removes nothing, which does no harm', () => {
		fc.assert(
			fc.property(onlyBlanks, (value) => {
				expect(readNames(value, 'Label', known)).toEqual([]);
			}),
		);
	});
});
