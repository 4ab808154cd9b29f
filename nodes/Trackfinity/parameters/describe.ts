import { trim } from './trim';

const QUOTED_LENGTH = 50;

/** A value as it completes the sentence "'Label' must be …, but is …". */
export function describe(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === null) return 'empty';
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'function') return 'a function';
	if (typeof value === 'string') return trim(value) === '' ? 'empty' : `the text ${quote(value)}`;
	return String(value);
}

/** A text in single quotes for a message: on one line, and cut where it is long. */
export function quote(text: string): string {
	// Cut first: a whole document takes its time. Half a character at the cut is left out.
	const start = text.slice(0, 4 * QUOTED_LENGTH).replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ');
	const characters = Array.from(start);
	const isCut = characters.length > QUOTED_LENGTH || text.length > 4 * QUOTED_LENGTH;
	return `'${characters.slice(0, QUOTED_LENGTH).join('')}${isCut ? '…' : ''}'`;
}
