import { until } from '../../dev/playground/index.cts';
import { CredentialForm } from './editor/credentialForm.cts';
import { useEditor } from './editor/editor.cts';
import { onUnauthorized } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const { api, sandboxCredentials } = n8n;
const editor = useEditor(n8n);

afterEach(async () => {
	const known = new Set(n8n.credentials.map(({ id }) => id));
	for (const { id } of await api.credentials()) {
		if (!known.has(id)) await api.ask('DELETE', `/credentials/${id}`);
	}
});

// Which fields they have and what their tests send: test/credentials.
test.each([
	{
		type: 'trackfinityApi' as const,
		operation: 'forget',
		wrongKey: onUnauthorized(
			"Trackfinity rejected the 'API Username' or the 'API Key'. Check both.",
		),
		fields: ['baseUrl', 'username'],
	},
	{
		type: 'trackfinityDeleteApi' as const,
		operation: 'delete',
		wrongKey:
			"The Delete service rejected the 'User ID', the 'API Key' or the 'Account ID'. Check all three, and 'Send API Key In' if it isn't 'Header and Body': many web servers drop the header.",
		fields: ['url', 'userId', 'accountId'],
	},
])(
	'the form of $type, filled by hand: a wrong key gets our text, the right one the green line',
	async ({ type, operation, wrongKey, fields }) => {
		const data: Record<string, unknown> = { ...sandboxCredentials[type] };
		const node = await editor.openOurNode({ operation });
		const form = new CredentialForm(editor.page);
		await form.create(node);
		if (operation === 'delete') {
			// n8n 2.20 fills it in a little after it shows it.
			const typed = async () => await form.box('url').inputValue();
			await until('the usual address', typed, (seen) => seen !== '');
		}
		for (const field of fields) await form.type(field, data[field]);
		await form.type('apiKey', 'not the right key');
		await form.save();
		expect(await form.reason()).toContain(wrongKey);

		await form.type('apiKey', data.apiKey);
		await form.save();
		await form.closed();
		// The form of a stored credential gets everything but the key, and holds a marker in its place.
		await form.edit(node);
		expect(await form.success.innerText()).toContain('Connection tested successfully');
	},
);
