import { explainingKeys } from '../../../credentials/testRules';
import { withoutPhpTags } from '../redact';
import { isObject, withAttributes } from './json';

/** What a response says about its request. Messages are the service's own words, which may repeat what was sent, a key too. */
export type Reading = { message?: string | undefined } & (
	| { kind: 'confirmed' }
	/** Where `isMissing` is set, there is no such customer. */
	| { kind: 'rejected'; isMissing?: boolean }
	/**
	 * Nothing. The reason completes "Trackfinity responded (HTTP 200) but …". `customers` is how many a search named, which shows
	 * that the service works. `saysDeleted`: it tells of a deletion all the same, so nothing is sent again.
	 */
	| { kind: 'unclear'; reason?: string; customers?: number; saysDeleted?: boolean }
	/** A search found one customer, with this code. */
	| { kind: 'found'; code: string }
	/** That a customer other than the one sent was deleted: the one with this code, a guess if it can't be read as a whole. */
	| { kind: 'wrongCustomer'; code: string; isGuess?: boolean }
);

// Why a response says nothing. Which of two equal keys in JSON counts would be a guess.
export const CONTRADICTS_ITSELF = 'the response contradicts itself';
export const HAS_DUPLICATE_KEY = 'the response contains a duplicate field';
export const PRINTED_BY_PHP = "PHP printed a message into the service's response";

/** The keys under which services explain themselves, also as XML attributes. */
export const explainingNames = withAttributes(...explainingKeys);

/** More than this helps nobody, whatever a response holds. */
const MAX_TEXTS = 10;
const MAX_DEPTH = 6;

/** The texts under keys that explain, or of a value that is only text; no web pages. Uncut, so that secrets can be found. */
export function extractMessage(value: unknown): string | undefined {
	const texts = new Set<string>();
	const isExplaining = [value].flat().every((entry) => typeof entry === 'string');
	collect(value, isExplaining, 0, texts);
	return texts.size > 0 ? [...texts].join('; ') : undefined;
}

/** @param isExplaining whether the value stands under a key that explains, so that every text in it counts */
function collect(value: unknown, isExplaining: boolean, depth: number, texts: Set<string>): void {
	if (texts.size >= MAX_TEXTS || depth > MAX_DEPTH) return;
	if (typeof value === 'string') {
		const text = value.trim();
		if (isExplaining && text !== '' && !hasWebPage(text)) texts.add(text);
	} else if (Array.isArray(value)) {
		for (const entry of value) collect(entry, isExplaining, depth + 1, texts);
	} else if (isObject(value)) {
		// `#text` is that of an XML element that holds more than text.
		const ranked = isExplaining || depth === 0 ? ['#text', ...explainingNames] : explainingNames;
		const entries = Object.entries(value).map(
			([key, inner]) => [ranked.indexOf(key.toLowerCase()), inner] as const,
		);
		entries.sort(([one], [other]) => one - other);
		const before = texts.size;
		for (const [rank, inner] of entries) if (rank >= 0) collect(inner, true, depth + 1, texts);
		if (texts.size > before) return;
		const others = entries.filter(([rank]) => rank < 0);
		for (const [, inner] of others) collect(inner, isExplaining, depth + 1, texts);
	}
}

/** Whether a text is a web page, or has one in it: nothing that helps in a message. */
export function hasWebPage(text: string): boolean {
	return /<(?:!doctype\s+html|html|head|body)\b/i.test(text);
}

/** What PHP writes into a response with `display_errors`. */
const phpLevel = '(?:(?:Recoverable )?Fatal error|Parse error|Warning|Notice|Deprecated)';
const phpMessage = new RegExp(`<b>${phpLevel}</b>: |^(?:PHP )?${phpLevel}: .* on line \\d+$`, 'm');

/** The service's words in a body that was parsed to `value`; if it couldn't be, the body as a whole where it's plain text. */
export function wordsIn(body: string, value: unknown): string | undefined {
	if (value !== undefined) return extractMessage(value);
	const text = body.trim();
	if (text === '' || hasWebPage(text)) return undefined;
	if (phpMessage.test(text)) return withoutPhpTags(text).trim();
	return /^<[a-z!?/]/i.test(text) ? undefined : text;
}

/** Why a body without a yes or a no says nothing, in words that complete "Trackfinity responded (HTTP 200) but …". */
export function whyUnclear(body: string, otherwise: string): string {
	if (body.trim() === '') return 'the response is empty';
	if (hasWebPage(body)) return 'the response is a web page';
	return phpMessage.test(body) ? PRINTED_BY_PHP : otherwise;
}

/** Whether one of the values of keys that say yes or no is a no. */
export function isNegative(values: readonly unknown[], words: readonly string[]): boolean {
	return values.some((value) =>
		typeof value === 'string'
			? words.includes(value.trim().toLowerCase())
			: value === false || value === 0,
	);
}
