import { createEngine } from '../../dev/engine/index.cts';
import { httpRequestNode, httpRequestType } from '../support/httpRequestNode.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

interface Request {
	headers?: Record<string, string>;
	[option: string]: unknown;
}

/** What a builder asks of the Delete service, with characters that forms encode. */
const fields = { type: 'customer_exists', code: 'A&b=1+2% ü' };
const text = new URLSearchParams(fields).toString();
const formType = 'application/x-www-form-urlencoded';

/**
 * What n8n's HTTP Request node hands to its helper; its version 1 can't use credentials such as ours. From version 3 on it has the response as a stream or unparsed, and writes
 * the content type of a raw body in small letters; the body is the same.
 */
const older = { method: 'POST', json: true, headers: { accept: 'application/json,text/*;q=0.99' } };
const newer = { ...older, json: false, followRedirect: false, followAllRedirects: false };
const byVersion: Array<[versions: string, body: string, request: Request]> = [
	['2', 'a form', { ...older, form: fields }],
	['2', 'an object', { ...older, body: fields }],
	['2', 'a raw text', { ...older, json: false, body: text, headers: { 'Content-Type': formType } }],
	['3 and 4', 'a form', { ...newer, form: fields }],
	['3 and 4', 'an object', { ...newer, json: true, body: fields }],
	['3 and 4', 'a raw text', { ...newer, body: text, headers: { 'content-type': formType } }],
];

/** What nodes hand to the helper of today. */
const current: Array<[body: string, request: Request]> = [
	['an object', { method: 'POST', body: fields }],
	['a raw text', { method: 'POST', body: text, headers: { 'Content-Type': formType } }],
	['parameters of a URL', { method: 'POST', body: new URLSearchParams(fields) }],
];

/** The request that arrived, of one that was sent with the Delete credential. */
async function arrived({ headers, ...request }: Request, legacy: boolean, sendApiKeyIn: string) {
	const { trackfinityDeleteApi } = workbench.sandbox.credentials;
	const { url } = trackfinityDeleteApi;
	const node = httpRequestNode(
		'trackfinityDeleteApi',
		// A copy: n8n writes into the headers.
		{ ...request, headers: { ...headers }, [legacy ? 'uri' : 'url']: url },
		legacy,
	);
	const engine = createEngine(workbench.package, { extraNodeTypes: { [httpRequestType]: node } });
	const { status } = await engine.run({
		nodeType: httpRequestType,
		parameters: {},
		items: [{}],
		credentials: { trackfinityDeleteApi: { ...trackfinityDeleteApi, sendApiKeyIn } },
	});
	expect(status).toBe('success');
	expect(workbench.sandbox.requestCount()).toBe(1);
	return workbench.sandbox.requests[0];
}

/** As a form, each field once. */
async function expectBeside(request: Request, legacy: boolean): Promise<void> {
	const { userId, accountId, apiKey } = workbench.sandbox.credentials.trackfinityDeleteApi;
	const { method, body = '', headers } = (await arrived(request, legacy, 'body')) ?? {};
	expect(method).toBe('POST');
	expect([...new URLSearchParams(body)].sort()).toEqual(
		Object.entries({
			...{ user_id: userId, user_password: apiKey, account_id: accountId },
			...fields,
		}).sort(),
	);
	expect(headers?.['content-type']).toMatch(
		/^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i,
	);
	expect(headers?.['content-length']).toBe(String(Buffer.byteLength(body)));
}

describe("in n8n's HTTP Request node, the fields of a builder arrive beside the account's", () => {
	test.each(byVersion)('version %s: %s', async (_versions, _body, request) => {
		await expectBeside(request, true);
	});

	test.each(current)('in the helper that nodes use today: %s', async (_body, request) => {
		await expectBeside(request, false);
	});

	test('the key in the header changes nothing about them', async () => {
		const { apiKey } = workbench.sandbox.credentials.trackfinityDeleteApi;
		const request = await arrived({ ...newer, form: fields }, true, 'header');
		expect(request?.form).toMatchObject(fields);
		expect(request?.form).not.toHaveProperty('user_password');
		expect(request?.headers.api_access_key).toBe(apiKey);
	});
});
