import type {
	ICredentialTestRequest,
	ICredentialType,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { createEngine, testCredential, type NodePackage } from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';
import { appliesResponseCodeRules } from '../../dev/engine/olderEngines.cts';
import type { RawServer } from '../support/servers.cts';
import { startRawServer } from '../support/servers.cts';
import { httpResponse } from '../support/servers.cts';

const packageOf = (trackfinityApi: ICredentialType): NodePackage => ({
	...{ name: 'test', version: '1.0.0', nodeTypes: {}, credentialTypes: { trackfinityApi } },
});
const field = (name: string, value = '') =>
	({ displayName: name, name, type: 'string', default: value }) as const;

describe('the test button', () => {
	let server: RawServer;
	beforeAll(async () => {
		server = await startRawServer((socket) => {
			const headers = { 'Content-Type': 'application/json' };
			socket.once('data', (request: Buffer) => {
				const status = Number(/x-status: (\d+)/i.exec(request.toString())?.[1]);
				socket.end(httpResponse(status, '{"state":"closed"}', headers));
			});
		});
	});
	afterAll(async () => await server.close());

	const press = async (status: string, rules: ICredentialTestRequest['rules'] = []) => {
		const credential: ICredentialType = {
			...{ name: 'trackfinityApi', displayName: 'Test API', properties: [field('status')] },
			authenticate: async (data, request) => ({
				...request,
				headers: { 'x-status': data['status'] },
			}),
			test: { request: { baseURL: `http://127.0.0.1:${server.port}`, url: '/' }, rules },
		};
		return await testCredential(packageOf(credential), 'trackfinityApi', { status });
	};
	const passed = { status: 'OK', message: 'Connection successful!' };
	const oldWords = 'Authorization failed - please check your credentials';
	const ofStatus = appliesResponseCodeRules ? 'Look at the key' : oldWords;

	test('passes on a 2xx response, and fails on what a rule names, in its words where n8n applies it', async () => {
		expect(await press('200')).toEqual(passed);

		const closed = { key: 'state', value: 'closed', message: 'It is closed' };
		const onBody = { type: 'responseSuccessBody' as const, properties: closed };
		expect(await press('200', [onBody])).toEqual({ status: 'Error', message: 'It is closed' });

		const rejected = { value: 401, message: 'Look at the key' };
		const onStatus = { type: 'responseCode' as const, properties: rejected };
		expect(await press('401', [onStatus])).toEqual({ status: 'Error', message: ofStatus });
	});
});

test.each([
	[false, { key: '={{ 40 + 2 }}' }],
	[true, { key: 42, other: 'default' }],
])(
	'a node reads a credential as it is stored, unless n8n evaluates it all the same: %j',
	async (ignoresRaw, read) => {
		const reader = bareNodeType('reader', async function () {
			const { additionalData } = this as unknown as {
				additionalData: IWorkflowExecuteAdditionalData;
			};
			const details = this.getNode().credentials?.['trackfinityApi'] ?? { id: null, name: '' };
			const asked = [
				additionalData,
				details,
				'trackfinityApi',
				'trigger',
				undefined,
				true,
			] as const;
			return [[{ json: await additionalData.credentialsHelper.getDecrypted(...asked) }]];
		});
		const properties = [field('key'), field('other', 'default')];
		const credential = { name: 'trackfinityApi', displayName: 'Test API', properties };
		const engine = createEngine(packageOf(credential), { extraNodeTypes: { reader } });
		const { output, credentialReads } = await engine.run({
			...{ nodeType: 'reader', parameters: {}, items: [{}], ignoresRaw },
			credentials: { trackfinityApi: { key: '={{ 40 + 2 }}' } },
		});

		expect(credentialReads).toBe(1);
		expect(output[0]?.json).toEqual(read);
	},
);
