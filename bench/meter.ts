import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

import type { Measurement } from './cases';

const TICK_MS = 5;
const MEMORY_SAMPLE_MS = 20;
const MEBIBYTE = 1024 * 1024;

/** Measures what a piece of work costs the process that it runs in. */
export async function meter(work: () => Promise<unknown>): Promise<Measurement> {
	// Its delays are the times between two ticks, so the tick itself is taken off below.
	const delays = monitorEventLoopDelay({ resolution: TICK_MS });
	let rss = 0;
	let heap = 0;
	const look = () => {
		rss = Math.max(rss, process.memoryUsage.rss());
		heap = Math.max(heap, process.memoryUsage().heapUsed);
	};
	const sampler = setInterval(look, MEMORY_SAMPLE_MS);
	delays.enable();
	const since = performance.now();
	await work();
	const milliseconds = performance.now() - since;
	delays.disable();
	clearInterval(sampler);
	look();
	return {
		milliseconds,
		longestStallMs: Math.max(0, delays.max / 1e6 - TICK_MS),
		peakRssMb: rss / MEBIBYTE,
		peakHeapMb: heap / MEBIBYTE,
	};
}
