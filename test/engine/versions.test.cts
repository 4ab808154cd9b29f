import { realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

import { WorkflowExecute } from 'n8n-core';
import core from 'n8n-core/package.json';
import { NodeOperationError, UserError, type INodeType } from 'n8n-workflow';
import workflow from 'n8n-workflow/package.json';

import { createEngine, loadPackage, type NodePackage } from '../../dev/engine/index.cts';
import { devDependencies } from '../../package.json';

/** What each n8n has: its n8n-core, and the n8n-workflow that this n8n-core asks for. */
const engines: Record<string, { 'n8n-core': string; 'n8n-workflow': string }> = {
	'n8n-1.123': { 'n8n-core': '1.122.0', 'n8n-workflow': '1.120.0' },
	'n8n-2.20': { 'n8n-core': '2.20.6', 'n8n-workflow': '2.20.3' },
	'n8n-current': devDependencies,
};

/** Set by the projects of test:engines in jest.config.js; all others have the current n8n. */
const { n8nVersion = 'n8n-current' } = globalThis as { n8nVersion?: string };

const root = join(__dirname, '..', '..');
const nodeFile = join(root, 'dist', 'nodes', 'Trackfinity', 'Trackfinity.node.js');
const packages = realpathSync(
	n8nVersion === 'n8n-current'
		? join(root, 'node_modules')
		: join(root, 'dev', 'engine', 'versions', n8nVersion.replace('n8n-', ''), 'node_modules'),
);

let nodePackage: NodePackage;

beforeAll(async () => {
	nodePackage = await loadPackage(root);
});

/** The folders of the packages of which something has been loaded so far. */
function loadedPackages(): string[] {
	const folders = Object.keys(require.cache).map(
		(file) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0],
	);
	return [...new Set(folders)].filter((folder) => folder !== undefined);
}

test.each([core, workflow])('$name is the one of this n8n', ({ name, version }) => {
	expect(engines[n8nVersion]).toHaveProperty(name, version);
	expect(loadedPackages()).toContain(join(packages, name));
});

test('nothing of another n8n is loaded', () => {
	expect(WorkflowExecute).toBeDefined();
	const ofTools = 'csv-parse entities fast-check fast-xml-parser flatted pure-rand zod'.split(' ');
	// The last two n8n's packages load where they happen to find them.
	const allowed = [...ofTools, 'supports-color', 'has-flag'];
	const elsewhere = loadedPackages().filter(
		(folder) => !folder.startsWith(packages + sep) && !allowed.includes(basename(folder)),
	);
	expect(elsewhere).toEqual([]);
});

test('the node and its credentials throw the exceptions of the same n8n-workflow', async () => {
	expect(Object.keys(require.cache)).toContain(nodeFile);
	const type = nodePackage.nodeTypes['n8n-nodes-trackfinity.trackfinity'] as INodeType;
	let thrown: unknown;
	const watched: INodeType = {
		description: type.description,
		async execute() {
			try {
				return (await type.execute?.call(this)) ?? [];
			} catch (error) {
				thrown = error;
				throw error;
			}
		},
	};

	await createEngine(nodePackage, { extraNodeTypes: { watched } }).run({
		nodeType: 'watched',
		parameters: { operation: 'lock', lookupBy: 'customerId', customerId: '={{ $json.id }}' },
		items: [{ id: '' }],
		credentials: {
			trackfinityApi: { baseUrl: 'http://127.0.0.1:9', username: 'nobody', apiKey: 'none' },
		},
	});
	expect(thrown).toBeInstanceOf(NodeOperationError);

	const { authenticate } = nodePackage.credentialTypes['trackfinityApi'] ?? {};
	if (typeof authenticate !== 'function') throw new TypeError('It is no function');
	await expect(authenticate({ baseUrl: '' }, { url: '' })).rejects.toBeInstanceOf(UserError);
});
