import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The playground's own folder: its package.json and lock file, and the installed n8n in node_modules. */
export const playgroundFolder = __dirname;

/** What Node.js has to import first, so that the program ends with us however we end. */
export const endWithParent = pathToFileURL(path.join(playgroundFolder, 'endWithParent.mjs')).href;

/** The folder of an older n8n, such as 1.123: its own package.json and lock file, and what is installed of them. */
export function olderN8nFolder(version: string): string {
	return path.join(playgroundFolder, 'versions', version);
}

/** The repository: the node's sources, the sandbox and the examples. */
export const repositoryFolder = path.resolve(playgroundFolder, '..', '..');

/** The workflows that every playground starts with, as n8n exports them. */
export const examplesFolder = path.join(repositoryFolder, 'examples');

/** Where `npm start` keeps its n8n: database, log, installed node. Git ignores it. */
export const defaultDataFolder = path.join(repositoryFolder, '.n8n-playground');

/** A file or folder of a package that is installed in the folder of an n8n. */
export function installed(n8nFolder: string, ...parts: string[]): string {
	return path.join(n8nFolder, 'node_modules', ...parts);
}
