import type { INodeParameters } from 'n8n-workflow';

import { SAFETY_LIMIT_LABEL } from './irreversible';
import { optionLabels, optionsField } from './options';

/** A setting that holds for a whole run. */
export interface RunWideSetting {
	/** Its path, for `getNodeParameter`. */
	path: string;
	label: string;
}

const settings: readonly RunWideSetting[] = [
	{ path: 'resource', label: 'Resource' },
	{ path: 'operation', label: 'Operation' },
	{ path: 'safetyLimit', label: SAFETY_LIMIT_LABEL },
	{ path: optionsField.name, label: optionsField.displayName },
	...Object.entries(optionLabels).map(([name, label]) => ({
		path: `${optionsField.name}.${name}`,
		label,
	})),
];

/**
 * The run-wide settings whose stored value is an expression, so that it may differ from item to item.
 *
 * @param parameters the node's parameters as the workflow stores them, expressions not evaluated
 */
export function runWideExpressions(parameters: INodeParameters): RunWideSetting[] {
	return settings.filter(({ path }) => {
		const value = storedAt(parameters, path.split('.'));
		return typeof value === 'string' && value.startsWith('=');
	});
}

function storedAt(parameters: unknown, path: readonly string[]): unknown {
	return path.reduce<unknown>((value, name) => {
		const isHere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
		const stored: unknown = isHere ? Reflect.get(value, name) : undefined;
		return stored;
	}, parameters);
}
