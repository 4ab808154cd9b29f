import { join } from 'node:path';

import type {
	NodePackage,
	RunOptions,
	RunResult,
	ToolCallOptions,
	ToolCallResult,
} from '../../dev/engine/index.cts';
import { callTool, createEngine, loadPackage } from '../../dev/engine/index.cts';
import { type Sandbox, startSandbox } from '../../sandbox/index.cts';
import { useSimulatedTime } from './simulatedTime.cts';

/** The built node on n8n's engine, and a sandbox of its own for it to talk to. */
export interface Workbench {
	readonly package: NodePackage;
	readonly sandbox: Sandbox;
	/** Runs the node with the sandbox's credentials, unless others are given. */
	run(options: RunOptions): Promise<RunResult>;
	/** The same for a call by an agent that runs the node by itself. */
	call(options: ToolCallOptions): Promise<ToolCallResult>;
}

/**
 * Gives a test file its workbench: started before its first test, as new before each, closed after the last. Time is
 * simulated, unless the file needs real time for what Node.js does in threads or for servers that keep the node waiting.
 */
export function useWorkbench({ time }: { time?: 'real' } = {}): Workbench {
	let nodePackage: NodePackage | undefined;
	let sandbox: Sandbox | undefined;
	let engine: ReturnType<typeof createEngine> | undefined;

	const inTime =
		time === 'real'
			? async <T,>(work: Promise<T>) => await work
			: useSimulatedTime((port) => started(sandbox).keepsWaiting(port));
	beforeAll(async () => {
		nodePackage = await loadPackage(join(__dirname, '..', '..'));
		engine = createEngine(nodePackage);
		sandbox = await startSandbox();
	});
	beforeEach(() => sandbox?.reset());
	afterAll(async () => await sandbox?.close());

	const withKeys = <T extends object>(options: T) => ({
		...{ credentials: { ...started(sandbox).credentials }, ...options },
	});
	return {
		get package() {
			return started(nodePackage);
		},
		get sandbox() {
			return started(sandbox);
		},
		async run(options) {
			return await inTime(started(engine).run(withKeys(options)));
		},
		call: async (options) => await callTool(started(nodePackage), withKeys(options)),
	};
}

function started<T>(part: T | undefined): T {
	if (part === undefined) throw new Error('The workbench is only there inside of tests');
	return part;
}
