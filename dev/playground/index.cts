import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox } from '../../sandbox/index.cts';
import type { Sandbox, SandboxOptions } from '../../sandbox/index.cts';
import { N8nApi } from './api.cts';
import { install } from './install.cts';
import { login, startN8n } from './n8n.cts';
import type { N8nOptions, N8nProcess } from './n8n.cts';
import { installNode, packNode, rebuildOnChange } from './nodePackage.cts';
import { examplesFolder, playgroundFolder } from './paths.cts';
import type { Credential, Workflow, WorkflowFile } from './records.cts';
import { readWorkflow, setUpCredentials, setUpWorkflows } from './setup.cts';

export { N8nApi } from './api.cts';
export type * from './records.cts';
export { N8nApiError } from './rest.cts';
export { bindCredentials, readWorkflow } from './setup.cts';
export { until } from './until.cts';

/** What a playground is made of. All of its data live in `dataFolder`, one playground at a time. */
export interface PlaygroundOptions extends Omit<N8nOptions, 'worker'> {
	/** Removes the data of earlier starts first. */
	fresh?: boolean;
	/** The packed node to install; when left out, the repository's is built and packed. */
	tarball?: string;
	/** Where the sandbox listens and how it behaves. */
	sandbox?: SandboxOptions;
	/** Gets progress, one line at a time. */
	say?: (line: string) => void;
}

/** A running n8n with the node installed, and the sandbox that its credentials lead to. */
export interface Playground extends N8nProcess {
	/** The owner's login. */
	login: typeof login;
	sandbox: Sandbox;
	/** n8n's REST routes, logged in as the owner. */
	api: N8nApi;
	/** The two credentials for the sandbox. */
	credentials: Credential[];
	/** The example workflows, as n8n holds them. */
	workflows: Workflow[];
	/** Ends n8n and the sandbox; once is enough, more does no harm. */
	stop(): Promise<void>;
}

/**
 * Brings up a whole n8n with this node in it, ready to use. What an earlier start has done stays done: installing n8n,
 * importing the workflows.
 * @throws Error when a person has to do something first, such as EADDRINUSE when the sandbox can't have its ports; the
 * signal's reason when it was ended by the signal
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
	const { dataFolder, n8nFolder = playgroundFolder, dev, signal } = options;
	const { say = () => undefined } = options;
	const started: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of started.toReversed()) await end();
	};
	try {
		// First, because it takes no time to find out that a port is taken.
		const sandbox = await startSandbox(options.sandbox);
		started.push(sandbox.close);
		const node = await install({ n8nFolder, say, signal });
		if (options.fresh) await rm(dataFolder, { recursive: true, force: true });
		await mkdir(dataFolder, { recursive: true });
		const packed = path.join(dataFolder, 'package');
		const tarball = options.tarball ?? (await packNode(packed, { say, signal }));
		await installNode(tarball, dataFolder, n8nFolder);

		if (dev) started.push(rebuildOnChange(dataFolder, dev, { say, signal }));

		say('Starting n8n ...');
		const n8n = await startN8n(node, options);
		started.push(n8n.stop);
		const api = new N8nApi(n8n.url);
		await api.login(login.email, login.password);
		const { trackfinityApi, trackfinityDeleteApi: deleteApi } = sandbox.credentials;
		const credentials = await setUpCredentials(api, [
			{ name: 'Trackfinity sandbox', type: 'trackfinityApi', data: trackfinityApi },
			{ name: 'Trackfinity Delete sandbox', type: 'trackfinityDeleteApi', data: deleteApi },
		]);
		const workflows = await setUpWorkflows(api, await readExamples(), credentials, dataFolder);
		return { ...n8n, login, sandbox, api, credentials, workflows, stop };
	} catch (reason) {
		await stop();
		signal?.throwIfAborted();
		throw reason;
	}
}

async function readExamples(): Promise<WorkflowFile[]> {
	const files = (await readdir(examplesFolder)).filter((file) => file.endsWith('.json')).sort();
	return await Promise.all(
		files.map(async (file) => await readWorkflow(path.join(examplesFolder, file))),
	);
}
