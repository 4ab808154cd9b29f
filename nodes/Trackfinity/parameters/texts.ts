import { describe } from './describe';
import { InvalidInput } from './invalidInput';
import { trim } from './trim';

const LONGEST_IDENTIFIER = 1_000;
const LONGEST_DETAIL = 10_000;

/** What JavaScript makes of a value that is not there, or not text, when an expression puts it into a text. */
const brokenIdentifiers = ['undefined', 'null', 'NaN', '[object Object]'];
/** The same for details, but for words that may be meant: people are called Null. */
const brokenDetails = ['undefined', '[object Object]'];

/**
 * Reads an ID or a code: a text is trimmed, a whole number becomes its digits.
 *
 * @param label the parameter's label, for the message
 * @returns a text of 1 to 1,000 characters, on one line
 * @throws InvalidInput for everything that is no single exact value: empty, blank, null, booleans, lists, objects, broken
 * numbers, numbers beyond 2^53, of which JavaScript has lost digits already, control characters and line breaks, and the
 * words that broken expressions leave behind
 */
export function readIdentifier(value: unknown, label: string): string {
	if (typeof value === 'number') return digitsOf(value, label);
	const text = typeof value === 'string' ? trim(value) : '';
	if (text === '') {
		throw new InvalidInput(
			`'${label}' must be text or a number, but is ${describe(value)}`,
			`Check '${label}': it needs one value per item. Filter out items without one before this node.`,
		);
	}
	if (brokenIdentifiers.includes(text)) throw brokenExpression(text, `'${label}'`, label);
	if (/[\p{Cc}\u2028\u2029]/u.test(text)) {
		throw new InvalidInput(
			`'${label}' must be on one line, but contains a line break or another control character`,
			`Check the expression in '${label}'. If it returns several values, split them into one item each before this node.`,
		);
	}
	return sendable(text, LONGEST_IDENTIFIER, `'${label}'`);
}

/**
 * Reads a detail to set. Values go as given; what is empty, blank or missing is left out. No message repeats the value: it
 * may be a password.
 *
 * @param setting the label of the parameter that holds this one
 * @returns the text to send, or undefined when there is nothing to set
 * @throws InvalidInput for lists, objects, numbers that are not exact, more than 10,000 characters, and the words that
 * broken expressions leave behind
 */
export function readDetail(value: unknown, label: string, setting: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	const where = `'${label}' in '${setting}'`;
	if (typeof value === 'object' || typeof value === 'function') {
		throw new InvalidInput(
			`${where} must be text or a number, but is ${describe(value)}`,
			`Check the expression in '${label}': it must return one value, such as text.`,
		);
	}
	if (typeof value === 'number' && !Number.isFinite(value)) throw notANumber(value, where, label);
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw tooLong(where, label);
	const text = String(value);
	const trimmed = trim(text);
	if (trimmed === '') return undefined;
	if (brokenDetails.includes(trimmed)) throw brokenExpression(trimmed, where, label);
	return sendable(text, LONGEST_DETAIL, where);
}

function digitsOf(value: number, label: string): string {
	if (Number.isSafeInteger(value)) return String(value);
	if (Number.isInteger(value)) throw tooLong(`'${label}'`, label);
	if (!Number.isFinite(value)) throw notANumber(value, `'${label}'`, label);
	throw new InvalidInput(
		`'${label}' must be text or a whole number, but is ${value}`,
		`Check the expression in '${label}'. If the decimal point belongs to it, pass it as text, in quotes.`,
	);
}

function tooLong(where: string, label: string): InvalidInput {
	return new InvalidInput(
		`${where} is a number too long to be exact; pass it as text, in quotes`,
		`Long numbers lose their last digits. Put quotes around '${label}' where it comes from, such as "9007199254740993".`,
	);
}

function notANumber(value: number, where: string, label: string): InvalidInput {
	return new InvalidInput(
		`${where} must be text or a number, but is ${value}`,
		`Check the calculation in the expression in '${label}'.`,
	);
}

function brokenExpression(word: string, where: string, label: string): InvalidInput {
	return new InvalidInput(
		`${where} is '${word}', which an expression returns when its data is missing or isn't text`,
		`Check the expression in '${label}', or filter out items without this data before this node.`,
	);
}

function sendable(text: string, longest: number, where: string): string {
	// A character is one or two code units; most texts are short enough either way.
	if (text.length > longest && Array.from(text.slice(0, 2 * longest + 1)).length > longest) {
		throw new InvalidInput(
			`${where} must have at most ${longest.toLocaleString('en-US')} characters, but is longer`,
			`Check the expression in ${where}: it must return one value.`,
		);
	}
	if (/\p{Surrogate}/u.test(text)) {
		throw new InvalidInput(
			`${where} contains a broken character`,
			`Half of a special character, such as an emoji, was cut off. Fix the value of ${where} where it comes from.`,
		);
	}
	return text;
}
