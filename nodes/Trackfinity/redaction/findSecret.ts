import { Decoding } from './decoding';

/**
 * Marks every position of a text that belongs to the secret.
 *
 * @param decodings of the text. Where there are several, each character may be read in any of them: in the one that
 * continues the longest match, the first one if several do. That finds all but a secret which holds signs of encodings
 * itself, where such a sign and what follows it by chance read as an escape that continues another match.
 */
export type FindSecret = (decodings: readonly Decoding[], found: Uint8Array) => void;

/**
 * Prepares the search for one secret.
 *
 * It is the Knuth-Morris-Pratt search, whose time depends only on how long text and secret are, not on how much they look
 * alike. It runs backwards: each position has one next position, but perhaps several previous ones.
 *
 * @param length of the texts to search
 */
export function createFindSecret(secret: string, length: number): FindSecret {
	const chars = backwards(Decoding.of(secret));
	const shorter = shorterMatches(chars);
	// For each position: how many of the secret's last characters begin there, and where the second of them does.
	const counts = new Int32Array(length + 1);
	const nexts = new Int32Array(length);

	return (decodings, found) => {
		for (let at = length - 1; at >= 0; at--) {
			let best = -1;
			let next = at;
			for (const text of decodings) {
				const char = wellFormed(text.charAt(at));
				const after = text.after(at);
				let count = counts[after] ?? 0;
				while (count >= 0 && chars[count] !== char) count = shorter[count] ?? -1;
				if (count < best) continue;
				best = count + 1;
				next = after;
			}
			counts[at] = best;
			nexts[at] = next;
		}
		if (counts.includes(chars.length)) mark(counts, nexts, chars.length, found);
	};
}

/** Marks what is on the way of a whole secret, from each position where one begins. */
function mark(counts: Int32Array, nexts: Int32Array, length: number, found: Uint8Array): void {
	// How many characters are still to mark; where secrets overlap, of the one that goes on longest.
	const left = new Int32Array(counts.length);
	nexts.forEach((next, at) => {
		const here = counts[at] === length ? length : (left[at] ?? 0);
		if (here === 0) return;
		found.fill(1, at, next);
		left[next] = Math.max(left[next] ?? 0, here - 1);
	});
}

/** The characters of a secret, the last one first. */
function backwards(text: Decoding): Int32Array {
	const chars = new Int32Array(text.length);
	let start = text.length;
	for (let at = 0; at < text.length; at = text.after(at)) {
		chars[--start] = wellFormed(text.charAt(at));
	}
	return chars.subarray(start);
}

/**
 * For each number of characters that match, before one that doesn't: the longest shorter match that may go on, or -1.
 *
 * One that would need the same character next is left out, so that few are ever tried (Knuth, Morris and Pratt: "Fast
 * pattern matching in strings", 1977).
 */
function shorterMatches(chars: Int32Array): Int32Array {
	const shorter = new Int32Array(chars.length + 1);
	let count = -1;
	chars.forEach((char, at) => {
		shorter[at] = chars[count] === char ? (shorter[count] ?? -1) : count;
		while (count >= 0 && chars[count] !== char) count = shorter[count] ?? -1;
		count++;
	});
	shorter[chars.length] = count;
	return shorter;
}

/** Half a surrogate pair reaches a service as the replacement character: UTF-8 has no bytes for it. */
function wellFormed(char: number): number {
	return char >> 11 === 0xd800 >> 11 ? 0xfffd : char;
}
