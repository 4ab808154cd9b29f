import { trim } from '../../../credentials/text';
import { withoutMarkup } from '../redact';

const QUOTED_LENGTH = 50;
/** A whole document takes its time. */
const LOOKED_AT = 4 * QUOTED_LENGTH;

/** A value as it completes the sentence "'Label' must be …, but is …". */
export function describeValue(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === null) return 'empty';
	if (isDate(value)) return 'a date';
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'function') return 'a function';
	if (typeof value !== 'string') return String(value);
	return value.length <= LOOKED_AT && trim(value) === '' ? 'empty' : `the text ${quote(value)}`;
}

/** A text in single quotes for a message: on one line, and cut where it is long. */
export function quote(text: string): string {
	// Half a character at the cut is left out.
	const start = withoutMarkup(text.slice(0, LOOKED_AT).replace(/\p{Surrogate}/gu, ' '));
	const characters = Array.from(start);
	const isCut = characters.length > QUOTED_LENGTH || text.length > LOOKED_AT;
	return `'${characters.slice(0, QUOTED_LENGTH).join('')}${isCut ? '…' : ''}'`;
}

/** Also one of Luxon, which n8n's expressions use. */
function isDate(value: unknown): boolean {
	return (
		Object.prototype.toString.call(value) === '[object Date]' ||
		(typeof value === 'object' && value !== null && Reflect.get(value, 'isLuxonDateTime') === true)
	);
}
