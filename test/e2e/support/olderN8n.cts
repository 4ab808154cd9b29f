/*
 * Where n8n 1.123 and 2.20 differ from 2.41 in what people see, for the tests that `npm run test:compat` runs on each of them.
 */
const version = process.env['COMPAT'];

/**
 * What the test of a credential says of HTTP 401, for which the credential has words. n8n 1.123 and 2.20 look for the status in
 * the cause of the NodeApiError, which has none there, and show their own words.
 */
export function onUnauthorized(ofCredential: string): string {
	return version === undefined
		? ofCredential
		: 'Authorization failed - please check your credentials';
}

/** Whether the search for nodes shows the description of a community node. */
export const describesFoundNodes = version === undefined;

/** Whether the form of a credential closes when it was saved and its test has gone well. */
export const closesCredentials = version === undefined;

/** The newest AI Agent. */
export const newestAgent = version === '1.123' ? 3 : 3.1;
