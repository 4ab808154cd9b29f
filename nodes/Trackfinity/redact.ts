import { decodeHTMLStrict } from 'entities';

export type Redact = (text: string) => string;

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** The most of a service's own text that is shown. */
const MAX_LENGTH = 500;
/** How much of a long secret is searched for where it is encoded or cut off: no text holds that by chance. */
const MAX_SEARCHED = 32;
/** The most characters that one character takes when it is encoded twice. */
const MAX_ENCODED_LENGTH = 60;
const MAX_LAYERS = 3;
/** How many first characters of a secret decoding can lose to the text before it, as in `%2` and `B…`, or `\` and `u0041…`. */
const MAX_SWALLOWED = 6;
/** A shorter secret is only searched for as a whole: what such a loss leaves of it may be in any text by chance. */
const MIN_SWALLOWED_LENGTH = 8;

/**
 * Makes the function that every text of a service goes through when it is read. What comes out is on one line, has at most
 * 500 characters, no tag and no secret: a plain one is replaced, and a text that holds one encoded for URLs, forms, JSON or
 * HTML, up to three times or mixed, is hidden as a whole. White space around secrets doesn't count.
 */
export function createRedactor(secrets: readonly string[]): Redact {
	const spellings = [...secrets, ...secrets.map(withoutPhpTags)].map(oneLine);
	const distinct = [...new Set(spellings)].filter((secret) => secret !== '');
	const longest = distinct.reduce((most, { length }) => Math.max(most, length), 0);
	const encodedLength = MAX_ENCODED_LENGTH * Math.min(longest, MAX_SEARCHED);

	return (text) => {
		const whole = oneLine(text);
		const start = whole.slice(0, MAX_LENGTH + MAX_SEARCHED + Math.max(longest, encodedLength));
		const mask = maskOf(start, distinct);
		// A secret that begins after this may end beyond `start`.
		const end = start.length < whole.length ? MAX_LENGTH : whole.length;
		const masked = replaceMarked(start, mask.slice(0, end + MAX_SEARCHED));
		const decodable = replaceMarked(start, mask).slice(0, MAX_LENGTH + encodedLength);
		// The masked text shows a long secret that is cut off, the others one that is encoded.
		const readings = distinct.length > 0 ? [masked, ...readingsOf(decodable)] : [];
		if (distinct.some((secret) => readings.some((reading) => holds(reading, secret, decodable)))) {
			return HIDDEN;
		}
		const shown = withoutTags(replaceMarked(start, mask.slice(0, end)));
		// No half of a surrogate pair must be left.
		const isCut = shown.length > MAX_LENGTH || end < whole.length;
		const cut = `${shown.slice(0, MAX_LENGTH - 1).replace(/\p{Surrogate}$/u, '')}…`;
		// A slice of a text keeps all of it in memory, which is a response of 64 KiB for each item.
		return Buffer.from(isCut ? cut : shown).toString();
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

/** On one line, without control characters or what turns the reading direction. */
function oneLine(text: string): string {
	return text
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.replace(/[\p{Bidi_Control}\u200b\ufeff]/gu, '')
		.trim();
}

function withoutTags(text: string): string {
	return text.replace(/<(?=[a-z/!?])/gi, '‹');
}

/** A text's mask: `x` for a character of a secret, or of what was redacted before so that it stays, and `-` for others. */
function maskOf(text: string, secrets: readonly string[]): string {
	const mask = Buffer.alloc(text.length, '-');
	for (const secret of [...secrets, HIDDEN]) {
		for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
			mask.fill('x', at, at + secret.length);
		}
	}
	return mask.toString('latin1');
}

/** As much of a text as its mask covers, with each run of secrets replaced. */
function replaceMarked(text: string, mask: string): string {
	return mask.replace(/x+|-+/g, (run, at: number) =>
		run.startsWith('x') ? HIDDEN : text.slice(at, at + run.length),
	);
}

/** Whether a reading of a text holds a secret, or its end; a short one more often than the text, which may hold it by chance. */
function holds(reading: string, secret: string, text: string): boolean {
	const { length } = secret;
	const most = length < MIN_SWALLOWED_LENGTH ? 0 : Math.min(MAX_SWALLOWED, Math.floor(length / 2));
	if (!reading.includes(secret.slice(most, MAX_SEARCHED))) return false;
	if (length > MAX_SEARCHED) return true;
	const parts = Array.from({ length: most + 1 }, (_, swallowed) => secret.slice(swallowed));
	return parts.some((part) => reading.split(part).length > text.split(part).length);
}

/** What a text says when its encodings are taken off, each by itself and all at once, in every order. */
function readingsOf(text: string): Set<string> {
	const readings = new Set<string>();
	let layer = [text];
	for (let depth = 0; depth < MAX_LAYERS; depth++) {
		const decoded = layer.flatMap((reading) => decoders.map((decode) => oneLine(decode(reading))));
		layer = [...new Set(decoded)].filter((reading) => reading !== text && !readings.has(reading));
		for (const reading of layer) readings.add(reading);
	}
	return readings;
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
const decodeAll = (text: string) =>
	text.replace(/(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|[^])|&#?\w+;|\+/gi, (part) => {
		if (part.startsWith('&')) return decodeHTMLStrict(part);
		return part.startsWith('\\') ? decodeJson(part) : decodeForm(part);
	});
const decoders = [decodeUrl, decodeForm, decodeJson, decodeHTMLStrict, decodeAll];
