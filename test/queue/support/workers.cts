import { readFile } from 'node:fs/promises';
import { install } from '../../../dev/playground/install.cts';
import { logFile, startN8n } from '../../../dev/playground/n8n.cts';
import type { N8nOptions, N8nProcess } from '../../../dev/playground/n8n.cts';

/** A running worker. */
export interface Worker extends N8nProcess {
	/** What it has written so far. */
	log(): Promise<string>;
	/** The executions that it has begun so far. */
	begun(): Promise<string[]>;
}

/** Starts a worker beside the main process that has the same user folder and environment. */
export async function startWorker(name: string, options: N8nOptions): Promise<Worker> {
	const node = await install({ say: () => undefined });
	const worker = await startN8n(node, { ...options, worker: name });
	const log = async () => await readFile(logFile(options.dataFolder, name), 'utf8');
	return {
		...worker,
		log,
		begun: async () => {
			const lines = (await log()).matchAll(/^Worker started execution (\d+) /gm);
			return [...lines].map(([, id = '']) => id);
		},
	};
}
