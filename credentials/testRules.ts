import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/** The text for a response whose JSON has exactly this value at this key, which is a path such as `errors.0.message`. */
export type BodyRule = readonly [key: string, value: string | number | boolean, message: string];

/**
 * Rules of a credential test: what n8n shows for which response. The first that fits counts.
 *
 * n8n runs rules of both kinds from one list, but its type only admits lists of a single kind; hence the assertion.
 *
 * @param byStatus the text for each HTTP status
 */
export function testRules(
	byStatus: Record<number, string>,
	byBody: ReadonlyArray<BodyRule>,
): Rules {
	return [
		...Object.entries(byStatus).map(([status, message]) => ({
			type: 'responseCode',
			properties: { value: Number(status), message },
		})),
		...byBody.map(([key, value, message]) => ({
			type: 'responseSuccessBody',
			properties: { key, value, message },
		})),
	] as Rules;
}

/** What a text that is no JSON may begin with: n8n's rules compare single characters, by their place in the text. */
const starts = [
	...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
	...['\t', '\r', '\n', '\uFEFF'],
];

/**
 * The same text for a response that is no JSON and has one of these characters at its start: web pages, which come with
 * status 200 too, messages of PHP, "Access denied".
 *
 * @param at the place of the character
 */
export function onText(message: string, isMatch: (char: string) => boolean, at = 0): BodyRule[] {
	return starts.filter(isMatch).map((char) => [String(at), char, message]);
}

/** The same text for every status that redirects. */
export function onRedirect(message: string): Record<number, string> {
	return { 301: message, 302: message, 303: message, 307: message, 308: message };
}

/** Words in the cases that are usual; n8n compares them exactly. */
export function inEachCase(words: readonly string[]): string[] {
	return words.flatMap((word) => [
		...new Set([word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`]),
	]);
}

/**
 * The same text for JSON that says no with status 200 in one of these values, in the words that the node takes for a no.
 *
 * @param paths where such values stand
 */
export function onNo(message: string, paths: readonly string[]): BodyRule[] {
	return paths.flatMap((path) =>
		[false, 0, ...negativeWords].map((value): BodyRule => [path, value, message]),
	);
}

/**
 * The same text for JSON that holds an error with status 200: `true`, a usual number, text, a list of texts, or one of the
 * usual words in an object or a list of objects. Rules compare single values, so other objects pass.
 *
 * @param paths where errors stand
 */
export function onErrors(message: string, paths: readonly string[]): BodyRule[] {
	const inside = ['', '.0', ...explaining.flatMap((word) => [`.${word}`, `.0.${word}`])];
	return paths.flatMap((path) => [
		...[true, 1, 400, 401, 403].map((value): BodyRule => [path, value, message]),
		...inside.map((where): BodyRule => [`${path}${where}${FIRST_LENGTH}`, 1, message]),
	]);
}

/**
 * Behind the path of a text, or of a list of texts: the length of its first character, which is 1 unless it is empty. A
 * text's characters have indexes, and the first character of a character is itself.
 */
const FIRST_LENGTH = '.0.0.length';

/** The keys under which an error explains itself. */
const explaining = [
	'error',
	'errors',
	'message',
	'messages',
	'description',
	'detail',
	'details',
	'reason',
];

const negativeWords = inEachCase(['0', 'false', 'no', 'error', 'fail', 'failed', 'failure']);
