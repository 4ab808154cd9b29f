import Table from 'cli-table3';

import type { Case, Contestant, Results } from './cases';
import { each, median } from './figures';

const names: Record<Contestant, string> = { node: 'Trackfinity node', bareLoop: 'bare loop' };

/** One line per case and contestant, in medians of the rounds. */
export function table(results: ReadonlyMap<Case, Results>): string {
	const lines = new Table({
		head: [
			'Items',
			'Latency',
			'In parallel',
			'',
			'Time',
			'Items/s',
			'Longest stall',
			'Memory',
			'of it heap',
		],
		colAligns: ['right', 'right', 'right', 'left', 'right', 'right', 'right', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	for (const [{ items, latencyMs, parallel }, both] of results) {
		for (const contestant of ['node', 'bareLoop'] as const) {
			const runs = both[contestant];
			const milliseconds = median(each(runs, 'milliseconds'));
			lines.push([
				items.toLocaleString('en'),
				`${latencyMs} ms`,
				parallel,
				names[contestant],
				`${(milliseconds / 1000).toFixed(2)} s`,
				Math.round(items / (milliseconds / 1000)).toLocaleString('en'),
				`${median(each(runs, 'longestStallMs')).toFixed(0)} ms`,
				`${median(each(runs, 'peakRssMb')).toFixed(0)} MB`,
				`${median(each(runs, 'peakHeapMb')).toFixed(0)} MB`,
			]);
		}
	}
	return lines.toString();
}
