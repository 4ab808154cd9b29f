import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Does work unless it was finished before with the same inputs. Work that was interrupted is done again.
 * @param stampFile remembers of which inputs the work was finished; whoever removes it has the work done again
 */
export async function unlessStamped(
	stampFile: string,
	inputs: string,
	work: () => Promise<void>,
): Promise<void> {
	if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === inputs) return;
	await rm(stampFile, { force: true });
	await work();
	await writeFile(stampFile, inputs);
}

/** A hash over the contents of files. */
export async function hashFiles(...files: string[]): Promise<string> {
	const hash = createHash('sha256');
	for (const file of files) hash.update('\0').update(await readFile(file));
	return hash.digest('hex');
}
