import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { INode } from 'n8n-workflow';
import { bindCredentials, startPlayground, until } from '../../../dev/playground/index.cts';
import type { Execution, Playground, Workflow } from '../../../dev/playground/index.cts';
import { install } from '../../../dev/playground/install.cts';
import { logFile, startN8n } from '../../../dev/playground/n8n.cts';
import { chain, EACH, node, type OurNode, ourNode } from '../../e2e/support/workflows.cts';
import { START, TRACKFINITY } from '../../e2e/support/workflows.cts';
import { folder } from './globalSetup.cts';
import { startRedis } from './redis.cts';

const CUSTOMERS = 3_000;
/** For a busy machine; by far not what it takes. */
const LONG_MS = 180_000;
const sharedSqlite = pathToFileURL(path.join(__dirname, 'sharedSqlite.mjs')).href;

type Worker = Awaited<ReturnType<typeof startWorker>>;

/**
 * Gives the tests of a file an n8n in queue mode: a main process, two workers and a Redis, on one database and user
 * folder, and a sandbox with numbered customers.
 * @param settings more of the environment variables that all these processes get
 */
export function useQueueMode(settings: Record<string, string> = {}) {
	const ends: Array<() => Promise<void>> = [];
	const workers: Worker[] = [];
	let playground: Playground | undefined;
	let codesUsed = 0;

	beforeAll(async () => {
		const { testPath = '' } = expect.getState();
		const dataFolder = path.join(folder, path.basename(testPath, '.test.cts'));
		await mkdir(dataFolder, { recursive: true });
		const redis = await startRedis(dataFolder);
		ends.push(redis.stop);
		const environment = {
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
		await Promise.all(
			['worker-1', 'worker-2'].map(async (name) => {
				const worker = await startWorker(name, dataFolder, environment);
				workers.push(worker);
				ends.push(worker.stop);
			}),
		);
	});
	afterAll(async () => {
		for (const end of ends.toReversed()) await end();
	});

	function running(): Playground {
		if (playground === undefined) throw new Error('n8n is only there inside of tests.');
		return playground;
	}

	/** Calls the webhook of a workflow of ours, and returns the IDs of the executions that this starts. */
	async function call(workflow: Workflow, ...lists: string[][]): Promise<string[]> {
		const { api } = running();
		const ids = async () => (await api.executions(workflow)).map(({ id }) => id);
		const before = await ids();
		await Promise.all(lists.map(async (codes) => api.callWebhook(workflow.name, { codes })));
		return await until(
			`${lists.length} executions of '${workflow.name}'`,
			async () => (await ids()).filter((id) => !before.includes(id)),
			({ length }) => length === lists.length,
		);
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
		async publish(name: string, ours: OurNode): Promise<Workflow> {
			const { api, credentials } = running();
			const file = bindCredentials(deleteByWebhook(name, ours), credentials);
			const workflow = await api.createWorkflow(file);
			await api.activate(workflow);
			return workflow;
		},
		call,
		/** The same, and waits for them to end. */
		async run(workflow: Workflow, ...lists: string[][]): Promise<Execution[]> {
			const ids = await call(workflow, ...lists);
			return await Promise.all(ids.map(async (id) => running().api.finished(id, LONG_MS)));
		},
		/** Waits until a worker has begun an execution, and returns that worker. */
		async workerOf(executionId: string): Promise<Worker> {
			const findWorkers = async () => {
				const begun = await Promise.all(workers.map(async (worker) => await worker.begun()));
				return workers.filter((_, index) => begun[index]?.includes(executionId));
			};
			const awaited = `a worker to begin execution ${executionId}`;
			const [worker] = await until(awaited, findWorkers, ({ length }) => length > 0);
			if (worker === undefined) throw new Error(awaited);
			return worker;
		},
	};
}

/** Starts a worker beside the main process that has the same user folder and environment. */
async function startWorker(name: string, dataFolder: string, environment: Record<string, string>) {
	const program = await install({ say: () => undefined });
	const worker = await startN8n(program, { dataFolder, environment, worker: name });
	/** What it has written so far. */
	const log = async () => await readFile(logFile(dataFolder, name), 'utf8');
	/** The executions that it has begun so far. */
	const begun = async () => {
		const lines = (await log()).matchAll(/^Worker started execution (\d+) /gm);
		return [...lines].map(([, id = '']) => id);
	};
	return { ...worker, log, begun };
}

/** A workflow that deletes the customers whose codes its webhook gets. The webhook responds at once. */
function deleteByWebhook(name: string, { parameters, ...settings }: OurNode) {
	const called = { httpMethod: 'POST', path: name, responseMode: 'onReceived', options: {} };
	const list = { fieldToSplitOut: 'body.codes', options: {} };
	const deletion = { operation: 'delete', code: "={{ $json['body.codes'] }}", ...parameters };
	const nodes: INode[] = [
		{ ...node(START, 'n8n-nodes-base.webhook', 2, called), webhookId: name },
		node(EACH, 'n8n-nodes-base.splitOut', 1, list),
		ourNode({ parameters: deletion, ...settings }),
	];
	const connections = chain(START, EACH, TRACKFINITY);
	return { name, nodes, connections, settings: { executionOrder: 'v1' as const } };
}
