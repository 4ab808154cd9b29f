import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;
type Rule = Rules[number];

/** Joins a credential test's rules, of which the first match counts. n8n takes both kinds in a list, its type only one. */
export const testRules = (...rules: Rule[][]) => rules.flat() as Rules;

/** The text for responses with one of these statuses. */
export function onStatus(statuses: readonly number[], message: string): Rule[] {
	return statuses.map((value) => ({ type: 'responseCode', properties: { value, message } }));
}

/** The texts for a credential with the address of something else. */
export function onWrongAddress(service: string, label: string): Rule[] {
	const moved = `The '${label}' redirects elsewhere. Enter the address that it redirects to.`;
	const missing = `${service} wasn't found at this '${label}'. Check the address.`;
	return [...onStatus([301, 302, 303, 307, 308], moved), ...onStatus([404, 405], missing)];
}

/** The text for status 200 with one of these values at one of these paths; in plain text, the path `3` is the fourth character. */
export function onBody(
	paths: readonly string[],
	values: ReadonlyArray<string | number | boolean>,
	message: string,
): Rule[] {
	return paths.flatMap((key) =>
		values.map((value) => ({ type: 'responseSuccessBody', properties: { key, value, message } })),
	);
}

/** The text for JSON that holds an error at one of these paths: `true`, a usual number, text, a list, or usual words in it. */
export function onErrors(paths: readonly string[], message: string): Rule[] {
	const places = ['', '.0', ...explainingKeys.flatMap((key) => [`.${key}`, `.0.${key}`])];
	// `.0.0.length` is 1 for any text and any list of texts: the first character of a first character is itself.
	const firstLengths = paths.flatMap((path) => places.map((place) => `${path}${place}.0.0.length`));
	return [
		...onBody(paths, [true, 1, 400, 401, 403], message),
		...onBody(firstLengths, [1], message),
	];
}

/** The keys under which services explain themselves, those that say most first. */
export const explainingKeys = [
	...['error', 'errors', 'message', 'messages'],
	...['description', 'detail', 'details', 'reason'],
];

/** Words in lower case, in upper case and capitalized. */
export function inEachCase(...words: string[]): string[] {
	return words.flatMap((word) => [
		...new Set([word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`]),
	]);
}

/** Trackfinity's words for a no. */
export const negativeWords = ['0', 'false', 'no', 'error', 'fail', 'failed', 'failure'];
export const negatives = [false, 0, ...inEachCase(...negativeWords)];

/** The characters that text other than JSON may begin with, such as a web page or a PHP message; all but the exceptions. */
export function charactersBut(exceptions: string): string[] {
	const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
	return [...printable, '\t', '\r', '\n', '\uFEFF'].filter((char) => !exceptions.includes(char));
}
