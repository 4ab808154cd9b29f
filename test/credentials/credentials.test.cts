import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { testCredential } from '../../dev/engine/index.cts';
import { failureOf } from '../support/runs.cts';
import { useListener } from '../support/servers.cts';
import { shownBy } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const selfSigned = useListener({ tls: true, body: '{"status":"success"}' });

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';

const parameters = {
	trackfinityApi: { operation: 'lock', customerId: '={{ $json.id }}' },
	trackfinityDeleteApi: { operation: 'delete', code: '={{ $json.id }}' },
};
const ids = { trackfinityApi: '191', trackfinityDeleteApi: '1234567890123456' };
const address = { trackfinityApi: 'baseUrl', trackfinityDeleteApi: 'url' };
const label = { trackfinityApi: 'Base URL', trackfinityDeleteApi: 'API URL' };

const credential = (type: CredentialType, changes: ICredentialDataDecryptedObject) => ({
	...workbench.sandbox.credentials[type],
	...changes,
});

/** Runs the node with the sandbox's credential, changed as told; goes on past failures. */
const run = async (
	type: CredentialType,
	changes: ICredentialDataDecryptedObject = {},
	options: INodeParameters = {},
	customers = [ids[type]],
) =>
	await workbench.run({
		parameters: { ...parameters[type], options: { parallelRequests: 1, ...options } },
		items: customers.map((id) => ({ id })),
		credentials: { [type]: credential(type, changes) },
		onError: 'continueRegularOutput',
	});

/** Why such a credential can't be used: in a run that stops on errors, and in the credential's test. */
async function refusalsOf(type: CredentialType, changes: object): Promise<[string, string]> {
	const data = credential(type, changes as ICredentialDataDecryptedObject);
	const { error, output } = await workbench.run({
		parameters: parameters[type],
		items: [{ id: ids[type] }],
		credentials: { [type]: data },
	});
	const { status, message } = await testCredential(workbench.package, type, data);
	expect([output, status]).toEqual([[], 'Error']);
	expect(workbench.sandbox.requestCount()).toBe(0);
	return [`${error?.message} ${error?.description}`, message];
}

const paths = () => workbench.sandbox.requests.map(({ path }) => path);

test.each<[what: string, form: (home: string) => string, path?: string]>([
	['as it should be', (home) => home],
	['with spaces around', (home) => `  ${home}\n`],
	['with zero-width characters around', (home) => `\u200b${home}\ufeff`],
	['with a trailing slash', (home) => `${home}/`],
	['with several trailing slashes', (home) => `${home}///`],
	['with a trailing /api', (home) => `${home}/api`],
	['with a trailing /api/', (home) => `${home}/api/`],
	['in capitals', (home) => home.toUpperCase()],
	['by the name localhost', (home) => home.replace('127.0.0.1', 'localhost')],
	['with a path before /api', (home) => `${home}/eu/tracking/api/`, '/eu/tracking'],
])('a Base URL is accepted %s', async (_what, form, path = '') => {
	await run('trackfinityApi', { baseUrl: form(workbench.sandbox.trackfinityUrl) });
	expect(paths()).toEqual([`${path}/api/customer/lock`]);
});

test('https is meant where the scheme is missing', async () => {
	const baseUrl = 'tracking.example.com:8443';
	const { output } = await run('trackfinityApi', { baseUrl }, { dryRun: true });
	const url = 'https://tracking.example.com:8443/api/customer/lock';
	expect(output[0]?.json).toMatchObject({ request: { url } });
});

test.each([
	...['/', '/api.php', '/loyalty/api.php', '/loyalty/', '/admin/api.php', '/superadmin.php5'],
])('the path %s of an API URL is kept as given', async (path) => {
	const url = ` ${workbench.sandbox.deleteUrl.replace(/\/$/, path)} `;
	expect((await run('trackfinityDeleteApi', { url })).output[0]?.json.success).toBe(true);
	expect(paths()).toEqual([path]);
});

describe('nothing is sent to an address that cannot be used, and the field and the way out are named', () => {
	const addresses: Array<[what: string, address: string, why: RegExp]> = [
		['empty', '', /is empty/],
		['blank', '   ', /is empty/],
		['not a URL', 'tracking example com', /space/],
		['not a URL either', 'https://', /isn't a valid URL/],
		['of another scheme', 'ftp://a.example.com', /starts with ftp:, but must start with https:/],
		['with a user', 'https://me@tracking.example.com', /username or password/],
		['with a password', 'https://me:secret@tracking.example.com', /username or password/],
		['with a query', 'https://tracking.example.com/?key=1', /\?/],
		['of several lines', 'https://tracking.example.com\r\nX-Evil: 1', /space|valid URL/],
		['with a fragment', 'https://tracking.example.com/#top', /#/],
		['without encryption', 'http://tracking.example.com', /Use https/],
	];
	const panels = ['/admin.php', '/loyalty/admin.php', '/admin.php \n', '/admin.php/'].map(
		(path) => `https://example.com${path}`,
	);

	test.each(
		(['trackfinityApi', 'trackfinityDeleteApi'] as const).flatMap((type) =>
			addresses.map((row) => [type, ...row] as const),
		),
	)('%s: %s', async (type, _what, wrong, why) => {
		for (const said of await refusalsOf(type, { [address[type]]: wrong })) {
			expect(said).toContain(`'${label[type]}'`);
			expect(said).toMatch(why);
			expect(said).toMatch(/Enter an address|Use https/);
			expect(said).not.toContain('secret');
		}
	});

	test.each(panels)("the control panel's: %j", async (url) => {
		for (const said of await refusalsOf('trackfinityDeleteApi', { url })) {
			expect(said).toMatch(/'API URL'.*api\.php/);
		}
	});
});

describe('nothing is sent with what cannot be used, and the field and the way out are named', () => {
	const fields: Array<[type: CredentialType, field: string, label: string]> = [
		['trackfinityApi', 'username', 'API Username'],
		['trackfinityApi', 'apiKey', 'API Key'],
		['trackfinityDeleteApi', 'userId', 'User ID'],
		['trackfinityDeleteApi', 'apiKey', 'API Key'],
		['trackfinityDeleteApi', 'accountId', 'Account ID'],
	];

	test.each(fields)('%s: %s is empty, as an expression may leave it', async (type, field, name) => {
		for (const value of ['', ' \n', '\u200b\ufeff', null, undefined, {}]) {
			for (const sendApiKeyIn of ['header', 'body']) {
				for (const said of await refusalsOf(type, { [field]: value, sendApiKeyIn })) {
					expect(said).toContain(`The '${name}' is empty`);
				}
			}
		}
	});

	test.each([
		['trackfinityApi', 'username', 'tf\nadmin', 'API Username'],
		['trackfinityApi', 'apiKey', 'key\r\nx: y', 'API Key'],
		['trackfinityApi', 'apiKey', '\u2026key', 'API Key'],
		['trackfinityDeleteApi', 'apiKey', 'key\u2026', 'API Key'],
	] as const)('%s: no header can carry %s %j', async (type, field, value, name) => {
		const [said] = await refusalsOf(type, { [field]: value });
		expect(said).toContain(`The '${name}' contains a character that can't be sent`);
		expect(said).toContain('Enter it again in the credential');
	});

	test('also in a dry run, and where On Error continues', async () => {
		for (const dryRun of [true, false]) {
			const { output } = await run('trackfinityApi', { apiKey: '' }, { dryRun }, ['191', '204']);
			for (const item of output) {
				const { message, description } = failureOf(item);
				expect(message).toContain("The 'API Key' is empty");
				expect(`${message} ${description}`).toContain('Enter it in the credential');
			}
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

describe('requests are signed', () => {
	test('to Trackfinity by headers alone, without blanks around', async () => {
		const { username, apiKey } = workbench.sandbox.credentials.trackfinityApi;
		await run('trackfinityApi', { username: `\u200b${username}\n`, apiKey: ` ${apiKey}\ufeff` });
		expect(workbench.sandbox.requests).toMatchObject([
			{ body: 'customer_id=191', headers: { 'api-username': username, 'api-key': apiKey } },
		]);
	});

	test('to the Delete service with a number too, as text, and with what only a body can carry', async () => {
		const userId = 'x\r\nX-Evil: 1';
		const changes = { userId, accountId: 4711, apiKey: 'key\u2026', sendApiKeyIn: 'body' };
		await run('trackfinityDeleteApi', changes);
		expect(workbench.sandbox.requests).toMatchObject([
			{ form: { user_id: userId, account_id: '4711', user_password: 'key\u2026' } },
		]);
		expect(workbench.sandbox.requests[0]?.headers).not.toHaveProperty('x-evil');
	});

	test.each<[choice: string | undefined, inHeader: boolean, inBody: boolean]>([
		// n8n stores no defaults.
		[undefined, true, true],
		['both', true, true],
		['header', true, false],
		['body', false, true],
	])('with Send API Key In: %s', async (sendApiKeyIn, inHeader, inBody) => {
		const type = 'trackfinityDeleteApi';
		const { apiKey } = workbench.sandbox.credentials[type];
		const chosen = { sendApiKeyIn: sendApiKeyIn as string };
		expect(shownBy(await run(type, chosen, { dryRun: true }))).not.toContain(apiKey);
		const { output } = await run(type, chosen, {}, [ids[type], 'nobody']);
		await testCredential(workbench.package, type, credential(type, chosen));
		for (const { headers, form } of workbench.sandbox.requests) {
			expect(headers.api_access_key).toBe(inHeader ? apiKey : undefined);
			expect(form.user_password).toBe(inBody ? apiKey : undefined);
		}
		const types = workbench.sandbox.requests.map(({ form }) => form.type);
		expect(types).toEqual(['customer_delete', 'customer_delete', 'account_info']);

		// Only a key that goes in the header alone may have been dropped on its way, and not after something was done.
		const isNamed = async (changes: ICredentialDataDecryptedObject) =>
			failureOf((await run(type, changes)).output[0]).description.includes("'Send API Key In'");
		expect(failureOf(output[1]).description).not.toContain("'Send API Key In'");
		expect(await isNamed({ ...chosen, apiKey: 'wrong' })).toBe(sendApiKeyIn === 'header');
		workbench.sandbox.fault({ kind: 'status', status: 401 });
		expect(await isNamed(chosen)).toBe(sendApiKeyIn === 'header');
	});
});

test.each([
	['trackfinityApi', [undefined, undefined]],
	// The response says nothing of a deletion, so whether the customer still exists is asked.
	['trackfinityDeleteApi', ['account_info', 'customer_delete', 'customer_exists']],
] as const)('%s: only Allow Insecure Connections accepts any certificate', async (type, sent) => {
	for (const allowInsecure of [false, true]) {
		expect(selfSigned.requests).toEqual([]);
		const changes = { [address[type]]: selfSigned.url, allowInsecure };
		const data = credential(type, changes);
		const { status } = await testCredential(workbench.package, type, data);
		expect(status).toBe(allowInsecure ? 'OK' : 'Error');
		await run(type, changes, { retries: 0 });
	}
	expect(selfSigned.requests.map(({ form }) => form.type)).toEqual(sent);
});

test.each([
	[
		'trackfinityApi',
		'Trackfinity API',
		[
			['baseUrl', 'Base URL', 'string', true, ''],
			['username', 'API Username', 'string', true, ''],
			['apiKey', 'API Key', 'password', true, ''],
			['allowInsecure', 'Allow Insecure Connections', 'boolean', false, false],
		],
	],
	[
		'trackfinityDeleteApi',
		'Trackfinity Delete API',
		[
			['url', 'API URL', 'string', true, 'https://api.clienttoolbox.com/'],
			['userId', 'User ID', 'string', true, ''],
			['apiKey', 'API Key', 'password', true, ''],
			['accountId', 'Account ID', 'string', true, ''],
			[
				...['sendApiKeyIn', 'Send API Key In', 'options', false, 'both'],
				...[
					['Body', 'body'],
					['Header', 'header'],
					['Header and Body', 'both'],
				],
			],
			['allowInsecure', 'Allow Insecure Connections', 'boolean', false, false],
		],
	],
])('the fields of %s', (type, displayName, fields) => {
	const credentialType = workbench.package.credentialTypes[type];
	expect(credentialType?.displayName).toBe(displayName);
	expect(
		credentialType?.properties
			.filter((field) => field.type !== 'notice')
			.map((field) => [
				...[field.name, field.displayName],
				...[field.typeOptions?.password ? 'password' : field.type],
				...[field.required ?? false, field.default],
				...(field.options ?? []).map((option) => 'value' in option && [option.name, option.value]),
			]),
	).toEqual(fields);
});
