import type { INodeProperties } from 'n8n-workflow';

import { trim } from '../../../credentials/text';
import { describeValue, InvalidInput, quote } from './invalidInput';
import { MAX_IDENTIFIER_LENGTH, throwIfHuge } from './values';

/** What can be chosen: names as they are sent or stored, with the labels that people see. */
export type Names = Readonly<Record<string, string>>;

/** By their labels in alphabetical order, which n8n demands of a form's lists. */
export function sortedByLabel(names: Names): Array<[name: string, label: string]> {
	return Object.entries(names).sort(([, one], [, other]) =>
		one.localeCompare(other, 'en', { numeric: true }),
	);
}

/** The field for a choice of several. */
export function namesField(displayName: string, name: string, names: Names): INodeProperties {
	const options = sortedByLabel(names).map(([value, label]) => ({ name: label, value }));
	return { displayName, name, type: 'multiOptions', default: [], options };
}

/** Reads a single choice by its exact name. Throws an InvalidInput for any other; `how` says in it how to choose. */
export function readChoice<T>(
	value: unknown,
	label: string,
	choices: readonly T[],
	nameOf: (choice: T) => string = String,
	how = 'or use an expression that returns one of',
): T {
	const choice = choices.find((candidate) => nameOf(candidate) === value);
	if (choice !== undefined) return choice;
	const names = choices.map((candidate) => nameOf(candidate)).join(', ');
	throw new InvalidInput(
		`'${label}' must be one of its choices, but is ${describeValue(value)}`,
		`Choose a value in '${label}', ${how}: ${names}.`,
	);
}

/** Finds a choice by its name or its label, whatever the case: people and AI models use what they read on the screen. */
export function findName(value: unknown, known: Names): string | undefined {
	if (typeof value !== 'string' || value.length > MAX_IDENTIFIER_LENGTH) return undefined;
	if (Object.hasOwn(known, value)) return value;
	const wanted = trim(value).toLowerCase();
	return Object.keys(known).find((name) =>
		[name, known[name]].some((text) => text?.toLowerCase() === wanted),
	);
}

/** Reads a list, or a text with commas, of names or labels, in the order of `known`. Throws an InvalidInput for others. */
export function readNames(value: unknown, label: string, known: Names): string[] {
	throwIfHuge(value, MAX_IDENTIFIER_LENGTH, `'${label}'`);
	const given: unknown = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(given) || !given.every((name) => typeof name === 'string')) {
		const example = Object.keys(known).slice(0, 2).join(',');
		throw new InvalidInput(
			`'${label}' must be a list of field names, but ${Array.isArray(given) ? 'contains something else' : `is ${describeValue(value)}`}`,
			`Choose the fields in '${label}', or use an expression that returns a list, or text such as ${example}.`,
		);
	}
	const chosen = given.flatMap((name) => {
		if (trim(name) === '') return [];
		const found = findName(name, known);
		if (found !== undefined) return found;
		throw new InvalidInput(
			`${quote(name)} isn't one of the fields in '${label}'`,
			`Use only these names in '${label}': ${Object.keys(known).join(', ')}.`,
		);
	});
	return Object.keys(known).filter((name) => chosen.includes(name));
}
