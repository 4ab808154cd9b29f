import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/**
 * Rules of a credential test: what n8n shows for which answer.
 *
 * n8n runs rules of both kinds from one list, but its type only admits lists of a single kind; hence the assertion.
 *
 * @param byStatus the text for each HTTP status
 * @param byBody `[key, value, text]`: the text for an answer whose JSON has that value at that key. Key `0` is the first
 * character of an answer that is no JSON.
 */
export function testRules(
	byStatus: Record<number, string>,
	byBody: Array<[key: string, value: string, message: string]>,
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

/**
 * The same text for whatever is no JSON and starts as web pages do. Such pages answer 200 too: login pages, web sites,
 * and what a host shows for addresses that it does not know.
 */
export function onWebPage(message: string): Array<[key: string, value: string, message: string]> {
	return ['<', ' ', '\t', '\r', '\n', '\uFEFF'].map((start) => ['0', start, message]);
}

/** The same text for every status that redirects. */
export function onRedirect(message: string): Record<number, string> {
	return { 301: message, 302: message, 303: message, 307: message, 308: message };
}
