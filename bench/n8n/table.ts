import Table from 'cli-table3';

import { median } from '../figures';
import { each, itemsPerSecond, type Case, type Contestant, type Results } from './cases';

const names: Record<Contestant, string> = {
	node: 'Trackfinity node',
	httpRequest: 'HTTP Request node',
};

/** One line per case and contestant: medians of the rounds, and of in-flight requests and valid items the worst. */
export function table(results: ReadonlyMap<Case, Results>): string {
	const lines = new Table({
		head: ['Locks', 'Latency', '', 'Time', 'Items/s', 'In flight', 'Memory', 'Valid items out'],
		colAligns: ['right', 'right', 'left', 'right', 'right', 'right', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	for (const [{ items, latencyMs }, both] of results) {
		for (const contestant of ['node', 'httpRequest'] as const) {
			const runs = both[contestant];
			lines.push([
				items.toLocaleString('en'),
				`${latencyMs} ms`,
				names[contestant],
				`${(median(each(runs, 'milliseconds')) / 1000).toFixed(1)} s`,
				Math.round(itemsPerSecond(items, runs)).toLocaleString('en'),
				Math.max(...each(runs, 'peakInFlight')),
				`${median(each(runs, 'peakMemoryMb')).toFixed(0)} MB`,
				Math.min(...each(runs, 'validItems')).toLocaleString('en'),
			]);
		}
	}
	return lines.toString();
}
