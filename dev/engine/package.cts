import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';

import { tapLogger } from './logs.cts';

/** What n8n knows of a community package once it has loaded it. */
export interface NodePackage {
	name: string;
	version: string;
	/** By the name that workflows use: `<package>.<node>`. */
	nodeTypes: Record<string, INodeType | IVersionedNodeType>;
	/** By the name that nodes use. */
	credentialTypes: Record<string, ICredentialType>;
}

/** n8n's own loader. It is also the one thing n8n-core exports that holds the logger that all of n8n shares. */
class Loader extends PackageDirectoryLoader {
	constructor(root: string) {
		super(root);
		tapLogger(this.logger);
	}
}

/**
 * Loads a community package as n8n does: the classes that the `n8n` section of its package.json lists.
 * @param root the folder of the package.json, either the built project or an unpacked tarball
 * @throws what loading a class throws, and when a listed file is missing
 */
export async function loadPackage(root: string): Promise<NodePackage> {
	const loader = new Loader(root);
	await loader.loadAll();
	const { name, version } = loader.packageJson;
	return {
		name,
		version,
		nodeTypes: Object.fromEntries(
			Object.entries(loader.nodeTypes).map(([nodeName, { type }]) => [`${name}.${nodeName}`, type]),
		),
		credentialTypes: Object.fromEntries(
			Object.entries(loader.credentialTypes).map(([typeName, { type }]) => [typeName, type]),
		),
	};
}
