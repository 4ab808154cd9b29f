import type { Decoder, Decoding, Token } from './decoding';
import { htmlNames } from './htmlNames';

const LAST_CODE_POINT = 0x10ffff;
const LONGEST_NAME = Math.max(...[...htmlNames.keys()].map((name) => name.length));

const codeOf = (char: string) => char.charCodeAt(0);
const AMPERSAND = codeOf('&');
const BACKSLASH = codeOf('\\');
const HASH = codeOf('#');
const PERCENT = codeOf('%');
const PLUS = codeOf('+');
const SEMICOLON = codeOf(';');
const SMALL_U = codeOf('u');
const SMALL_X = codeOf('x');
const SPACE = codeOf(' ');

/** What JSON writes as a backslash and one character, by that character. */
const jsonEscapes = new Map(
	['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'].map((pair) => [
		pair.charCodeAt(0),
		pair.charCodeAt(1),
	]),
);

/** Percent-encoded UTF-8, as in a URL (RFC 3986, section 2.1). */
const url: Decoder = (text, at) => {
	const first = byteAt(text, at);
	if (first === undefined || first.char < 0x80) return first;
	if (first.char < 0xc0 || first.char > 0xf7) return undefined;
	const following = first.char < 0xe0 ? 1 : first.char < 0xf0 ? 2 : 3;
	let char = first.char & (0x3f >> following);
	let { end } = first;
	for (let left = following; left > 0; left--) {
		const byte = byteAt(text, end);
		if (byte === undefined || byte.char >> 6 !== 0b10) return undefined;
		char = (char << 6) | (byte.char & 0x3f);
		({ end } = byte);
	}
	return char > LAST_CODE_POINT ? undefined : { char, end };
};

/** As in a URL, and a plus sign is a space (URL standard, section 5, "application/x-www-form-urlencoded"). */
const form: Decoder = (text, at) =>
	text.charAt(at) === PLUS ? { char: SPACE, end: text.after(at) } : url(text, at);

/** Backslash escapes, as in a JSON string (RFC 8259, section 7). */
const json: Decoder = (text, at) => {
	if (text.charAt(at) !== BACKSLASH) return undefined;
	const second = text.after(at);
	const letter = text.charAt(second);
	const end = text.after(second);
	if (letter === SMALL_U) return hexAt(text, end, 4);
	const char = jsonEscapes.get(letter);
	return char === undefined ? undefined : { char, end };
};

/** Character references by name, number or hex number (HTML standard, "Character references"). */
const html: Decoder = (text, at) => {
	if (text.charAt(at) !== AMPERSAND) return undefined;
	const second = text.after(at);
	return text.charAt(second) === HASH ? numberAt(text, text.after(second)) : nameAt(text, second);
};

const decoders: ReadonlyArray<[sign: number, Decoder]> = [
	[PERCENT, url],
	[PLUS, form],
	[BACKSLASH, json],
	[AMPERSAND, html],
];

/** The decoders that may change a text. */
export function decodersFor(text: Decoding): Decoder[] {
	return decoders.filter(([sign]) => text.has(sign)).map(([, decoder]) => decoder);
}

/** Whatever is escaped, in whichever way. */
export const any: Decoder = (text, at) => form(text, at) ?? json(text, at) ?? html(text, at);

function byteAt(text: Decoding, at: number): Token | undefined {
	return text.charAt(at) === PERCENT ? hexAt(text, text.after(at), 2) : undefined;
}

function hexAt(text: Decoding, at: number, digits: number): Token | undefined {
	let char = 0;
	let end = at;
	for (let left = digits; left > 0; left--) {
		const digit = digitOf(text.charAt(end));
		if (digit === undefined) return undefined;
		char = char * 16 + digit;
		end = text.after(end);
	}
	return { char, end };
}

/** A number of any length, up to a semicolon. */
function numberAt(text: Decoding, at: number): Token | undefined {
	const isHex = (text.charAt(at) | 0x20) === SMALL_X;
	const radix = isHex ? 16 : 10;
	const start = isHex ? text.after(at) : at;
	let char = 0;
	let end = start;
	while (text.charAt(end) !== SEMICOLON) {
		const digit = digitOf(text.charAt(end));
		if (digit === undefined || digit >= radix) return undefined;
		char = Math.min(char * radix + digit, LAST_CODE_POINT + 1);
		end = text.after(end);
	}
	return end === start || char > LAST_CODE_POINT ? undefined : { char, end: text.after(end) };
}

function nameAt(text: Decoding, at: number): Token | undefined {
	let name = '';
	let end = at;
	while (text.charAt(end) !== SEMICOLON) {
		if (text.charAt(end) < 0 || name.length > LONGEST_NAME) return undefined;
		name += String.fromCodePoint(text.charAt(end));
		end = text.after(end);
	}
	const char = htmlNames.get(name);
	return char === undefined ? undefined : { char, end: text.after(end) };
}

function digitOf(char: number): number | undefined {
	if (char >= 0x30 && char <= 0x39) return char - 0x30;
	const letter = char | 0x20;
	return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}
