import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { RunResult } from '../../dev/engine/index.cts';
import { createEngine } from '../../dev/engine/index.cts';
import { httpRequestNode, httpRequestType } from '../support/httpRequestNode.cts';
import { useListener } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const elsewhere = useListener();
const selfSigned = useListener({ tls: true });

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';

const types: CredentialType[] = ['trackfinityApi', 'trackfinityDeleteApi'];

function addressOf(type: CredentialType): string {
	const { trackfinityUrl, deleteUrl } = workbench.sandbox;
	return type === 'trackfinityApi' ? trackfinityUrl : deleteUrl.replace(/\/$/, '');
}

/** Sends a request as n8n's HTTP Request node does, with one of the credentials chosen in it. */
async function httpRequest(
	credential: CredentialType,
	request: object,
	legacy: boolean,
): Promise<RunResult> {
	const node = httpRequestNode(credential, { method: 'GET', ...request }, legacy);
	const engine = createEngine(workbench.package, { extraNodeTypes: { [httpRequestType]: node } });
	return await engine.run({
		nodeType: httpRequestType,
		parameters: {},
		items: [{}],
		credentials: { [credential]: workbench.sandbox.credentials[credential] },
	});
}

describe.each([
	['in the helper that nodes use', false, 'url'],
	['in the older helper that the HTTP Request node uses', true, 'uri'],
] as const)('a key never reaches another host, %s', (_what, legacy, address) => {
	describe.each(types)('%s', (type) => {
		test('signs a request to its own address, and keeps its headers', async () => {
			const headers = { 'x-note': 'kept' };
			const url = `${addressOf(type)}/api/service/ping`;
			const { status } = await httpRequest(
				type,
				{ method: 'POST', headers, [address]: url },
				legacy,
			);
			const [request] = workbench.sandbox.requests;
			expect(request?.path).toBe('/api/service/ping');
			expect(request?.headers['x-note']).toBe('kept');
			const key = type === 'trackfinityApi' ? 'api-key' : 'api_access_key';
			expect(request?.headers[key]).toBe(workbench.sandbox.credentials[type].apiKey);
			// Trackfinity rejects a POST with 405; what counts is that it was asked, and signed.
			expect(status).toBe(type === 'trackfinityApi' ? 'error' : 'success');
		});

		const attacks: Array<[what: string, address: (home: string, other: string) => string]> = [
			['another host', (_home, other) => `${other}/steal`],
			['another host without a scheme', (_home, other) => other.replace('http:', '')],
			['its host as a user name', (home, other) => other.replace('//', `//${new URL(home).host}@`)],
			[
				'its host as a password',
				(home, other) => other.replace('//', `//a:${new URL(home).host}@`),
			],
			['its host over https', (home) => home.replace('http:', 'https:')],
		];
		test.each(attacks)('does not sign requests to %s', async (_attack, make) => {
			const url = make(addressOf(type), elsewhere.url);
			const { status, error } = await httpRequest(type, { [address]: url }, legacy);
			expect(status).toBe('error');
			expect(error?.message).toMatch(/This credential only signs requests to http/);
			expect(elsewhere.requests).toEqual([]);
			expect(workbench.sandbox.requestCount()).toBe(0);
		});

		// With a slash at the end of its own address these are paths there; without one they would change the host.
		test.each([
			['its host into a user name', (other: string) => `@${new URL(other).host}/steal`],
			['its host into a longer one', () => '.example.com/steal'],
		])('never takes a path that turns %s for another host', async (_attack, make) => {
			await httpRequest(type, { [address]: make(elsewhere.url) }, legacy);
			expect(elsewhere.requests).toEqual([]);
			for (const { headers } of workbench.sandbox.requests) {
				expect(headers['host']).toBe(new URL(addressOf(type)).host);
			}
		});

		test('does not sign requests to another base address', async () => {
			const request = { baseURL: elsewhere.url, [address]: '/steal' };
			const { status } = await httpRequest(type, request, legacy);
			expect(status).toBe('error');
			expect(elsewhere.requests).toEqual([]);
		});

		test.each([301, 302, 303, 307, 308] as const)(
			'does not go along with a redirect (%i), also when the workflow asks for it',
			async (status) => {
				workbench.sandbox.fault({ kind: 'redirect', status, location: `${elsewhere.url}/steal` });
				await httpRequest(
					type,
					{
						[address]: `${addressOf(type)}/api/service/ping`,
						followRedirect: true,
						followAllRedirects: true,
						disableFollowRedirect: false,
					},
					legacy,
				);
				expect(workbench.sandbox.requestCount()).toBe(1);
				expect(elsewhere.requests).toEqual([]);
			},
		);
	});
});

describe('Allow Insecure Connections', () => {
	const parameters: Record<CredentialType, Record<string, string>> = {
		trackfinityApi: { operation: 'lock', customerId: '191' },
		trackfinityDeleteApi: { operation: 'delete', code: '42' },
	};
	// Off, nothing is sent: test/run/connections.
	test.each(types)('on: a certificate that does not verify is accepted (%s)', async (type) => {
		const changes: ICredentialDataDecryptedObject =
			type === 'trackfinityApi' ? { baseUrl: selfSigned.url } : { url: `${selfSigned.url}/` };
		await workbench.run({
			parameters: parameters[type],
			items: [{}],
			onError: 'continueRegularOutput',
			credentials: {
				[type]: { ...workbench.sandbox.credentials[type], ...changes, allowInsecure: true },
			},
		});
		// The response says nothing of a deletion, so whether the customer still exists is asked, at the same address.
		const expected =
			type === 'trackfinityApi' ? [undefined] : ['customer_delete', 'customer_exists'];
		const types = selfSigned.requests.map(({ form }) => form.type);
		expect(types).toEqual(expected);
	});
});
