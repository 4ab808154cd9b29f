import { median } from '../figures';
import type { Verdict } from '../targets';
import { each, itemsPerSecond, PARALLEL, type Case, type Results } from './cases';

/** How many times as fast as the HTTP Request node our node has to be where nothing has to be waited for. */
const SPEED_BESIDE_HTTP_REQUEST = 2.5;
/** The least of what latency allows that our node has to reach where most of the time is waiting. */
const SHARE_OF_LATENCY = 0.8;

/** Holds the results against the targets. */
export function judge(results: ReadonlyMap<Case, Results>): Verdict[] {
	return [...results].flatMap(([one, both]) => [
		...(one.latencyMs === 0 ? besideHttpRequest(one, both) : [besideLatency(one, both)]),
		validity(one, both),
	]);
}

function besideHttpRequest(one: Case, { node, httpRequest }: Results): Verdict[] {
	// Each round by itself: what else the machine does in a round slows both.
	const times = median(
		node.map(({ milliseconds }, round) => (httpRequest[round]?.milliseconds ?? NaN) / milliseconds),
	);
	const [ours, theirs] = [node, httpRequest].map((runs) => median(each(runs, 'peakMemoryMb')));
	return [
		{
			text: `${workOf(one)}: ${times.toFixed(2)} times as fast as the HTTP Request node (at least ${SPEED_BESIDE_HTTP_REQUEST})`,
			reached: times >= SPEED_BESIDE_HTTP_REQUEST,
		},
		{
			text: `${workOf(one)}: ${ours?.toFixed(0)} MB of memory (at most the HTTP Request node's ${theirs?.toFixed(0)})`,
			reached: ours !== undefined && theirs !== undefined && ours <= theirs,
		},
	];
}

function besideLatency(one: Case, { node }: Results): Verdict {
	const allowed = PARALLEL / (one.latencyMs / 1000);
	const share = itemsPerSecond(one.items, node) / allowed;
	return {
		text: `${workOf(one)}: ${share.toFixed(2)} of the ${allowed} items/s that ${PARALLEL} in parallel allow (at least ${SHARE_OF_LATENCY})`,
		reached: share >= SHARE_OF_LATENCY,
	};
}

function validity(one: Case, { node }: Results): Verdict {
	const valid = Math.min(...each(node, 'validItems'));
	const inFlight = Math.max(...each(node, 'peakInFlight'));
	return {
		text: `${workOf(one)}: ${valid.toLocaleString('en')} valid items out (all), ${inFlight} requests in flight (at most ${PARALLEL})`,
		reached: valid === one.items && inFlight <= PARALLEL,
	};
}

function workOf({ items, latencyMs }: Case): string {
	return `${items.toLocaleString('en')} locks, ${latencyMs} ms of latency`;
}
