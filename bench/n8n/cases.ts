import { median } from '../figures';

/** Who does the work: our node, or n8n's own HTTP Request node. */
export type Contestant = 'node' | 'httpRequest';

/** One amount of work under one condition: so many customers, each to be locked once. */
export interface Case {
	items: number;
	/** Milliseconds that every answer takes longer. */
	latencyMs: number;
	/** How often each contestant does it. */
	rounds: number;
}

/** What one run of one contestant came to. */
export interface Measurement {
	/** From the start of the node to its end, as n8n's execution data have it. */
	milliseconds: number;
	/** The most requests that the sandbox had received and not yet answered. */
	peakInFlight: number;
	/** The most memory that n8n's process had during the execution, n8n's own included. */
	peakMemoryMb: number;
	/** How many of the items out are what n8n takes for items, and come from the right item in. */
	validItems: number;
}

/** The measurements of both contestants, one per round. */
export type Results = Record<Contestant, Measurement[]>;

/** Requests under way at the same time, as far as a contestant can be told. */
export const PARALLEL = 10;

/** @param quick one round, for a first look: its figures are rough */
export function cases(quick: boolean): Case[] {
	const rounds = quick ? 1 : 3;
	return [
		{ items: 3_000, latencyMs: 0, rounds },
		{ items: 1_000, latencyMs: 100, rounds },
	];
}

/** One figure of several measurements. */
export function each(measurements: readonly Measurement[], figure: keyof Measurement): number[] {
	return measurements.map((one) => one[figure]);
}

/** How many items went through in one second, in the median of the measurements. */
export function itemsPerSecond(items: number, measurements: readonly Measurement[]): number {
	return items / (median(each(measurements, 'milliseconds')) / 1000);
}
