import { findSecret } from './findSecret';
import { Readings } from './readings';

/** Replaces secrets in a text. */
export type Redact = (text: string) => string;

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** In every text that holds something encoded. */
const encodingSign = /[%+\\&]/;

/**
 * Makes a function that replaces every secret by `[hidden]`: plain, URL- or form-encoded, JSON- or HTML-escaped, and
 * encoded twice. Takes time in proportion to the text's length, however long the secrets are and however much they look
 * like the text.
 *
 * @param secrets white space around them does not count; empty ones are left out
 */
export function createRedactor(secrets: readonly string[]): Redact {
	const distinct = new Set(secrets.map((secret) => secret.trim()));
	distinct.delete('');
	return (text) => {
		const isPlain = !encodingSign.test(text);
		// No encoding is shorter than what it encodes.
		const candidates = [...distinct].filter(
			(secret) => secret.length <= text.length && (!isPlain || text.includes(beginningOf(secret))),
		);
		if (candidates.length === 0) return text;

		const found = new Uint8Array(text.length + 1);
		const readings = Readings.of(text);
		for (const secret of candidates) findSecret(secret, readings, found);
		return replace(text, found);
	};
}

/** The first few characters of a secret, up to half a surrogate pair, which is another character in a text. */
function beginningOf(secret: string): string {
	return /^[^\ud800-\udfff\ufffd]{0,16}/.exec(secret)?.[0] ?? '';
}

function replace(text: string, found: Uint8Array): string {
	let result = '';
	let from = 0;
	for (let start = found.indexOf(1); start >= 0; start = found.indexOf(1, from)) {
		result += text.slice(from, start) + HIDDEN;
		from = found.indexOf(0, start);
	}
	return result + text.slice(from);
}
