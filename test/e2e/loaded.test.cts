import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryFolder } from '../../dev/playground/paths.cts';
import { useN8n } from './support/playground.cts';

const { api, url } = useN8n();
const TYPE = 'n8n-nodes-trackfinity.trackfinity';

describe('n8n loads the packed node', () => {
	test('as a community package of its version, under the name that workflows store', async () => {
		const manifest = await readFile(path.join(repositoryFolder, 'package.json'), 'utf8');
		const { version } = JSON.parse(manifest) as { version: string };
		const ours = (await api.nodeTypes()).filter(({ name }) => /trackfinity/i.test(name));
		// n8n adds a variant, named …Tool, of every node that is usable as a tool.
		expect(ours).toEqual([
			expect.objectContaining({ name: TYPE, version: 1, communityNodePackageVersion: version }),
			expect.objectContaining({ name: `${TYPE}Tool` }),
		]);
	});

	test('both credential types are there, for the node alone to use', async () => {
		const types = await api.credentialTypes();
		const ours = types.filter(({ name }) => name.startsWith('trackfinity'));
		expect(
			ours.map(({ displayName, supportedNodes }) => ({
				displayName,
				// n8n adds a node again whenever it loads it anew, as the test of `npm run dev` has it do.
				supportedNodes: [...new Set(supportedNodes)],
			})),
		).toEqual([
			{ displayName: 'Trackfinity API', supportedNodes: [TYPE] },
			{ displayName: 'Trackfinity Delete API', supportedNodes: [TYPE] },
		]);
	});

	test('n8n serves the icons that we drew, light and dark, for the node and the credentials', async () => {
		const node = (await api.nodeTypes()).find(({ name }) => name === TYPE);
		const credentials = (await api.credentialTypes()).filter(({ name }) =>
			name.startsWith('trackfinity'),
		);
		for (const iconUrl of [node?.iconUrl, ...credentials.map((type) => type.iconUrl)]) {
			expect(iconUrl).toEqual({ light: expect.any(String), dark: expect.any(String) });
			if (typeof iconUrl !== 'object') continue;
			expect(await served(iconUrl.light)).toEqual(await drawn('trackfinity.svg'));
			expect(await served(iconUrl.dark)).toEqual(await drawn('trackfinity.dark.svg'));
		}
		expect(credentials).toHaveLength(2);
	});
});

async function served(iconUrl: string): Promise<string> {
	const response = await fetch(`${url}/${iconUrl}`);
	expect(response.headers.get('content-type')).toContain('image/svg+xml');
	return await response.text();
}

async function drawn(file: string): Promise<string> {
	return await readFile(path.join(repositoryFolder, 'nodes', 'Trackfinity', file), 'utf8');
}
