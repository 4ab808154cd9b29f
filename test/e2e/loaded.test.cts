import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { examplesFolder, repositoryFolder } from '../../dev/playground/paths.cts';
import { readExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';

const { api, url, workflows } = useN8n();
const TYPE = 'n8n-nodes-trackfinity.trackfinity';
const read = (...file: string[]) => readFileSync(path.join(repositoryFolder, ...file), 'utf8');

let version: string;
let types: INodeTypeDescription[];
beforeAll(async () => {
	version = await api.version();
	types = await api.nodeTypes();
});

describe('n8n loads the packed node', () => {
	test('as a community package of its version, under the name that workflows store', () => {
		const manifest = JSON.parse(read('package.json')) as { version: string };
		// n8n adds a variant, named …Tool, of every node that is usable as a tool.
		expect(types.filter(({ name }) => /trackfinity/i.test(name))).toEqual([
			expect.objectContaining({
				name: TYPE,
				version: 1,
				communityNodePackageVersion: manifest.version,
			}),
			expect.objectContaining({ name: `${TYPE}Tool` }),
		]);
	});

	test('with both credential types for the node alone to use, and the icons that we drew, light and dark', async () => {
		const ours = (await api.credentialTypes()).filter(({ name }) => name.startsWith('trackfinity'));
		// n8n adds a node again whenever it loads it anew, as the test of `npm run dev` has it do.
		const users = ours.map(({ supportedNodes }) => [...new Set(supportedNodes)]);
		const labels = ours.map(({ displayName }) => displayName);
		expect(labels).toEqual(['Trackfinity API', 'Trackfinity Delete API']);
		expect(users).toEqual([[TYPE], [TYPE]]);
		const node = types.find(({ name }) => name === TYPE);
		for (const iconUrl of [node, ...ours].map((type) => type?.iconUrl)) {
			if (typeof iconUrl !== 'object') throw new Error('No icon for light and dark.');
			for (const [address, file] of [
				[iconUrl.light, 'trackfinity.svg'],
				[iconUrl.dark, 'trackfinity.dark.svg'],
			] as const) {
				const response = await fetch(`${url}/${address}`);
				expect(response.headers.get('content-type')).toContain('image/svg+xml');
				expect(await response.text()).toBe(read('nodes', 'Trackfinity', file));
			}
		}
	});
});

describe('this n8n', () => {
	const readme = read('README.md').split('\n');
	const { compare } = new Intl.Collator('en', { numeric: true });

	/** Whether the README's line for an example says that it runs from a later n8n on. */
	function needsNewer(file: string): boolean {
		const line = readme.find((one) => one.startsWith('|') && one.includes(`(examples/${file})`));
		expect(line).toBeDefined();
		const from = /from n8n (\d+\.\d+)/.exec(line ?? '')?.[1];
		return from !== undefined && compare(version, from) < 0;
	}

	function isKnown({ type, typeVersion }: INode): boolean {
		const versions = types.filter(({ name }) => name === type).flatMap((known) => known.version);
		return versions.includes(typeVersion);
	}

	test("is in the README's compatibility table", () => {
		expect(version.startsWith(process.env['COMPAT'] ?? '')).toBe(true);
		expect(readme.filter((line) => line.startsWith(`| ${version} `))).toHaveLength(1);
	});

	test.each(readdirSync(examplesFolder).filter((file) => file.endsWith('.json')))(
		'has every node of the example %s, or the README says that it needs a newer one; Retry On Fail is off',
		async (file) => {
			const { name, nodes } = await readExample(file);
			expect(workflows.map((workflow) => workflow.name)).toContain(name);
			expect(nodes.every(isKnown)).toBe(!needsNewer(file));
			const ours = nodes.filter(({ type }) => type.startsWith(TYPE));
			expect(ours).not.toEqual([]);
			expect(ours.filter(({ retryOnFail }) => retryOnFail)).toEqual([]);
		},
	);
});
