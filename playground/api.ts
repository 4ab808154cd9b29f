import { parse } from 'flatted';
import type {
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	ICredentialType,
	INodeCredentialTestResult,
	INodeTypeDescription,
	IRunExecutionData,
} from 'n8n-workflow';
import { setTimeout as delay } from 'node:timers/promises';
import type {
	CommunityPackage,
	Credential,
	CredentialFile,
	Execution,
	ExecutionSummary,
	PublicationStatus,
	Workflow,
	WorkflowFile,
} from './records';

/** n8n answered with a status that is not 2xx. */
export class N8nApiError extends Error {
	override name = 'N8nApiError';

	constructor(
		request: string,
		readonly status: number,
		readonly answer: string,
	) {
		super(`n8n answered ${request} with ${status}: ${answer}`);
	}
}

const POLL_EVERY_MS = 50;
const WAIT_MS = 60_000;
const unfinished: ExecutionStatus[] = ['new', 'running', 'unknown', 'waiting'];

/**
 * The REST routes that n8n 2.41's own editor uses, as the logged-in owner. Every method throws N8nApiError when n8n
 * answers with another status than 2xx.
 */
export class N8nApi {
	/**
	 * @param url where n8n is, without a slash at the end
	 * @param cookie the `loginCookie` of an earlier login, which takes the place of `login`
	 */
	constructor(
		readonly url: string,
		private cookie = '',
	) {}

	/** Logs in; all other methods need it. */
	async login(email: string, password: string): Promise<void> {
		const response = await this.send('POST', '/rest/login', {
			emailOrLdapLoginId: email,
			password,
		});
		this.cookie = response.headers.getSetCookie().map(beforeSemicolon).join('; ');
	}

	/** Cookies of the login, as a Cookie header has them, for a browser that is to be logged in. */
	get loginCookie(): string {
		return this.cookie;
	}

	async credentials(): Promise<Credential[]> {
		return await this.get('/rest/credentials');
	}

	async createCredential(credential: CredentialFile): Promise<Credential> {
		return await this.json('POST', '/rest/credentials', credential);
	}

	async updateCredential(id: string, credential: CredentialFile): Promise<Credential> {
		return await this.json('PATCH', `/rest/credentials/${id}`, credential);
	}

	/** The data of a credential as its form gets them: n8n puts a marker in the place of each secret. */
	async credentialData(id: string): Promise<ICredentialDataDecryptedObject> {
		const { data } = await this.get<{ data: ICredentialDataDecryptedObject }>(
			`/rest/credentials/${id}?includeData=true`,
		);
		return data;
	}

	/** Tests a stored credential with the data given, as the button in the credential's form does. */
	async testCredential(
		stored: Credential,
		data: ICredentialDataDecryptedObject,
	): Promise<INodeCredentialTestResult> {
		const { id, name, type } = stored;
		return await this.json('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	/** All workflows that are not archived, without their nodes. */
	async workflows(): Promise<Array<Pick<Workflow, 'id' | 'name' | 'active' | 'versionId'>>> {
		return await this.get(`/rest/workflows?filter=${json({ isArchived: false })}`);
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.get(`/rest/workflows/${id}`);
	}

	async createWorkflow(workflow: WorkflowFile): Promise<Workflow> {
		return await this.json('POST', '/rest/workflows', workflow);
	}

	async updateWorkflow(id: string, workflow: WorkflowFile): Promise<Workflow> {
		return await this.json('PATCH', `/rest/workflows/${id}`, workflow);
	}

	/** Removes a workflow and its executions; n8n 2 asks for it to be archived first. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.json('POST', `/rest/workflows/${id}/archive`, {});
		await this.json('DELETE', `/rest/workflows/${id}`);
	}

	/**
	 * Publishes the saved version of a workflow: its webhooks and schedules work when this resolves. n8n 2.41 answers the
	 * request before they do.
	 * @throws Error when one of its triggers could not be started
	 */
	async activate({ id, versionId }: Pick<Workflow, 'id' | 'versionId'>): Promise<void> {
		await this.json('POST', `/rest/workflows/${id}/activate`, { versionId });
		await this.published(id, versionId);
	}

	/** Takes back what `activate` did. */
	async deactivate({ id }: Pick<Workflow, 'id'>): Promise<void> {
		await this.json('POST', `/rest/workflows/${id}/deactivate`, {});
		await this.published(id, null);
	}

	/** Waits until that version is the live one. */
	private async published(id: string, versionId: string | null): Promise<void> {
		const status = await this.poll(
			async () => await this.get<PublicationStatus>(`/rest/workflows/${id}/publication-status`),
			({ status, liveVersionId }) =>
				['failed', 'partial'].includes(status) ||
				(status !== 'in_progress' && liveVersionId === versionId),
			`workflow ${id} to be ${versionId === null ? 'unpublished' : 'published'}`,
		);
		const reasons = status.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		if (reasons.length > 0) {
			throw new Error(`n8n could not start all triggers of workflow ${id}: ${reasons.join('; ')}`);
		}
	}

	/**
	 * Runs a workflow by hand.
	 * @param trigger the name of the trigger node that it starts from
	 * @returns the execution's ID, while it runs
	 * @throws Error when that trigger waits for a webhook instead
	 */
	async run(workflow: Pick<Workflow, 'id'>, trigger: string): Promise<string> {
		const answer = await this.json<{ executionId?: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			{ triggerToStartFrom: { name: trigger } },
		);
		if (answer.executionId === undefined) {
			throw new Error(`n8n waits for a call of the webhook of '${trigger}'.`);
		}
		return answer.executionId;
	}

	/** The latest executions of a workflow, newest first. */
	async executions(workflow: Pick<Workflow, 'id'>, limit = 20): Promise<ExecutionSummary[]> {
		const filter = json({ workflowId: workflow.id });
		const { results } = await this.get<{ results: ExecutionSummary[] }>(
			`/rest/executions?limit=${limit}&filter=${filter}`,
		);
		return results;
	}

	async execution(id: string): Promise<Execution> {
		const { data, ...summary } = await this.get<ExecutionSummary & { data: string }>(
			`/rest/executions/${id}`,
		);
		return { ...summary, data: parse(data) as IRunExecutionData };
	}

	/**
	 * Waits for the end of an execution.
	 * @param withinMs how long, in milliseconds
	 * @throws Error when it has not ended by then
	 */
	async finished(id: string, withinMs = WAIT_MS): Promise<Execution> {
		return await this.poll(
			async () => await this.execution(id),
			({ status }) => !unfinished.includes(status),
			`execution ${id} to end`,
			withinMs,
		);
	}

	/** Cancels a running execution. */
	async stop(id: string): Promise<void> {
		await this.json('POST', `/rest/executions/${id}/stop`, {});
	}

	/** The descriptions of all node types that n8n has loaded, tool variants included. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const response = await this.send('GET', '/types/nodes.json');
		return (await response.json()) as INodeTypeDescription[];
	}

	/** The descriptions of all credential types that n8n has loaded. */
	async credentialTypes(): Promise<ICredentialType[]> {
		const response = await this.send('GET', '/types/credentials.json');
		return (await response.json()) as ICredentialType[];
	}

	/** What n8n lists under Settings, Community nodes. */
	async communityPackages(): Promise<CommunityPackage[]> {
		return await this.get('/rest/community-packages');
	}

	/**
	 * Asks until the answer is the one waited for; n8n tells of it by itself only to browsers.
	 * @param awaited what is waited for, for the message when it does not come in time
	 */
	private async poll<T>(
		ask: () => Promise<T>,
		isAwaited: (answer: T) => boolean,
		awaited: string,
		withinMs = WAIT_MS,
	): Promise<T> {
		const deadline = Date.now() + withinMs;
		for (;;) {
			const answer = await ask();
			if (isAwaited(answer)) return answer;
			if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${awaited}.`);
			await delay(POLL_EVERY_MS);
		}
	}

	private async get<T>(path: string): Promise<T> {
		return await this.json('GET', path);
	}

	private async json<T>(method: string, path: string, body?: object): Promise<T> {
		const response = await this.send(method, path, body);
		const { data } = (await response.json()) as { data: T };
		return data;
	}

	private async send(method: string, path: string, body?: object): Promise<Response> {
		const response = await fetch(this.url + path, {
			method,
			headers: { cookie: this.cookie, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!response.ok) {
			throw new N8nApiError(`${method} ${path}`, response.status, await response.text());
		}
		return response;
	}
}

function json(value: object): string {
	return encodeURIComponent(JSON.stringify(value));
}

function beforeSemicolon(cookie: string): string {
	return cookie.split(';', 1).join('');
}
