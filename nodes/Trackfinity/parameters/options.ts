import type { INodeProperties } from 'n8n-workflow';

import type { ReadParameter } from '../operations/operation';
import { InvalidInput } from './invalidInput';

/** Labels of the options, for the form and for the messages that name them. */
export const optionLabels = {
	callback: 'Callback',
	condensed: 'Condensed',
	dryRun: 'Dry Run',
	maxRequestsPerSecond: 'Max Requests per Second',
	parallelRequests: 'Parallel Requests',
	responseFormat: 'Response Format',
	retries: 'Retries',
	timeout: 'Timeout (Seconds)',
} as const;

const onlyDelete = { '/operation': ['delete'] };
const onlyJson = { ...onlyDelete, responseFormat: ['json'] };

/** How a run is carried out: the same for every operation, but for the wording of the delete service's responses. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'These hold for the whole run and are read from the first item',
	displayOptions: { show: { resource: ['customer'] } },
	options: [
		{
			displayName: optionLabels.callback,
			name: 'callback',
			type: 'string',
			default: '',
			placeholder: 'e.g. handleAnswer',
			description: 'The JavaScript function that the service wraps its response in (JSONP)',
			displayOptions: { show: onlyJson },
		},
		{
			displayName: optionLabels.condensed,
			name: 'condensed',
			type: 'boolean',
			default: false,
			description: 'Whether the service leaves out white space in its responses',
			displayOptions: { show: onlyJson },
		},
		{
			displayName: optionLabels.dryRun,
			name: 'dryRun',
			type: 'boolean',
			default: false,
			hint: 'On: only show what would be sent',
			description: 'Whether to only show what would be sent. Nothing reaches the service.',
		},
		{
			displayName: optionLabels.maxRequestsPerSecond,
			name: 'maxRequestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 0,
			hint: '0 is no limit',
			description: 'The most requests started in one second, retries included. 0 is no limit.',
		},
		{
			displayName: optionLabels.parallelRequests,
			name: 'parallelRequests',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
			default: 5,
			description:
				'The most requests under way at the same time, 1 to 50. Requests for the same customer always wait for each other.',
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
			description:
				'The format in which the service responds. What this node puts out stays the same.',
			displayOptions: { show: onlyDelete },
		},
		{
			displayName: optionLabels.retries,
			name: 'retries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
			default: 3,
			description:
				"How often a request is sent again when the service is busy or cannot be reached, 0 to 10. A deletion that may have arrived is never sent again. Use this instead of n8n's own 'Retry On Fail', which repeats the whole run.",
		},
		{
			displayName: optionLabels.timeout,
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
			default: 30,
			description: 'How many seconds to wait for the response to one request, 1 to 3600',
		},
	],
};

/** Gives the value of an option, or the fallback when the option was never added. */
export type ReadOption = (name: keyof typeof optionLabels, fallback: unknown) => unknown;

/**
 * Reads the options of a run. An option that was added but whose expression gave nothing is not taken for one that was
 * never added: it comes back empty, to be refused.
 *
 * @throws InvalidInput when the options as a whole are an expression that gives no set of options
 */
export function readOptions(run: ReadParameter): ReadOption {
	const options = run(optionsField.name);
	if (typeof options !== 'object' || options === null || Array.isArray(options)) {
		throw new InvalidInput(
			`'${optionsField.displayName}' is no set of options`,
			`Add the options one by one instead of an expression for all of '${optionsField.displayName}'.`,
		);
	}
	return (name, fallback) => {
		const given: unknown = Object.hasOwn(options, name) ? Reflect.get(options, name) : fallback;
		return given;
	};
}
