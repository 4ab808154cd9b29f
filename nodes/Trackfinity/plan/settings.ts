import type { INodeParameters } from 'n8n-workflow';

import { operations } from '../operations';
import type { Operation } from '../operations/operation';
import { readChoice } from '../parameters/choices';
import type { ReadParameter } from '../parameters/invalidInput';
import { InvalidInput } from '../parameters/invalidInput';
import { readNumber, readOptions, runWideSettings, safetyLimitField } from '../parameters/options';
import { createYield } from '../timing';
import { storedAt } from './readItem';

/** What holds for a whole run, read once from the first item. */
export interface RunSettings {
	operation: Operation;
	/** Most different customers in one execution; Infinity where there is no limit. */
	safetyLimit: number;
	dryRun: boolean;
	/** Whether a dry run asks the service whether customers exist. */
	checkCustomers: boolean;
	/** Whether a customer that the service does not have counts as done. */
	ignoreMissing: boolean;
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
 * @param parameters as stored, with expressions not evaluated
 * @throws InvalidInput when a setting cannot be used; a limit that is missing because an expression went wrong is never
 * taken for "no limit"
 */
export function readSettings(first: ReadParameter, parameters: INodeParameters): RunSettings {
	readChoice(first('resource'), 'Resource', ['customer']);
	const values = operations.map(({ value }) => value);
	const value = readChoice(first('operation'), 'Operation', values);
	const operation = operations.find((candidate) => candidate.value === value);
	if (operation === undefined) throw new RangeError(value);

	const options = readOptions(first);
	const dryRun = options.isOn('dryRun');
	const canAsk = operation.question !== undefined;
	return {
		operation,
		safetyLimit:
			operation.irreversible === undefined ? Infinity : readSafetyLimit(first, parameters),
		dryRun,
		checkCustomers: dryRun && canAsk && options.isOn('checkCustomers'),
		ignoreMissing: canAsk && options.isOn('ignoreMissing'),
		parallelRequests: options.number('parallelRequests'),
		maxRequestsPerSecond: zeroMeansNoLimit(options.number('maxRequestsPerSecond')),
		retries: options.number('retries'),
		timeoutMs: options.number('timeout') * 1000,
	};
}

/**
 * The safety limit is a person's to set: newer n8n versions evaluate no expression there, and have already taken the `=` off
 * what is stored (ran on 2.41); older ones and AI models might give anything.
 */
function readSafetyLimit(first: ReadParameter, parameters: INodeParameters): number {
	const { name, displayName } = safetyLimitField;
	const stored = storedAt(parameters, name);
	if (isExpression(stored) || (typeof stored === 'string' && stored.includes('{{'))) {
		throw new InvalidInput(
			`'${displayName}' must be a fixed number, but is an expression`,
			`Enter a number in '${displayName}'. Nothing was sent.`,
		);
	}
	return zeroMeansNoLimit(readNumber(first(name), safetyLimitField));
}

/**
 * Makes sure that settings which hold for the whole run are the same for every item. They are read from the first one: a
 * 'Dry Run' that its expression turns on for some items only must not send the others.
 *
 * @param parameters as stored, with expressions not evaluated; only those that are expressions are read again
 * @param isWanted whether to go on
 * @throws InvalidInput that names the setting
 */
export async function checkRunWide(
	parameters: INodeParameters,
	itemAt: (index: number) => ReadParameter,
	count: number,
	isWanted: () => boolean,
): Promise<void> {
	const yieldToEventLoop = createYield();
	const expressions = runWideSettings.filter(({ path }) =>
		isExpression(storedAt(parameters, path)),
	);
	for (const { path, label } of expressions) {
		const first = JSON.stringify(itemAt(0)(path));
		for (let index = 1; index < count && isWanted(); index++) {
			if (JSON.stringify(itemAt(index)(path)) !== first) {
				throw new InvalidInput(
					`'${label}' has a different value for item ${index} than for item 0, but it applies to the whole run`,
					`Set '${label}' to a fixed value, or use an expression that returns the same value for every item. Nothing was sent.`,
				);
			}
			await yieldToEventLoop();
		}
	}
}

function isExpression(stored: unknown): boolean {
	return typeof stored === 'string' && stored.startsWith('=');
}

function zeroMeansNoLimit(limit: number): number {
	return limit === 0 ? Infinity : limit;
}
