import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { createEngine, loadPackage } from '../engine/index.cts';
import type { RunOptions } from '../engine/index.cts';
import { bareLoop, bareLoopType } from './bareLoop.cts';

/** What every measurement of a case has in common. */
export interface Conditions {
	parallel: number;
	credential: ICredentialDataDecryptedObject;
	/** How many customers there are. */
	customers: number;
}

/** One measurement. */
export interface Task {
	/** Whether our node does the work, or a plain loop over n8n's own HTTP helper. */
	isNode: boolean;
	items: number;
}

/** What it came to. */
export interface Measurement {
	milliseconds: number;
	/** The longest time in which n8n's event loop could do nothing else. */
	longestStallMs: number;
	/** Memory of the whole process at its peak during the run: n8n's own code, and garbage of earlier runs, included. */
	peakRssMb: number;
	/** The part of it that JavaScript objects take, garbage included. */
	peakHeapMb: number;
}

/** An n8n has been running for days when a workflow starts: its code is compiled, whichever nodes it has. */
const WARM_UP_RUNS = 3;
const WARM_UP_ITEMS = 1_000;
const TICK_MS = 5;
const MEMORY_SAMPLE_MS = 20;
const MEBIBYTE = 1024 * 1024;

/** Loads n8n's engine and runs both often enough to have them compiled. */
async function prepare({ parallel, credential, customers }: Conditions) {
	const nodePackage = await loadPackage(join(__dirname, '..', '..'));
	const engine = createEngine(nodePackage, { extraNodeTypes: { [bareLoopType]: bareLoop } });
	const customerId = '={{ $json.id }}';
	const run = async ({ isNode, items: count }: Task) => {
		const node: Pick<RunOptions, 'parameters' | 'nodeType'> = isNode
			? { parameters: { operation: 'lock', customerId, options: { parallelRequests: parallel } } }
			: { nodeType: bareLoopType, parameters: { customerId, parallel } };
		const { output, error } = await engine.run({
			...node,
			items: Array.from({ length: count }, (_, index) => ({ id: String(index + 1) })),
			credentials: { trackfinityApi: credential },
		});
		const done = output.filter(({ json }) => json['success'] === true).length;
		if (error ?? done !== count) {
			throw new Error(`Only ${done} of ${count} items were done. ${error?.message ?? ''}`);
		}
	};
	for (let runs = 0; runs < WARM_UP_RUNS; runs++) {
		for (const isNode of [true, false]) {
			await run({ isNode, items: Math.min(WARM_UP_ITEMS, customers) });
		}
	}
	return run;
}

/** Measures what a piece of work costs the process that it runs in. */
async function meter(work: () => Promise<unknown>): Promise<Measurement> {
	// Its delays are the times between two ticks, so the tick itself is taken off below.
	const delays = monitorEventLoopDelay({ resolution: TICK_MS });
	let rss = 0;
	let heap = 0;
	const sample = () => {
		rss = Math.max(rss, process.memoryUsage.rss());
		heap = Math.max(heap, process.memoryUsage().heapUsed);
	};
	const sampler = setInterval(sample, MEMORY_SAMPLE_MS);
	delays.enable();
	const since = performance.now();
	await work();
	const milliseconds = performance.now() - since;
	delays.disable();
	clearInterval(sampler);
	sample();
	return {
		milliseconds,
		longestStallMs: Math.max(0, delays.max / 1e6 - TICK_MS),
		peakRssMb: rss / MEBIBYTE,
		peakHeapMb: heap / MEBIBYTE,
	};
}

/** Measures one task after the other, as they come in from index.cts. */
async function serve(): Promise<void> {
	const run = await prepare(JSON.parse(process.argv[2] ?? '') as Conditions);
	process.on('message', (task: Task) => {
		void meter(async () => await run(task)).then((measurement) => process.send?.(measurement));
	});
	process.send?.('ready');
}

void serve();
