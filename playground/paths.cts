import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The playground's own folder: its package.json and lock file, and the installed n8n in node_modules. */
export const playgroundFolder = __dirname;

/** What Node.js has to import first, so that the program ends with us however we end. */
export const endWithParent = pathToFileURL(path.join(playgroundFolder, 'endWithParent.mjs')).href;

/** The repository: the node's sources, the sandbox and the examples. */
export const repositoryFolder = path.dirname(playgroundFolder);

/** The workflows that every playground starts with, as n8n exports them. */
export const examplesFolder = path.join(repositoryFolder, 'examples');

/** Where `npm start` keeps its n8n: database, log, installed node. Git ignores it. */
export const defaultDataFolder = path.join(repositoryFolder, '.n8n-playground');

/** A file or folder of an installed package of the playground. */
export function installed(...parts: string[]): string {
	return path.join(playgroundFolder, 'node_modules', ...parts);
}
