import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { hashFiles, unlessStamped } from '../../playground/stamps.cts';

/**
 * What `npm run test:engines` runs first: installs the older engines that the tests run on, each from its own lock file.
 * That takes half a minute and 200 to 250 MB for each one, once; after that it does nothing, the network included, until
 * a lock file changes.
 */
async function main(): Promise<void> {
	for (const folder of readdirSync(__dirname, { withFileTypes: true })) {
		if (folder.isDirectory()) await install(folder.name);
	}
}

async function install(version: string): Promise<void> {
	const folder = join(__dirname, version);
	const inputs = await hashFiles(
		join(folder, 'package.json'),
		join(folder, 'package-lock.json'),
		join(folder, '.npmrc'),
	);
	// The stamp is in node_modules: whoever removes that, removes it.
	await unlessStamped(join(folder, 'node_modules', '.installed'), inputs, async () => {
		console.log(`Installing the engine of n8n ${version}. Once only.`);
		// n8n asks for newer Node.js versions than its engine needs, and npm would warn of each of these packages.
		const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
			cwd: folder,
			stdio: 'inherit',
		});
		if (status !== 0) {
			throw new Error(`npm could not install the engine of n8n ${version}; see above why.`);
		}
	});
}

void main();
