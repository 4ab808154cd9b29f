import { CREDENTIAL_BLANKING_VALUE } from 'n8n-workflow';
import { onStatus } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const { api, sandbox, sandboxCredentials } = n8n;

/** Our stored credential of a type, and what the sandbox accepts for it. */
function stored(type: 'trackfinityApi' | 'trackfinityDeleteApi') {
	const credential = n8n.credentials.find((one) => one.type === type);
	if (credential === undefined) throw new Error(`n8n holds no credential of type ${type}.`);
	return credential;
}

const wrongKey = onStatus(
	401,
	"Trackfinity rejected the 'API Username' or the 'API Key'. Check both.",
);
const rejectedByDelete =
	"The Delete service rejected the 'User ID', the 'API Key' or the 'Account ID'. Check all three, and 'Send API Key In' if it isn't 'Header and Body': many web servers drop the header.";
const ok = { status: 'OK', message: 'Connection successful!' };

describe.each([
	{
		type: 'trackfinityApi' as const,
		wrong: { apiKey: 'not-this-one' },
		rejected: wrongKey,
		request: { method: 'GET', path: '/api/service/ping' },
	},
	{
		type: 'trackfinityApi' as const,
		wrong: { username: 'somebody_else' },
		rejected: wrongKey,
		request: { method: 'GET', path: '/api/service/ping' },
	},
	{
		type: 'trackfinityDeleteApi' as const,
		wrong: { apiKey: 'not-this-one' },
		rejected: rejectedByDelete,
		request: { method: 'POST', path: '/' },
	},
	{
		type: 'trackfinityDeleteApi' as const,
		wrong: { sendApiKeyIn: 'body', accountId: 'somebody-else' },
		rejected: rejectedByDelete,
		request: { method: 'POST', path: '/' },
	},
])('the test of $type', ({ type, wrong, rejected, request }) => {
	test('says that the right data work, after one request', async () => {
		const data = {
			...sandboxCredentials[type],
			...(wrong.sendApiKeyIn && { sendApiKeyIn: 'body' }),
		};
		expect(await api.testCredential(stored(type), data)).toEqual(ok);
		expect(await sandbox.requests()).toEqual([expect.objectContaining(request)]);
	});

	test(`says what to check when this is wrong: ${Object.keys(wrong).join(', ')}`, async () => {
		const data = { ...sandboxCredentials[type], ...wrong };
		expect(await api.testCredential(stored(type), data)).toEqual({
			status: 'Error',
			message: rejected,
		});
		// n8n 2.41 sends a GET that is answered with 401 a second time.
		for (const sent of await sandbox.requests()) expect(sent).toMatchObject(request);
	});

	test('takes the stored key where the form holds only its marker', async () => {
		const data = await api.credentialData(stored(type).id);
		expect(await api.testCredential(stored(type), data)).toEqual(ok);
	});
});

describe('the tests of both credentials', () => {
	test.each([
		[
			'trackfinityApi' as const,
			"The response isn't from Trackfinity's API; it may be a web page. Check the 'Base URL'.",
		],
		[
			'trackfinityDeleteApi' as const,
			"The response isn't from the Delete service's API. Check the 'API URL'.",
		],
	])('%s is not fooled by a web page that answers 200', async (type, message) => {
		await sandbox.fault({ kind: 'html' });
		expect(await api.testCredential(stored(type), { ...sandboxCredentials[type] })).toEqual({
			status: 'Error',
			message,
		});
	});

	test.each([
		[
			'trackfinityApi' as const,
			onStatus(302, "The 'Base URL' redirects elsewhere. Enter the address that it redirects to."),
		],
		[
			'trackfinityDeleteApi' as const,
			onStatus(302, "The 'API URL' redirects elsewhere. Enter the address that it redirects to."),
		],
	])('%s follows no redirect', async (type, message) => {
		await sandbox.fault({ kind: 'redirect', location: `${n8n.sandboxUrl}/elsewhere` });
		expect(await api.testCredential(stored(type), { ...sandboxCredentials[type] })).toEqual({
			status: 'Error',
			message,
		});
		expect(await sandbox.requests()).toHaveLength(1);
	});

	test.each([
		[
			'trackfinityApi' as const,
			403,
			'Trackfinity rejected the request. Add the IP address of your n8n server to ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security), and use a full-admin account.',
		],
		[
			'trackfinityApi' as const,
			404,
			"Trackfinity wasn't found at this 'Base URL'. Check the address.",
		],
		[
			'trackfinityApi' as const,
			405,
			"Trackfinity wasn't found at this 'Base URL'. Check the address.",
		],
		['trackfinityDeleteApi' as const, 401, rejectedByDelete],
		['trackfinityDeleteApi' as const, 403, rejectedByDelete],
		[
			'trackfinityDeleteApi' as const,
			404,
			"The Delete service wasn't found at this 'API URL'. Check the address.",
		],
	])('%s says what to do about HTTP %i', async (type, status, message) => {
		await sandbox.fault({ kind: 'status', status });
		expect(await api.testCredential(stored(type), { ...sandboxCredentials[type] })).toEqual({
			status: 'Error',
			message: onStatus(status, message),
		});
	});

	test.each([
		['trackfinityApi' as const, { baseUrl: 'http://tracking.example.com' }],
		['trackfinityDeleteApi' as const, { url: 'http://loyalty.example.com/api.php' }],
	])('%s sends no key over plain http to another machine', async (type, address) => {
		const { status, message } = await api.testCredential(stored(type), {
			...sandboxCredentials[type],
			...address,
		});
		expect(status).toBe('Error');
		expect(message).toMatch(/https/);
	});
});

describe('a stored credential', () => {
	test.each(['trackfinityApi' as const, 'trackfinityDeleteApi' as const])(
		'%s comes back with everything but its key',
		async (type) => {
			expect(await api.credentialData(stored(type).id)).toEqual({
				...sandboxCredentials[type],
				apiKey: CREDENTIAL_BLANKING_VALUE,
			});
		},
	);
});
