import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ICredentialType } from 'n8n-workflow';

import { testCredential, type NodePackage } from '../../dev/engine/index.cts';
import { appliesResponseCodeRules } from '../../dev/engine/olderEngines.cts';

const server = createServer((request, response) => {
	const status = Number(request.headers['x-status']);
	response.writeHead(status, { 'content-type': 'application/json' }).end('{"state":"closed"}');
});

let credential: ICredentialType;

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	credential = {
		name: 'testApi',
		displayName: 'Test API',
		properties: [{ displayName: 'Status', name: 'status', type: 'string', default: '200' }],
		authenticate: async ({ status }, request) => ({ ...request, headers: { 'x-status': status } }),
		test: { request: { baseURL: `http://127.0.0.1:${port}`, url: '/' } },
	};
});
afterAll(() => server.close());

/** Presses the test button. */
async function press(status: string, rules: NonNullable<ICredentialType['test']>['rules'] = []) {
	if (credential.test) credential.test.rules = rules;
	const nodePackage: NodePackage = {
		name: 'test',
		version: '1.0.0',
		nodeTypes: {},
		credentialTypes: { testApi: credential },
	};
	return await testCredential(nodePackage, 'testApi', { status });
}

test('passes on a 2xx response', async () => {
	expect(await press('200')).toEqual({ status: 'OK', message: 'Connection successful!' });
});

test('fails on a body that a rule names, in the words of the rule, on every n8n', async () => {
	const rule = {
		type: 'responseSuccessBody' as const,
		properties: { key: 'state', value: 'closed', message: 'It is closed' },
	};
	expect(await press('200', [rule])).toEqual({ status: 'Error', message: 'It is closed' });
});

test('fails on a status that a rule names, in the words of the rule where n8n applies it', async () => {
	const rule = {
		type: 'responseCode' as const,
		properties: { value: 401, message: 'Look at the key' },
	};
	const { status, message } = await press('401', [rule]);
	expect(status).toBe('Error');
	expect(message).toBe(
		appliesResponseCodeRules
			? 'Look at the key'
			: 'Authorization failed - please check your credentials',
	);
});
