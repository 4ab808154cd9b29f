import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { name } from '../../package.json';
import type { StepOptions } from './install.cts';
import { endWithParent, installed, repositoryFolder } from './paths.cts';
import { run, start } from './processes.cts';

/**
 * Builds and packs the node.
 * @param folder where the tarball goes
 * @returns the tarball's path
 */
export async function packNode(folder: string, { say, signal }: StepOptions): Promise<string> {
	say('Building and packing the node ...');
	await mkdir(folder, { recursive: true });
	const options = { cwd: repositoryFolder, signal, hint: "The node couldn't be built:" };
	await run('npm', ['run', 'build'], options);
	const pack = ['pack', '--quiet', '--pack-destination', folder];
	return path.join(folder, await run('npm', pack, options));
}

/** Where n8n 2.41 looks for a community package. */
function packageFolder(dataFolder: string): string {
	return path.join(dataFolder, '.n8n', 'nodes', 'node_modules', name);
}

/**
 * Puts a packed node where n8n's own installer puts it, for an n8n that is not running. n8n loads it as a community
 * package; its list under Settings, Community nodes, holds only what n8n itself has fetched from npm's registry.
 * @param dataFolder n8n's user folder
 * @param n8nFolder the folder that this n8n is installed in
 */
export async function installNode(
	tarball: string,
	dataFolder: string,
	n8nFolder: string,
): Promise<void> {
	const folder = packageFolder(dataFolder);
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], {
		cwd: dataFolder,
		hint: "The packed node couldn't be unpacked:",
	});

	// Inside the repository, the node would otherwise find the repository's n8n-workflow, not n8n's own.
	const modules = path.join(dataFolder, 'node_modules');
	await rm(modules, { recursive: true, force: true });
	await mkdir(modules);
	await symlink(installed(n8nFolder, 'n8n-workflow'), path.join(modules, 'n8n-workflow'));
}

/**
 * Builds the node into an n8n at every change of its sources; an n8n with `N8N_DEV_RELOAD` loads what is built.
 * @param dataFolder n8n's user folder
 * @param sources the repository, or a copy of it
 * @returns a function that ends this
 */
export function rebuildOnChange(
	dataFolder: string,
	sources: string,
	{ say, signal }: StepOptions,
): () => Promise<void> {
	const gulp = path.join(repositoryFolder, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const { end, ended } = start(process.execPath, ['--import', endWithParent, gulp, 'watch'], {
		cwd: sources,
		env: { ...process.env, DIST_FOLDER: path.join(packageFolder(dataFolder), 'dist') },
		onLine: say,
		signal,
	});
	return async () => {
		end();
		await ended;
	};
}
