import type { RunResult } from '../../dev/engine/index.cts';

/**
 * Every text that a value holds, however deep: keys and values, also those that do not show when it is printed, such as
 * the stack of an exception.
 */
export function stringsIn(value: unknown, seen = new Set<unknown>()): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value === 'symbol') return [String(value)];
	if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
	if (seen.has(value)) return [];
	seen.add(value);
	if (value instanceof Map || value instanceof Set) return stringsIn([...value], seen);
	if (ArrayBuffer.isView(value)) return [Buffer.from(value.buffer).toString('utf8')];
	return Reflect.ownKeys(value).flatMap((key) => [
		...stringsIn(key, seen),
		...stringsIn(Reflect.get(value, key), seen),
	]);
}

/** All that a run shows of itself, but for the items that came in and the parameters that the workflow holds anyway. */
export function shownBy({ error, output, errorOutput, hints, logs }: RunResult): string {
	return stringsIn({ error, output, errorOutput, hints, logs }).join('\n');
}

/** Expects what is stored to name none of these, plainly or encoded so that anybody can read it. */
export function expectNoneIn(stored: unknown, names: readonly string[]): void {
	const text = stringsIn(stored).join('\n').toLowerCase();
	const readable = names.flatMap((name) => [
		...[name, encodeURIComponent(name), Buffer.from(name).toString('hex')],
		Buffer.from(name).toString('base64').replaceAll('=', ''),
	]);
	expect(text).not.toBe('');
	expect(readable.filter((name) => text.includes(name.toLowerCase()))).toEqual([]);
}

/** Everything that n8n keeps of a run, and all of its logs. */
export function keptOf({ run, logs }: RunResult): string {
	return stringsIn({ run, logs }).join('\n');
}
