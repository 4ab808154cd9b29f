import { CREDENTIAL_BLANKING_VALUE } from 'n8n-workflow';
import { until } from '../../dev/playground/index.cts';
import { CredentialForm } from './editor/credentialForm.cts';
import { useEditor } from './editor/editor.cts';
import { onUnauthorized } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const { api, sandbox, sandboxCredentials } = n8n;

const keyOfTrackfinity = onUnauthorized(
	"Trackfinity rejected the 'API Username' or the 'API Key'. Check both.",
);
const keyOfDelete =
	"The Delete service rejected the 'User ID', the 'API Key' or the 'Account ID'. Check all three, and 'Send API Key In' if it isn't 'Header and Body': many web servers drop the header.";

const credentials = [
	{
		type: 'trackfinityApi' as const,
		request: { method: 'GET', path: '/api/service/ping' },
		wrongKey: keyOfTrackfinity,
		operation: 'forget',
		labels: ['Base URL *', 'API Username *', 'API Key *', 'Allow Insecure Connections'],
		addressField: 'baseUrl' as const,
		others: ['username'],
	},
	{
		type: 'trackfinityDeleteApi' as const,
		request: { method: 'POST', path: '/' },
		wrongKey: keyOfDelete,
		operation: 'delete',
		labels: [
			...['API URL *', 'User ID *', 'API Key *', 'Account ID *'],
			...['Send API Key In', 'Allow Insecure Connections'],
		],
		addressField: 'url' as const,
		others: ['userId', 'accountId'],
	},
];

test.each(credentials)(
	'the test of $type says that the right data work, after one request',
	async ({ type, request }) => {
		const data = sandboxCredentials[type];
		const [stored] = n8n.credentials.filter((one) => one.type === type);
		if (stored === undefined) throw new Error(`n8n holds no credential of type ${type}.`);
		const ok = { status: 'OK', message: 'Connection successful!' };
		expect(await api.testCredential(stored, { ...data })).toEqual(ok);
		expect(await sandbox.requests()).toEqual([expect.objectContaining(request)]);
		// The form gets everything but the key, and holds a marker in its place.
		const form = await api.credentialData(stored.id);
		expect(form).toEqual({ ...data, apiKey: CREDENTIAL_BLANKING_VALUE });
		expect(await api.testCredential(stored, form)).toEqual(ok);
	},
);

const defaults = [
	['url', 'https://api.clienttoolbox.com/'],
	['sendApiKeyIn', 'Header and Body'],
] as const;

describe('the credential forms, filled by hand', () => {
	const editor = useEditor(n8n);

	afterEach(async () => {
		const known = new Set(n8n.credentials.map(({ id }) => id));
		for (const { id } of await api.credentials()) {
			if (!known.has(id)) await api.ask('DELETE', `/credentials/${id}`);
		}
	});

	test.each(credentials)(
		'$type: a wrong key gets our text, the right one the green line',
		async ({ type, operation, labels, addressField, others, wrongKey }) => {
			const data: Record<string, unknown> = { ...sandboxCredentials[type] };
			const node = await editor.openOurNode({ operation });
			const form = new CredentialForm(editor.page);
			await form.create(node);
			// The last field is n8n's own; it has it on every credential that the HTTP Request node can use.
			expect(await form.labels()).toEqual([...labels, 'Allowed HTTP Request Domains']);
			expect(await form.box('apiKey').getAttribute('type')).toBe('password');
			const isDelete = type === 'trackfinityDeleteApi';
			expect((await form.notices()).join().includes('ADMIN_API_ALLOWED_IPS')).toBe(!isDelete);
			if (isDelete) {
				// n8n 2.20 fills them in a little after it shows them.
				for (const [field, value] of defaults) {
					const typed = async () => await form.box(field).inputValue();
					await until(`'${value}'`, typed, (seen) => seen === value);
				}
			}

			await form.type(addressField, data[addressField]);
			for (const field of others) await form.type(field, data[field]);
			await form.type('apiKey', 'not the right key');
			await form.save();
			expect(await form.reason()).toContain(wrongKey);

			await form.type('apiKey', data.apiKey);
			await form.save();
			await form.closed();
			await form.edit(node);
			expect(await form.success.innerText()).toContain('Connection tested successfully');
		},
	);
});
