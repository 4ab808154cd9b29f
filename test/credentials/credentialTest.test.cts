import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { recordLogs, testCredential } from '../../dev/engine/index.cts';
import { appliesResponseCodeRules } from '../../dev/engine/olderEngines.cts';
import { useListener } from '../support/servers.cts';
import { responseXml } from '../support/responses.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const elsewhere = useListener();
const selfSigned = useListener({ tls: true, body: '{"status":"success"}' });

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';

const types: CredentialType[] = ['trackfinityApi', 'trackfinityDeleteApi'];
const address = { trackfinityApi: 'baseUrl', trackfinityDeleteApi: 'url' } as const;
const label = { trackfinityApi: 'Base URL', trackfinityDeleteApi: 'API URL' } as const;

/** A failed test in the credential's own words for an HTTP status; older n8n shows its own words instead. */
const failedWith = (text: string) => ({
	status: 'Error',
	message: appliesResponseCodeRules ? expect.stringContaining(text) : expect.stringMatching(/./),
});

/** n8n's rules are fixed texts, so letter cases go as far as these. */
const inCases = (word: string) => [
	word,
	word.toUpperCase(),
	`${word.charAt(0).toUpperCase()}${word.slice(1)}`,
];

/** What both services need to know, by label and name. */
const required: Record<CredentialType, Array<[label: string, name: string]>> = {
	trackfinityApi: [
		['API Username', 'username'],
		['API Key', 'apiKey'],
	],
	trackfinityDeleteApi: [
		['User ID', 'userId'],
		['API Key', 'apiKey'],
		['Account ID', 'accountId'],
	],
};

/** Presses the test button for the sandbox's credential, changed as told. */
async function press(type: CredentialType, changes: ICredentialDataDecryptedObject = {}) {
	const data = { ...workbench.sandbox.credentials[type], ...changes };
	return await testCredential(workbench.package, type, data);
}

describe('the test of Trackfinity API', () => {
	test('is GET <base>/api/service/ping, signed, and passes with the right key', async () => {
		const { username, apiKey } = workbench.sandbox.credentials.trackfinityApi;
		expect(await press('trackfinityApi')).toMatchObject({ status: 'OK' });
		expect(workbench.sandbox.requests).toMatchObject([
			{
				service: 'trackfinity',
				method: 'GET',
				path: '/api/service/ping',
				body: '',
				headers: { 'api-username': username, 'api-key': apiKey },
			},
		]);
	});

	test.each([
		['API Key', { apiKey: 'wrong' }],
		['API Username', { username: 'nobody' }],
	])('says what to check where the %s is wrong', async (field, changes) => {
		expect(await press('trackfinityApi', changes)).toEqual(failedWith(`'${field}'`));
	});

	test('names ADMIN_API_ALLOWED_IPS where the address is not allowed', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 403 });
		expect(await press('trackfinityApi')).toEqual(failedWith('ADMIN_API_ALLOWED_IPS'));
	});
});

describe('the test of Trackfinity API, where a no comes with status 200', () => {
	const errors: unknown[] = [
		...[true, 1, 401, 403, 'Invalid API key', 'a', 'Ошибка', '🔑', ['Invalid API key', 'x'], ['a']],
		...[{ message: 'No' }, { description: ['No'] }, { code: 5, reason: 'No' }, [{ detail: 'No' }]],
		...[{ error: 'No' }, [{ errors: ['No'] }]],
	];
	const verdicts: unknown[] = [
		...[false, 0, '0', 'false', 'no', 'error', 'fail', 'failed', 'failure'],
		...['False', 'NO', 'Error', 'ERROR', 'Failed', 'FAILURE'],
	];
	const noes = [
		...['error', 'errors'].flatMap(inCases).map((key) => ({ [key]: 'Invalid API key' })),
		...['result', 'success'].flatMap((verdict) =>
			[false, ...inCases('false')].map((message) => ({ [verdict]: true, message })),
		),
		...[false, ...inCases('false')].map((message) => ({ result: 'Success', message })),
		...errors.flatMap((error) => [{ error }, { errors: error }, { success: true, error }]),
		...verdicts.flatMap((word) => [{ result: word }, { success: word }, { status: word }]),
	].map((body) => JSON.stringify(body));

	test.each(noes)('%s', async (body) => {
		workbench.sandbox.fault({ kind: 'answer', body });
		const { status, message } = await press('trackfinityApi');
		expect(status).toBe('Error');
		expect(message).toMatch(/'API Username'.*'API Key'.*ADMIN_API_ALLOWED_IPS/);
	});

	const nothing = [null, false, 0, '', [], {}];
	const yeses = [
		...[
			{ result: 'success', message: 'TRUE' },
			{ result: true, message: 'No news' },
		],
		...[1, true, 'pong', { result: true }, { success: 'success', message: 'error-free' }],
		...nothing.flatMap((error) => [
			{ result: 'Success', error },
			{ status: 'ok', errors: error },
		]),
	].map((body) => JSON.stringify(body));

	test.each(yeses)('but a service that says %s is there', async (body) => {
		workbench.sandbox.fault({ kind: 'answer', body });
		expect(await press('trackfinityApi')).toMatchObject({ status: 'OK' });
	});
});

describe('the test of Trackfinity Delete API', () => {
	test.each(['header', 'body'] as const)(
		'is a POST of the harmless type=account_info with output=JSON, the key in the %s',
		async (sendApiKeyIn) => {
			const { userId, apiKey, accountId } = workbench.sandbox.credentials.trackfinityDeleteApi;
			const before = workbench.sandbox.loyaltyCustomers();
			expect(await press('trackfinityDeleteApi', { sendApiKeyIn })).toMatchObject({ status: 'OK' });
			const [request] = workbench.sandbox.requests;
			expect(workbench.sandbox.requestCount()).toBe(1);
			expect(request).toMatchObject({ service: 'delete', method: 'POST', path: '/' });
			expect(request?.form).toEqual({
				user_id: userId,
				...(sendApiKeyIn === 'body' && { user_password: apiKey }),
				account_id: accountId,
				type: 'account_info',
				output: 'JSON',
			});
			expect(request?.headers['api_access_key']).toBe(
				sendApiKeyIn === 'header' ? apiKey : undefined,
			);
			expect(workbench.sandbox.loyaltyCustomers()).toEqual(before);
		},
	);

	test.each([
		['API Key', { apiKey: 'wrong' }],
		['API Key', { apiKey: 'wrong', sendApiKeyIn: 'body' }],
		['User ID', { userId: 'nobody' }],
		['Account ID', { accountId: 'elsewhere' }],
	])('fails on a body whose status is error: the %s is wrong', async (field, changes) => {
		const { status, message } = await press('trackfinityDeleteApi', changes);
		expect(workbench.sandbox.requests.map((request) => request.status)).toEqual([200]);
		expect(status).toBe('Error');
		expect(message).toContain(`'${field}'`);
	});

	test.each(
		[...inCases('error'), 'no_match'].flatMap((status) => [
			JSON.stringify({ status }),
			JSON.stringify({ response: { status } }),
			responseXml(status, '<message>No</message>'),
		]),
	)('fails on %s', async (body) => {
		workbench.sandbox.fault({ kind: 'answer', body });
		expect(await press('trackfinityDeleteApi')).toMatchObject({ status: 'Error' });
	});

	test.each(['{"status":"success","error":"no"}', '{"response":{"errors":[{"message":"no"}]}}'])(
		'fails on an error in %s',
		async (body) => {
			workbench.sandbox.fault({ kind: 'answer', body });
			expect(await press('trackfinityDeleteApi')).toMatchObject({ status: 'Error' });
		},
	);

	// The vendor's own pages show that the real one has a raw ampersand in it.
	const xml = responseXml(
		'success',
		'\n<account id="a"><name>Widgets & Gadgets</name></account>\n',
	);

	test.each([
		['as it is', xml],
		['with an XML declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`],
		['with a short XML declaration', `<?xml version="1.0"?>${xml}`],
		['with single quotes', xml.replaceAll('"', "'")],
		['in JSON', JSON.stringify({ status: 'success', account: { id: 'a', name: 'Widgets' } })],
		['in JSON, in a wrapper', JSON.stringify({ response: { status: 'success' } })],
	])('passes on a yes %s, whatever format was asked for', async (_what, body) => {
		workbench.sandbox.fault({ kind: 'answer', body });
		expect(await press('trackfinityDeleteApi')).toMatchObject({ status: 'OK' });
	});

	test.each([
		['in both places', {}],
		['in the header', { sendApiKeyIn: 'header' }],
	])("names 'Send API Key In' where a key %s is rejected", async (_, changes) => {
		const wrongKey = { ...changes, apiKey: 'wrong' };
		const named = { status: 'Error', message: expect.stringContaining("'Send API Key In'") };
		expect(await press('trackfinityDeleteApi', wrongKey)).toEqual(named);
		workbench.sandbox.fault({ kind: 'status', status: 401 });
		expect(await press('trackfinityDeleteApi', wrongKey)).toEqual(failedWith("'Send API Key In'"));
	});
});

describe.each([
	['trackfinityApi', '1'],
	['trackfinityDeleteApi', '{"status":"success"}'],
] as const)('neither test (%s) takes for a yes', (type, yes) => {
	test.each([
		['plain text', 'Access denied'],
		['plain text in small letters', 'forbidden'],
		['plain text that begins with a number', '403 Forbidden'],
		['plain text in quotes', '"Access denied" by policy'],
		["PHP's warning as HTML", `<br />\n<b>Warning</b>: Undefined index in <b>/a.php</b>\n${yes}`],
		["PHP's warning on a line of its own", `\nWarning: Undefined index in /a.php\n${yes}`],
		["PHP's fatal error", 'PHP Fatal error:  Allowed memory size exhausted'],
		['a web page', '<!DOCTYPE html>\n<html><title>Sign in</title></html>'],
		['a web page after an empty line', '\n<!doctype html><title>Sign in</title>'],
		['a web page without a doctype', '<html><body>Sign in</body></html>'],
		['a web page that begins with a comment', '<!-- login --><html></html>'],
	])('%s', async (_what, body) => {
		workbench.sandbox.fault({ kind: 'answer', body });
		expect(await press(type)).toMatchObject({ status: 'Error' });
	});
});

describe.each(types)('the test of either (%s)', (type) => {
	test.each([301, 302, 303, 307, 308] as const)(
		'follows no redirect (%i) and names the field',
		async (status) => {
			workbench.sandbox.fault({ kind: 'redirect', status, location: `${elsewhere.url}/ping` });
			expect(await press(type)).toEqual(failedWith(`'${label[type]}'`));
			expect(workbench.sandbox.requestCount()).toBe(1);
			expect(elsewhere.requests).toEqual([]);
		},
	);

	test('is not taken in by a web page that answers 200', async () => {
		workbench.sandbox.fault({ kind: 'html' });
		const { status, message } = await press(type);
		expect(status).toBe('Error');
		expect(message).toContain(`'${label[type]}'`);
	});

	test.each(required[type])('names an empty %s (%s), and sends nothing', async (field, name) => {
		for (const empty of ['', ' \u200b', null, undefined]) {
			const { status, message } = await press(type, { [name]: empty as string });
			expect(status).toBe('Error');
			expect(message).toContain(`The '${field}' is empty`);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('shows what is wrong with an address, and sends nothing', async () => {
		for (const wrong of [
			'',
			'ftp://example.com',
			'http://example.com',
			'https://a:b@example.com',
		]) {
			const { status, message } = await press(type, { [address[type]]: wrong });
			expect(status).toBe('Error');
			expect(message).toContain(`'${label[type]}'`);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each([404, 405])('points at the address where the answer is %i', async (code) => {
		workbench.sandbox.fault({ kind: 'status', status: code });
		expect(await press(type)).toEqual(failedWith(`'${label[type]}'`));
	});

	test('accepts a certificate that does not verify only where the credential allows it', async () => {
		const url = { [address[type]]: selfSigned.url };
		expect(await press(type, { ...url, allowInsecure: false })).toMatchObject({ status: 'Error' });
		expect(selfSigned.requests).toEqual([]);
		expect(await press(type, { ...url, allowInsecure: true })).toMatchObject({ status: 'OK' });
	});

	test('shows and logs no key', async () => {
		const { apiKey } = workbench.sandbox.credentials[type];
		const logs = recordLogs();
		workbench.sandbox.fault({ kind: 'echoSecrets' });
		const echoed = await press(type);
		logs.stop();
		expect(echoed.message).not.toContain(apiKey);
		expect(logs.lines.join('\n')).not.toContain(apiKey);
	});
});
