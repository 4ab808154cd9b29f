import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { createEngine } from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';
import { useListener } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const elsewhere = useListener();

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';
/** The helper that nodes use, and the older one that n8n's HTTP Request node uses up to n8n 2.41. */
type Helper = 'current' | 'older';

const types: CredentialType[] = ['trackfinityApi', 'trackfinityDeleteApi'];
const helpers: Helper[] = ['current', 'older'];
const both = types.flatMap((type) => helpers.map((helper) => [type, helper] as const));

/** Under this type n8n lets a node use any credential. */
const httpRequestType = 'n8n-nodes-base.httpRequest';

/** Sends a request as n8n's HTTP Request node does, with one of the credentials, changed as told, chosen in it. */
async function send(
	type: CredentialType,
	helper: Helper,
	{ url, ...request }: IDataObject,
	changes: IDataObject = {},
) {
	const node = bareNodeType(httpRequestType, async function () {
		const { httpRequestWithAuthentication, requestWithAuthentication } = this.helpers;
		const options = {
			...{ method: 'GET', [helper === 'older' ? 'uri' : 'url']: url, ...request },
			// A copy: n8n writes into the headers.
			headers: { ...(request.headers as object) },
		} as IHttpRequestOptions;
		const call = helper === 'older' ? requestWithAuthentication : httpRequestWithAuthentication;
		const answer: unknown = await call.call(this, type, options);
		return [[{ json: { answer: JSON.stringify(answer) } }]];
	});
	const engine = createEngine(workbench.package, { extraNodeTypes: { [httpRequestType]: node } });
	return await engine.run({
		nodeType: httpRequestType,
		parameters: {},
		items: [{}],
		credentials: { [type]: { ...workbench.sandbox.credentials[type], ...changes } as never },
	});
}

/** The address of the credential, without a slash at the end. */
function homeOf(type: CredentialType): string {
	const { trackfinityUrl, deleteUrl } = workbench.sandbox;
	return type === 'trackfinityApi' ? trackfinityUrl : deleteUrl.replace(/\/$/, '');
}

describe.each(both)('a key of %s never reaches another host, in the %s helper', (type, helper) => {
	test('a request to its own address is signed, and keeps its headers', async () => {
		const url = `${homeOf(type)}/api/service/ping`;
		const headers = { 'x-note': 'kept', 'x-content-type': 'a/b', 'content-type-x': 'c/d' };
		await send(type, helper, { method: 'POST', headers, url });
		const key = type === 'trackfinityApi' ? 'api-key' : 'api_access_key';
		const { apiKey } = workbench.sandbox.credentials[type];
		expect(workbench.sandbox.requests).toMatchObject([
			{ path: '/api/service/ping', headers: { ...headers, [key]: apiKey } },
		]);
	});

	// More of them: test/pure/laws.
	test.each<[what: string, attack: (home: string, other: string) => string]>([
		['another host without a scheme', (_home, other) => other.replace('http:', '')],
		['its host as a user name', (home, other) => other.replace('//', `//${new URL(home).host}@`)],
		['its host with a user name', (home) => home.replace('//', '//me@')],
		['its host with a password', (home) => home.replace('//', '//:key@')],
		['its host over https', (home) => home.replace('http:', 'https:')],
	])('no request to %s is signed', async (_what, attack) => {
		const { error } = await send(type, helper, { url: attack(homeOf(type), elsewhere.url) });
		expect(error?.message).toMatch(/This credential only signs requests to http/);
		await send(type, helper, { baseURL: elsewhere.url, url: '/steal' });
		expect([...elsewhere.requests, ...workbench.sandbox.requests]).toEqual([]);
	});

	test('a redirect is not followed, also when the workflow asks for it', async () => {
		const statuses = [301, 303, 307] as const;
		for (const status of statuses) {
			const location = `${elsewhere.url}/steal`;
			workbench.sandbox.fault({ kind: 'redirect', status, location, times: 1 });
			await send(type, helper, {
				...{ url: `${homeOf(type)}/api/service/ping`, followRedirect: true },
				...{ followAllRedirects: true, disableFollowRedirect: false },
			});
		}
		expect(workbench.sandbox.requestCount()).toBe(statuses.length);
		expect(elsewhere.requests).toEqual([]);
	});
});

describe("the fields of a builder arrive beside the account's, as a form, each once", () => {
	/** What a builder asks of the Delete service, with characters that forms encode. */
	const fields = { type: 'customer_exists', code: 'A&b=1+2% ü' };
	const text = new URLSearchParams(fields).toString();
	const formType = 'application/x-www-form-urlencoded';
	/**
	 * As n8n's HTTP Request node hands requests over from version 2 on; version 1 can't use credentials such as ours. From 3
	 * on it has the response unparsed, and writes the content type of a raw body in small letters.
	 */
	const older = { json: true, headers: { accept: 'application/json,text/*;q=0.99' } };
	const newer = { ...older, json: false, followRedirect: false, followAllRedirects: false };

	const inSmallLetters = { headers: { 'content-type': formType } };
	const ofParts = { 'Content-Type': 'multipart/form-data' };

	test.each<[what: string, helper: Helper, request: object]>([
		['a form of version 2', 'older', { ...older, form: fields }],
		['an object of version 2', 'older', { ...older, body: fields }],
		['a text of version 2', 'older', { body: text, headers: { 'Content-Type': formType } }],
		['a form of version 4', 'older', { ...newer, form: fields }],
		['an object of version 4', 'older', { ...newer, json: true, body: fields }],
		['parts of version 4', 'older', { ...newer, formData: fields }],
		['a text of version 4', 'older', { ...newer, ...inSmallLetters, body: text }],
		['an object of other nodes', 'current', { body: fields }],
		['a text of other nodes', 'current', { body: text, headers: { 'Content-Type': formType } }],
		['parameters of a URL', 'current', { body: new URLSearchParams(fields) }],
		['a text that says to be something else', 'older', { body: text, headers: ofParts }],
	])('%s', async (_what, helper, request) => {
		const { url, userId, accountId, apiKey } = workbench.sandbox.credentials.trackfinityDeleteApi;
		for (const sendApiKeyIn of ['body', 'header']) {
			const sending = { ...request, url, method: 'POST' };
			const { status } = await send('trackfinityDeleteApi', helper, sending, { sendApiKeyIn });
			expect(status).toBe('success');
			const { method, body = '', headers = {} } = workbench.sandbox.requests.at(-1) ?? {};
			const key = sendApiKeyIn === 'body' ? { user_password: apiKey } : {};
			expect(method).toBe('POST');
			expect([...new URLSearchParams(body)].sort()).toEqual(
				Object.entries({ user_id: userId, account_id: accountId, ...key, ...fields }).sort(),
			);
			expect(headers.api_access_key).toBe(sendApiKeyIn === 'header' ? apiKey : undefined);
			expect(headers['content-type']).toMatch(RegExp(`^${formType}(; ?charset=utf-8)?$`, 'i'));
			expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
		}
		expect(workbench.sandbox.requestCount()).toBe(2);
	});

	// What PHP 8.2 makes of these names, of which it goes by the last.
	test('but none that is the account to PHP', async () => {
		const names = [
			...[' account_id', 'account.id', 'account[id', 'account_id[]', 'user id', 'user_id\0'],
			...['account_id[a]', 'account_id[a]b'],
		];
		const kept = { 'account[id]': 'x', 'account_id[': 'x', account_id2: 'x', 'a.id': 'x' };
		const body = { ...Object.fromEntries(names.map((name) => [name, 'other'])), ...kept };
		const { url, userId, accountId } = workbench.sandbox.credentials.trackfinityDeleteApi;
		const header = { sendApiKeyIn: 'header' };
		await send('trackfinityDeleteApi', 'current', { url, method: 'POST', body }, header);

		const [request] = workbench.sandbox.requests;
		expect([...new URLSearchParams(request?.body)]).toEqual(
			Object.entries({ user_id: userId, account_id: accountId, ...kept }),
		);
	});

	test.each<Helper>(['older', 'current'])('not even in the address: %s helper', async (helper) => {
		const { url } = workbench.sandbox.credentials.trackfinityDeleteApi;
		const request = { url: `${url}?account.id=other&a=1`, qs: { account_id: 'other', b: '2' } };
		await send('trackfinityDeleteApi', helper, { ...request, method: 'POST', body: fields });

		expect(workbench.sandbox.requests).toMatchObject([
			{ path: expect.stringMatching(/\?a=1&b=2$/) },
		]);
	});
});
