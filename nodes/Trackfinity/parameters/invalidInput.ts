import { UserError } from 'n8n-workflow';

import { trim } from '../../../credentials/text';
import { withoutMarkup } from '../redact';

/** Reads a parameter by its path; undefined when it isn't set. Throws an InvalidInput for a broken expression. */
export type ReadParameter = (path: string) => unknown;

/** Input that can't be sent, found before anything is sent: what is wrong with it, and what the user can do. */
export class InvalidInput extends UserError {
	/** @param itemIndex the item that it is about, where it is about one */
	constructor(
		message: string,
		override readonly description: string,
		readonly itemIndex?: number,
	) {
		super(message);
	}
}

const QUOTED_LENGTH = 50;
/** How much of a text is looked at: a whole document would take too long. */
const MAX_EXAMINED = 4 * QUOTED_LENGTH;

/** A value as it completes the sentence "'Label' must be …, but is …". */
export function describeValue(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === null) return 'empty';
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
	if (typeof value === 'object') return isDate(value) ? 'a date' : 'an object';
	if (typeof value === 'function') return 'a function';
	if (typeof value === 'bigint') return 'a BigInt';
	if (typeof value !== 'string') return String(value);
	return value.length <= MAX_EXAMINED && trim(value) === '' ? 'empty' : `the text ${quote(value)}`;
}

/** Luxon's dates too: n8n's expressions use them. */
function isDate(value: object): boolean {
	const tag = Object.prototype.toString.call(value);
	return tag === '[object Date]' || Reflect.get(value, 'isLuxonDateTime') === true;
}

/** A text in single quotes for a message: on one line, and cut where it is long. */
export function quote(text: string): string {
	// The cut may leave half a character.
	const start = withoutMarkup(text.slice(0, MAX_EXAMINED).replace(/\p{Surrogate}/gu, ' '));
	const characters = Array.from(start);
	const isCut = characters.length > QUOTED_LENGTH || text.length > MAX_EXAMINED;
	return `'${characters.slice(0, QUOTED_LENGTH).join('')}${isCut ? '…' : ''}'`;
}

/** A number with what it counts: "1 item", "3 items". */
export function pluralize(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
