import {
	bindCredentials,
	startPlayground,
	type Credential,
	type Execution,
	type N8nApi,
} from '../../playground';
import type { Case, Contestant, Measurement } from './cases';
import { execute } from './execute';
import { countValid } from './items';
import { peakMb, resetPeak } from './memory';
import type { BenchSandbox } from './sandbox';
import { LOCK, WEBHOOK_PATH, workflowOf } from './workflows';

/** One measurement. */
export interface Task {
	contestant: Contestant;
	work: Case;
	sandbox: BenchSandbox;
	/** The packed node. */
	tarball: string;
	/** Where n8n's data live. */
	dataFolder: string;
	/** Whether to remove the data of earlier measurements first. */
	fresh: boolean;
}

/** An n8n has been running for days when a workflow starts: its code is compiled and its connections are open. */
const WARM_UP_ITEMS = 1_000;

/**
 * Measures one contestant in an n8n of its own, so that neither has the other's garbage or peak of memory.
 * @throws Error when the customers were not all locked, each with one request
 */
export async function measure(task: Task): Promise<Measurement> {
	const { contestant, work, sandbox, tarball, dataFolder, fresh } = task;
	const { api, url, pid, stop } = await startPlayground({
		dataFolder,
		ports: 'free',
		fresh,
		tarball,
		workflows: [],
	});
	try {
		const file = workflowOf(contestant, work, sandbox.credential.baseUrl);
		const credentials = await createCredentials(api, sandbox);
		const workflow = await api.createWorkflow(bindCredentials(file, credentials));
		await api.activate(workflow);
		const webhook = `${url}/webhook/${WEBHOOK_PATH}`;
		await execute(api, workflow, webhook, WARM_UP_ITEMS);

		await sandbox.reset();
		await resetPeak(pid);
		const execution = await execute(api, workflow, webhook, work.items);
		const peakMemoryMb = await peakMb(pid);
		const { count, locked, peakInFlight } = await sandbox.counts();
		if (count !== work.items || locked !== work.items) {
			throw new Error(`${count} requests locked ${locked} of ${work.items} customers.`);
		}
		await api.deactivate(workflow);
		await api.deleteWorkflow(workflow.id);
		return { ...readExecution(execution), peakInFlight, peakMemoryMb };
	} finally {
		await stop();
	}
}

/** The same access to the sandbox as our credential and as one for the HTTP Request node. */
async function createCredentials(
	api: N8nApi,
	{ credential: data }: BenchSandbox,
): Promise<Credential[]> {
	const headers = { 'api-username': data.username, 'api-key': data.apiKey };
	const wanted = [
		{ type: 'trackfinityApi', data },
		{ type: 'httpCustomAuth', data: { json: JSON.stringify({ headers }) } },
	];
	const name = 'Bench sandbox';
	return await Promise.all(
		wanted.map(async (credential) => await api.createCredential({ name, ...credential })),
	);
}

function readExecution({ data }: Execution): Pick<Measurement, 'milliseconds' | 'validItems'> {
	const [run] = data.resultData.runData[LOCK] ?? [];
	if (run === undefined) throw new Error(`n8n did not run the node '${LOCK}'.`);
	const [items] = run.data?.['main'] ?? [];
	return { milliseconds: run.executionTime, validItems: countValid(items ?? []) };
}
