import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox';
import { N8nApi } from './api';
import { install } from './install';
import { startN8n } from './n8n';
import { installNode, packNode } from './nodePackage';
import { login } from './owner';
import { examplesFolder } from './paths';
import { checkPorts, freePort, freePorts, type Ports } from './ports';
import type { Credential, CredentialFile, Workflow } from './records';
import { recordPackage, setUpCredentials, setUpWorkflows, workflowFiles } from './setup';

export { N8nApi, N8nApiError } from './api';
export type * from './records';
export type { Ports } from './ports';
export { PlaygroundError } from './playgroundError';
export { bindCredentials, importWorkflows, readWorkflows } from './setup';

/** What a playground is made of. */
export interface PlaygroundOptions {
	/** Where all of its data live; made when missing. One playground at a time. */
	dataFolder: string;
	/** The ports to listen on, or `free` for any that nobody uses. */
	ports: Ports | 'free';
	/** Removes the data of earlier starts first. */
	fresh?: boolean;
	/** The packed node to install; when left out, the repository's is built and packed. */
	tarball?: string;
	/** The files of the workflows to import; when left out, those in `examples/`. */
	workflows?: string[];
	/** How the sandbox behaves; its ports are above. */
	sandbox?: Omit<SandboxOptions, 'port' | 'deletePort'>;
	/** More environment variables for n8n, above the playground's. */
	environment?: Record<string, string>;
	/** Gets progress, one line at a time. */
	say?: (line: string) => void;
	/** Ends the start, whatever it is at, and what was started. */
	signal?: AbortSignal;
}

/** A running n8n with the node installed, and the sandbox that its credentials lead to. */
export interface Playground {
	/** Where n8n is, without a slash at the end. */
	url: string;
	/** The owner's login. */
	login: { email: string; password: string };
	sandbox: Sandbox;
	/** n8n's REST routes, logged in as the owner. */
	api: N8nApi;
	/** The two credentials for the sandbox. */
	credentials: Credential[];
	/** The workflows that were asked for, as n8n holds them; also those that an earlier start imported. */
	workflows: Workflow[];
	/** n8n's process ID, for measuring it. */
	pid: number;
	/** All that n8n has written. */
	logs(): string;
	/** Resolves when n8n has ended, by itself or by `stop`. */
	ended: Promise<void>;
	/** Ends n8n and the sandbox; once is enough, more do no harm. */
	stop(): Promise<void>;
}

/**
 * Brings up a whole n8n with this node in it, ready to use, and skips whatever an earlier start has done already with the
 * same inputs: installing n8n, packing and installing the node, importing the workflows.
 * @throws PlaygroundError when a person has to do something first; the signal's reason when it was ended by the signal
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
	const { dataFolder, signal, say = () => undefined } = options;
	const ports = options.ports === 'free' ? await freePorts() : options.ports;
	await checkPorts(ports);

	const node = await install({ say, signal });
	if (options.fresh) await rm(dataFolder, { recursive: true, force: true });
	await mkdir(dataFolder, { recursive: true });
	const tarball =
		options.tarball ?? (await packNode(path.join(dataFolder, 'package'), { say, signal }));
	const installedPackage = await installNode(tarball, dataFolder, signal);

	say('Starting the sandbox and n8n ...');
	const sandbox = await startSandbox({
		...options.sandbox,
		port: ports.trackfinity,
		deletePort: ports.delete,
	});
	const n8n = await startN8n({
		node,
		dataFolder,
		port: ports.n8n,
		brokerPort: await freePort(),
		environment: options.environment,
		signal,
	}).catch(async (reason: unknown) => {
		await sandbox.close();
		throw reason;
	});
	let stopping: Promise<void> | undefined;
	const stop = async () => {
		stopping ??= n8n.stop().then(async () => await sandbox.close());
		await stopping;
	};

	try {
		const api = new N8nApi(n8n.url);
		await api.login(login.email, login.password);
		await recordPackage(node, dataFolder, installedPackage, await api.nodeTypes());
		const credentials = await setUpCredentials(api, sandboxCredentials(sandbox));
		const files = options.workflows ?? (await workflowFiles(examplesFolder));
		const stamp = path.join(dataFolder, '.workflows');
		const workflows = await setUpWorkflows(api, files, credentials, stamp);
		signal?.throwIfAborted();
		const { url, pid, logs, ended } = n8n;
		return { url, login, sandbox, api, credentials, workflows, pid, logs, ended, stop };
	} catch (reason) {
		await stop();
		signal?.throwIfAborted();
		throw reason;
	}
}

function sandboxCredentials({ credentials }: Sandbox): CredentialFile[] {
	return [
		{
			name: 'Trackfinity sandbox',
			type: 'trackfinityApi',
			data: { ...credentials.trackfinityApi },
		},
		{
			name: 'Trackfinity Delete sandbox',
			type: 'trackfinityDeleteApi',
			data: { ...credentials.trackfinityDeleteApi },
		},
	];
}
