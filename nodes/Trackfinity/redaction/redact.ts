import { Decoding } from './decoding';
import { any, decodersFor } from './encodings';
import { createFindSecret } from './findSecret';

/** Replaces secrets in a text. */
export type Redact = (text: string) => string;

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** How often a text may have been encoded. */
const LAYERS = 2;

/** The same where encodings are mixed, as in a URL inside JSON inside HTML. */
const MIXED_LAYERS = 3;

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
		const finders = candidates.map((secret) => createFindSecret(secret, text.length));
		const search = (decodings: readonly Decoding[]) => {
			for (const find of finders) find(decodings, found);
		};
		const plain = Decoding.of(text);
		for (const decoding of decodingsOneByOne(plain, LAYERS)) search([decoding]);
		// Some encoders leave alone what looks encoded already, and nested ones each encode other characters.
		search([...decodingsAtOnce(plain, MIXED_LAYERS)]);
		return replace(text, found);
	};
}

/** The first few characters of a secret, up to half a surrogate pair, which is another character in a text. */
function beginningOf(secret: string): string {
	return /^[^\ud800-\udfff\ufffd]{0,16}/.exec(secret)?.[0] ?? '';
}

/** A text, the text with each one encoding taken off, and with each sequence of several. */
function* decodingsOneByOne(text: Decoding, layers: number): Generator<Decoding> {
	yield text;
	if (layers === 0) return;
	for (const decoder of decodersFor(text)) {
		const decoded = text.decode(decoder);
		if (decoded) yield* decodingsOneByOne(decoded, layers - 1);
	}
}

/** A text, the text with all encodings taken off at once, and so on. */
function* decodingsAtOnce(text: Decoding, layers: number): Generator<Decoding> {
	yield text;
	const decoded = layers > 0 ? text.decode(any) : undefined;
	if (decoded) yield* decodingsAtOnce(decoded, layers - 1);
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
