import { start } from '../child';
import type { SandboxCredentials } from '../../sandbox';

/** What the sandbox has counted since it was reset. */
export interface Counts {
	/** Requests that have arrived. */
	count: number;
	/** The most that were in flight at once. */
	peakInFlight: number;
	/** Customers that are locked. */
	locked: number;
}

/** A sandbox in a process of its own, so that its work does not count as n8n's or the benchmark's. */
export interface BenchSandbox {
	credential: SandboxCredentials['trackfinityApi'];
	/** Unlocks all customers and counts from zero. */
	reset: () => Promise<void>;
	counts: () => Promise<Counts>;
	end: () => Promise<void>;
}

/** Starts a sandbox with numbered customers from 1. */
export async function startBenchSandbox(
	customers: number,
	latencyMs: number,
): Promise<BenchSandbox> {
	const { answer: credential, end } = await start<object, BenchSandbox['credential']>('server.ts', {
		customers,
		latencyMs,
	});
	const control = `${credential.baseUrl}/sandbox`;
	return {
		credential,
		reset: async () => {
			await fetch(`${control}/reset`, { method: 'POST' });
		},
		counts: async () => {
			const stats = (await (await fetch(`${control}/stats`)).json()) as Omit<Counts, 'locked'>;
			const all = (await (await fetch(`${control}/customers`)).json()) as Array<{
				locked: boolean;
			}>;
			return { ...stats, locked: all.filter(({ locked }) => locked).length };
		},
		end,
	};
}
