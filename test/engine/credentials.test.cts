import type {
	ICredentialTestRequest,
	ICredentialType,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { createEngine, testCredential, type NodePackage } from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';
import { appliesResponseCodeRules } from '../../dev/engine/olderEngines.cts';
import { httpResponse, startRawServer } from '../support/servers.cts';

const packageOf = (trackfinityApi: ICredentialType): NodePackage => ({
	...{ name: 'test', version: '1.0.0', nodeTypes: {}, credentialTypes: { trackfinityApi } },
});
const field = (name: string, value = '') =>
	({ displayName: name, name, type: 'string', default: value }) as const;

test("the test button passes on a 2xx response, and fails on what a rule names, in the rule's words where n8n applies it", async () => {
	const server = await startRawServer((socket) => {
		socket.once('data', (request: Buffer) => {
			const status = Number(/x-status: (\d+)/i.exec(request.toString())?.[1]);
			const headers = { 'Content-Type': 'application/json' };
			socket.end(httpResponse(status, '{"state":"closed"}', headers));
		});
	});
	const press = async (status: string, ...rules: NonNullable<ICredentialTestRequest['rules']>) => {
		const credential: ICredentialType = {
			...{ name: 'trackfinityApi', displayName: 'Test API', properties: [field('status')] },
			authenticate: async ({ status: wanted }, request) => ({
				...request,
				headers: { 'x-status': wanted },
			}),
			test: { request: { baseURL: `http://127.0.0.1:${server.port}`, url: '/' }, rules },
		};
		const { message } = await testCredential(packageOf(credential), 'trackfinityApi', { status });
		return message;
	};
	const oldWords = 'Authorization failed - please check your credentials';
	const closed = { key: 'state', value: 'closed', message: 'It is closed' };
	const rejected = { value: 401, message: 'Look at the key' };

	expect(await press('200')).toBe('Connection successful!');
	expect(await press('200', { type: 'responseSuccessBody', properties: closed })).toBe(
		'It is closed',
	);
	expect(await press('401', { type: 'responseCode', properties: rejected })).toBe(
		appliesResponseCodeRules ? 'Look at the key' : oldWords,
	);
	await server.close();
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
			const { credentialsHelper } = additionalData;
			const how = ['trackfinityApi', 'trigger', undefined, true] as const;
			return [[{ json: await credentialsHelper.getDecrypted(additionalData, details, ...how) }]];
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
