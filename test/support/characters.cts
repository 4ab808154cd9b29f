import fc from 'fast-check';

/** Half characters: UTF-16 writes others with two of these, and alone they are none. */
const FIRST_HALF = 0xd800;
const HALVES = 0x800;

/**
 * Any character of Unicode, as the unit of a text. fast-check has the same as `binary`, but makes a table of them all first,
 * which takes a second in each test file.
 */
export const character: fc.Arbitrary<string> = fc
	.nat(0x10ffff - HALVES)
	.map((code) => String.fromCodePoint(code < FIRST_HALF ? code : code + HALVES));
