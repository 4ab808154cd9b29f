import { wellFormed } from './decoding';

/**
 * What stands at a position of a text: so many of the secret's last characters. A match implies shorter ones: where
 * `anana` stands, so do `ana` and `a`. Every match implies 0.
 */
export type Match = number;

/** The matches at a position, without those that others imply. */
export type Matches = readonly Match[];

/** Where not even the last character of the secret stands. */
export const NO_MATCH: Matches = [0];

/**
 * So many are followed at one position. Only a secret and a text that are made for it have more, and to follow them all
 * would take forever.
 */
const MOST_MATCHES = 16;

/**
 * The characters of a secret, prepared for a search from the end of a text to its beginning, which takes no more time for
 * a text that looks like the secret (Knuth, Morris and Pratt: "Fast pattern matching in strings", 1977).
 */
export class Pattern {
	/** How many characters the secret has: the match of all of it. */
	readonly length: number;
	/** The last one first. */
	private readonly chars: readonly number[];
	/** For each match: the longest that it implies and that another character may precede, to try when it can't go on; or -1. */
	private readonly next: Int32Array;
	/** For each match: its place in an order in which all that imply it come right after it, and where they end. */
	private readonly places: Int32Array;
	private readonly ends: Int32Array;

	constructor(secret: string) {
		this.chars = Array.from(secret, (char) => wellFormed(char.codePointAt(0) ?? 0)).reverse();
		this.length = this.chars.length;
		this.next = new Int32Array(this.length + 1);
		this.places = new Int32Array(this.length + 1);
		this.ends = new Int32Array(this.length + 1);
		this.putInOrder(this.link());
	}

	/** Adds a match to those of a position. */
	add(matches: Matches, match: Match): Matches {
		if (this.has(matches, match)) return matches;
		const longest = matches.filter((other) => !this.implies(match, other));
		if (longest.length === MOST_MATCHES) return matches;
		return [...longest, match];
	}

	/** Whether a match is one of those of a position, or implied by one. */
	has(matches: Matches, match: Match): boolean {
		return matches.some((other) => this.implies(other, match));
	}

	/** The longest match that results from a character before a match. */
	extend(match: Match, char: number): Match {
		let count = match;
		while (count >= 0 && this.chars[count] !== char) count = this.next[count] ?? -1;
		return count + 1;
	}

	/** The match that remains after a character of a match; nothing if it begins with another one. */
	rest(match: Match, char: number): Match | undefined {
		return this.chars[match - 1] === char ? match - 1 : undefined;
	}

	private implies(one: Match, other: Match): boolean {
		const place = this.places[one] ?? 0;
		return place >= (this.places[other] ?? 0) && place < (this.ends[other] ?? 0);
	}

	/** Finds what comes next. Gives for each match the longest other that it implies, or -1. */
	private link(): Int32Array {
		const implied = new Int32Array(this.length + 1).fill(-1);
		this.chars.forEach((char, match) => {
			const shorter = implied[match] ?? -1;
			this.next[match] = this.chars[shorter] === char ? (this.next[shorter] ?? -1) : shorter;
			implied[match + 1] = this.extend(shorter, char);
		});
		this.next[this.length] = implied[this.length] ?? -1;
		return implied;
	}

	private putInOrder(implied: Int32Array): void {
		// How many places each match needs: for itself, and for those that imply it.
		const needed = new Int32Array(this.length + 1).fill(1);
		for (let match = this.length; match > 0; match--) {
			const shorter = implied[match] ?? 0;
			needed[shorter] = (needed[shorter] ?? 0) + (needed[match] ?? 0);
		}
		// The next free one of these.
		const free = new Int32Array(this.length + 1);
		needed.forEach((count, match) => {
			const shorter = implied[match] ?? -1;
			const place = free[shorter] ?? 0;
			free[shorter] = place + count;
			free[match] = place + 1;
			this.places[match] = place;
			this.ends[match] = place + count;
		});
	}
}
