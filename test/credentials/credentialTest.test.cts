import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { recordLogs, testCredential } from '../../dev/engine/index.cts';
import { appliesResponseCodeRules } from '../../dev/engine/olderEngines.cts';
import type { Fault } from '../../sandbox/index.cts';
import { responseXml } from '../support/responses.cts';
import { useListener } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const elsewhere = useListener();

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';
type Changes = ICredentialDataDecryptedObject;

/** Presses the test button for the sandbox's credential, changed as told; the service says what it is told to. */
async function press(type: CredentialType, changes: Changes = {}, fault?: Fault) {
	if (fault) workbench.sandbox.fault({ ...fault, times: 1 });
	const data = { ...workbench.sandbox.credentials[type], ...changes };
	return await testCredential(workbench.package, type, data);
}

const pressFor = async (type: CredentialType, body: string) =>
	await press(type, {}, { kind: 'answer', body });

const status = (code: number): Fault => ({ kind: 'status', status: code });

/** A failed test in the credential's own words for an HTTP status; older n8n shows its own words instead. */
const failedWith = (text: string) => ({
	status: 'Error',
	message: appliesResponseCodeRules ? expect.stringContaining(text) : expect.stringMatching(/./),
});

/** n8n's rules are fixed texts, so letter cases go as far as these. */
const inCases = (word: string) => [
	...[word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)],
];

describe('the test of Trackfinity API', () => {
	test('is GET <base>/api/service/ping, signed, and passes with the right key', async () => {
		const { username, apiKey } = workbench.sandbox.credentials.trackfinityApi;
		expect(await press('trackfinityApi')).toMatchObject({ status: 'OK' });
		const headers = { 'api-username': username, 'api-key': apiKey };
		expect(workbench.sandbox.requests).toMatchObject([
			{ service: 'trackfinity', method: 'GET', path: '/api/service/ping', body: '', headers },
		]);
	});

	test.each<[words: string, changes: Changes, ...faults: Fault[]]>([
		["'API Key'", { apiKey: 'wrong' }],
		["'API Username'", { username: 'nobody' }],
		['ADMIN_API_ALLOWED_IPS', {}, status(403)],
	])('says to check %s', async (words, changes, ...faults) => {
		expect(await press('trackfinityApi', changes, ...faults)).toEqual(failedWith(words));
	});

	const errors: unknown[] = [
		...[true, 401, 'Invalid API key', 'a', '🔑', ['Invalid API key', 'x'], ['a']],
		...[{ description: ['No'] }, { code: 5, reason: 'No' }, [{ detail: 'No' }]],
	];
	const verdicts: unknown[] = [
		...[false, 0, '0', 'false', 'no', 'error', 'fail', 'failed', 'failure'],
		...['False', 'NO', 'Error', 'FAILURE'],
	];
	const yesses = [{ result: true }, { success: true }, { result: 'Success' }];
	const denied = [false, ...inCases('false')].map((message) => ({ message }));
	test.each<[what: string, bodies: unknown[]]>([
		['an error', errors.flatMap((error) => [{ success: true, error }, { errors: error }])],
		['an error in any case', ['error', 'errors'].flatMap(inCases).map((key) => ({ [key]: 'No' }))],
		['a no', verdicts.flatMap((no) => [{ result: no }, { success: no }, { status: no }])],
		[
			'a yes whose message is FALSE',
			denied.flatMap((no) => yesses.map((yes) => ({ ...yes, ...no }))),
		],
	])('fails on %s of status 200', async (_what, bodies) => {
		for (const body of bodies.map((json) => JSON.stringify(json))) {
			const { status, message } = await pressFor('trackfinityApi', body);
			expect([body, status]).toEqual([body, 'Error']);
			expect(message).toMatch(/'API Username'.*'API Key'.*ADMIN_API_ALLOWED_IPS/);
		}
	});

	test('passes on what says no no', async () => {
		const nothing = [null, false, 0, '', [], {}];
		for (const yes of [
			...[1, true, 'pong', { result: true }, { success: 'success', message: 'error-free' }],
			...[{ result: 'success', message: 'TRUE' } as const, { result: true, message: 'No news' }],
			...nothing.flatMap((none) => [{ result: 'Success', error: none }, { errors: none }]),
		]) {
			const body = JSON.stringify(yes);
			expect([body, (await pressFor('trackfinityApi', body)).status]).toEqual([body, 'OK']);
		}
	});
});

describe('the test of Trackfinity Delete API', () => {
	const type = 'trackfinityDeleteApi';

	test('is a POST of the harmless type=account_info with output=JSON', async () => {
		const { userId, apiKey, accountId } = workbench.sandbox.credentials[type];
		expect(await press(type, { sendApiKeyIn: 'body' })).toMatchObject({ status: 'OK' });
		const ours = { user_id: userId, user_password: apiKey, account_id: accountId };
		const form = { ...ours, type: 'account_info', output: 'JSON' };
		expect(workbench.sandbox.requests).toEqual([
			expect.objectContaining({ service: 'delete', method: 'POST', path: '/', form }),
		]);
	});

	test.each<[label: string, changes: Changes]>([
		['API Key', { apiKey: 'wrong' }],
		['API Key', { apiKey: 'wrong', sendApiKeyIn: 'body' }],
		['User ID', { userId: 'nobody' }],
		['Account ID', { accountId: 'elsewhere' }],
	])('fails on a body whose status is error: the %s is wrong', async (label, changes) => {
		const { status, message } = await press(type, changes);
		expect(workbench.sandbox.requests.map((request) => request.status)).toEqual([200]);
		expect(status).toBe('Error');
		expect(message).toContain(`'${label}'`);
	});

	test.each([
		...[...inCases('error'), 'no_match'].flatMap((status) => [
			JSON.stringify({ status }),
			JSON.stringify({ response: { status } }),
			JSON.stringify({ '@attributes': { status }, message: 'No' }),
			responseXml(status, '<message>No</message>'),
		]),
		...['{"status":"success","error":"no"}', '{"response":{"errors":[{"message":"no"}]}}'],
	])('fails on %s', async (body) => {
		expect(await pressFor(type, body)).toMatchObject({ status: 'Error' });
	});

	// The vendor's own pages show that the real one has a raw ampersand in it.
	const xml = responseXml('success', '\n<account id="a"><name>Widgets & Gadgets</name></account>');

	test.each([
		...[xml, `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`, `<?xml version="1.0"?>${xml}`],
		...[xml.replaceAll('"', "'"), '{"status":"success","account":{"id":"a","name":"Widgets"}}'],
		...['{"response":{"status":"success"}}', '{"@attributes":{"status":"success"}}'],
	])('passes on a yes, whatever format was asked for: %s', async (body) => {
		expect(await pressFor(type, body)).toMatchObject({ status: 'OK' });
	});

	test.each([{}, { sendApiKeyIn: 'header' }])(
		"names 'Send API Key In' where a key is rejected: %j",
		async (changes) => {
			const wrong = { ...changes, apiKey: 'wrong' };
			expect((await press(type, wrong)).message).toContain("'Send API Key In'");
			expect(await press(type, wrong, status(401))).toEqual(failedWith("'Send API Key In'"));
		},
	);
});

describe.each([
	['trackfinityApi', 'Base URL', '1'],
	['trackfinityDeleteApi', 'API URL', '{"status":"success"}'],
] as const)('the test of either (%s)', (type, label, yes) => {
	test.each([
		...['', 'Access denied', 'forbidden', '403 Forbidden', '"Access denied" by policy'],
		`<br />\n<b>Warning</b>: Undefined index in <b>/a.php</b>\n${yes}`,
		...[`\nWarning: Undefined index in /a.php\n${yes}`, 'PHP Fatal error:  Allowed memory size'],
		...['<!DOCTYPE html>\n<title>Sign in</title>', '\n<!doctype html><title>Sign in</title>'],
		...['<html><body>Sign in</body></html>', '<!-- login --><html></html>'],
	])('does not take this for a yes: %j', async (body) => {
		expect(await pressFor(type, body)).toMatchObject({ status: 'Error' });
	});

	test('names the address where a web page comes with status 200, HTTP 404 or 405', async () => {
		const page = await press(type, {}, { kind: 'html' });
		expect(page).toMatchObject({
			...{ status: 'Error', message: expect.stringContaining(`'${label}'`) },
		});
		for (const code of [404, 405]) {
			expect([code, await press(type, {}, status(code))]).toEqual([code, failedWith(`'${label}'`)]);
		}
	});

	test('follows no redirect, and names the address', async () => {
		const location = `${elsewhere.url}/ping`;
		for (const code of [301, 302, 303, 307, 308] as const) {
			const redirect: Fault = { kind: 'redirect', status: code, location };
			expect(await press(type, {}, redirect)).toEqual(failedWith(`'${label}'`));
		}
		expect(workbench.sandbox.requestCount()).toBe(5);
		expect(elsewhere.requests).toEqual([]);
	});

	test('shows and logs no key', async () => {
		const { apiKey } = workbench.sandbox.credentials[type];
		const logs = recordLogs();
		const { message } = await press(type, {}, { kind: 'echoSecrets' });
		logs.stop();
		expect([message, ...logs.lines].join('\n')).not.toContain(apiKey);
	});
});
