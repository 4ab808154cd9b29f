/** The longest that a service may ask us to wait inside a run. */
export const MAX_WAIT_MS = 60_000;

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date (RFC 9110).
 *
 * @param now milliseconds since 1970, from which a date is counted
 * @returns milliseconds from `now`, 0 for a date that has passed; undefined where there is no readable header
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
	const text = header?.trim() ?? '';
	if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
	const date = Date.parse(toUtc(text));
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const TIME = String.raw`\d{2}:\d{2}:\d{2}`;
const usualDate = new RegExp(`^[a-z]{3,9}, \\d{2}[ -][a-z]{3}[ -]\\d{2,4} ${TIME} GMT$`, 'i');
const asctimeDate = new RegExp(`^[a-z]{3} [a-z]{3} [ \\d]\\d ${TIME} \\d{4}$`, 'i');

/** An HTTP date in a form that is read in UTC; empty for all other texts, in which `Date.parse` finds dates too. */
function toUtc(text: string): string {
	if (usualDate.test(text)) return text;
	return asctimeDate.test(text) ? `${text} GMT` : '';
}
