import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { N8nApi } from './api.cts';
import type { Credential, CredentialFile, Workflow, WorkflowFile } from './records.cts';
import { unlessStamped } from './stamps.cts';

/** Creates the credentials, or updates those of an earlier start. They are known by name and type. */
export async function setUpCredentials(
	api: N8nApi,
	wanted: CredentialFile[],
): Promise<Credential[]> {
	const existing = await api.credentials();
	return await Promise.all(
		wanted.map(async (credential) => {
			const { name, type } = credential;
			const earlier = existing.find((other) => other.name === name && other.type === type);
			return earlier === undefined
				? await api.createCredential(credential)
				: await api.updateCredential(earlier.id, credential);
		}),
	);
}

/**
 * Imports workflows, bound to the credentials, in the place of those of the same name. What was imported before and has not
 * changed since is left as it is, with what a person has done to it.
 * @param dataFolder n8n's user folder, where it is remembered what was imported
 * @returns the workflows as n8n holds them, without those that the person has removed or renamed
 */
export async function setUpWorkflows(
	api: N8nApi,
	files: WorkflowFile[],
	credentials: Credential[],
	dataFolder: string,
): Promise<Workflow[]> {
	const bound = files.map((file) => bindCredentials(file, credentials));
	await unlessStamped(path.join(dataFolder, '.workflows'), JSON.stringify(bound), async () => {
		const existing = await api.workflows();
		for (const workflow of bound) {
			const earlier = existing.find(({ name }) => name === workflow.name);
			if (earlier === undefined) await api.createWorkflow(workflow);
			else await api.updateWorkflow(earlier.id, workflow);
		}
	});
	const held = await api.workflows();
	const found = files.flatMap(({ name }) => held.find((other) => other.name === name) ?? []);
	return await Promise.all(found.map(async ({ id }) => await api.workflow(id)));
}

/** The workflow with the IDs that its credentials have in this n8n. */
export function bindCredentials(workflow: WorkflowFile, credentials: Credential[]): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		if (node.credentials === undefined) return node;
		const bound = Object.entries(node.credentials).map(([type, asExported]) => {
			const held = credentials.find((credential) => credential.type === type);
			return [type, held ? { id: held.id, name: held.name } : asExported] as const;
		});
		return { ...node, credentials: Object.fromEntries(bound) };
	});
	return { ...workflow, nodes };
}

/** Reads a workflow that n8n exported. */
export async function readWorkflow(file: string): Promise<WorkflowFile> {
	return JSON.parse(await readFile(file, 'utf8')) as WorkflowFile;
}
