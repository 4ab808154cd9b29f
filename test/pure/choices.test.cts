import fc from 'fast-check';

import { trim } from '../../credentials/text';
import {
	findName,
	readChoice,
	readNames,
	readNamesToKeep,
} from '../../nodes/Trackfinity/parameters/choices';
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
		fc.string({ unit: character }),
	)
	.map((name) => name.replace(/[,\p{Cs}]/gu, ''))
	.filter((name) => trim(name) !== '' && findName(name, known) === undefined);

test('a choice is one of the values, character for character', () => {
	expect(readChoice('xml', 'Label', ['xml', 'json'])).toBe('xml');
	for (const value of ['XML', 'xml ', '', null, undefined, 0, ['xml'], { xml: 1 }]) {
		const { description } = invalidInputOf(() => readChoice(value, 'Label', ['xml', 'json']));
		expect(description).toContain('xml, json');
	}
});

test('a name is found by its value and by its label, ignoring case', () => {
	fc.assert(fc.property(written, ({ name, text }) => expect(findName(text, known)).toBe(name)));
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
		expect(read([])).toEqual([]);
	});

	test('any other name is invalid, and is named', () => {
		fc.assert(
			fc.property(fc.subarray(names), unknown, (some, name) => {
				invalidInputOf(() => read([...some, name]));
				invalidInputOf(() => read([...some, name].join(',')));
			}),
		);
		const { message, description } = invalidInputOf(() => read('city,shoe_size'));
		expect(message).toContain("'shoe_size'");
		expect(description).toContain(': city, email, firstname, member_note.');
	});

	test('what is neither a list of texts nor a text is invalid', () => {
		const others = fc.oneof(
			fc.constantFrom(null, undefined, 7, true),
			fc.object(),
			fc.array(fc.oneof(fc.integer(), fc.object(), fc.constant(null)), { minLength: 1 }),
		);
		fc.assert(fc.property(others, (value) => void invalidInputOf(() => read(value))));
		expect(invalidInputOf(() => read(7)).description).toContain('city,email');
	});
});

test('nothing but blanks keeps nothing by accident only, so it is invalid; it removes nothing, which does no harm', () => {
	const onlyBlanks = fc
		.array(blanks, { minLength: 1 })
		.chain((list) => fc.constantFrom<string | string[]>(list, list.join(',')));
	fc.assert(
		fc.property(onlyBlanks, (value) => {
			invalidInputOf(() => readNamesToKeep(value, 'Label', known));
			expect(readNames(value, 'Label', known)).toEqual([]);
		}),
	);
});
