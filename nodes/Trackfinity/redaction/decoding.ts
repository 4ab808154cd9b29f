/** Stands where no character begins: after the end of a text, and in the middle of a character. */
const NONE = -1;

/** A character (a code point) and the position after it. */
export interface Token {
	char: number;
	end: number;
}

/** Reads the escaped character that begins at a position; nothing where none does. */
export type Decoder = (text: Decoding, at: number) => Token | undefined;

/**
 * A text with layers of encoding taken off, read from every position of the text as it came.
 *
 * From every position, since what comes before a secret may change how it reads: in `\\\n`, the second backslash begins
 * a line feed or ends a backslash. Each position has one character and one next position, so ways through the text may
 * join, but never part.
 */
export class Decoding {
	/** The positions that the last layer changed; none in the text as it came. */
	readonly changed: number[] = [];

	private constructor(
		private readonly chars: Int32Array,
		private readonly nexts: Int32Array,
	) {}

	/** The text as it came. */
	static of(text: string): Decoding {
		const plain = new Decoding(new Int32Array(text.length), new Int32Array(text.length));
		for (let at = text.length - 1; at >= 0; at--) {
			plain.set(at, { char: text.charCodeAt(at), end: at + 1 });
		}
		return plain;
	}

	/** How many positions there are. */
	get length(): number {
		return this.chars.length;
	}

	/** Whether a character is read from any position. */
	has(char: number): boolean {
		return this.chars.includes(char);
	}

	/** The character that begins at a position. */
	charAt(at: number): number {
		return this.chars[at] ?? NONE;
	}

	/** Where the character ends that begins at a position, and the next one begins. */
	after(at: number): number {
		return this.nexts[at] ?? at;
	}

	/** What is read from a position, as it would reach a service. */
	tokenAt(at: number): Token {
		return { char: wellFormed(this.charAt(at)), end: this.after(at) };
	}

	/** Takes one more layer off; nothing if that changes nothing. */
	decode(decoder: Decoder): Decoding | undefined {
		let decoded: Decoding | undefined;
		// Backwards, so that the first half of a surrogate pair finds the second one decoded.
		for (let at = this.length - 1; at >= 0; at--) {
			const token = decoder(this, at);
			if (token === undefined) continue;
			decoded ??= new Decoding(this.chars.slice(), this.nexts.slice());
			decoded.set(at, token);
			decoded.changed.push(at);
		}
		return decoded;
	}

	/** Sets what is read from a position; two halves of a surrogate pair become one character. */
	private set(at: number, { char, end }: Token): void {
		const second = this.charAt(end);
		const isPair = char >> 10 === 0xd800 >> 10 && second >> 10 === 0xdc00 >> 10;
		this.chars[at] = isPair ? 0x10000 + ((char & 0x3ff) << 10) + (second & 0x3ff) : char;
		this.nexts[at] = isPair ? this.after(end) : end;
		if (isPair) this.chars[end] = NONE;
	}
}

/** Half a surrogate pair reaches a service as the replacement character: UTF-8 has no bytes for it. */
export function wellFormed(char: number): number {
	return char >> 11 === 0xd800 >> 11 ? 0xfffd : char;
}
