import { CredentialForm } from './editor/credentialForm.cts';
import { useEditor } from './editor/editor.cts';
import { picture } from './editor/pictures.cts';
import { onStatus } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const browser = useEditor(n8n);

afterEach(async () => {
	const known = new Set(n8n.credentials.map(({ id }) => id));
	for (const { id } of await n8n.api.credentials()) {
		if (known.has(id)) continue;
		const address = `${n8n.url}/rest/credentials/${id}`;
		await fetch(address, { method: 'DELETE', headers: { cookie: n8n.cookie } });
	}
});

/** n8n's own field; it has it on every credential that the HTTP Request node can use. */
const ofN8n = 'Allowed HTTP Request Domains';

describe('the credential forms, filled by hand', () => {
	test('Trackfinity API: a wrong key gets our text, the right one the green line', async () => {
		const { editor } = browser;
		await editor.openWith();
		const node = await editor.openNode();
		const form = await CredentialForm.create(editor.page, node);

		expect(await form.labels()).toEqual([
			'Base URL *',
			'API Username *',
			'API Key *',
			'Allow Insecure Connections',
			ofN8n,
		]);
		expect(await form.notices()).toContainEqual(expect.stringContaining('ADMIN_API_ALLOWED_IPS'));
		expect(await form.box('apiKey').getAttribute('type')).toBe('password');

		const { baseUrl, username, apiKey } = n8n.sandboxCredentials.trackfinityApi;
		await form.type('baseUrl', 'https://tracking.example.com');
		await form.type('username', username);
		await form.type('apiKey', 'not the right key');
		await picture(editor.page, 'credential-trackfinity', form.shown);

		await form.type('baseUrl', baseUrl);
		await form.save();
		expect(await form.reason()).toContain(
			onStatus(401, "Trackfinity rejected the 'API Username' or the 'API Key'."),
		);

		await form.type('apiKey', apiKey);
		await form.save();
		await form.closed();
		const saved = await CredentialForm.edit(editor.page, node);
		expect(await saved.success.innerText()).toContain('Connection tested successfully');
	});

	test('Trackfinity Delete API: a wrong key gets our text, the right one the green line', async () => {
		const { editor } = browser;
		await editor.openWith({ operation: 'delete' });
		const node = await editor.openNode();
		const form = await CredentialForm.create(editor.page, node);

		expect(await form.labels()).toEqual([
			'API URL *',
			'User ID *',
			'API Key *',
			'Account ID *',
			'Send API Key In',
			'Allow Insecure Connections',
			ofN8n,
		]);
		expect(await form.box('url').inputValue()).toBe('https://api.clienttoolbox.com/');
		expect(await form.box('sendApiKeyIn').inputValue()).toBe('Header and Body');
		expect(await form.box('apiKey').getAttribute('type')).toBe('password');

		const { url, userId, apiKey, accountId } = n8n.sandboxCredentials.trackfinityDeleteApi;
		await form.type('userId', userId);
		await form.type('apiKey', 'not the right key');
		await form.type('accountId', accountId);
		await picture(editor.page, 'credential-trackfinity-delete', form.shown);

		await form.type('url', url);
		await form.save();
		expect(await form.reason()).toContain(
			"The Delete service rejected the 'User ID', the 'API Key' or the 'Account ID'.",
		);

		await form.type('apiKey', apiKey);
		await form.save();
		await form.closed();
		const saved = await CredentialForm.edit(editor.page, node);
		expect(await saved.success.innerText()).toContain('Connection tested successfully');
	});
});
