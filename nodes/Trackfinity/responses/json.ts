/** A JSON string, with its colon if it is a key, and the number if that is its value. */
const token = /("[^"\\]*(?:\\.[^"\\]*)*")(?:(\s*:\s*)(-?\d[\d.eE+-]*)?)?/g;

/**
 * Parses the JSON of a response; undefined if it isn't JSON. Numbers under `exactKeys` become texts, so that no digit is lost.
 * `hasDuplicateKey`: parsers keep only one of two equal keys in an object, so that a contradiction would go unseen.
 */
export function parseJson(text: string, exactKeys: readonly string[] = []) {
	const json = text.trim();
	try {
		let value: unknown = JSON.parse(json);
		let keys = 0;
		const exact = json.replace(token, (whole, key: string, colon?: string, digits?: string) => {
			if (colon !== undefined) keys += 1;
			const isExact = digits !== undefined && exactKeys.includes(key.slice(1, -1).toLowerCase());
			return isExact ? `${key}${colon}"${digits}"` : whole;
		});
		if (exact !== json) value = JSON.parse(exact);
		// More keys are written than parsed if one is there twice.
		for (const object of objectsIn(value)) keys -= Object.keys(object).length;
		return { value, hasDuplicateKey: keys !== 0 };
	} catch {
		return undefined;
	}
}

/** Every object in a value, itself included: without recursion, since responses may be made to exhaust it. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
	const pending = [value];
	while (pending.length > 0) {
		const next = pending.pop();
		if (isObject(next)) yield next;
		if (typeof next !== 'object' || next === null) continue;
		for (const inner of Object.values(next)) pending.push(inner);
	}
}

/** Whether a value is a JSON object, so no list and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's own value, never one that it inherits: another node may have changed the prototype of all objects. */
export function own(object: Record<string, unknown>, key: string): unknown {
	return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The values of an object's own keys that are one of these words, in any letter case. */
export function valuesOf(object: Record<string, unknown>, words: readonly string[]): unknown[] {
	return Object.keys(object)
		.filter((key) => words.includes(key.toLowerCase()))
		.map((key) => object[key]);
}

/** Keys, and the same keys as an attribute in XML has them. */
export function withAttributes(...keys: readonly string[]): string[] {
	return keys.flatMap((key) => [key, `@${key}`]);
}

const errorKeys = withAttributes('error', 'errors');

/** Whether a response itself, not just a part of it, has an error: anything but null, false, 0, "", [] and {}. */
export function hasError(response: Record<string, unknown>): boolean {
	return valuesOf(response, errorKeys).some((value) =>
		typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value),
	);
}
