import { operations } from '../operations';
import { SAFETY_LIMIT_LABEL } from '../parameters/irreversible';
import type { Operation, ReadParameter } from '../operations/operation';
import { optionLabels, readOptions } from '../parameters/options';
import { readChoice, readNumber, readSwitch } from '../parameters/values';

/** What holds for a whole run, read once from the first item. */
export interface RunSettings {
	operation: Operation;
	/** Most different customers in one run; Infinity where there is no limit. */
	safetyLimit: number;
	dryRun: boolean;
	/** Requests under way at the same time, 1 to 50. */
	parallelRequests: number;
	/** Requests started per second; Infinity where there is no limit. */
	maxRequestsPerSecond: number;
	/** How often a request is sent again after the first time, 0 to 10. */
	retries: number;
	/** Milliseconds for one attempt, its response included. */
	timeoutMs: number;
}

/**
 * Reads the settings of a run. Options that were never added have their defaults.
 *
 * @throws InvalidInput when a setting cannot be used; a limit that is missing because an expression went wrong is never
 * taken for "no limit"
 */
export function readSettings(first: ReadParameter): RunSettings {
	readChoice(first('resource'), 'Resource', ['customer']);
	const values = operations.map(({ value }) => value);
	const value = readChoice(first('operation'), 'Operation', values);
	const operation = operations.find((candidate) => candidate.value === value);
	if (operation === undefined) throw new RangeError(value);

	const option = readOptions(first);
	const whole = { min: 0, max: Infinity };
	const number = (name: keyof typeof optionLabels, fallback: number, range = whole) =>
		readNumber(option(name, fallback), optionLabels[name], range);

	return {
		operation,
		safetyLimit: operation.irreversible
			? orInfinity(readNumber(first('safetyLimit'), SAFETY_LIMIT_LABEL, whole))
			: Infinity,
		dryRun: readSwitch(option('dryRun', false), optionLabels.dryRun),
		parallelRequests: number('parallelRequests', 5, { min: 1, max: 50 }),
		maxRequestsPerSecond: orInfinity(number('maxRequestsPerSecond', 0)),
		retries: number('retries', 3, { min: 0, max: 10 }),
		timeoutMs: number('timeout', 30, { min: 1, max: 3600 }) * 1000,
	};
}

function orInfinity(limit: number): number {
	return limit === 0 ? Infinity : limit;
}
