import { trim } from '../../../credentials/text';
import { describeValue, quote } from './describeValue';
import { InvalidInput } from './invalidInput';
import { refuseHuge } from './texts';

/** No list of names comes near this. */
const MAX_LENGTH = 1_000;

/** What can be chosen: names as they are sent or stored, with the labels that people see. */
export type Names = Readonly<Record<string, string>>;

/** The entries of a form's list: labels in alphabetical order, which n8n demands. */
export function sortedByLabel(names: Names): Array<[name: string, label: string]> {
	return Object.entries(names).sort(([, one], [, other]) =>
		one.localeCompare(other, 'en', { numeric: true }),
	);
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
		`'${label}' must be one of its choices, but is ${describeValue(value)}`,
		`Choose a value in '${label}', or use an expression that returns one of: ${choices.join(', ')}.`,
	);
}

/**
 * Finds a choice by its name or its label, whatever the case: people's expressions and AI models use what they read on the
 * screen.
 *
 * @returns the name, or undefined when there is no such choice
 */
export function findName(value: unknown, known: Names): string | undefined {
	if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
	if (Object.hasOwn(known, value)) return value;
	const wanted = trim(value).toLowerCase();
	const isWanted = (text: string) => text.toLowerCase() === wanted;
	const entry = Object.entries(known).find(([name, label]) => isWanted(name) || isWanted(label));
	return entry?.[0];
}

/**
 * Reads a choice of several names: a list, or a text with commas as an expression may give.
 *
 * @returns each chosen name once, in the order of `known`
 * @throws InvalidInput for a name that is neither a name nor a label in `known`, and for anything that is no list or text
 */
export function readNames(value: unknown, label: string, known: Names): string[] {
	const chosen = listOf(value, label, known).map((name) => {
		const found = findName(name, known);
		if (found !== undefined) return found;
		throw new InvalidInput(
			`${quote(name)} isn't one of the fields in '${label}'`,
			`Use only these names in '${label}': ${Object.keys(known).join(', ')}.`,
		);
	});
	return Object.keys(known).filter((name) => chosen.includes(name));
}

/**
 * The same for a choice of what is spared. Nothing chosen is an empty list; blank is what an expression that came to
 * nothing gives, and to take that for "nothing" would spare nothing.
 *
 * @throws InvalidInput also for a blank text, and for a list of nothing but blanks
 */
export function readNamesToKeep(value: unknown, label: string, known: Names): string[] {
	const names = readNames(value, label, known);
	if (names.length > 0 || (Array.isArray(value) && value.length === 0)) return names;
	throw new InvalidInput(
		`'${label}' must be a list of field names, but is empty`,
		`Check the expression in '${label}'. To keep nothing on purpose, let it return an empty list: [].`,
	);
}

/** The names that a value holds, blank ones left out. */
function listOf(value: unknown, label: string, known: Names): string[] {
	refuseHuge(value, MAX_LENGTH, `'${label}'`);
	const names: unknown = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
		const example = Object.keys(known).slice(0, 2).join(',');
		throw new InvalidInput(
			`'${label}' must be a list of field names, but ${Array.isArray(names) ? 'contains something else' : `is ${describeValue(value)}`}`,
			`Choose the fields in '${label}', or use an expression that returns a list, or text such as ${example}.`,
		);
	}
	return names.filter((name) => trim(name) !== '');
}
