import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryFolder } from './paths';
import { PlaygroundError } from './playgroundError';
import { ProgramFailed, run } from './processes';
import type { InstallOptions } from './sqlite';
import { hashFiles, unlessStamped } from './stamps';

/** A community package that is installed in an n8n. */
export interface InstalledPackage {
	name: string;
	version: string;
	author: { name?: string; email?: string };
}

type Manifest = InstalledPackage & {
	dependencies?: Record<string, string>;
	devDependencies?: unknown;
	peerDependencies?: unknown;
	optionalDependencies?: unknown;
};

/** What goes into the packed node, as far as it is in the repository. */
const sources = [
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'gulpfile.js',
	'index.js',
	'README.md',
	'LICENSE.md',
	'nodes',
	'credentials',
].map((source) => path.join(repositoryFolder, source));

/**
 * Builds and packs the node, unless the tarball in the folder was made of the same sources.
 * @param folder where the tarball goes, alone
 * @returns the tarball's path
 */
export async function packNode(folder: string, { say, signal }: InstallOptions): Promise<string> {
	await mkdir(folder, { recursive: true });
	await unlessStamped(path.join(folder, '.packed'), await hashFiles(...sources), async () => {
		say('Building and packing the node ...');
		for (const file of await tarballs(folder)) await rm(file);
		const options = { cwd: repositoryFolder, signal };
		try {
			await run('npm', ['run', 'build'], options);
			await run('npm', ['pack', '--pack-destination', folder], options);
		} catch (error) {
			if (!(error instanceof ProgramFailed)) throw error;
			throw new PlaygroundError(`The node cannot be built. ${error.message}`);
		}
	});
	const [tarball] = await tarballs(folder);
	if (tarball === undefined) {
		throw new PlaygroundError(
			`The packed node is gone from ${folder}. Run npm start -- --fresh, which packs it again.`,
		);
	}
	return tarball;
}

async function tarballs(folder: string): Promise<string[]> {
	const files = await readdir(folder);
	return files.filter((file) => file.endsWith('.tgz')).map((file) => path.join(folder, file));
}

/**
 * Installs a packed node into an n8n that is not running, as n8n 2.41's community packages service does for its users:
 * the tarball's files without what only developers need, its runtime dependencies beside it, and its name in the list.
 * @param tarball what `npm pack` made
 * @param dataFolder n8n's user folder
 */
export async function installNode(
	tarball: string,
	dataFolder: string,
	signal?: AbortSignal,
): Promise<InstalledPackage> {
	const nodesFolder = path.join(dataFolder, '.n8n', 'nodes');
	await mkdir(nodesFolder, { recursive: true });
	const options = { cwd: nodesFolder, signal };
	const packed = await run('tar', ['-xzOf', tarball, 'package/package.json'], options);
	const manifest = JSON.parse(packed) as Manifest;
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;

	await unlessStamped(path.join(nodesFolder, '.tarball'), await hashFiles(tarball), async () => {
		const folder = path.join(nodesFolder, 'node_modules', manifest.name);
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], options);
		await writeJson(path.join(folder, 'package.json'), manifest);
		if (Object.keys(manifest.dependencies ?? {}).length > 0) {
			await run('npm', npmInstall, { cwd: folder, signal });
		}
		await addToList(path.join(nodesFolder, 'package.json'), manifest);
	});
	return manifest;
}

/** How n8n 2.41 installs a package's runtime dependencies. */
const npmInstall = [
	'install',
	'--audit=false',
	'--fund=false',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--ignore-scripts=true',
	'--package-lock=false',
];

/** n8n's list of the community packages that were installed, the person's own included. */
async function addToList(file: string, { name, version }: InstalledPackage): Promise<void> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	const list =
		text === undefined
			? { name: 'installed-nodes', private: true }
			: (JSON.parse(text) as { dependencies?: Record<string, string> });
	const dependencies = 'dependencies' in list ? list.dependencies : {};
	await writeJson(file, { ...list, dependencies: { ...dependencies, [name]: version } });
}

async function writeJson(file: string, value: unknown): Promise<void> {
	await writeFile(file, JSON.stringify(value, null, 2));
}
