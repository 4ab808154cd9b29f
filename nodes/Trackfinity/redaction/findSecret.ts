import type { Matches } from './pattern';
import { NO_MATCH, Pattern } from './pattern';
import type { Readings } from './readings';

/**
 * Marks every position of a text that belongs to a secret, whichever reading of its characters makes it one.
 *
 * @param found set to 1 at these positions
 */
export function findSecret(secret: string, text: Readings, found: Uint8Array): void {
	const pattern = new Pattern(secret);
	const matches = matchesOf(pattern, text);
	const isBeginning = (here: Matches) => pattern.has(here, pattern.length);
	if (!matches.some(isBeginning)) return;

	// At each position, the matches that belong to one of the whole secret; where secrets overlap, of the one that ends last.
	const parts = matches.map((here) => (isBeginning(here) ? [pattern.length] : NO_MATCH));
	parts.forEach((_, at) => {
		text.forEachAt(at, (char, end) => {
			for (const match of parts[at] ?? NO_MATCH) {
				const rest = pattern.rest(match, char);
				if (rest === undefined || !pattern.has(matches[end] ?? NO_MATCH, rest)) continue;
				found.fill(1, at, end);
				parts[end] = pattern.add(parts[end] ?? NO_MATCH, rest);
			}
		});
	});
}

/** The matches at each position of a text, and after it. */
function matchesOf(pattern: Pattern, text: Readings): Matches[] {
	const matches = Array.from({ length: text.length + 1 }, () => NO_MATCH);
	for (let at = text.length - 1; at >= 0; at--) {
		text.forEachAt(at, (char, end) => {
			for (const match of matches[end] ?? NO_MATCH) {
				matches[at] = pattern.add(matches[at] ?? NO_MATCH, pattern.extend(match, char));
			}
		});
	}
	return matches;
}
