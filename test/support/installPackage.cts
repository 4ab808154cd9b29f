import { exec } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(exec);

export interface InstalledPackage {
	/** The folder of the installed package.json. */
	root: string;
	/** Deletes everything that was installed. */
	remove: () => Promise<void>;
}

/**
 * Packs a built package and unpacks the tarball into a folder of its own, as n8n does at a user's. All it can require there
 * is what it carries and n8n-workflow: a library that was left out of the bundle is missing.
 * @param packageFolder the folder of the package.json
 */
export async function installPackage(packageFolder: string): Promise<InstalledPackage> {
	const folder = await mkdtemp(join(tmpdir(), 'installed-package-'));
	const remove = () => rm(folder, { recursive: true, force: true });
	try {
		const { stdout } = await run(`npm pack --silent --pack-destination "${folder}"`, {
			cwd: packageFolder,
		});
		await run(`tar -xzf "${stdout.trim()}"`, { cwd: folder });
		await mkdir(join(folder, 'node_modules'));
		await symlink(n8nWorkflow, join(folder, 'node_modules', 'n8n-workflow'), 'junction');
		return { root: join(folder, 'package'), remove };
	} catch (error) {
		await remove();
		throw error;
	}
}

/** The folder of the n8n-workflow that the engine uses, so that both share its classes. */
const n8nWorkflow = join(dirname(require.resolve('n8n-core/package.json')), '..', 'n8n-workflow');
