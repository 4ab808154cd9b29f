import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import type { N8nApi } from './api';
import { databaseFile } from './n8n';
import type { InstalledPackage } from './nodePackage';
import type { NodeJs } from './nodejs';
import { playgroundFolder } from './paths';
import { run } from './processes';
import type { Credential, CredentialFile, Workflow, WorkflowFile } from './records';
import { hashFiles, unlessStamped } from './stamps';

/** Makes the credentials, or brings those of an earlier start up to date. They are known by name and type. */
export async function setUpCredentials(
	api: N8nApi,
	wanted: CredentialFile[],
): Promise<Credential[]> {
	const existing = await api.credentials();
	const ready: Credential[] = [];
	for (const credential of wanted) {
		const { name, type } = credential;
		const earlier = existing.find((other) => other.name === name && other.type === type);
		ready.push(
			earlier === undefined
				? await api.createCredential(credential)
				: await api.updateCredential(earlier.id, credential),
		);
	}
	return ready;
}

/**
 * Imports workflows, each of its nodes bound to the credential of the type that it names. A workflow of the same name
 * from an earlier import is replaced; active ones are not published anew by that.
 */
export async function importWorkflows(
	api: N8nApi,
	files: WorkflowFile[],
	credentials: Credential[],
): Promise<Workflow[]> {
	const existing = await api.workflows();
	const imported: Workflow[] = [];
	for (const file of files) {
		const workflow = bindCredentials(file, credentials);
		const earlier = existing.find(({ name }) => name === file.name);
		imported.push(
			earlier === undefined
				? await api.createWorkflow(workflow)
				: await api.updateWorkflow(earlier.id, workflow),
		);
	}
	return imported;
}

/**
 * Imports the workflows of these files unless that was done already, so that what a person changed in them since then
 * stays; a file that changed is imported again, with the others.
 * @param stampFile remembers what was imported
 * @returns the workflows as n8n holds them, without those that the person has removed or renamed
 */
export async function setUpWorkflows(
	api: N8nApi,
	files: string[],
	credentials: Credential[],
	stampFile: string,
): Promise<Workflow[]> {
	const wanted = await readWorkflows(files);
	const inputs = `${await hashFiles(...files)} ${credentials.map(({ id }) => id).join(' ')}`;
	await unlessStamped(stampFile, inputs, async () => {
		await importWorkflows(api, wanted, credentials);
	});
	const held = await api.workflows();
	const found = wanted.flatMap(({ name }) => held.find((other) => other.name === name) ?? []);
	return await Promise.all(found.map(async ({ id }) => await api.workflow(id)));
}

/** The workflow with the IDs that its credentials have in this n8n. */
export function bindCredentials(workflow: WorkflowFile, credentials: Credential[]): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		const bound = Object.keys(node.credentials ?? {}).flatMap((type) => {
			const credential = credentials.find((other) => other.type === type);
			return credential ? [[type, { id: credential.id, name: credential.name }] as const] : [];
		});
		return bound.length === 0
			? node
			: { ...node, credentials: { ...node.credentials, ...Object.fromEntries(bound) } };
	});
	return { ...workflow, nodes };
}

/** The workflow files of a folder, sorted by name; none when there is no such folder. */
export async function workflowFiles(folder: string): Promise<string[]> {
	const files = await readdir(folder).catch(() => []);
	return files
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => path.join(folder, file));
}

/** Reads workflows that n8n exported. */
export async function readWorkflows(files: string[]): Promise<WorkflowFile[]> {
	return await Promise.all(
		files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as WorkflowFile),
	);
}

/**
 * Makes n8n list the package as installed, which it does from its database alone.
 * @throws Error when n8n has loaded no node of the package
 */
export async function recordPackage(
	node: NodeJs,
	dataFolder: string,
	installedPackage: InstalledPackage,
	nodeTypes: INodeTypeDescription[],
): Promise<void> {
	const prefix = `${installedPackage.name}.`;
	const types = nodeTypes.filter(({ name }) => name.startsWith(prefix));
	// n8n adds a variant, named …Tool, of every node that is usable as a tool; that one is not recorded.
	const nodes = types
		.filter(({ name }) => !types.some((other) => name === `${other.name}Tool`))
		.map(({ name, displayName, version }) => ({
			name: displayName,
			type: name,
			latestVersion: Array.isArray(version) ? Math.max(...version) : version,
		}));
	if (nodes.length === 0) {
		throw new Error(`n8n has loaded no node of ${installedPackage.name}; its log says why.`);
	}
	const { name, version, author } = installedPackage;
	await run(
		node.program,
		[
			path.join(playgroundFolder, 'recordPackage.mjs'),
			databaseFile(dataFolder),
			JSON.stringify({ name, version, author, nodes }),
		],
		{ cwd: dataFolder },
	);
}
