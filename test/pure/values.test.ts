import fc from 'fast-check';

import {
	readChoice,
	readDetail,
	readIdentifier,
	readNames,
	readNumber,
	readSwitch,
} from '../../nodes/Trackfinity/parameters/values';
import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';

/** What was thrown, as long as it is a refusal that names the field in what happened and in what to do. */
function refusal(action: () => unknown): InvalidInput {
	try {
		action();
	} catch (thrown) {
		if (thrown instanceof InvalidInput) {
			expect(thrown.message).toContain("'Label'");
			expect(thrown.description.length).toBeGreaterThan(0);
			expect(`${thrown.message} ${thrown.description}`).not.toMatch(
				/\b(error|problem|failure|mistake)/i,
			);
			return thrown;
		}
		throw thrown;
	}
	throw new Error('Nothing was refused');
}

/** Text without half characters. */
const texts = fc.string({ unit: 'binary' });
const filled = texts.filter((text) => text.trim() !== '');
const spaces = fc.stringMatching(/^[ \t\r\n\u00a0\ufeff]*$/);
const halfCharacters = fc
	.tuple(texts, fc.integer({ min: 0xd800, max: 0xdfff }), texts)
	.map(([before, half, after]) => `${before}${String.fromCharCode(half)}${after}`)
	.filter((text) => /\p{Surrogate}/u.test(text));

describe('an ID or a code', () => {
	test('any safe whole number becomes its digits', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (number) => {
				expect(readIdentifier(number, 'Label')).toBe(BigInt(number).toString());
			}),
		);
	});

	test('any text is kept, but for the white space around it', () => {
		fc.assert(
			fc.property(spaces, filled, spaces, (before, text, after) => {
				expect(readIdentifier(`${before}${text}${after}`, 'Label')).toBe(text.trim());
			}),
		);
	});

	test('digits as text stay as they are, however many and with whatever zeros', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^0{0,5}\d{1,40}$/), (digits) => {
				expect(readIdentifier(digits, 'Label')).toBe(digits);
			}),
		);
	});

	test('everything else is refused', () => {
		const others = fc.oneof(
			spaces,
			halfCharacters,
			fc.constantFrom(undefined, null, true, false, NaN, Infinity, -Infinity, 10n, Symbol('id')),
			fc.double().filter((number) => !Number.isSafeInteger(number)),
			fc.integer({ min: 0, max: 2 ** 30 }).map((more) => 2 ** 53 + more * 2 ** 20),
			fc.array(fc.anything()),
			fc.object(),
			fc.date(),
		);
		fc.assert(
			fc.property(others, (value) => {
				refusal(() => readIdentifier(value, 'Label'));
			}),
		);
		expect(String(refusal(() => readIdentifier(2 ** 53, 'Label')).description)).toContain('text');
	});
});

describe('a detail to set', () => {
	const read = (value: unknown) => readDetail(value, 'Label', 'Fields to Set');

	test('any text with something in it goes as given', () => {
		fc.assert(
			fc.property(filled, (text) => {
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
			fc.property(fc.oneof(spaces, fc.constantFrom(null, undefined)), (value) => {
				expect(read(value)).toBeUndefined();
			}),
		);
	});

	test('lists, objects, numbers that are not exact and half characters are refused', () => {
		const others = fc.oneof(
			fc.array(fc.anything()),
			fc.object(),
			fc.date(),
			halfCharacters,
			fc.constantFrom(NaN, Infinity, 2 ** 53, 1e21),
		);
		fc.assert(
			fc.property(others, (value) => {
				refusal(() => read(value));
			}),
		);
	});
});

describe('a choice of names', () => {
	const known = ['city', 'email', 'phone', 'zip'] as const;
	const read = (value: unknown) => readNames(value, 'Label', known);

	test('a list and its text say the same; order, repeats, blanks and empty parts do not matter', () => {
		const parts = fc.array(fc.tuple(fc.constantFrom(...known, ''), spaces));
		fc.assert(
			fc.property(parts, (chosen) => {
				const list = chosen.map(([name, space]) => `${space}${name}${space}`);
				const names = new Set<string>(chosen.map(([name]) => name));
				const expected = known.filter((name) => names.has(name));
				expect(read(list)).toEqual(expected);
				expect(read(list.join(','))).toEqual(expected);
			}),
		);
	});

	test('any other name is refused, and named', () => {
		const unknown = fc
			.oneof(fc.constantFrom('constructor', '__proto__', 'toString', 'City', 'emails'), filled)
			.map((name) => name.replaceAll(',', '').trim())
			.filter((name) => name !== '' && !(known as readonly string[]).includes(name));
		fc.assert(
			fc.property(fc.subarray([...known]), unknown, (some, name) => {
				expect(refusal(() => read([...some, name])).message).toContain(name);
				refusal(() => read([...some, name].join(',')));
			}),
		);
	});

	test('what is neither a list of texts nor a text is refused', () => {
		const others = fc.oneof(
			fc.constantFrom(null, undefined, 7, true),
			fc.object(),
			fc.array(fc.oneof(fc.integer(), fc.object(), fc.constant(null)), { minLength: 1 }),
		);
		fc.assert(
			fc.property(others, (value) => {
				refusal(() => read(value));
			}),
		);
	});
});

describe('settings', () => {
	test('a whole number of the range counts, also as text; nothing else does', () => {
		const range = { min: 1, max: 50 };
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 50 }), (number) => {
				expect(readNumber(number, 'Label', range)).toBe(number);
				expect(readNumber(` ${number} `, 'Label', range)).toBe(number);
			}),
		);
		const others = fc.oneof(
			fc.integer().filter((number) => number < 1 || number > 50),
			fc.double().filter((number) => !Number.isInteger(number)),
			fc.constantFrom(
				'',
				' ',
				null,
				undefined,
				true,
				[5],
				{ n: 5 },
				'0x10',
				'1e1',
				'5 apples',
				'-5',
			),
		);
		fc.assert(
			fc.property(others, (value) => {
				refusal(() => readNumber(value, 'Label', range));
			}),
		);
	});

	test('a switch is on or off; anything unclear is refused', () => {
		expect([true, 'true', false, 'false'].map((value) => readSwitch(value, 'Label'))).toEqual([
			...[true, true, false, false],
		]);
		const unclear = fc.anything().filter((value) => !/^(true|false)$/.test(inWords(value)));
		fc.assert(
			fc.property(unclear, (value) => {
				refusal(() => readSwitch(value, 'Label'));
			}),
		);
	});

	test('a choice is one of the values, character for character', () => {
		expect(readChoice('xml', 'Label', ['xml', 'json'])).toBe('xml');
		for (const value of ['XML', 'xml ', '', null, undefined, 0, ['xml'], { xml: 1 }]) {
			refusal(() => readChoice(value, 'Label', ['xml', 'json']));
		}
	});
});

const inWords = (value: unknown) =>
	typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
