import { realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

import { WorkflowExecute } from 'n8n-core';
import core from 'n8n-core/package.json';
import workflow from 'n8n-workflow/package.json';

import { loadPackage } from '../../dev/engine/index.cts';
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

beforeAll(async () => void (await loadPackage(root)));

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

test('nothing of another n8n is loaded, by the node neither: its exceptions are those that this n8n knows', () => {
	expect(WorkflowExecute).toBeDefined();
	expect(Object.keys(require.cache)).toContain(nodeFile);
	const ofTools = 'csv-parse entities fast-check fast-xml-parser flatted pure-rand zod'.split(' ');
	// The last two n8n's packages load where they happen to find them.
	const allowed = [...ofTools, 'supports-color', 'has-flag'];
	const elsewhere = loadedPackages().filter(
		(folder) => !folder.startsWith(packages + sep) && !allowed.includes(basename(folder)),
	);
	expect(elsewhere).toEqual([]);
});
