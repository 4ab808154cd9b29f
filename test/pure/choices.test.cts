import fc from 'fast-check';

import { trim } from '../../credentials/text';
import { findName, readNames, readNamesToKeep } from '../../nodes/Trackfinity/parameters/choices';
import { character } from '../support/characters.cts';
import { invalidInputOf } from '../support/invalidInput.cts';

const known = { city: 'City', email: 'Email', firstname: 'First Name' };
const names = Object.keys(known) as Array<keyof typeof known>;

const blanks = fc.stringMatching(/^[ \t\r\n\u00a0\ufeff\u200b]*$/);

/** One of the names as it may come: its value or its label, in any case, with blanks around. */
const written = fc.constantFrom(...names).chain((name) =>
	fc
		.tuple(blanks, fc.constantFrom(name, known[name]), fc.array(fc.boolean()), blanks)
		.map(([before, text, isUpper, after]) => {
			const inAnyCase = Array.from(text, (letter, index) =>
				isUpper[index] ? letter.toUpperCase() : letter.toLowerCase(),
			);
			return { name, text: [before, ...inAnyCase, after].join('') };
		}),
);

const unknown = fc
	.oneof(
		fc.constantFrom('constructor', '__proto__', 'emails', 'First  Name'),
		fc.string({ unit: character }),
	)
	.map((name) => name.replace(/[,\p{Cs}]/gu, ''))
	.filter((name) => trim(name) !== '' && findName(name, known) === undefined);

test('a name is found by its value and by its label, ignoring case; nothing else is', () => {
	fc.assert(fc.property(written, ({ name, text }) => expect(findName(text, known)).toBe(name)));
	for (const other of ['', 'constructor', '__proto__', null, undefined, 7, ['city'], {}]) {
		expect(findName(other, known)).toBeUndefined();
	}
});

describe.each([
	['names', readNames],
	['what is kept', readNamesToKeep],
])('a choice of %s', (_what, readAny) => {
	const read = (value: unknown) => readAny(value, 'Label', known);

	test('as a list and as its text says the same; order, case, repeats and blanks do not matter', () => {
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

	test('with any other name or value is invalid', () => {
		fc.assert(
			fc.property(fc.subarray(names), unknown, (some, name) => {
				const { description } = invalidInputOf(() => read([...some, name]));
				expect(description).toContain(': city, email, firstname.');
				invalidInputOf(() => read([...some, name].join(',')));
			}),
		);
		const others = fc.oneof(
			fc.constantFrom(null, undefined, 7, true),
			fc.object(),
			fc.array(fc.oneof(fc.integer(), fc.object(), fc.constant(null)), { minLength: 1 }),
		);
		fc.assert(fc.property(others, (value) => void invalidInputOf(() => read(value))));
	});
});

test('nothing but blanks keeps nothing by accident only, so it is invalid; to remove nothing does no harm', () => {
	fc.assert(
		fc.property(fc.array(blanks, { minLength: 1 }), (list) => {
			for (const value of [list, list.join(',')]) {
				invalidInputOf(() => readNamesToKeep(value, 'Label', known));
				expect(readNames(value, 'Label', known)).toEqual([]);
			}
		}),
	);
});
