import type { Token } from './decoding';
import { Decoding } from './decoding';
import { any, decodersFor } from './encodings';

/** How often a text may have been encoded. */
const LAYERS = 2;

/** The same where encodings are mixed, as in a URL inside JSON inside HTML. */
const MIXED_LAYERS = 3;

/** What may be read from each position of a text: as it came, and with encodings taken off. */
export class Readings {
	/** Where there is more than the character itself. */
	private readonly decoded: Array<Token[] | undefined>;

	private constructor(private readonly plain: Decoding) {
		this.decoded = Array.from({ length: plain.length });
	}

	/** Takes off each encoding, also twice, and all of them at once. */
	static of(text: string): Readings {
		const plain = Decoding.of(text);
		const readings = new Readings(plain);
		for (const decoding of decodingsOf(plain)) {
			for (const at of decoding.changed) readings.add(at, decoding.tokenAt(at));
		}
		return readings;
	}

	/** How many positions there are. */
	get length(): number {
		return this.plain.length;
	}

	/** Visits each character that may be read from a position, with the position after it. */
	forEachAt(at: number, visit: (char: number, end: number) => void): void {
		const { char, end } = this.plain.tokenAt(at);
		visit(char, end);
		for (const token of this.decoded[at] ?? []) visit(token.char, token.end);
	}

	private add(at: number, { char, end }: Token): void {
		const tokens = (this.decoded[at] ??= []);
		const isKnown = tokens.some((token) => token.char === char && token.end === end);
		if (!isKnown) tokens.push({ char, end });
	}
}

function* decodingsOf(text: Decoding): Generator<Decoding> {
	yield* oneByOne(text, LAYERS);
	// Some encoders leave alone what looks encoded already, and nested ones each encode other characters.
	yield* atOnce(text, MIXED_LAYERS);
}

/** A text with each one encoding taken off, and with each sequence of several. */
function* oneByOne(text: Decoding, layers: number): Generator<Decoding> {
	if (layers === 0) return;
	for (const decoder of decodersFor(text)) {
		const decoded = text.decode(decoder);
		if (!decoded) continue;
		yield decoded;
		yield* oneByOne(decoded, layers - 1);
	}
}

/** A text with all encodings taken off at once, and that again, and so on. */
function* atOnce(text: Decoding, layers: number): Generator<Decoding> {
	const decoded = layers > 0 ? text.decode(any) : undefined;
	if (!decoded) return;
	yield decoded;
	yield* atOnce(decoded, layers - 1);
}
