import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { nodeForN8n, type NodeJs } from './nodejs';
import { installed, playgroundFolder } from './paths';
import { PlaygroundError } from './playgroundError';
import { ProgramFailed, run } from './processes';
import { buildSqlite, type InstallOptions } from './sqlite';
import { hashFiles, unlessStamped } from './stamps';

const PROGRESS_EVERY_MS = 10_000;

/**
 * Installs n8n and, where the system's does not serve, a Node.js for it: minutes and 2.2 GB the first time, nothing when
 * it was done before with the same lock file. An installation that was interrupted is made good: npm starts over, with
 * what it fetched still in its cache, and packages that were complete already are kept when only sqlite3 was not.
 * @returns the Node.js to run n8n on
 * @throws PlaygroundError when something outside the playground has to be mended first
 */
export async function install(options: InstallOptions): Promise<NodeJs> {
	if (process.platform === 'win32') {
		throw new PlaygroundError(
			'The playground runs on Linux and macOS. On Windows, run npm start in WSL.',
		);
	}
	const packages = await hashFiles(
		path.join(playgroundFolder, 'package.json'),
		path.join(playgroundFolder, 'package-lock.json'),
		path.join(playgroundFolder, '.npmrc'),
	);
	// The stamps are in node_modules: whoever removes that, removes them.
	await unlessStamped(
		installed('.playground-packages'),
		`${packages} ${process.platform}-${process.arch}`,
		async () => await installPackages(options),
	);
	const node = nodeForN8n();
	await unlessStamped(
		installed('.playground-sqlite3'),
		`${packages} ${node.version}`,
		async () => await buildSqlite(node, options),
	);
	return node;
}

async function installPackages({ say, signal }: InstallOptions): Promise<void> {
	const lockFile = await readFile(path.join(playgroundFolder, 'package-lock.json'), 'utf8');
	const total = Object.keys((JSON.parse(lockFile) as { packages: object }).packages).length;
	say(`Installing n8n: about ${total} packages, 2.2 GB, three to ten minutes. Once only.`);

	let lookedUp = 0;
	let fetched = 0;
	const startedAt = Date.now();
	const progress = setInterval(() => {
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		say(`  ${seconds} s: ${lookedUp} looked up, ${fetched} fetched`);
	}, PROGRESS_EVERY_MS);
	try {
		await run('npm', ['ci', '--loglevel=http'], {
			cwd: playgroundFolder,
			signal,
			// npm tells of each answer that it got, from the network or its cache: what there is of a package, and its file.
			onLine: (line) => {
				if (!line.startsWith('npm http')) return;
				if (line.includes('.tgz')) fetched++;
				else lookedUp++;
			},
		});
	} catch (error) {
		if (!(error instanceof ProgramFailed)) throw error;
		throw new PlaygroundError(
			`npm could not install n8n. Read what it says, mend that (the network, or space on the disk) and run npm start again:\n${error.lastLines.join('\n')}`,
		);
	} finally {
		clearInterval(progress);
	}
}
