import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { ICredentialType, Icon, INodeType } from 'n8n-workflow';

import type { NodePackage } from '../../dev/engine/index.cts';
import { createEngine, loadPackage } from '../../dev/engine/index.cts';
import type { Sandbox } from '../../sandbox/index.cts';
import { startSandbox } from '../../sandbox/index.cts';
import type { InstalledPackage } from '../support/installPackage.cts';
import { installPackage } from '../support/installPackage.cts';

const project = join(__dirname, '..', '..');

let installed: InstalledPackage;
let nodePackage: NodePackage;
let sandbox: Sandbox;

beforeAll(async () => {
	installed = await installPackage(project);
	nodePackage = await loadPackage(installed.root);
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox?.close();
	await installed?.remove();
});

async function packedFiles(): Promise<string[]> {
	const entries = await readdir(installed.root, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(installed.root, join(entry.parentPath, entry.name)))
		.sort();
}

const read = async (file: string) => await readFile(join(installed.root, file), 'utf8');

const manifest = async () => JSON.parse(await read('package.json')) as Record<string, unknown>;

/** What those get who require the package themselves. */
function classesOf({ root }: InstalledPackage) {
	return jest.requireActual<{
		Trackfinity: new () => INodeType;
		TrackfinityApi: new () => ICredentialType;
		TrackfinityDeleteApi: new () => ICredentialType;
	}>(root);
}

describe('what npm pack makes', () => {
	test('names one repository, the one in package.json', async () => {
		const { homepage } = (await manifest()) as { homepage: string };
		const address = /https:\/\/github\.com\/[\w.-]+\/n8n-nodes-trackfinity(?![\w-])/g;
		for (const file of await packedFiles()) {
			const named = (await read(file)).match(address) ?? [];
			expect([file, named.filter((one) => !homepage.startsWith(one))]).toEqual([file, []]);
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

	test('says in package.json what n8n asks of a community node', async () => {
		const packed = await manifest();
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
		const required = await Promise.all(
			scripts.map(async (file) =>
				[...(await read(file)).matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name),
			),
		);
		expect([...new Set(required.flat())]).toEqual(['n8n-workflow', 'node:crypto']);
	});

	test('names no file of the machine that built it', async () => {
		for (const file of await packedFiles()) expect(await read(file)).not.toContain(project);
	});

	test('gives its classes to those who require the package itself', () => {
		expect(Object.keys(classesOf(installed)).sort()).toEqual([
			'Trackfinity',
			'TrackfinityApi',
			'TrackfinityDeleteApi',
		]);
	});

	test('runs on the engine as installed: a customer is locked', async () => {
		const { status, output } = await createEngine(nodePackage).run({
			parameters: { operation: 'lock', customerId: '191' },
			items: [{}],
			credentials: { ...sandbox.credentials },
		});
		expect(status).toBe('success');
		expect(output[0]?.json).toMatchObject({ success: true, customerId: '191' });
		expect(sandbox.findCustomer({ customer_id: '191' })?.locked).toBe(true);
	});

	test('runs on the engine as installed: the XML answer to a deletion is read', async () => {
		const { status, output } = await createEngine(nodePackage).run({
			parameters: { operation: 'delete', code: '1234567890123456' },
			items: [{}],
			credentials: { ...sandbox.credentials },
		});
		expect(status).toBe('success');
		expect(output[0]?.json).toMatchObject({ deleted: true, code: '1234567890123456' });
		expect(sandbox.requests.at(-1)?.form).toMatchObject({ output: 'XML' });
		expect(sandbox.loyaltyCustomers().map(({ code }) => code)).not.toContain('1234567890123456');
	});
});

test("n8n's scanner for community packages passes the source and what was packed", async () => {
	const script = join(__dirname, '..', 'support', 'scan.mjs');
	// Jest sets NODE_ENV to test, and under it the scanner's rules are those of their own unit tests.
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[script, project, installed.root],
		{ env: { ...process.env, NODE_ENV: 'production' } },
	);
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

	test('has a codex file that names it', async () => {
		const codex: unknown = JSON.parse(await read('dist/nodes/Trackfinity/Trackfinity.node.json'));
		expect(codex).toMatchObject({
			node: 'n8n-nodes-trackfinity.trackfinity',
			categories: expect.arrayContaining([expect.any(String)]),
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }] },
		});
	});

	test('has its light and dark icons, and so have the credentials', () => {
		// From the classes: n8n's loader replaces the icon of a loaded node by its address in the editor.
		const classes = classesOf(installed);
		const owners: Array<[folder: string, icon: Icon | undefined]> = [
			['dist/nodes/Trackfinity', new classes.Trackfinity().description.icon],
			['dist/credentials', new classes.TrackfinityApi().icon],
			['dist/credentials', new classes.TrackfinityDeleteApi().icon],
		];
		for (const [folder, icon] of owners) {
			if (typeof icon !== 'object') throw new Error(`${folder} has no pair of icons`);
			const [light, dark] = [icon.light, icon.dark].map((file) =>
				readFileSync(join(installed.root, folder, file.replace(/^file:/, '')), 'utf8'),
			);
			expect(light).toMatch(/^(<\?xml[^>]*>\s*)?<svg[\s>]/);
			expect(dark).toMatch(/^(<\?xml[^>]*>\s*)?<svg[\s>]/);
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
