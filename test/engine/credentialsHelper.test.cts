import type { ICredentialType, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import { createEngine, type NodePackage } from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';

const trackfinityApi: ICredentialType = {
	name: 'trackfinityApi',
	displayName: 'Test API',
	properties: [
		{ displayName: 'Key', name: 'key', type: 'string', default: '' },
		{ displayName: 'Other', name: 'other', type: 'string', default: 'default' },
	],
};
const pkg: NodePackage = {
	name: 'test',
	version: '1.0.0',
	nodeTypes: {},
	credentialTypes: { trackfinityApi },
};

/** What a node gets that asks for its credential as it is stored. */
async function readStored(ignoresRaw: boolean) {
	const bare = bareNodeType('reader', async function () {
		const { additionalData } = this as unknown as {
			additionalData: IWorkflowExecuteAdditionalData;
		};
		const details = this.getNode().credentials?.['trackfinityApi'] ?? { id: null, name: '' };
		const stored = await additionalData.credentialsHelper.getDecrypted(
			additionalData,
			details,
			'trackfinityApi',
			'trigger',
			undefined,
			true,
		);
		return [[{ json: stored }]];
	});
	const { output, credentialReads } = await createEngine(pkg, {
		extraNodeTypes: { reader: bare },
	}).run({
		nodeType: 'reader',
		parameters: {},
		items: [{}],
		credentials: { trackfinityApi: { key: '={{ 40 + 2 }}' } },
		ignoresRaw,
	});
	expect(credentialReads).toBe(1);
	return output[0]?.json;
}

test('a credential can be read as it is stored', async () => {
	expect(await readStored(false)).toEqual({ key: '={{ 40 + 2 }}' });
});

test('unless n8n evaluates it all the same', async () => {
	expect(await readStored(true)).toEqual({ key: 42, other: 'default' });
});
