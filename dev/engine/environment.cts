import 'reflect-metadata';

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What has to be true of the process before n8n-core is loaded, because n8n reads its settings once, while loading.
 * Import this file first. It gives n8n a folder of its own and hides the settings of an n8n that the developer may have.
 */
for (const name of Object.keys(process.env)) {
	if (name.startsWith('N8N_')) Reflect.deleteProperty(process.env, name);
}

const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-trackfinity-'));

process.env['N8N_USER_FOLDER'] = userFolder;
process.env['N8N_ENCRYPTION_KEY'] = 'key of the in-process engine';
// n8n prints nothing of its own; logs.ts records what it would have logged, at every level.
process.env['N8N_LOG_LEVEL'] = 'silent';
// n8n sends requests through the proxy of the environment; ours go to loopback and must not.
process.env['NO_PROXY'] = process.env['no_proxy'] = '127.0.0.1,localhost,::1';

/** Removes the folder that n8n was given. Called when the process ends; jest's workers do not see that and call it themselves. */
export function removeUserFolder(): void {
	rmSync(userFolder, { recursive: true, force: true });
}

process.once('exit', removeUserFolder);
