import { bareText } from './text';

/** What a JSON text holds. */
export interface Json {
	value: unknown;
	/** Whether an object in it has a key twice. Parsers keep one of the two, so that a contradiction would go unseen. */
	hasKeyTwice: boolean;
}

/**
 * Parses the JSON of a response; byte order mark and white space around it do not count.
 *
 * @returns undefined when the text is no JSON
 */
export function parseJson(text: string): Json | undefined {
	const bare = bareText(text);
	try {
		const value: unknown = JSON.parse(bare);
		return { value, hasKeyTwice: countKeysIn(bare) !== countKeysOf(value) };
	} catch {
		return undefined;
	}
}

/** How many keys a valid JSON text writes: texts with a colon behind them. */
function countKeysIn(json: string): number {
	let count = 0;
	for (const [, colon] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:)?/g)) {
		if (colon !== undefined) count += 1;
	}
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

/** Whether a value that stands for an error tells of one: all but null, false, 0, "", [] and {}, or a missing value. */
export function holdsAnything(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}

/** Whether a response tells of an error directly, so not in a part of it. */
export function hasError(response: Record<string, unknown>): boolean {
	return ['error', 'errors', '@error', '@errors'].some((key) => holdsAnything(own(response, key)));
}
