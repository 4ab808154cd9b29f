import { UserError } from 'n8n-workflow';

/** For a character class: what is invisible besides white space. Web pages and PDFs put such characters into long codes. */
export const INVISIBLE = String.raw`\p{Cf}\p{Default_Ignorable_Code_Point}\u2800`;

const blank = String.raw`[\s${INVISIBLE}]`;
/** Without the lookbehind, the end would take quadratic time on a long run of blanks. */
const ends = new RegExp(`^${blank}+|(?<!${blank})${blank}+$`, 'gu');

/** Takes white space and invisible characters off both ends; what is copied often has some there. */
export function trim(text: string): string {
	return text.replace(ends, '');
}

/** Equal for texts that differ in letter case alone. Lower case by itself makes the kelvin sign a `k`, upper case `ß` an `SS`. */
export function caseless(text: string): string {
	return `${text.toLowerCase()} ${text.toUpperCase()}`;
}

/** A credential's value as it is sent: what is pasted often brings a space or a line break along. */
export function credentialText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? trim(String(value)) : '';
}

/** The same for a value that every request needs. Throws a UserError when an expression left it empty, or inexact. */
export function requiredText(value: unknown, label: string): string {
	// A longer number has lost digits, and may be another account's.
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new UserError(
			`The '${label}' isn't text or an exact whole number. Pass it as text to the expression in the credential.`,
		);
	}
	const required = credentialText(value);
	if (required !== '') return required;
	throw new UserError(`The '${label}' is empty. Enter it in the credential.`);
}

/** The same for a header. Also throws a UserError for characters that n8n's HTTP library would silently drop. */
export function headerText(value: unknown, label: string): string {
	const header = requiredText(value, label);
	if (/^[\x20-\x7e\xa0-\xff]*$/.test(header)) return header;
	throw new UserError(
		`The '${label}' contains a character that can't be sent, such as a line break. Enter it again in the credential.`,
	);
}
