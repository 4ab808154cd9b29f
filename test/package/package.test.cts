import { exec, execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { ICredentialType, Icon, INodeType } from 'n8n-workflow';

import type { NodePackage } from '../../dev/engine/index.cts';
import { createEngine, loadPackage } from '../../dev/engine/index.cts';
import type { Sandbox } from '../../sandbox/index.cts';
import { startSandbox } from '../../sandbox/index.cts';

const project = join(__dirname, '..', '..');
/** The n8n-workflow that the engine uses, so that both share its classes. */
const n8nWorkflow = join(dirname(require.resolve('n8n-core/package.json')), '..', 'n8n-workflow');

let folder: string;
let installed: string;
let nodePackage: NodePackage;
let sandbox: Sandbox;

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
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox?.close();
	await rm(folder, { recursive: true, force: true });
});

const read = (file: string) => readFileSync(join(installed, file), 'utf8');
const readJson = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;

async function packedFiles(): Promise<string[]> {
	const entries = await readdir(installed, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(installed, join(entry.parentPath, entry.name)))
		.sort();
}

/** What those get who require the package themselves. */
const classes = () =>
	jest.requireActual<{
		Trackfinity: new () => INodeType;
		TrackfinityApi: new () => ICredentialType;
		TrackfinityDeleteApi: new () => ICredentialType;
	}>(installed);

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
				'LICENSE.md',
				'README.md',
				'dist/THIRD_PARTY_LICENSES.txt',
				'dist/credentials/TrackfinityApi.credentials.js',
				'dist/credentials/TrackfinityDeleteApi.credentials.js',
				'dist/nodes/Trackfinity/Trackfinity.node.js',
				'dist/nodes/Trackfinity/Trackfinity.node.json',
				...['delete', 'forget', 'lock', 'setDetails', 'unlock'].map(
					(operation) => `dist/nodes/Trackfinity/__schema__/v1.0.0/customer/${operation}.json`,
				),
				'dist/nodes/Trackfinity/trackfinity.dark.svg',
				'dist/nodes/Trackfinity/trackfinity.svg',
				'index.js',
				'package.json',
			].sort(),
		);
	});

	test('says in package.json what n8n asks of a community node', () => {
		const packed = readJson('package.json');
		expect(packed).toMatchObject({
			name: 'n8n-nodes-trackfinity',
			license: 'MIT',
			keywords: expect.arrayContaining(['n8n-community-node-package']),
			peerDependencies: { 'n8n-workflow': '*' },
		});
		for (const forbidden of ['dependencies', 'optionalDependencies', 'bundleDependencies']) {
			expect(packed).not.toHaveProperty(forbidden);
		}
		expect(packed).not.toHaveProperty('overrides');
		expect(Object.keys(packed['peerDependencies'] as object)).toEqual(['n8n-workflow']);
		for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
			expect(packed['scripts']).not.toHaveProperty(hook);
		}
	});

	test('requires nothing but n8n-workflow and what Node.js has for hashes: the libraries are bundled', async () => {
		const scripts = (await packedFiles()).filter((file) => /^dist.*\.js$/.test(file));
		const required = scripts.flatMap((file) =>
			[...read(file).matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name),
		);
		expect([...new Set(required)]).toEqual(['n8n-workflow', 'node:crypto']);
	});

	test('gives its classes to those who require the package itself', () => {
		expect(Object.keys(classes()).sort()).toEqual([
			'Trackfinity',
			'TrackfinityApi',
			'TrackfinityDeleteApi',
		]);
	});

	test('runs on the engine as installed: a customer is locked, and another deleted', async () => {
		const code = '1234567890123456';
		for (const parameters of [
			{ operation: 'lock', customerId: '191' },
			{ operation: 'delete', code },
		]) {
			const { output } = await createEngine(nodePackage).run({
				parameters,
				items: [{}],
				credentials: { ...sandbox.credentials },
			});
			expect(output[0]?.json).toMatchObject({ success: true });
		}
		expect(sandbox.findCustomer({ customer_id: '191' })?.locked).toBe(true);
		expect(sandbox.requests.at(-1)?.form).toMatchObject({ output: 'XML' });
		expect(sandbox.loyaltyCustomers().map((one) => one.code)).not.toContain(code);
	});
});

test("n8n's scanner for community packages passes the source and what was packed", async () => {
	const script = join(__dirname, 'scan.mjs');
	// Jest sets NODE_ENV to test, and under it the scanner's rules are those of their own unit tests.
	const { stdout } = await promisify(execFile)(process.execPath, [script, project, installed], {
		env: { ...process.env, NODE_ENV: 'production' },
	});
	const passed = { passed: true, findings: [] };
	expect(JSON.parse(stdout)).toEqual({ source: passed, packed: passed });
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
		});
	});

	test('has a subtitle that says operation and resource', () => {
		const subtitle = description().subtitle ?? '';
		expect(subtitle).toMatch(/^=/);
		expect(subtitle).toContain('$parameter["operation"]');
		expect(subtitle).toContain('$parameter["resource"]');
	});

	test('comes with its two credential types, each used where it belongs', () => {
		expect(Object.keys(nodePackage.credentialTypes).sort()).toEqual([
			'trackfinityApi',
			'trackfinityDeleteApi',
		]);
		expect(description().credentials).toEqual([
			{
				name: 'trackfinityDeleteApi',
				required: true,
				displayOptions: { show: { operation: ['delete'] } },
			},
			{
				name: 'trackfinityApi',
				required: true,
				displayOptions: { show: { operation: ['forget', 'lock', 'setDetails', 'unlock'] } },
			},
		]);
	});

	test('has a codex file that names it', () => {
		expect(readJson('dist/nodes/Trackfinity/Trackfinity.node.json')).toMatchObject({
			node: 'n8n-nodes-trackfinity.trackfinity',
			categories: expect.arrayContaining([expect.any(String)]),
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }] },
		});
	});

	test('has its light and dark icons, and so have the credentials', () => {
		// From the classes: n8n's loader replaces the icon of a loaded node by its address in the editor.
		const { Trackfinity, TrackfinityApi, TrackfinityDeleteApi } = classes();
		const owners: Array<[folder: string, icon: Icon | undefined]> = [
			['nodes/Trackfinity', new Trackfinity().description.icon],
			['credentials', new TrackfinityApi().icon],
			['credentials', new TrackfinityDeleteApi().icon],
		];
		for (const [folder, icon] of owners) {
			if (typeof icon !== 'object') throw new Error(`${folder} has no pair of icons`);
			const [light, dark] = [icon.light, icon.dark].map((file) =>
				read(`dist/${folder}/${file.replace(/^file:/, '')}`),
			);
			for (const svg of [light, dark]) expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg[\s>]/);
			expect(light).not.toBe(dark);
		}
	});
});

test('the top level of the project holds what was promised', () => {
	const promised = [
		...['package.json', 'tsconfig.json', 'gulpfile.js', 'index.js', 'nodes', 'credentials', 'test'],
		...['sandbox', 'examples', 'README.md', 'LICENSE.md', 'CHANGELOG.md'],
	];
	expect(promised.filter((name) => !existsSync(join(project, name)))).toEqual([]);
});
