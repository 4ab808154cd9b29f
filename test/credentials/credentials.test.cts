import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const lock = { operation: 'lock', customerId: '191' };
const deletion = { operation: 'delete', code: '1234567890123456' };

/** Runs one item with the sandbox's credentials, changed as told. */
async function run(
	parameters: typeof lock | typeof deletion,
	changes: ICredentialDataDecryptedObject = {},
) {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	return await workbench.run({
		parameters,
		items: [{}],
		credentials: {
			trackfinityApi: { ...trackfinityApi, ...changes },
			trackfinityDeleteApi: { ...trackfinityDeleteApi, ...changes },
		},
	});
}

const host = (address: string) => new URL(address).host;

describe('the Base URL as people type it', () => {
	const forms: Array<[what: string, form: (address: string) => string]> = [
		['as it should be', (address) => address],
		['with spaces around', (address) => `  ${address}\n`],
		['with zero-width characters around', (address) => `\u200b${address}\ufeff`],
		['with a trailing slash', (address) => `${address}/`],
		['with several trailing slashes', (address) => `${address}///`],
		['with a trailing /api', (address) => `${address}/api`],
		['with a trailing /api/', (address) => `${address}/api/`],
		['in capitals', (address) => address.toUpperCase()],
		['by the name localhost', (address) => address.replace('127.0.0.1', 'localhost')],
	];
	test.each(forms)('is accepted %s', async (_what, form) => {
		const { status } = await run(lock, { baseUrl: form(workbench.sandbox.trackfinityUrl) });
		expect(status).toBe('success');
		expect(workbench.sandbox.requests.map(({ path }) => path)).toEqual(['/api/customer/lock']);
	});

	test('keeps the path before /api', async () => {
		await run(lock, { baseUrl: `${workbench.sandbox.trackfinityUrl}/eu/tracking/api/` });
		expect(workbench.sandbox.requests.map(({ path }) => path)).toEqual([
			'/eu/tracking/api/customer/lock',
		]);
	});

	test('means https where the scheme is missing', async () => {
		const { output } = await workbench.run({
			parameters: { ...lock, options: { dryRun: true } },
			items: [{}],
			credentials: {
				trackfinityApi: {
					...workbench.sandbox.credentials.trackfinityApi,
					baseUrl: 'tracking.example.com:8443',
				},
			},
		});
		expect(output[0]?.json).toMatchObject({
			request: { url: 'https://tracking.example.com:8443/api/customer/lock' },
		});
	});
});

describe('the API URL', () => {
	test.each(['/', '/api.php', '/loyalty/api.php', '/loyalty/'])(
		'keeps the path %s as given',
		async (path) => {
			const url = workbench.sandbox.deleteUrl.replace(/\/$/, path);
			expect((await run(deletion, { url: ` ${url} ` })).status).toBe('success');
			expect(workbench.sandbox.requests.map((request) => request.path)).toEqual([path]);
		},
	);
});

describe('addresses that cannot be used end the run before anything is sent', () => {
	const unusable: Array<[what: string, address: string, why: RegExp]> = [
		['empty', '', /is empty/],
		['blank', '   ', /is empty/],
		['not a URL', 'tracking example com', /space/],
		['not a URL either', 'https://', /isn't a valid URL/],
		[
			'of another scheme',
			'ftp://tracking.example.com',
			/starts with ftp:, but must start with https:/,
		],
		['with a user', 'https://me@tracking.example.com', /username or password/],
		['with a password', 'https://me:secret@tracking.example.com', /username or password/],
		['with a query', 'https://tracking.example.com/?key=1', /\?/],
		['with a fragment', 'https://tracking.example.com/#top', /#/],
		['without encryption', 'http://tracking.example.com', /Use https/],
	];
	describe.each([
		['Base URL', lock, 'baseUrl'],
		['API URL', deletion, 'url'],
	] as const)('%s', (label, parameters, field) => {
		test.each(unusable)('%s', async (_what, address, why) => {
			const { status, error, output } = await run(parameters, { [field]: address });
			expect(status).toBe('error');
			expect(error?.message).toContain(`'${label}'`);
			expect(error?.message).toMatch(why);
			expect(`${error?.message} ${error?.description}`).toMatch(/Enter an address|Use https/);
			expect(JSON.stringify(error)).not.toContain('secret');
			expect(output).toEqual([]);
			expect(workbench.sandbox.requestCount()).toBe(0);
		});
	});
});

describe('what an expression in a credential left empty ends the run before anything is sent', () => {
	const values = ['', ' \n', '\u200b\ufeff', null, undefined, {}];
	const fields: Array<[label: string, field: string, parameters: typeof lock | typeof deletion]> = [
		['API Username', 'username', lock],
		['API Key', 'apiKey', lock],
		['User ID', 'userId', deletion],
		['API Key', 'apiKey', deletion],
		['Account ID', 'accountId', deletion],
	];
	test.each(fields)('%s (%s)', async (label, field, parameters) => {
		for (const value of values) {
			for (const sendApiKeyIn of ['header', 'body']) {
				const changes = { [field]: value as string, sendApiKeyIn };
				const { status, error, output } = await run(parameters, changes);
				expect(status).toBe('error');
				expect(error?.message).toContain(`The '${label}' is empty`);
				expect(`${error?.message} ${error?.description}`).toContain('Enter it in the credential');
				expect(output).toEqual([]);
			}
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('also in a dry run, and where On Error continues', async () => {
		const { trackfinityApi } = workbench.sandbox.credentials;
		for (const dryRun of [true, false]) {
			const { output } = await workbench.run({
				parameters: { ...lock, options: { dryRun } },
				items: [{}, {}],
				onError: 'continueRegularOutput',
				credentials: { trackfinityApi: { ...trackfinityApi, apiKey: '' } },
			});
			const empty = { message: expect.stringContaining("The 'API Key' is empty") };
			expect(output.map(({ json }) => json['error'])).toMatchObject([empty, empty]);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('blanks around a value are not sent', async () => {
		const { username, apiKey } = workbench.sandbox.credentials.trackfinityApi;
		const { status } = await run(lock, {
			username: `\u200b${username}\n`,
			apiKey: ` ${apiKey}\ufeff`,
		});
		expect(status).toBe('success');
		expect(workbench.sandbox.requests[0]?.headers).toMatchObject({
			'api-username': username,
			'api-key': apiKey,
		});
	});
});

describe('what a header cannot carry ends the run before anything is sent', () => {
	test.each([
		['API Username', { username: 'tf\nadmin' }, lock],
		['API Key', { apiKey: 'key\r\nx: y' }, lock],
		['API Key', { apiKey: '\u2026key' }, lock],
		['API Key', { apiKey: 'key\u2026' }, deletion],
	])('%s %j', async (label, changes, parameters) => {
		const { status, error } = await run(parameters, changes);
		expect(status).toBe('error');
		expect(error?.message).toContain(`The '${label}' contains a character that can't be sent`);
		expect(`${error?.message} ${error?.description}`).toContain('Enter it again in the credential');
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('a body can carry it', async () => {
		await run(deletion, { apiKey: 'key\u2026', sendApiKeyIn: 'body' });
		expect(workbench.sandbox.requests[0]?.form['user_password']).toBe('key\u2026');
	});
});

describe('how requests are signed', () => {
	test('with a number, which an expression may give, as text', async () => {
		await run(deletion, { accountId: 4711 });
		expect(workbench.sandbox.requests[0]?.form['account_id']).toBe('4711');
	});

	test('Trackfinity by the headers api-username and api-key, the body holding neither', async () => {
		const { username, apiKey } = workbench.sandbox.credentials.trackfinityApi;
		await run(lock);
		const [request] = workbench.sandbox.requests;
		expect(request?.headers).toMatchObject({ 'api-username': username, 'api-key': apiKey });
		expect(request?.body).toBe('customer_id=191');
		expect(request?.headers['host']).toBe(host(workbench.sandbox.trackfinityUrl));
	});
});

describe('the fields of the credentials', () => {
	const fieldsOf = (type: string) =>
		(workbench.package.credentialTypes[type]?.properties ?? [])
			.filter((property) => property.type !== 'notice')
			.map(({ name, displayName, type: kind, required = false, typeOptions }) => [
				...[name, displayName, typeOptions?.password ? 'password' : kind],
				required ? 'required' : 'optional',
			]);

	test('Trackfinity API', () => {
		expect(workbench.package.credentialTypes['trackfinityApi']?.displayName).toBe(
			'Trackfinity API',
		);
		expect(fieldsOf('trackfinityApi')).toEqual([
			['baseUrl', 'Base URL', 'string', 'required'],
			['username', 'API Username', 'string', 'required'],
			['apiKey', 'API Key', 'password', 'required'],
			['allowInsecure', 'Allow Insecure Connections', 'boolean', 'optional'],
		]);
	});

	test('Trackfinity Delete API', () => {
		expect(workbench.package.credentialTypes['trackfinityDeleteApi']?.displayName).toBe(
			'Trackfinity Delete API',
		);
		const { properties } = workbench.package.credentialTypes['trackfinityDeleteApi'] ?? {};
		expect(properties?.find(({ name }) => name === 'url')?.default).toBe(
			'https://api.clienttoolbox.com/',
		);
		expect(fieldsOf('trackfinityDeleteApi')).toEqual([
			['url', 'API URL', 'string', 'required'],
			['userId', 'User ID', 'string', 'required'],
			['apiKey', 'API Key', 'password', 'required'],
			['accountId', 'Account ID', 'string', 'required'],
			['sendApiKeyIn', 'Send API Key In', 'options', 'optional'],
			['allowInsecure', 'Allow Insecure Connections', 'boolean', 'optional'],
		]);
	});
});
