import type { Measurement, Results } from './cases';

/** The middle one of several figures; the mean of the two in the middle when their number is even. */
export function median(figures: readonly number[]): number {
	const sorted = [...figures].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const [low = NaN, high = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return (low + high) / 2;
}

/** One figure of several measurements. */
export function each(measurements: readonly Measurement[], figure: keyof Measurement): number[] {
	return measurements.map((one) => one[figure]);
}

/**
 * The node's time as a multiple of the bare loop's: the median of the rounds, each round by itself, because what else the
 * machine does in a round slows both.
 */
export function timeBesideBareLoop({ node, bareLoop }: Results): number {
	return median(
		node.map(({ milliseconds }, round) => milliseconds / (bareLoop[round]?.milliseconds ?? NaN)),
	);
}
