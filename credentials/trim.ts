/**
 * What shows nothing, beside white space, for a character class: format characters, what Unicode lets programs ignore, and
 * the blank Braille pattern. Web pages and PDFs put such characters into long codes.
 */
export const INVISIBLE = String.raw`\p{Cf}\p{Default_Ignorable_Code_Point}\u2800`;

const visible = new RegExp(String.raw`[^\s${INVISIBLE}]`, 'u');

/**
 * Takes white space and invisible characters off both ends: what is copied from web pages and spreadsheets often has a
 * zero-width space or a byte order mark there. Goes from character to character, because a regular expression for the end
 * takes quadratic time on a long run of spaces.
 *
 * @returns the text from its first to its last visible character; empty when there is none
 */
export function trim(text: string): string {
	const start = text.search(visible);
	if (start < 0) return '';
	let end = text.length;
	for (;;) {
		// Two code units hold one whole character at their end.
		const last = Array.from(text.slice(Math.max(0, end - 2), end)).at(-1) ?? '';
		if (visible.test(last)) return text.slice(start, end);
		end -= last.length;
	}
}
