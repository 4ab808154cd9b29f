import { decodeHTMLStrict } from 'entities';

/** Makes a service's text fit to be shown: see {@link createQuote}. */
export type Quote = (text: string) => string;

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** No more than this of a service's own text is shown. */
const MAX_LENGTH = 500;

/** Of a long secret, so much is looked for where it is encoded: nobody writes it by chance. */
const MAX_SEARCHED = 32;

/** A character takes no more than this when it is encoded twice. */
const MAX_ENCODED_LENGTH = 60;

/** What stands before a secret can swallow so many of its first characters, as `%2` does with `B` and `\` with `u0041`. */
const MAX_SWALLOWED = 6;

/** What is left of a shorter secret without its first characters may stand in any text. */
const MIN_SWALLOWED_LENGTH = 8;

const MAX_LAYERS = 3;

/**
 * Makes the function through which every text of a service goes where its body is read. What comes out is on one line, has
 * at most 500 characters and no tag, and none of the secrets in it: where one stands plainly, it alone is replaced; a text
 * that holds one URL-, form-, JSON- or HTML-encoded, up to three times or mixed, is hidden as a whole.
 *
 * @param secrets white space around them does not count; empty ones are left out
 */
export function createQuote(secrets: readonly string[]): Quote {
	const distinct = [...new Set([...secrets, ...secrets.map(withoutPhpTags)].map(oneLine))].filter(
		(secret) => secret !== '',
	);
	const longest = distinct.reduce((most, { length }) => Math.max(most, length), 0);
	const searched = MAX_ENCODED_LENGTH * Math.min(longest, MAX_SEARCHED);

	return (text) => {
		const whole = oneLine(text);
		const start = whole.slice(0, MAX_LENGTH + Math.max(longest, searched));
		const found = findAll(start, distinct);
		const plain = around(found, start, start.length)
			.join(HIDDEN)
			.slice(0, MAX_LENGTH + searched);
		const isHidden =
			(encodingSign.test(whole) && distinct.some((secret) => beginsIn(start, secret, found))) ||
			(distinct.length > 0 && readingsOf(plain).some((reading) => holds(reading, distinct, plain)));
		if (isHidden) return HIDDEN;
		// Behind this, a secret may begin that ends behind what was searched.
		const end = start.length < whole.length ? MAX_LENGTH : whole.length;
		const shown = withoutTags(around(found, start, end).join(HIDDEN));
		return copyOf(cut(shown, end < whole.length));
	};
}

/** What PHP prints has tags around its parts. */
export function withoutPhpTags(text: string): string {
	return text.replace(/<\/?(?:b|br|i|p)\b[^<>]*>/gi, ' ');
}

/** A text from elsewhere, for a message: n8n's error panel renders descriptions as HTML, and its log goes to terminals. */
export function withoutMarkup(text: string): string {
	return withoutTags(oneLine(text));
}

/** On one line, without what a terminal obeys or what turns the reading direction. */
function oneLine(text: string): string {
	return text
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.replace(/[\p{Bidi_Control}\u200b\ufeff]/gu, '')
		.trim();
}

function withoutTags(text: string): string {
	return text.replace(/<(?=[a-z/!?])/gi, '‹');
}

function cut(text: string, isCut: boolean): string {
	if (text.length <= MAX_LENGTH && !isCut) return text;
	// Half of a character that takes two places must not be left.
	return `${text.slice(0, MAX_LENGTH - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/** A cut of a text keeps the whole of it in memory, which is a response of 64 KiB for each item. */
function copyOf(text: string): string {
	return Buffer.from(text).toString();
}

/** A part of a text, from one index to before another. */
interface Span {
	from: number;
	to: number;
}

/** Where the secrets stand in a text; those that overlap or touch are one. */
function findAll(text: string, secrets: readonly string[]): Span[] {
	// What was redacted before stays as it is.
	const all = [...secrets, HIDDEN].flatMap((secret) => [...find(text, secret)]);
	const merged: Span[] = [];
	for (const { from, to } of all.sort((one, other) => one.from - other.from)) {
		const last = merged.at(-1);
		if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
		else merged.push({ from, to });
	}
	return merged;
}

function* find(text: string, secret: string): Generator<Span> {
	for (let from = text.indexOf(secret); from >= 0; from = text.indexOf(secret, from + 1)) {
		yield { from, to: from + secret.length };
	}
}

/** What stands around the spans of a text that begin before an index. */
function around(spans: readonly Span[], text: string, end: number): string[] {
	let at = 0;
	const parts: string[] = [];
	for (const { from, to } of spans) {
		if (from >= end) break;
		parts.push(text.slice(at, from));
		at = to;
	}
	return [...parts, text.slice(at, end)];
}

/** In every text that holds something encoded. */
const encodingSign = /[%\\&+]/;

/** Whether a long secret begins in what may be shown of a text, and isn't one that was found: its end may be encoded. */
function beginsIn(text: string, secret: string, found: readonly Span[]): boolean {
	if (secret.length <= MAX_SEARCHED) return false;
	return [...find(text, secret.slice(0, MAX_SEARCHED))].some(
		({ from }) => from < MAX_LENGTH && !found.some((one) => one.from <= from && from < one.to),
	);
}

/** @param text what the reading is of, in which a part of a secret may stand by chance, unless it is that of a long one */
function holds(reading: string, secrets: readonly string[], text: string): boolean {
	return secrets.some((secret) => {
		const { length } = secret;
		const most =
			length < MIN_SWALLOWED_LENGTH ? 0 : Math.min(MAX_SWALLOWED, Math.floor(length / 2));
		if (!reading.includes(secret.slice(most, MAX_SEARCHED))) return false;
		if (length > MAX_SEARCHED) return true;
		return Array.from({ length: most + 1 }, (_, swallowed) => secret.slice(swallowed)).some(
			(part) => reading.split(part).length > text.split(part).length,
		);
	});
}

/** What a text says when its encodings are taken off, each by itself and all at once, in every order. */
function readingsOf(text: string): string[] {
	const readings = new Set<string>();
	let layer = [text];
	for (let depth = 0; depth < MAX_LAYERS && layer.length > 0; depth++) {
		const decoded = layer.flatMap((reading) => decoders.map((decode) => oneLine(decode(reading))));
		layer = [...new Set(decoded)].filter((reading) => reading !== text && !readings.has(reading));
		for (const reading of layer) readings.add(reading);
	}
	return [...readings];
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const decodeUrl = (text: string) =>
	text.replace(/(?:%[\da-f]{2})+/gi, (bytes) =>
		Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
	);
const decodeForm = (text: string) => decodeUrl(text.replaceAll('+', ' '));
const decodeJson = (text: string) =>
	text.replace(/\\(?:u([\da-f]{4})|([^]))/gi, (_, code?: string, char: string = '') =>
		code === undefined ? (escapes[char] ?? char) : String.fromCharCode(parseInt(code, 16)),
	);

const encoded = /(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|[^])|&#?\w+;|\+/gi;

const decodeAll = (text: string) =>
	text.replace(encoded, (part) => {
		if (part.startsWith('&')) return decodeHTMLStrict(part);
		return part.startsWith('\\') ? decodeJson(part) : decodeForm(part);
	});

const decoders = [decodeUrl, decodeForm, decodeJson, decodeHTMLStrict, decodeAll];
