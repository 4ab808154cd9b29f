import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/** The text for a response whose JSON has exactly this value at this key, which is a path such as `errors.0.message`. */
export type BodyRule = [key: string, value: string | number | boolean, message: string];

/**
 * Rules of a credential test: what n8n shows for which response. The first that fits counts.
 *
 * n8n runs rules of both kinds from one list, but its type only admits lists of a single kind; hence the assertion.
 *
 * @param byStatus the text for each HTTP status
 */
export function testRules(byStatus: Record<number, string>, byBody: BodyRule[]): Rules {
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

/**
 * The same text for whatever is no JSON and starts as web pages do. Such pages come with status 200 too: login pages, web
 * sites, and what a host shows for addresses that it does not know.
 */
export function onWebPage(message: string): BodyRule[] {
	// Key `0` is the first character of a response that is no JSON.
	return ['<', ' ', '\t', '\r', '\n', '\uFEFF'].map((start) => ['0', start, message]);
}

/** The same text for every status that redirects. */
export function onRedirect(message: string): Record<number, string> {
	return { 301: message, 302: message, 303: message, 307: message, 308: message };
}

/**
 * The same text for JSON that says no with status 200 in one of these values, in the words that the node takes for a no.
 *
 * @param paths where such values stand
 */
export function onNo(message: string, paths: readonly string[]): BodyRule[] {
	return paths.flatMap((path) =>
		[false, 0, ...noes].map((value): BodyRule => [path, value, message]),
	);
}

/**
 * The same text for JSON that holds an error with status 200: `true`, a usual number, text, a list of texts, or one of the
 * usual words in an object or a list of objects. Rules compare single values, so other objects pass.
 *
 * @param paths where errors stand
 */
export function onErrors(message: string, paths: readonly string[]): BodyRule[] {
	const inside = ['', '.0', ...words.flatMap((word) => [`.${word}`, `.0.${word}`])];
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
const words = [
	'error',
	'errors',
	'message',
	'messages',
	'description',
	'detail',
	'details',
	'reason',
];

/** Words for no; n8n compares them exactly, so each in the usual cases. */
const noes = ['0', 'false', 'no', 'error', 'fail', 'failed', 'failure'].flatMap((word) => [
	...new Set([word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`]),
]);
