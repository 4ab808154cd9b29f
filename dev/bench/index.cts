import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Sandbox } from '../../sandbox/index.cts';
import { medianOf, runBenchmark, timeRatio } from './core.cts';
import type { Case, Results, Target } from './core.cts';
import { isWanted, measureFigures } from './figures.cts';
import type { Conditions, Measurement, Task } from './measure.cts';

const NODE = 'Trackfinity node';
const BARE_LOOP = 'Bare loop';

// One round with fewer items, for a first look: its figures are rough.
const quick = process.argv.includes('--quick');
const few = quick ? 300 : 1_000;
const many = quick ? 3_000 : 10_000;
const rounds = (usual: number) => (quick ? 1 : usual);

/** Without latency the node has its default parallelism; with latency as much as it allows, so that the time shows. */
const cases: Case[] = [
	{ items: few, latencyMs: 0, parallel: 5, rounds: rounds(31) },
	{ items: many, latencyMs: 0, parallel: 5, rounds: rounds(15) },
	{ items: few, latencyMs: 100, parallel: 50, rounds: rounds(3) },
	{ items: many, latencyMs: 100, parallel: 50, rounds: rounds(2) },
];

/** One for each case, which runs both contestants: their code is compiled by then, and both feel what else the machine does. */
const processes = new Map<Case, ChildProcess>();

async function processFor(work: Case, sandbox: Sandbox): Promise<ChildProcess> {
	const existing = processes.get(work);
	if (existing !== undefined) return existing;
	const conditions: Conditions = {
		parallel: work.parallel,
		customers: work.items,
		credential: sandbox.credentials.trackfinityApi,
	};
	const made = fork(`${__dirname}/measure.cts`, [JSON.stringify(conditions)]);
	// It has said why by then.
	made.once('exit', (code) => code !== null && process.exit(code));
	processes.set(work, made);
	await once(made, 'message');
	return made;
}

async function measure(contestant: string, work: Case, sandbox: Sandbox): Promise<Measurement> {
	const measuring = await processFor(work, sandbox);
	const task: Task = { isNode: contestant === NODE, items: work.items };
	measuring.send(task);
	const [measurement] = (await once(measuring, 'message')) as [Measurement];
	return measurement;
}

function targets(work: Case, all: ReadonlyMap<Case, Results<Measurement>>): Target[] {
	const { [NODE]: node = [], [BARE_LOOP]: bareLoop = [] } = all.get(work) ?? {};
	const always: Target[] = [
		{ value: timeRatio(node, bareLoop), unit: "times the bare loop's time", maximum: 1.1 },
		// A stall that the node causes is there in every round; one in a single round comes from elsewhere.
		{ value: medianOf(node, 'longestStallMs'), unit: 'ms for the longest stall', maximum: 200 },
	];
	const smaller = cases.find(
		({ items, latencyMs }) => items < work.items && latencyMs === work.latencyMs,
	);
	if (smaller === undefined) return always;
	const timePerItem = (one: Case) =>
		medianOf(all.get(one)?.[NODE] ?? [], 'milliseconds') / one.items;
	const growth = timePerItem(work) / timePerItem(smaller);
	return [...always, { value: growth, unit: 'times as long per item as few', maximum: 1.2 }];
}

async function main(): Promise<void> {
	if (isWanted('time')) await measureTime();
	await measureFigures();
}

async function measureTime(): Promise<void> {
	await runBenchmark<Measurement>({
		cases,
		contestants: [NODE, BARE_LOOP],
		measure,
		columns: {
			'Longest stall': (runs) => `${medianOf(runs, 'longestStallMs').toFixed(0)} ms`,
			Memory: (runs) => `${medianOf(runs, 'peakRssMb').toFixed(0)} MB`,
			'of it heap': (runs) => `${medianOf(runs, 'peakHeapMb').toFixed(0)} MB`,
		},
		targets,
	}).finally(() => {
		for (const measuring of processes.values()) measuring.kill();
	});
}

void main();
