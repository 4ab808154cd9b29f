import type { INodeParameters } from 'n8n-workflow';

import { operations } from '../operations';
import type { Operation, ReadParameter } from '../operations/operation';
import { InvalidInput } from '../parameters/invalidInput';
import { SAFETY_LIMIT_LABEL } from '../parameters/irreversible';
import { optionLabels, readOptions } from '../parameters/options';
import { runWideExpressions } from '../parameters/runWide';
import { readChoice, readNumber, readSwitch } from '../parameters/values';
import { createYield } from '../transport/timing';

/** What holds for a whole run, read once from the first item. */
export interface RunSettings {
	operation: Operation;
	/** Most different customers in one execution; Infinity where there is no limit. */
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

/**
 * Makes sure that settings which hold for the whole run are the same for every item. They are read from the first one: a
 * 'Dry Run' that its expression turns on for some items only must not send the others. The safety limit is a person's to
 * set: newer n8n versions take no expression there, older ones and AI models might.
 *
 * @param parameters as stored, with expressions not evaluated; only those that are expressions are read again
 * @throws InvalidInput that names the setting
 */
export async function checkRunWide(
	parameters: INodeParameters,
	itemAt: (index: number) => ReadParameter,
	count: number,
): Promise<void> {
	const yieldToEventLoop = createYield();
	for (const { path, label } of runWideExpressions(parameters)) {
		if (path === 'safetyLimit') {
			throw new InvalidInput(
				`'${label}' must be a fixed number, but is an expression`,
				`Enter a number in '${label}'. Nothing was sent.`,
			);
		}
		const first = JSON.stringify(itemAt(0)(path));
		for (let index = 1; index < count; index++) {
			if (JSON.stringify(itemAt(index)(path)) !== first) {
				throw new InvalidInput(
					`'${label}' has another value for item ${index} than for item 0, but it applies to the whole run`,
					`Set '${label}' to a fixed value, or use an expression that gives the same value for every item. Nothing was sent.`,
				);
			}
			await yieldToEventLoop();
		}
	}
}

function orInfinity(limit: number): number {
	return limit === 0 ? Infinity : limit;
}
