import { InvalidInput } from './invalidInput';

/**
 * Reads an ID or a code: a text is trimmed, a whole number becomes its digits.
 *
 * @param label the parameter's label, for the message
 * @returns a text with at least one character
 * @throws InvalidInput for everything that is no single exact value: empty, blank, null, booleans, lists, objects, broken
 * numbers and numbers beyond 2^53, of which JavaScript has lost digits already
 */
export function readIdentifier(value: unknown, label: string): string {
	if (typeof value === 'number') {
		if (Number.isSafeInteger(value)) return String(value);
		throw new InvalidInput(
			`'${label}' is the number ${value}, which is not exact`,
			`Numbers this long lose digits. Hand '${label}' over as text, with quotes around it where it comes from.`,
		);
	}
	if (typeof value !== 'string') {
		throw new InvalidInput(
			`'${label}' is ${describe(value)}, but one text or number is needed`,
			`Check the expression in '${label}': it has to give one value for each item.`,
		);
	}
	const text = value.trim();
	if (text === '') {
		throw new InvalidInput(
			`'${label}' is empty`,
			`Fill in '${label}', or filter out the items that have no value for it before this node.`,
		);
	}
	return wellFormed(text, label);
}

/**
 * Reads a detail to set. Values go as given; what is empty, blank or missing is left out.
 *
 * @returns the text to send, or undefined when there is nothing to set
 * @throws InvalidInput for lists, objects, numbers that are not exact, and the service's own word for removing a field
 */
export function readDetail(value: unknown, label: string, setting: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'object' || typeof value === 'function') {
		throw new InvalidInput(
			`'${label}' in '${setting}' is ${describe(value)}, but one text or number is needed`,
			`Check the expression in '${label}': it has to give one value, such as a text.`,
		);
	}
	if (typeof value === 'number' && !isExact(value)) {
		throw new InvalidInput(
			// Without the number: it may be a password.
			`'${label}' in '${setting}' is a number that is not exact`,
			`Hand '${label}' over as text, with quotes around it where it comes from.`,
		);
	}
	const text = String(value);
	return text.trim() === '' ? undefined : wellFormed(text, label);
}

/**
 * Reads a choice of names: a list, or a text with commas as an expression may give.
 *
 * @returns each chosen name once, in the order of `known`
 * @throws InvalidInput for a name that is not in `known`, and for anything that is no list or text
 */
export function readNames(value: unknown, label: string, known: readonly string[]): string[] {
	const names = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
		throw new InvalidInput(
			`'${label}' is ${describe(value)}, but a list of field names is needed`,
			`Choose the fields in '${label}', or let the expression give a list or a text such as ${known.slice(0, 2).join(',')}.`,
		);
	}
	const chosen = new Set(names.map((name) => name.trim()).filter((name) => name !== ''));
	for (const name of chosen) {
		if (known.includes(name)) continue;
		throw new InvalidInput(
			`'${label}' names '${name}', which is not one of its fields`,
			`Use only these names in '${label}': ${known.join(', ')}.`,
		);
	}
	return known.filter((name) => chosen.has(name));
}

/**
 * Reads a choice of one out of several values.
 *
 * @throws InvalidInput when the value is none of them
 */
export function readChoice<T extends string>(
	value: unknown,
	label: string,
	choices: readonly T[],
): T {
	const choice = choices.find((candidate) => candidate === value);
	if (choice !== undefined) return choice;
	throw new InvalidInput(
		`'${label}' is ${describe(value)}, which is not one of its choices`,
		`Choose a value in '${label}', or let the expression give one of: ${choices.join(', ')}.`,
	);
}

/**
 * Reads a number of a setting; a text of digits, as expressions give, counts as a number.
 *
 * @throws InvalidInput when it is no whole number (or, with `fractions`, no number) from `min` to `max`
 */
export function readNumber(
	value: unknown,
	label: string,
	range: { min: number; max: number; fractions?: boolean },
): number {
	const isNumeric = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value);
	const number = isNumeric ? Number(value) : value;
	if (
		typeof number === 'number' &&
		(range.fractions === true || Number.isInteger(number)) &&
		number >= range.min &&
		number <= range.max
	) {
		return number;
	}
	const upTo = Number.isFinite(range.max)
		? `from ${range.min} to ${range.max}`
		: `from ${range.min} on`;
	throw new InvalidInput(
		`'${label}' is ${describe(value)}, but a ${range.fractions ? '' : 'whole '}number ${upTo} is needed`,
		`Enter such a number in '${label}'.`,
	);
}

/**
 * Reads a switch. Only a clear yes or no counts: a missing value taken for "off" could turn a rehearsal into the real thing.
 *
 * @throws InvalidInput for anything but true, false and these two as text
 */
export function readSwitch(value: unknown, label: string): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new InvalidInput(
		`'${label}' is ${describe(value)}, but on or off is needed`,
		`Turn '${label}' on or off, or let the expression give true or false.`,
	);
}

/** Text with half a character in it would arrive as another text. */
function wellFormed(text: string, label: string): string {
	if (/\p{Surrogate}/u.test(text)) {
		throw new InvalidInput(
			`'${label}' holds a broken character`,
			`Type the value of '${label}' anew where it comes from; half of a special character was cut off.`,
		);
	}
	return text;
}

function isExact(value: number): boolean {
	return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function describe(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === null || value === '') return 'empty';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'string')
		return `the text '${value.length > 50 ? `${value.slice(0, 50)}…` : value}'`;
	if (typeof value === 'boolean') return `the switch value ${value}`;
	return `the ${typeof value} ${String(value)}`;
}
