import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installed, playgroundFolder } from './paths.cts';
import { run } from './processes.cts';
import { hashFiles, unlessStamped } from './stamps.cts';

/** What the steps before the start share. */
export interface StepOptions {
	/** Gets one line of progress at a time. */
	say: (line: string) => void;
	/** Ends the step; the next start takes it up again. */
	signal?: AbortSignal | undefined;
}

/** What an installation needs. */
interface InstallOptions extends StepOptions {
	/** The n8n to install: the folder of its package.json and lock file; the playground's own when left out. */
	n8nFolder?: string | undefined;
}

const PROGRESS_EVERY_MS = 10_000;

/**
 * Installs n8n and a Node.js for it: minutes and about 2 GB the first time, nothing when it was done with the same lock file.
 * @returns the Node.js program to run n8n on
 * @throws Error when something outside the playground has to be fixed first
 */
export async function install(options: InstallOptions): Promise<string> {
	if (process.platform === 'win32') {
		throw new Error('The playground runs on Linux and macOS. On Windows, use WSL.');
	}
	const { n8nFolder = playgroundFolder } = options;
	await unlessStamped(
		// In node_modules: whoever removes that, removes it.
		installed(n8nFolder, '.playground-installed'),
		`${process.platform}-${process.arch} ${await hashFiles(lockFile(n8nFolder))}`,
		async () => await installPackages(n8nFolder, options),
	);
	const nodeFolder = ['node', 'node-bin']
		.map((prefix) => installed(n8nFolder, `${prefix}-${process.platform}-${process.arch}`))
		.find(existsSync);
	// Where no package has one for this system, n8n itself says which version it needs.
	const node = nodeFolder ? path.join(nodeFolder, 'bin', 'node') : process.execPath;
	await prepareSqlite(node, nodeFolder, n8nFolder, options);
	return node;
}

const lockFile = (n8nFolder: string) => path.join(n8nFolder, 'package-lock.json');

async function installPackages(n8nFolder: string, { say, signal }: StepOptions): Promise<void> {
	const lock = await readFile(lockFile(n8nFolder), 'utf8');
	const { packages } = JSON.parse(lock) as { packages: object };
	const total = Object.keys(packages).length;
	say(`Installing n8n: about ${total} packages, about 2 GB, three to ten minutes. Once only.`);
	// npm logs two responses for each: which versions there are of it, and its file.
	let responses = 0;
	const percent = () => Math.min(99, Math.round((100 * responses) / (2 * total)));
	const progress = setInterval(() => say(`  ${percent()} %`), PROGRESS_EVERY_MS);
	try {
		await run('npm', ['ci', '--loglevel=http'], {
			cwd: n8nFolder,
			signal,
			onLine: (line) => {
				if (line.startsWith('npm http')) responses++;
			},
			hint: "npm couldn't install n8n. Fix what it says (the network, or space on the disk) and run the command again:",
		});
	} finally {
		clearInterval(progress);
	}
}

/**
 * Gives n8n's database driver its compiled part, for which the playground's .npmrc keeps npm from running any package's
 * scripts: sqlite3's own script downloads it, or compiles it with the headers that the Node.js package carries.
 */
async function prepareSqlite(
	node: string,
	headers: string | undefined,
	n8nFolder: string,
	{ say, signal }: StepOptions,
): Promise<void> {
	const env = {
		...process.env,
		PATH: `${path.dirname(node)}:${process.env['PATH']}`,
		npm_config_jobs: 'max',
		...(headers && { npm_config_nodedir: headers }),
	};
	const options = { cwd: n8nFolder, env, signal, hint: '' };
	const isReady = await run(node, ['-e', "require('sqlite3')"], options).then(
		() => true,
		() => false,
	);
	if (isReady) return;
	say("Preparing n8n's database driver: a download, or three minutes of compiling ...");
	await run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
		...options,
		hint: "n8n's database driver has to be compiled, which needs python3, make and a C++ compiler. Install them (Debian and Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install) and run the command again:",
	});
}
