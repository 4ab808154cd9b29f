import { trimmed } from './text';

/** What a JSON text holds. */
export interface Json {
	value: unknown;
	/** Whether an object in it has a key twice. Parsers keep one of the two, so that a contradiction would go unseen. */
	hasDuplicateKey: boolean;
}

/**
 * Parses the JSON of a response; byte order mark and white space around it do not count.
 *
 * @returns undefined when the text is no JSON
 */
export function parseJson(text: string): Json | undefined {
	const bare = trimmed(text);
	try {
		const value: unknown = JSON.parse(bare);
		return { value, hasDuplicateKey: countKeysIn(bare) !== countKeysOf(value) };
	} catch {
		return undefined;
	}
}

/** A text in JSON, with a colon behind it if it is a key, and a number if that is its value. */
const token = /("[^"\\]*(?:\\.[^"\\]*)*")(?:(\s*:)(?:(\s*)(-?\d[\d.eE+-]*))?)?/g;

/**
 * Puts quotes around the numbers under some keys, so that none of their digits is lost in parsing.
 *
 * @param json valid JSON
 */
export function withTexts(json: string, names: readonly string[]): string {
	const quoted = new Set(names.map((name) => JSON.stringify(name)));
	return json.replace(
		token,
		(whole, key: string, colon?: string, space?: string, digits?: string) =>
			digits !== undefined && quoted.has(key) ? `${key}${colon}${space}"${digits}"` : whole,
	);
}

/** How many keys a valid JSON text writes: texts with a colon behind them. */
function countKeysIn(json: string): number {
	let count = 0;
	for (const [, , colon] of json.matchAll(token)) if (colon !== undefined) count += 1;
	return count;
}

/** How many keys came of it. */
function countKeysOf(value: unknown): number {
	let count = 0;
	for (const object of objectsIn(value)) count += Object.keys(object).length;
	return count;
}

/** Every object in a value, itself included: without recursion, since responses may be made to exhaust it. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
	const left = [value];
	while (left.length > 0) {
		const next = left.pop();
		if (isObject(next)) yield next;
		if (typeof next !== 'object' || next === null) continue;
		for (const inner of Object.values(next)) left.push(inner);
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

/** The values of an object's own keys that are one of these words, in any letter case. */
export function valuesOf(object: Record<string, unknown>, words: readonly string[]): unknown[] {
	return Object.entries(object).flatMap(([key, value]) =>
		words.includes(key.toLowerCase()) ? [value] : [],
	);
}

/** Whether a value that stands for an error tells of one: all but null, false, 0, "", [] and {}, or a missing value. */
function holdsAnything(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}

/** Whether a response tells of an error directly, so not in a part of it. */
export function hasError(response: Record<string, unknown>): boolean {
	return valuesOf(response, ['error', 'errors', '@error', '@errors']).some(holdsAnything);
}
