import { loadavg } from 'node:os';
import Table from 'cli-table3';
import { startSandbox } from '../../sandbox/index.cts';
import type { Sandbox } from '../../sandbox/index.cts';

/** One amount of work under one condition: so many customers, each to be locked once. */
export interface Case {
	items: number;
	/** Milliseconds that every response takes longer. */
	latencyMs: number;
	/** Requests under way at the same time. */
	parallel: number;
	/** How often each contestant does it. */
	rounds: number;
}

/** What one run of one contestant came to. */
interface Timed {
	milliseconds: number;
}

/** What each contestant came to, by its name in the table: one measurement per round. */
export type Results<Measurement extends Timed> = Record<string, Measurement[]>;

/** A value, and the limit that it has to keep to. */
export interface Target {
	value: number;
	unit: string;
	maximum?: number;
	minimum?: number;
}

/** What is measured, and what is expected of it. */
export interface Benchmark<Measurement extends Timed> {
	cases: Case[];
	/** Their names in the table. */
	contestants: string[];
	/** Runs one contestant once. */
	measure: (contestant: string, work: Case, sandbox: Sandbox) => Promise<Measurement>;
	/** The last columns of the table: their heads, and what a cell says of a contestant's rounds. */
	columns: Record<string, (rounds: Measurement[]) => string>;
	targets: (work: Case, all: ReadonlyMap<Case, Results<Measurement>>) => Target[];
}

/** Measures all cases, prints the table and the targets, and makes the process fail if one was missed. */
export async function runBenchmark<M extends Timed>(benchmark: Benchmark<M>): Promise<void> {
	const results = new Map<Case, Results<M>>();
	for (const work of benchmark.cases) results.set(work, await measureCase(benchmark, work));
	console.log(`\n${table(benchmark, results)}\n`);
	for (const work of benchmark.cases) {
		for (const { value, unit, maximum, minimum } of benchmark.targets(work, results)) {
			const reached = value <= (maximum ?? Infinity) && value >= (minimum ?? 0);
			const limit = maximum ? `maximum ${short(maximum)}` : `minimum ${short(minimum ?? 0)}`;
			const text = `${describe(work)}: ${short(value)} ${unit} (${limit})`;
			console.log(`${reached ? 'Reached' : 'MISSED '}  ${text}`);
			if (!reached) process.exitCode = 1;
		}
	}
}

async function measureCase<M extends Timed>(
	{ contestants, measure }: Benchmark<M>,
	work: Case,
): Promise<Results<M>> {
	const { items: customers, latencyMs, rounds } = work;
	const results: Results<M> = Object.fromEntries(contestants.map((name) => [name, []]));
	const sandbox = await startSandbox({ customers, latencyMs, record: false });
	try {
		for (let round = 1; round <= rounds; round++) {
			// Who begins alternates: what else the machine does then hits all alike.
			for (const name of round % 2 === 0 ? contestants.toReversed() : contestants) {
				const measurement = await measure(name, work, sandbox);
				results[name]?.push(measurement);
				const time = seconds(measurement.milliseconds);
				const load = loadavg()[0]?.toFixed(1);
				const ofRounds = `round ${round} of ${rounds}`;
				console.error(`${describe(work)}, ${ofRounds}: ${name} ${time} (load average ${load})`);
			}
		}
	} finally {
		await sandbox.close();
	}
	return results;
}

/** One line per case and contestant. */
function table<M extends Timed>(
	{ columns }: Benchmark<M>,
	results: ReadonlyMap<Case, Results<M>>,
): string {
	const head = ['Items', 'Latency', 'In parallel', '', 'Time', 'Items/s', ...Object.keys(columns)];
	const lines = new Table({
		head,
		colAligns: head.map((title) => (title === '' ? 'left' : 'right')),
		style: { head: [], border: [], compact: true },
	});
	for (const [work, contestants] of results) {
		for (const [name, rounds] of Object.entries(contestants)) {
			lines.push([
				work.items.toLocaleString('en'),
				`${work.latencyMs} ms`,
				work.parallel,
				name,
				seconds(medianOf(rounds, 'milliseconds')),
				Math.round(itemsPerSecond(work, rounds)).toLocaleString('en'),
				...Object.values(columns).map((cell) => cell(rounds)),
			]);
		}
	}
	return lines.toString();
}

/** The middle one of several figures; the mean of the two in the middle when their number is even. */
function median(figures: number[]): number {
	const sorted = figures.toSorted((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** The median that one figure has in the rounds. */
export function medianOf<Figure extends string>(
	rounds: Array<Record<Figure, number>>,
	figure: Figure,
): number {
	return median(rounds.map((round) => round[figure]));
}

/** One contestant's time as a multiple of another's: the median of the rounds, as other work in a round slows both. */
export function timeRatio(rounds: Timed[], others: Timed[]): number {
	return median(rounds.map((one, at) => one.milliseconds / (others[at]?.milliseconds ?? NaN)));
}

/** How many items went through in one second, in the median of the rounds. */
export function itemsPerSecond({ items }: Case, rounds: Timed[]): number {
	return items / (medianOf(rounds, 'milliseconds') / 1000);
}

const describe = ({ items, latencyMs }: Case) =>
	`${items.toLocaleString('en')} items, ${latencyMs} ms of latency`;

const short = (value: number) =>
	value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
