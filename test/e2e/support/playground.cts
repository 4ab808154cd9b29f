import type { SandboxCredentials } from '../../../sandbox/index.cts';
import { bindCredentials, N8nApi } from '../../../dev/playground/index.cts';
import type { Credential, Execution, Workflow } from '../../../dev/playground/index.cts';
import type { WorkflowFile } from '../../../dev/playground/index.cts';
import { SandboxControl } from './sandboxControl.cts';
import { START } from './workflows.cts';

/** What the tests know of the n8n and the sandbox that the global setup has started for all of them. */
export interface Published {
	/** Where n8n is, without a slash at the end. */
	url: string;
	/** A Cookie header's value that stands for the owner's login; n8n 2.41 allows five logins in five minutes. */
	cookie: string;
	/** The sandbox as Trackfinity, and its control addresses below `/sandbox/`; without a slash at the end. */
	sandboxUrl: string;
	/** What the sandbox accepts, for credentials of a test's own. */
	sandboxCredentials: SandboxCredentials;
	/** The two credentials that n8n holds. */
	credentials: Credential[];
	/** The example workflows that n8n holds. */
	workflows: Array<Pick<Workflow, 'id' | 'name'>>;
	/** The packed node that is installed in n8n. */
	tarball: string;
	/** All that n8n writes, while it writes. */
	logFile: string;
}

const VARIABLE = 'TRACKFINITY_E2E';

/** Hands it to the test files, whose processes inherit the environment. */
export function publish(published: Published): void {
	process.env[VARIABLE] = JSON.stringify(published);
}

/** n8n's REST routes, and those that few tests need, as the logged-in owner. */
class Routes extends N8nApi {
	/** What n8n responds below `/rest`. */
	async ask<T>(method: string, path: string, body?: object): Promise<T> {
		return await this.rest(method, path, body);
	}

	/** All that n8n tells while something goes on, one event after the other. */
	async listen<T>(path: string, body: object): Promise<T[]> {
		const response = await this.send('POST', `/rest${path}`, body);
		const lines = (await response.text()).matchAll(/^data: (.*)$/gm);
		return [...lines].map(([, data = '']) => JSON.parse(data) as T);
	}

	/** Where the owner's own things are, such as agents and data tables. */
	async project(): Promise<string> {
		return `/projects/${(await this.ask<{ id: string }>('GET', '/projects/personal')).id}`;
	}
}

export type EndToEnd = ReturnType<typeof useN8n>;

/**
 * Gives a test file the running n8n; the sandbox is back at its start before each test.
 * @throws Error outside of a run of `npm run test:e2e`
 */
export function useN8n() {
	const text = process.env[VARIABLE];
	if (text === undefined) throw new Error('These tests need the global setup: npm run test:e2e');
	const published = JSON.parse(text) as Published;
	const sandbox = new SandboxControl(published.sandboxUrl);
	beforeEach(async () => await sandbox.reset());
	const api = new Routes(published.url, published.cookie);

	/** Gives n8n a workflow for as long as the work with it takes; of a type of credential, one of the test's own goes first. */
	async function withWorkflow<T>(
		file: WorkflowFile,
		work: (workflow: Workflow) => Promise<T>,
		own: Credential[] = [],
	): Promise<T> {
		const bound = bindCredentials(file, [...own, ...published.credentials]);
		const workflow = await api.createWorkflow(bound);
		try {
			return await work(workflow);
		} finally {
			await api.deleteWorkflow(workflow.id);
		}
	}

	/** Runs a workflow by hand from its node Start, and gives the execution when it has ended. */
	async function run(file: WorkflowFile, own: Credential[] = []): Promise<Execution> {
		const toEnd = async (workflow: Workflow) => api.finished(await api.run(workflow, START));
		return await withWorkflow(file, toEnd, own);
	}

	return { ...published, api, sandbox, withWorkflow, run };
}
