import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { createEngine, loadPackage } from '../engine/index.cts';
import type { RunOptions } from '../engine/index.cts';
import { bareLoop, bareLoopType } from './bareLoop.cts';

/** One measurement. */
export interface Task {
	/** Whether our node does the work, or a plain loop over n8n's own HTTP helper. */
	isNode: boolean;
	items: number;
	parallel: number;
	credential: ICredentialDataDecryptedObject;
}

/** What it came to. */
export interface Measurement {
	milliseconds: number;
	/** The longest time in which n8n's event loop could do nothing else. */
	longestStallMs: number;
	/** Memory of the whole process at its peak during the run, n8n's own code included. */
	peakRssMb: number;
	/** The part of it that JavaScript objects take, garbage included. */
	peakHeapMb: number;
}

/** An n8n has been running for days when a workflow starts: its code is compiled. */
const WARM_UP_ITEMS = 500;
const TICK_MS = 5;
const MEMORY_SAMPLE_MS = 20;
const MEBIBYTE = 1024 * 1024;

async function measure({ isNode, items, parallel, credential }: Task): Promise<Measurement> {
	const nodePackage = await loadPackage(join(__dirname, '..'));
	const engine = createEngine(nodePackage, { extraNodeTypes: { [bareLoopType]: bareLoop } });
	const customerId = '={{ $json.id }}';
	const node: Pick<RunOptions, 'parameters' | 'nodeType'> = isNode
		? { parameters: { operation: 'lock', customerId, options: { parallelRequests: parallel } } }
		: { nodeType: bareLoopType, parameters: { customerId, parallel } };
	const run = async (count: number) => {
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
	await run(Math.min(WARM_UP_ITEMS, items));
	return await meter(async () => await run(items));
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

// Run by index.ts, which reads the last line.
measure(JSON.parse(process.argv[2] ?? '') as Task).then((measurement) => {
	console.log(JSON.stringify(measurement));
	process.exit();
});
