/** Who does the work: our node, or a plain loop over n8n's own HTTP helper. */
export type Contestant = 'node' | 'bareLoop';

/** One amount of work under one condition. */
export interface Case {
	items: number;
	/** Milliseconds that every answer takes longer. */
	latencyMs: number;
	/** Requests under way at the same time. */
	parallel: number;
	/** How often each contestant does it. */
	rounds: number;
}

/** What one run of one contestant came to. */
export interface Measurement {
	milliseconds: number;
	/** The longest time in which n8n's event loop could do nothing else. */
	longestStallMs: number;
	/** Memory of the whole process at its peak during the run, n8n's own code included. */
	peakRssMb: number;
	/** The part of it that JavaScript objects take, garbage included. */
	peakHeapMb: number;
}

/** The measurements of both contestants, one per round. */
export type Results = Record<Contestant, Measurement[]>;

/** Without latency the node has its default parallelism; with latency as much as it allows, so that the time shows. */
const DEFAULT_PARALLEL = 5;
const MOST_PARALLEL = 50;

/** @param quick one round with fewer items, for a first look: its figures are rough */
export function cases(quick: boolean): Case[] {
	const few = quick ? 300 : 1_000;
	const many = quick ? 3_000 : 10_000;
	const rounds = (usual: number) => (quick ? 1 : usual);
	return [
		{ items: few, latencyMs: 0, parallel: DEFAULT_PARALLEL, rounds: rounds(5) },
		{ items: many, latencyMs: 0, parallel: DEFAULT_PARALLEL, rounds: rounds(3) },
		{ items: few, latencyMs: 100, parallel: MOST_PARALLEL, rounds: rounds(3) },
		{ items: many, latencyMs: 100, parallel: MOST_PARALLEL, rounds: rounds(2) },
	];
}
