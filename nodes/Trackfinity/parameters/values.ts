import { describe } from './describe';
import { InvalidInput } from './invalidInput';

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
		`'${label}' must be one of its choices, but is ${describe(value)}`,
		`Choose a value in '${label}', or use an expression that returns one of: ${choices.join(', ')}.`,
	);
}

/**
 * Reads a number of a setting; a text of digits, as expressions give, counts as a number.
 *
 * @throws InvalidInput when it is no whole number from `min` to `max`
 */
export function readNumber(
	value: unknown,
	label: string,
	{ min, max }: { min: number; max: number },
): number {
	const isNumeric = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value);
	const number = isNumeric ? Number(value) : value;
	if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) {
		return number;
	}
	const range = Number.isFinite(max) ? `from ${min} to ${max}` : `of ${min} or more`;
	throw new InvalidInput(
		`'${label}' must be a whole number ${range}, but is ${describe(value)}`,
		`Enter a whole number ${range} in '${label}'.`,
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
		`'${label}' must be on or off, but is ${describe(value)}`,
		`Turn '${label}' on or off, or use an expression that returns true or false.`,
	);
}
