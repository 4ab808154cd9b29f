/*
 * Where n8n 1.123 and 2.20 differ from 2.41 in what people see, for the tests that `npm run test:compat` runs on each of them.
 */
const version = process.env['COMPAT'];

/** What n8n 1.123 and 2.20 say for an HTTP status themselves. */
const wordsOfN8n: Record<number, string> = {
	302: 'Request failed with status code 302',
	401: 'Authorization failed - please check your credentials',
	403: 'Forbidden - perhaps check your credentials?',
	404: 'The resource you are requesting could not be found',
	405: 'Method not allowed - please check you are using the right HTTP method',
};

/**
 * What the test of a credential says for an HTTP status that the credential has words for. n8n 1.123 and 2.20 look for the
 * status in the cause of the NodeApiError, which has none there, and show their own words.
 */
export function onStatus(status: number, ofCredential: string): string {
	return (version === undefined ? undefined : wordsOfN8n[status]) ?? ofCredential;
}

/** Whether the search for nodes shows the description of a community node. */
export const describesFoundNodes = version === undefined;

/** Whether the form of a credential closes when it was saved and its test has gone well. */
export const closesCredentials = version === undefined;

/** The newest AI Agent. */
export const newestAgent = version === '1.123' ? 3 : 3.1;
