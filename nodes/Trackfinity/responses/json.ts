/**
 * Parses the JSON of a response; byte order mark and white space around it do not count.
 *
 * @returns the value, or undefined when the text is no JSON
 */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, '').trim());
	} catch {
		return undefined;
	}
}

/** Whether a value is a JSON object, so no list and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's own value, never one that it inherits: responses may use any word as a key. */
export function own(object: Record<string, unknown>, key: string): unknown {
	return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * The words in which a JSON value explains itself: a text, or the texts inside a list or under the usual keys.
 *
 * @returns undefined where there are none
 */
export function words(value: unknown, depth = 0): string | undefined {
	if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
	if (depth > 3) return undefined;
	if (Array.isArray(value)) {
		const texts = value.slice(0, 10).map((entry) => words(entry, depth + 1));
		const found = texts.filter((text) => text !== undefined);
		return found.length > 0 ? found.join('; ') : undefined;
	}
	if (!isObject(value)) return undefined;
	for (const key of ['error', 'errors', 'message', 'description', 'detail']) {
		const text = words(own(value, key), depth + 1);
		if (text !== undefined) return text;
	}
	return undefined;
}
