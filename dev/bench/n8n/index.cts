import path from 'node:path';
import { packNode } from '../../playground/nodePackage.cts';
import { defaultDataFolder } from '../../playground/paths.cts';
import { itemsPerSecond, medianOf, runBenchmark, timeRatio } from '../core.cts';
import type { Case, Results, Target } from '../core.cts';
import { measure } from './measure.cts';
import type { Measurement } from './measure.cts';

const NODE = 'Trackfinity node';
const HTTP_REQUEST = 'HTTP Request node';

// One round is for a first look: its figures are rough.
const rounds = process.argv.includes('--quick') ? 1 : 3;
const cases: Case[] = [
	{ items: 3_000, latencyMs: 0, parallel: 10, rounds },
	{ items: 1_000, latencyMs: 100, parallel: 10, rounds },
];

const memory = (runs: Measurement[]) => medianOf(runs, 'peakMemoryMb');
const fewestValid = (runs: Measurement[]) => Math.min(...runs.map((run) => run.validItems));
const mostInFlight = (runs: Measurement[]) => Math.max(...runs.map((run) => run.peakInFlight));

function targets(work: Case, all: ReadonlyMap<Case, Results<Measurement>>): Target[] {
	const { [NODE]: ours = [], [HTTP_REQUEST]: theirs = [] } = all.get(work) ?? {};
	const possible = work.parallel / (work.latencyMs / 1000);
	const share = itemsPerSecond(work, ours) / possible;
	return [
		...(work.latencyMs > 0
			? [{ value: share, unit: `of the ${possible} items/s that are possible`, minimum: 0.8 }]
			: [
					{ value: timeRatio(theirs, ours), unit: 'times as fast as HTTP Request', minimum: 2.5 },
					{ value: memory(ours), unit: "MB, beside HTTP Request's", maximum: memory(theirs) },
				]),
		{ value: fewestValid(ours), unit: 'valid items out', minimum: work.items },
		{ value: mostInFlight(ours), unit: 'requests in flight', maximum: work.parallel },
	];
}

async function main(): Promise<void> {
	if (process.platform !== 'linux') {
		throw new Error('The benchmark in n8n reads the memory from /proc and so needs Linux.');
	}
	const folder = path.join(defaultDataFolder, 'bench');
	const tarball = await packNode(folder, { say: console.error });
	await runBenchmark<Measurement>({
		cases,
		contestants: [NODE, HTTP_REQUEST],
		measure: async (contestant, work, sandbox) =>
			await measure(contestant === NODE, work, sandbox, tarball),
		columns: {
			'In flight': (runs) => mostInFlight(runs).toString(),
			Memory: (runs) => `${memory(runs).toFixed(0)} MB`,
			'Valid items out': (runs) => fewestValid(runs).toLocaleString('en'),
		},
		targets,
	});
}

void main();
