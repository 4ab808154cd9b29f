import type { INodeProperties } from 'n8n-workflow';

import type { ReadParameter } from '../operations/operation';
import { describe } from './describe';
import { InvalidInput } from './invalidInput';

/** Labels of the options, for the form and for the messages that name them. */
export const optionLabels = {
	callback: 'Callback',
	condensed: 'Condensed',
	dryRun: 'Dry Run',
	ignoreMissing: 'Ignore Missing Customers',
	maxRequestsPerSecond: 'Max Requests per Second',
	parallelRequests: 'Parallel Requests',
	responseFormat: 'Response Format',
	retries: 'Retries',
	timeout: 'Timeout (Seconds)',
} as const;

const onlyDelete = { '/operation': ['delete'] };
const onlyJson = { ...onlyDelete, responseFormat: ['json'] };

/** How a run is carried out: the same for every operation, but for what only the Delete service knows. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'Apply to the whole run: an expression must return the same value for every item',
	displayOptions: { show: { resource: ['customer'] } },
	options: [
		{
			displayName: optionLabels.callback,
			name: 'callback',
			type: 'string',
			default: '',
			placeholder: 'e.g. handleResponse',
			description: 'The JavaScript function that the service wraps its response in (JSONP)',
			displayOptions: { show: onlyJson },
		},
		{
			displayName: optionLabels.condensed,
			name: 'condensed',
			type: 'boolean',
			default: false,
			description: 'Whether the service omits white space from its responses',
			displayOptions: { show: onlyJson },
		},
		{
			displayName: optionLabels.dryRun,
			name: 'dryRun',
			type: 'boolean',
			default: false,
			hint: 'If on, nothing is sent',
			description: 'Whether to only show what would be sent. Nothing reaches the service.',
		},
		{
			displayName: optionLabels.ignoreMissing,
			name: 'ignoreMissing',
			type: 'boolean',
			default: false,
			description:
				"Whether a customer that the service doesn't have counts as done. A workflow that stopped midway can then safely run again.",
			displayOptions: { show: onlyDelete },
		},
		{
			displayName: optionLabels.maxRequestsPerSecond,
			name: 'maxRequestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 0,
			hint: '0 means no limit',
			description: 'Maximum requests to start per second, including retries. 0 means no limit.',
		},
		{
			displayName: optionLabels.parallelRequests,
			name: 'parallelRequests',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
			default: 5,
			description:
				'Maximum requests in progress at the same time, 1 to 50. Requests for the same customer are always sent one after another.',
		},
		{
			displayName: optionLabels.responseFormat,
			name: 'responseFormat',
			type: 'options',
			default: 'xml',
			options: [
				{ name: 'XML', value: 'xml' },
				{ name: 'JSON', value: 'json' },
			],
			description: "Format of the service's responses. The output of this node stays the same.",
			displayOptions: { show: onlyDelete },
		},
		{
			displayName: optionLabels.retries,
			name: 'retries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
			default: 3,
			description:
				"How often to send a request again when the service is busy or can't be reached, 0 to 10. A deletion that may have been applied is only sent again if the service confirms that the customer still exists.",
		},
		{
			displayName: optionLabels.timeout,
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
			default: 30,
			description: 'Seconds to wait for the response to one request, 1 to 3600',
		},
	],
};

/** Gives the value of an option, or the fallback when the option was never added. */
export type ReadOption = (name: keyof typeof optionLabels, fallback: unknown) => unknown;

/**
 * Reads the options of a run. An option that was added but whose expression gave nothing is not taken for one that was
 * never added: it comes back empty, which is invalid.
 *
 * @throws InvalidInput when the options as a whole are an expression that gives something else than a collection
 */
export function readOptions(run: ReadParameter): ReadOption {
	const options = run(optionsField.name);
	if (typeof options !== 'object' || options === null || Array.isArray(options)) {
		throw new InvalidInput(
			`'${optionsField.displayName}' must be a collection of options, but is ${describe(options)}`,
			`Add the options one by one instead of using one expression for all of '${optionsField.displayName}'.`,
		);
	}
	return (name, fallback) => {
		const given: unknown = Object.hasOwn(options, name) ? Reflect.get(options, name) : fallback;
		return given;
	};
}
