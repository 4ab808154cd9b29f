/** Replaces secrets in a text. */
export type Redact = (text: string) => string;

const HIDDEN = '[hidden]';

/** How else than as itself JSON and HTML write a character. */
const escapes: Record<string, string[]> = {
	'"': ['\\"', '&quot;'],
	'&': ['&amp;'],
	"'": ['&apos;'],
	'/': ['\\/'],
	'<': ['&lt;'],
	'>': ['&gt;'],
	'\\': ['\\\\'],
	'\b': ['\\b'],
	'\f': ['\\f'],
	'\n': ['\\n'],
	'\r': ['\\r'],
	'\t': ['\\t'],
	' ': ['+'],
};

/**
 * Makes a function that replaces every secret by `[hidden]`: as it is, URL-encoded, and as JSON and HTML write it.
 *
 * Encoders differ in which characters they leave alone, so each character of a secret is looked for in every form.
 *
 * @param secrets white space around them does not count; empty ones are left out
 */
export function createRedactor(secrets: readonly string[]): Redact {
	let pattern: RegExp | undefined;
	return (text) => {
		// Most responses have no text to hide anything in.
		pattern ??= toPattern(secrets);
		return text.replace(pattern, HIDDEN);
	};
}

function toPattern(secrets: readonly string[]): RegExp {
	const distinct = new Set(
		secrets.map((secret) => secret.trim()).filter((secret) => secret !== ''),
	);
	// The longest first: a secret may hold another one.
	const sorted = [...distinct].sort((one, other) => other.length - one.length);
	const patterns = sorted.map((secret) =>
		[...secret].map((character) => `(?:${formsOf(character).join('|')})`).join(''),
	);
	// Without any secret, a pattern that matches nothing.
	return new RegExp(patterns.join('|') || '(?!)', 'g');
}

/** Regular expressions for every form of one character; the plain one last, since an escaped form may start with it. */
function formsOf(character: string): string[] {
	const code = character.codePointAt(0) ?? 0;
	const bytes = [...new TextEncoder().encode(character)].map((byte) =>
		byte.toString(16).padStart(2, '0'),
	);
	const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
	return [
		bytes.map((byte) => `%${anyCase(byte)}`).join(''),
		units.map((unit) => `\\\\u${anyCase(unit)}`).join(''),
		`&#0*${code};`,
		`&#[xX]0*${anyCase(code.toString(16))};`,
		...[...(escapes[character] ?? []), character].map(literally),
	];
}

function literally(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function anyCase(hex: string): string {
	return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
