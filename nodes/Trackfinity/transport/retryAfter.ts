/** The longest that a service may ask us to wait inside a run. */
const MAX_WAIT_MS = 60_000;

/** Whether the service asks for a longer wait than is worth it inside a run. */
export function asksForLongWait({ retryAfterMs = 0 }: { retryAfterMs?: number }): boolean {
	return retryAfterMs > MAX_WAIT_MS;
}

const usualDate = /^[a-z]{3,9}, \d\d[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/i;
const asctimeDate = /^[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/i;

/** The milliseconds from `now`, 0 or more, of a `Retry-After` header: seconds or an HTTP date (RFC 9110); else undefined. */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	const text = typeof header === 'string' ? header.trim() : '';
	if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text), Number.MAX_SAFE_INTEGER) * 1000;
	// `Date.parse` finds dates in all sorts of texts.
	if (!usualDate.test(text) && !asctimeDate.test(text)) return undefined;
	// Without a zone, as in the second form, the date would be local; GMT twice is the same as once.
	const date = Date.parse(`${text} GMT`);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
