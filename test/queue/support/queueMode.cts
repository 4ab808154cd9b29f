import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bindCredentials, startPlayground, until } from '../../../dev/playground/index.cts';
import type { Playground, Workflow } from '../../../dev/playground/index.cts';
import { folder } from './folder.cts';
import { startRedis } from './redis.cts';
import { startWorker } from './workers.cts';
import type { Worker } from './workers.cts';
import { deleteByWebhook } from './workflow.cts';
import type { DeleteNode } from './workflow.cts';

const CUSTOMERS = 3_000;
const sharedSqlite = pathToFileURL(path.join(__dirname, 'sharedSqlite.mjs')).href;

/**
 * Gives the tests of a file an n8n in queue mode: a main process, two workers and a Redis, on one database and user
 * folder, and a sandbox with numbered customers.
 * @param settings more of the environment variables that all these processes get
 */
export function useQueueMode(settings: Record<string, string> = {}) {
	const ends: Array<() => Promise<void>> = [];
	const workers: Worker[] = [];
	let playground: Playground | undefined;
	let dataFolder = '';
	let environment: Record<string, string> = {};
	let codesUsed = 0;

	beforeAll(async () => {
		const { testPath = '' } = expect.getState();
		dataFolder = path.join(folder, path.basename(testPath, '.test.cts'));
		await mkdir(dataFolder, { recursive: true });
		const redis = await startRedis(dataFolder);
		ends.push(redis.stop);
		environment = {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '60',
			NODE_OPTIONS: `--import=${sharedSqlite}`,
			...settings,
		};
		playground = await startPlayground({
			dataFolder,
			fresh: true,
			tarball: process.env['TRACKFINITY_QUEUE_TARBALL'] ?? '',
			sandbox: { customers: CUSTOMERS },
			environment,
		});
		ends.push(playground.stop);
		await Promise.all(['worker-1', 'worker-2'].map(beginWorker));
	});
	afterAll(async () => {
		for (const end of ends.toReversed()) await end();
	});

	function running(): Playground {
		if (playground === undefined) throw new Error('n8n is only there inside of tests.');
		return playground;
	}

	async function beginWorker(name: string): Promise<void> {
		const worker = await startWorker(name, { dataFolder, environment });
		workers.push(worker);
		ends.push(worker.stop);
	}

	return {
		/** The running n8n and the sandbox. */
		get n8n() {
			return running();
		},
		workers,
		/** Codes of customers that no test has had before. */
		newCodes(count: number): string[] {
			const codes = Array.from({ length: count }, (_, index) => String(codesUsed + index + 1));
			codesUsed += count;
			if (codesUsed > CUSTOMERS) throw new Error(`The sandbox has ${CUSTOMERS} customers only.`);
			return codes;
		},
		/** The codes of the deletions that the sandbox got for these customers, in order of arrival. */
		deletionsOf(codes: string[]): string[] {
			return running()
				.sandbox.requests.filter(({ form }) => form.type === 'customer_delete')
				.flatMap(({ form }) => form.code ?? [])
				.filter((code) => codes.includes(code));
		},
		/** Creates and publishes a workflow that deletes the customers whose codes its webhook gets. */
		async publish(name: string, node: DeleteNode): Promise<Workflow> {
			const { api, credentials } = running();
			const file = bindCredentials(deleteByWebhook(name, node), credentials);
			const workflow = await api.createWorkflow(file);
			await api.activate(workflow);
			return workflow;
		},
		/** Calls the webhook of such a workflow, and returns the IDs of the executions that this starts. */
		async call(workflow: Workflow, ...lists: string[][]): Promise<string[]> {
			const { api } = running();
			const ids = async () => (await api.executions(workflow)).map(({ id }) => id);
			const before = await ids();
			await Promise.all(lists.map(async (codes) => api.callWebhook(workflow.name, { codes })));
			return await until(
				`${lists.length} executions of '${workflow.name}'`,
				async () => (await ids()).filter((id) => !before.includes(id)),
				({ length }) => length === lists.length,
			);
		},
		/** Waits until a worker has begun an execution, and returns that worker. */
		async workerOf(executionId: string): Promise<Worker> {
			const findWorker = async () => {
				const begun = await Promise.all(workers.map(async (worker) => await worker.begun()));
				return workers.find((_, index) => begun[index]?.includes(executionId));
			};
			const awaited = `a worker to begin execution ${executionId}`;
			const worker = await until(awaited, findWorker, (found) => found !== undefined);
			if (worker === undefined) throw new Error(`No worker has begun execution ${executionId}.`);
			return worker;
		},
	};
}
