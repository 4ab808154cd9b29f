import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/*
 * A stamp is a small file that says of which inputs a finished piece of work was made. It is removed before the work
 * starts and written after it ends, so that work which was interrupted, or whose inputs have changed, is done again.
 */

/** Does the work unless the stamp says that it was done with the same inputs. */
export async function unlessStamped(
	stampFile: string,
	inputs: string,
	work: () => Promise<void>,
): Promise<void> {
	if (await isStamped(stampFile, inputs)) return;
	await rm(stampFile, { force: true });
	await work();
	await writeFile(stampFile, inputs);
}

/** Whether the work of this stamp was finished with these inputs. */
async function isStamped(stampFile: string, inputs: string): Promise<boolean> {
	const done = await readFile(stampFile, 'utf8').catch(() => undefined);
	return done === inputs;
}

/** A hash over the names and contents of files and of all files below folders; what does not exist counts as empty. */
export async function hashFiles(...fileOrFolder: string[]): Promise<string> {
	const hash = createHash('sha256');
	for (const start of fileOrFolder) {
		for (const file of await filesBelow(start)) {
			hash.update(`${path.relative(start, file)}\0`).update(await readFile(file));
		}
	}
	return hash.digest('hex');
}

/** The files below a folder, sorted; a file is its own only one; nothing for what does not exist. */
async function filesBelow(start: string): Promise<string[]> {
	const entries = await readdir(start, { recursive: true, withFileTypes: true }).catch(
		(error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOTDIR') return undefined;
			if (error.code === 'ENOENT') return [];
			throw error;
		},
	);
	if (entries === undefined) return [start];
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name))
		.sort();
}
