import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { testCredential } from '../../dev/engine/index.cts';
import { failureOf } from '../support/runs.cts';
import { useListener } from '../support/servers.cts';
import { shownBy } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const selfSigned = useListener({ tls: true, body: '{"status":"success"}' });

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';

const types: CredentialType[] = ['trackfinityApi', 'trackfinityDeleteApi'];
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

// The forms of a Base URL: test/pure/address.
test.each(['/', '/loyalty/', '/admin/api.php', '/superadmin.php5', '/admin.php/api.php'])(
	'the path %s of an API URL is kept as given',
	async (path) => {
		const url = ` ${workbench.sandbox.deleteUrl.replace(/\/$/, path)} `;
		expect((await run('trackfinityDeleteApi', { url })).output[0]?.json.success).toBe(true);
		expect(workbench.sandbox.requests).toMatchObject([{ path }]);
	},
);

type Unusable = [type: CredentialType, changes: object, said: RegExp];

/** An address that neither credential takes. More of them: test/pure/address. */
const noAddress = (wrong: string, why: string) =>
	types.map((type): Unusable => {
		return [type, { [address[type]]: wrong }, new RegExp(`'${label[type]}'.*${why}`)];
	});

/** A field that an expression may leave empty. */
const empty = (type: CredentialType, field: string, name: string) =>
	['\u200b\ufeff', null, {}].flatMap((value) =>
		['header', 'body'].map((sendApiKeyIn): Unusable => {
			return [type, { [field]: value, sendApiKeyIn }, new RegExp(`The '${name}' is empty`)];
		}),
	);

const ofPanel = /'API URL'.*api\.php/;
const noHeader = (name: string) =>
	new RegExp(
		`The '${name}' contains a character that can't be sent.*Enter it again in the credential`,
	);

test.each<Unusable>([
	...noAddress('   ', 'is empty.*Enter an address such as https:'),
	...noAddress('https://me:secret@a.example', 'username or password.*Enter an address'),
	...noAddress('http://tracking.example.com', 'Use https'),
	['trackfinityDeleteApi', { url: 'https://example.com/loyalty/admin.php' }, ofPanel],
	['trackfinityDeleteApi', { url: 'https://example.com/admin.php \n' }, ofPanel],
	['trackfinityDeleteApi', { url: 'https://example.com/admin.php/' }, ofPanel],
	...empty('trackfinityApi', 'username', 'API Username'),
	...empty('trackfinityApi', 'apiKey', 'API Key'),
	...empty('trackfinityDeleteApi', 'userId', 'User ID'),
	...empty('trackfinityDeleteApi', 'apiKey', 'API Key'),
	...empty('trackfinityDeleteApi', 'accountId', 'Account ID'),
	['trackfinityApi', { username: 'tf\nadmin' }, noHeader('API Username')],
	['trackfinityApi', { apiKey: 'key\r\nx: y' }, noHeader('API Key')],
	['trackfinityApi', { apiKey: '\u2026key' }, noHeader('API Key')],
	['trackfinityDeleteApi', { apiKey: 'key\u2026' }, noHeader('API Key')],
])('nothing is sent with what cannot be used, and what to do is said: %s, %j', async (...row) => {
	const [type, changes, said] = row;
	const data = credential(type, changes as ICredentialDataDecryptedObject);
	// In a run that stops on errors, and in the credential's test.
	const { error, output } = await workbench.run({
		parameters: parameters[type],
		items: [{ id: ids[type] }],
		credentials: { [type]: data },
	});
	const { status, message } = await testCredential(workbench.package, type, data);
	expect([output, status]).toEqual([[], 'Error']);
	expect(workbench.sandbox.requestCount()).toBe(0);
	for (const refusal of [`${error?.message} ${error?.description}`, message]) {
		expect(refusal).toMatch(said);
		expect(refusal).not.toContain('secret');
	}
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

const choices = [
	['Body', 'body'],
	['Header', 'header'],
	['Header and Body', 'both'],
];
const allowInsecure = ['allowInsecure', 'Allow Insecure Connections', 'boolean', false, false];
const apiKey = ['apiKey', 'API Key', 'password', true, ''];
const ofTrackfinity = [
	['baseUrl', 'Base URL', 'string', true, ''],
	['username', 'API Username', 'string', true, ''],
	...[apiKey, allowInsecure],
];
const ofDelete = [
	['url', 'API URL', 'string', true, 'https://api.clienttoolbox.com/'],
	['userId', 'User ID', 'string', true, ''],
	apiKey,
	['accountId', 'Account ID', 'string', true, ''],
	['sendApiKeyIn', 'Send API Key In', 'options', false, 'both', ...choices],
	allowInsecure,
];

test.each([
	['trackfinityApi', 'Trackfinity API', 'ADMIN_API_ALLOWED_IPS', ofTrackfinity],
	['trackfinityDeleteApi', 'Trackfinity Delete API', 'not those of Trackfinity itself', ofDelete],
])('the fields of %s', (type, displayName, notice, expected) => {
	const credentialType = workbench.package.credentialTypes[type];
	const all = credentialType?.properties ?? [];
	const notices = all.filter((field) => field.type === 'notice');
	expect(notices.map((field) => field.displayName)).toEqual([expect.stringContaining(notice)]);
	const fields = all.filter((field) => field.type !== 'notice');
	expect(credentialType?.displayName).toBe(displayName);
	expect(
		fields.map(({ name, displayName: label, type, typeOptions, required, options, ...field }) => [
			...[name, label, typeOptions?.password ? 'password' : type],
			...[required ?? false, field.default],
			...(options ?? []).map((option) => 'value' in option && [option.name, option.value]),
		]),
	).toEqual(expected);
});
