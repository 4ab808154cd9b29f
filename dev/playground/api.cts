import { parse } from 'flatted';
import type {
	ExecutionStatus,
	ICredentialType,
	IDataObject,
	INodeTypeDescription,
	IRunExecutionData,
} from 'n8n-workflow';
import type {
	Credential,
	CredentialFile,
	Execution,
	ExecutionSummary,
	Workflow,
	WorkflowFile,
} from './records.cts';
import { N8nRest } from './rest.cts';
import { until } from './until.cts';

/** How far n8n is with making a version of a workflow the live one. */
interface PublicationStatus {
	status: 'not_published' | 'in_progress' | 'published' | 'partial' | 'failed';
	liveVersionId: string | null;
	triggers: Array<{ errorMessage: string | null }>;
}

const WAIT_MS = 60_000;
const unfinished: ExecutionStatus[] = ['new', 'running', 'unknown', 'waiting'];

/**
 * The REST routes that n8n's own editor uses, as the logged-in owner, in n8n 1.123 to 2.41. Every method throws N8nApiError
 * when n8n responds with another status than 2xx.
 */
export class N8nApi extends N8nRest {
	/** The version of n8n, such as 2.41.1. */
	async version(): Promise<string> {
		const { versionCli } = await this.rest<{ versionCli: string }>('GET', '/settings');
		return versionCli;
	}

	async credentials(): Promise<Credential[]> {
		return await this.rest('GET', '/credentials');
	}

	async createCredential(credential: CredentialFile): Promise<Credential> {
		return await this.rest('POST', '/credentials', credential);
	}

	async updateCredential(id: string, credential: CredentialFile): Promise<Credential> {
		return await this.rest('PATCH', `/credentials/${id}`, credential);
	}

	/** All workflows that are not archived, without their nodes. */
	async workflows(): Promise<Array<Pick<Workflow, 'id' | 'name' | 'versionId'>>> {
		return await this.rest('GET', `/workflows?filter=${query({ isArchived: false })}`);
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.rest('GET', `/workflows/${id}`);
	}

	async createWorkflow(workflow: WorkflowFile): Promise<Workflow> {
		// n8n 1.123 wants to be told; later ones know that a new workflow is not active.
		return await this.rest('POST', '/workflows', { active: false, ...workflow });
	}

	async updateWorkflow(id: string, workflow: WorkflowFile): Promise<Workflow> {
		return await this.rest('PATCH', `/workflows/${id}`, workflow);
	}

	/** Removes a workflow and its executions; n8n asks for it to be archived first. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/archive`, {});
		await this.rest('DELETE', `/workflows/${id}`);
	}

	/**
	 * Publishes the saved version of a workflow: its webhooks and schedules work when this resolves. n8n 2.41 responds
	 * before they do.
	 * @throws Error when one of its triggers could not be started
	 */
	async activate({ id, versionId }: Pick<Workflow, 'id' | 'versionId'>): Promise<void> {
		await this.rest('POST', `/workflows/${id}/activate`, { versionId });
		await this.published(id, versionId);
	}

	/** Takes back what `activate` did. */
	async deactivate({ id }: Pick<Workflow, 'id'>): Promise<void> {
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		await this.published(id, null);
	}

	/** Waits until that version is the live one. */
	private async published(id: string, versionId: string | null): Promise<void> {
		const { triggers } = await until(
			`workflow ${id} to be ${versionId === null ? 'unpublished' : 'published'}`,
			async () =>
				// n8n 1.123 and 2.20 have no such route: what they are asked for is done when they respond.
				await this.getUnless<PublicationStatus>(404, `/workflows/${id}/publication-status`, {
					status: 'published',
					liveVersionId: versionId,
					triggers: [],
				}),
			({ status, liveVersionId }) =>
				['failed', 'partial'].includes(status) ||
				(status !== 'in_progress' && liveVersionId === versionId),
			WAIT_MS,
		);
		const reasons = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		if (reasons.length > 0) {
			throw new Error(`n8n could not start all triggers of workflow ${id}: ${reasons.join('; ')}`);
		}
	}

	/** Posts to the production address of an active workflow's webhook. */
	async callWebhook(path: string, body: object): Promise<void> {
		await this.send('POST', `/webhook/${path}`, body);
	}

	/**
	 * Runs a workflow by hand.
	 * @param trigger the name of the trigger node that it starts from
	 * @param item what the trigger gives out, for one that waits for something otherwise: for a message in the chat, say
	 * @returns the execution's ID, while it runs
	 * @throws Error when that trigger waits for a webhook instead
	 */
	async run({ id }: Pick<Workflow, 'id'>, trigger: string, item?: IDataObject): Promise<string> {
		const data = item && { data: { main: [[{ json: item }]] }, source: [] };
		// n8n 1.123 and 2.20 run what they are sent; n8n 2.41 ignores that and runs what it has stored.
		const workflowData = await this.workflow(id);
		const { executionId } = await this.rest<{ executionId?: string }>(
			'POST',
			`/workflows/${id}/run`,
			{ workflowData, triggerToStartFrom: { name: trigger, ...(data && { data }) } },
		);
		if (executionId === undefined) {
			throw new Error(`n8n waits for a call of the webhook of '${trigger}'.`);
		}
		return executionId;
	}

	/** The latest executions of a workflow, newest first. */
	async executions({ id }: Pick<Workflow, 'id'>, limit = 20): Promise<ExecutionSummary[]> {
		const { results } = await this.rest<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?limit=${limit}&filter=${query({ workflowId: id })}`,
		);
		return results;
	}

	/**
	 * Waits for the end of an execution.
	 * @param withinMs how long, in milliseconds
	 * @throws Error when it has not ended by then
	 */
	async finished(id: string, withinMs = WAIT_MS): Promise<Execution> {
		return await until(
			`execution ${id} to end`,
			async () => await this.execution(id),
			({ status }) => !unfinished.includes(status),
			withinMs,
		);
	}

	/** An execution as it is now. */
	async execution(id: string): Promise<Execution> {
		// n8n 2.20 responds with 500 as long as a run by hand has stored no data.
		const { data, ...summary } = await this.getUnless<ExecutionSummary & { data: string }>(
			500,
			`/executions/${id}`,
			{ id, status: 'new', data: '[{}]' },
		);
		return { ...summary, data: parse(data) as IRunExecutionData };
	}

	/** Cancels a running execution. */
	async stop(id: string): Promise<void> {
		await this.rest('POST', `/executions/${id}/stop`, {});
	}

	/** The descriptions of all node types that n8n has loaded, tool variants included. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const response = await this.send('GET', '/types/nodes.json');
		return (await response.json()) as INodeTypeDescription[];
	}

	/** The description of one node type, as the editor asks for it. */
	async nodeType(name: string, version = 1): Promise<INodeTypeDescription | undefined> {
		const nodeInfos = [{ name, version }];
		const [found] = await this.rest<INodeTypeDescription[]>('POST', '/node-types', { nodeInfos });
		return found;
	}

	/** The descriptions of all credential types that n8n has loaded. */
	async credentialTypes(): Promise<ICredentialType[]> {
		const response = await this.send('GET', '/types/credentials.json');
		return (await response.json()) as ICredentialType[];
	}
}

const query = (value: object) => encodeURIComponent(JSON.stringify(value));
