import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { INodePropertyOptions } from 'n8n-workflow';
import { startPlayground, until } from '../../dev/playground/index.cts';
import { defaultDataFolder, repositoryFolder } from '../../dev/playground/paths.cts';
import { useN8n } from './support/playground.cts';

const { tarball } = useN8n();
const SAVE_EVERY_MS = 5_000;
const folder = path.join(defaultDataFolder, 'e2e', 'dev');
const dataFolder = path.join(folder, 'data');
/** A copy, so that a test that is interrupted leaves the repository as it was. */
const sources = path.join(folder, 'sources');
const copied = 'package.json gulpfile.js tsconfig.json tsconfig.build.json nodes credentials';

test('with npm run dev, an edited label is in the running n8n, without a restart', async () => {
	for (const name of copied.split(' ')) {
		await cp(path.join(repositoryFolder, name), path.join(sources, name), { recursive: true });
	}
	const { api, stop } = await startPlayground({ dataFolder, fresh: true, tarball, dev: sources });
	try {
		const file = path.join(sources, 'nodes', 'Trackfinity', 'operations', 'lock.ts');
		const source = await readFile(file, 'utf8');
		const edited = source.replace("'Lock a customer'", "'Lock a customer now'");
		expect(edited).not.toBe(source);
		const shownActions = async () => {
			// n8n begins to watch seconds after it is ready, so the first save may come too early.
			await writeFile(file, edited);
			await delay(SAVE_EVERY_MS);
			// While n8n loads a node again, it has none of the type that workflows store.
			const type = 'n8n-nodes-trackfinity.trackfinity';
			const node = await api.nodeType(type).catch(() => undefined);
			const operations = node?.properties.find(({ name }) => name === 'operation')?.options ?? [];
			return (operations as INodePropertyOptions[]).map(({ action }) => action);
		};
		const isEdited = (found: unknown[]) => found.includes('Lock a customer now');
		const actions = await until('the new label', shownActions, isEdited, 60_000);
		expect(actions).not.toContain('Lock a customer');
	} finally {
		await stop();
		await rm(folder, { recursive: true, force: true });
	}
});
