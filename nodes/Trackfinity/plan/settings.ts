import type { INodeParameters } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

import { operations } from '../operations';
import type { Operation } from '../operations/operation';
import { readChoice } from '../parameters/choices';
import type { ReadParameter } from '../parameters/invalidInput';
import { InvalidInput } from '../parameters/invalidInput';
import { readNumber, readOptions, runWideSettings, safetyLimitField } from '../parameters/options';
import { storedAt } from './readItem';

/** What holds for a whole run, as the form says it. A limit of 0, which means none, is Infinity here. */
export type RunSettings = ReturnType<typeof readSettings>;

/**
 * Reads the settings of a run from its first item; `parameters` are as stored, with expressions not evaluated.
 *
 * @throws InvalidInput when one can't be used: what is missing because an expression failed never means "no limit"
 */
export function readSettings(first: ReadParameter, parameters: INodeParameters) {
	// Newer n8n versions take an expression in these two for text.
	const how = 'without an expression';
	readChoice(first('resource'), 'Resource', ['customer'], String, how);
	const nameOf = ({ value }: Operation) => value;
	const operation = readChoice(first('operation'), 'Operation', operations, nameOf, how);
	const { isOn, number } = readOptions(first);
	const dryRun = isOn('dryRun');
	const canAsk = operation.question !== undefined;
	return {
		operation,
		/** Most different customers in one execution. */
		safetyLimit: operation.irreversible ? readSafetyLimit(first, parameters) : Infinity,
		dryRun,
		checkCustomers: dryRun && canAsk && isOn('checkCustomers'),
		ignoreMissing: canAsk && isOn('ignoreMissing'),
		parallelRequests: number('parallelRequests'),
		maxRequestsPerSecond: number('maxRequestsPerSecond') || Infinity,
		/** How often a request is sent again after the first time, 0 to 10. */
		retries: number('retries'),
		/** Milliseconds for one attempt, its response included. */
		timeoutMs: number('timeout') * 1000,
	};
}

/**
 * Only a person sets the safety limit: newer n8n versions evaluate no expression there, and have already removed the stored
 * `=` (ran on 2.41); older ones and AI models might give anything.
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
	return readNumber(first(name), safetyLimitField) || Infinity;
}

/**
 * Makes sure that settings which are read from the first item are the same for all: a 'Dry Run' that its expression turns on
 * for some items only must not send the others. Only those that are stored as expressions are read again. Between items it
 * calls `yieldUnlessCanceled`, which may throw.
 *
 * @throws InvalidInput that names the setting
 */
export async function checkRunWide(
	parameters: INodeParameters,
	itemAt: (index: number) => ReadParameter,
	count: number,
	yieldUnlessCanceled: () => Promise<void>,
): Promise<void> {
	for (const [path, label] of runWideSettings) {
		if (!isExpression(storedAt(parameters, path))) continue;
		const first = JSON.stringify(itemAt(0)(path));
		for (let index = 1; index < count; index++) {
			await yieldUnlessCanceled();
			if (JSON.stringify(itemAt(index)(path)) === first) continue;
			throw new InvalidInput(
				`'${label}' has a different value for item ${index} than for item 0, but it applies to the whole run`,
				`Set '${label}' to a fixed value, or use an expression that returns the same value for every item. Nothing was sent.`,
			);
		}
	}
}
