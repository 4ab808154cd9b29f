import { isObject } from './json';
import { hasWebPage } from './text';

/** The keys under which services explain themselves, in XML as elements or as attributes, those that say most first. */
const explaining = new Map(
	['error', 'errors', 'message', 'messages', 'description', 'detail', 'details', 'reason']
		.flatMap((key) => [key, `@${key}`])
		.map((key, rank) => [key, rank]),
);

/** The text of an XML element that holds more than text. */
const OWN_TEXT = '#text';

/** More than this helps nobody, whatever a response holds. */
const MAX_TEXTS = 10;
const MAX_DEPTH = 6;

/**
 * The words in which a response explains itself: the texts under the usual keys, nested ones too, or a text or texts that
 * are all there is. Each counts once, and none is a web page. They are whole, so that a secret in them can be found.
 *
 * @param value parsed JSON, or XML as `parseXml` gives it
 * @returns undefined where there are none
 */
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
		const isKnown = (key: string) =>
			explaining.has(key.toLowerCase()) || (key === OWN_TEXT && (isExplaining || depth === 0));
		const rankOf = (key: string) => explaining.get(key.toLowerCase()) ?? -1;
		const entries = Object.entries(value);
		const known = entries.filter(([key]) => isKnown(key));
		known.sort(([one], [other]) => rankOf(one) - rankOf(other));
		const before = texts.size;
		for (const [, entry] of known) collect(entry, true, depth + 1, texts);
		if (texts.size > before) return;
		for (const [key, entry] of entries) {
			if (!isKnown(key)) collect(entry, isExplaining, depth + 1, texts);
		}
	}
}
