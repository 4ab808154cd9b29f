import { exec } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { INodeType } from 'n8n-workflow';

import { createEngine, loadPackage, type NodePackage } from '../../dev/engine/index.cts';
import { operations } from '../support/operations.cts';
import { codes } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const project = join(__dirname, '..', '..');
const ours = 'dist/nodes/Trackfinity';
/** Where n8n looks, beside the compiled node, by the stored names. */
const schemas = `${ours}/__schema__/v1.0.0/customer`;
/** The n8n-workflow that the engine uses, so that both share its classes. */
const n8nWorkflow = join(dirname(require.resolve('n8n-core/package.json')), '..', 'n8n-workflow');

const workbench = useWorkbench({ time: 'real' });
let folder: string;
let installed: string;
let nodePackage: NodePackage;

/**
 * Packs the package and unpacks it into a folder of its own, as n8n does at a user's. All it can require there is what it
 * carries and n8n-workflow: a library that was left out of the bundle is missing.
 */
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'installed-package-'));
	const pack = `npm pack --silent --pack-destination "${folder}"`;
	const { stdout } = await promisify(exec)(pack, { cwd: project });
	await promisify(exec)(`tar -xzf "${stdout.trim()}"`, { cwd: folder });
	await mkdir(join(folder, 'node_modules'));
	await symlink(n8nWorkflow, join(folder, 'node_modules', 'n8n-workflow'), 'junction');
	installed = join(folder, 'package');
	nodePackage = await loadPackage(installed);
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(installed, file), 'utf8');
const readJson = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;

async function packedFiles(): Promise<string[]> {
	const entries = await readdir(installed, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(installed, join(entry.parentPath, entry.name)))
		.sort();
}

describe('what npm pack makes', () => {
	test('names one repository, the one in package.json, and no file of the machine that built it', async () => {
		const homepage = String(readJson('package.json').homepage);
		const address = /https:\/\/github\.com\/[\w.-]+\/n8n-nodes-trackfinity(?![\w-])/g;
		for (const file of await packedFiles()) {
			const named = read(file).match(address) ?? [];
			expect([file, named.filter((one) => !homepage.startsWith(one))]).toEqual([file, []]);
			expect(read(file)).not.toContain(project);
		}
	});

	test('holds what users need and nothing else', async () => {
		expect(await packedFiles()).toEqual(
			[
				...['LICENSE.md', 'README.md', 'dist/THIRD_PARTY_LICENSES.txt', 'index.js', 'package.json'],
				'dist/credentials/TrackfinityApi.credentials.js',
				'dist/credentials/TrackfinityDeleteApi.credentials.js',
				...['Trackfinity.node.js', 'Trackfinity.node.json'].map((name) => `${ours}/${name}`),
				...['trackfinity.dark.svg', 'trackfinity.svg'].map((name) => `${ours}/${name}`),
				...operations.map(({ value }) => `${schemas}/${value}.json`),
			].sort(),
		);
	});

	test('requires nothing but n8n-workflow and what Node.js has for hashes: the libraries are bundled', async () => {
		const scripts = (await packedFiles()).filter((file) => /^dist.*\.js$/.test(file));
		const required = scripts.flatMap((file) =>
			[...read(file).matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name),
		);
		expect([...new Set(required)]).toEqual(['n8n-workflow', 'node:crypto']);
	});

	test.each(operations)(
		'$value runs as installed, and its output is as the schema says that n8n serves for it',
		async ({ value: operation, credential, parameters }) => {
			const { output } = await createEngine(nodePackage).run({
				parameters: parameters(),
				items: [{ id: credential === 'trackfinityApi' ? '191' : (codes[0] ?? ''), city: 'Rome' }],
				credentials: { ...workbench.sandbox.credentials },
			});
			const schema = readJson(`${schemas}/${operation}.json`);
			const properties = schema.properties as Record<string, { type: string }>;
			expect(schema).toMatchObject({ type: 'object', version: 1 });
			expect(output[0]?.json.success).toBe(true);
			for (const [name, value] of Object.entries(output[0]?.json ?? {})) {
				const type = Array.isArray(value) ? 'array' : typeof value;
				expect([name, properties[name]?.type]).toEqual([name, type]);
			}
		},
	);
});

describe('one node', () => {
	const description = () =>
		(nodePackage.nodeTypes['n8n-nodes-trackfinity.trackfinity'] as INodeType).description;

	test('is what workflows call n8n-nodes-trackfinity.trackfinity, and the only one', () => {
		expect(Object.keys(nodePackage.nodeTypes)).toEqual(['n8n-nodes-trackfinity.trackfinity']);
		expect(description()).toMatchObject({
			name: 'trackfinity',
			displayName: 'Trackfinity',
			version: 1,
			usableAsTool: true,
			inputs: ['main'],
			outputs: ['main'],
			subtitle: expect.stringMatching(/^=.*\$parameter\["operation"\].*\$parameter\["resource"\]/),
		});
	});

	test('comes with its two credential types, each used where it belongs', () => {
		const types = Object.keys(nodePackage.credentialTypes).sort();
		expect(types).toEqual(['trackfinityApi', 'trackfinityDeleteApi']);
		const shown = (...operation: string[]) => ({
			...{ required: true, displayOptions: { show: { operation } } },
		});
		expect(description().credentials).toEqual([
			{ name: 'trackfinityDeleteApi', ...shown('delete') },
			{ name: 'trackfinityApi', ...shown('forget', 'lock', 'setDetails', 'unlock') },
		]);
	});

	test('is there with its credential types for those who require the package', () => {
		const classes = Object.keys(jest.requireActual<object>(installed)).sort();
		expect(classes).toEqual(['Trackfinity', 'TrackfinityApi', 'TrackfinityDeleteApi']);
	});

	test('has a codex file that names it', () => {
		expect(readJson('dist/nodes/Trackfinity/Trackfinity.node.json')).toMatchObject({
			node: 'n8n-nodes-trackfinity.trackfinity',
			categories: expect.arrayContaining([expect.any(String)]),
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }] },
		});
	});
});

test('the top level of the project holds what was promised', () => {
	const promised = [
		...['package.json', 'tsconfig.json', 'gulpfile.js', 'index.js', 'nodes', 'credentials', 'test'],
		...['sandbox', 'examples', 'README.md', 'LICENSE.md', 'CHANGELOG.md'],
	];
	expect(promised.filter((name) => !existsSync(join(project, name)))).toEqual([]);
});
