import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readChoice } from './choices';
import type { ReadParameter } from './invalidInput';
import { describeValue, InvalidInput } from './invalidInput';

type Option = Omit<INodeProperties, 'name'>;

function option(
	displayName: string,
	type: INodeProperties['type'],
	defaultValue: INodeProperties['default'],
	more: Partial<Option>,
): Option {
	return { displayName, type, default: defaultValue, ...more };
}

const onlyDelete = { '/operation': ['delete'] };
const onlyJson = { ...onlyDelete, responseFormat: ['json'] };

const options = {
	callback: option('Callback', 'string', '', {
		placeholder: 'e.g. handleResponse',
		description: 'The JavaScript function that the service wraps its response in (JSONP)',
		displayOptions: { show: onlyJson },
	}),
	checkCustomers: option('Check Customers', 'boolean', false, {
		description:
			'Whether the dry run asks the service, in a read-only call, if each customer exists. Nothing is changed.',
		displayOptions: { show: { ...onlyDelete, dryRun: [true] } },
	}),
	condensed: option('Condensed', 'boolean', false, {
		description: 'Whether the service omits white space from its responses',
		displayOptions: { show: onlyJson },
	}),
	dryRun: option('Dry Run', 'boolean', false, {
		hint: 'If on, nothing is changed',
		description: 'Whether to check everything and show what would be sent, without sending it',
	}),
	ignoreMissing: option('Ignore Missing Customers', 'boolean', false, {
		description:
			"Whether a customer that the service doesn't have counts as done. A workflow that stopped midway can then safely run again.",
		displayOptions: { show: onlyDelete },
	}),
	maxRequestsPerSecond: option('Max Requests per Second', 'number', 0, {
		typeOptions: { minValue: 0 },
		hint: '0 means no limit; 0.5 is one every two seconds',
		description:
			'Maximum requests to start per second, including retries. Applies to everything that this n8n process sends to the account, other executions included. 0 means no limit.',
	}),
	parallelRequests: option('Parallel Requests', 'number', 5, {
		typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
		description:
			'Maximum requests in progress at the same time in one run of this node, 1 to 50. Requests for the same customer are always sent one after another.',
	}),
	responseFormat: option('Response Format', 'options', 'xml', {
		options: [
			{ name: 'XML', value: 'xml' },
			{ name: 'JSON', value: 'json' },
		],
		description: "Format of the service's responses. The output of this node stays the same.",
		displayOptions: { show: onlyDelete },
	}),
	retries: option('Retries', 'number', 3, {
		typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
		description:
			"How often to send a request again when the service is busy or can't be reached, 0 to 10. A deletion that may have been applied is only sent again if the service confirms that the customer still exists.",
	}),
	timeout: option('Timeout (Seconds)', 'number', 30, {
		typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
		description: 'Seconds to wait for the response to one request, 1 to 3600',
	}),
};

type OptionName = keyof typeof options;

/** The collection of options, as n8n shows it. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'Apply to the whole run: an expression must return the same value for every item',
	displayOptions: { show: { resource: ['customer'] } },
	options: Object.entries(options).map(([name, field]) => ({ name, ...field })),
};

/** For operations without undo. Only a person is to choose it: without expressions, n8n doesn't offer it to AI models. */
export const safetyLimitField: INodeProperties = {
	...option('Safety Limit', 'number', 50, { typeOptions: { minValue: 0, numberPrecision: 0 } }),
	name: 'safetyLimit',
	noDataExpression: true,
	hint: 'Maximum customers per workflow execution. If there are more, nothing is sent. 0 means no limit. Each sub-workflow run, Evaluation row and MCP call has a limit of its own.',
	description:
		'Counts different customers in one execution of the workflow, including loops, calls by AI agents and all accounts. If there are more, nothing is sent, so a filter that lets everything through does no harm. 0 means no limit.',
};

/** Every setting whose expression must return the same for all items, by its path for `getNodeParameter`. */
export const runWideSettings: ReadonlyArray<readonly [path: string, label: string]> = [
	['resource', 'Resource'],
	['operation', 'Operation'],
	...Object.entries(options).map(
		([name, field]) => [`options.${name}`, field.displayName] as const,
	),
];

export function labelOf(name: OptionName): string {
	return options[name].displayName;
}

/** Makes the readers of a run's options: one never added has its default, one whose expression gave nothing is invalid. */
export function readOptions(first: ReadParameter) {
	const given = Object(first('options')) as Readonly<Record<string, unknown>>;
	const raw = (name: OptionName): unknown =>
		Object.hasOwn(given, name) ? given[name] : options[name].default;
	return {
		raw,
		isOn: (name: OptionName) => readSwitch(raw(name), options[name]),
		number: (name: OptionName) => readNumber(raw(name), options[name]),
		choice: (name: OptionName) => {
			const choices = options[name].options as INodePropertyOptions[];
			return readChoice(raw(name), labelOf(name), choices, ({ value }) => String(value)).value;
		},
	};
}

/** The smallest number above 0 where decimals are allowed. */
const SMALLEST = 0.01;

/** Reads a number in the range of its field, or a text of digits, as expressions give. Throws an InvalidInput otherwise. */
export function readNumber(value: unknown, { displayName, typeOptions = {} }: Option): number {
	const { minValue: min = 0, maxValue: max = Infinity, numberPrecision } = typeOptions;
	const isWhole = numberPrecision === 0;
	const isNumeric = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value);
	const number = isNumeric ? Number(value) : value;
	const fits = (one: number) =>
		isWhole ? Number.isInteger(one) : one === 0 || (one >= SMALLEST && Number.isFinite(one));
	if (typeof number === 'number' && fits(number) && number >= min && number <= max) return number;
	const range = max === Infinity ? `of ${min} or more` : `from ${min} to ${max}`;
	const what = isWhole ? `a whole number ${range}` : `0 or a number of ${SMALLEST} or more`;
	throw new InvalidInput(
		`'${displayName}' must be ${what}, but is ${describeValue(value)}`,
		`Enter ${what} in '${displayName}'.`,
	);
}

/** Only a clear yes or no counts: a missing value taken for "off" could turn a dry run into the real thing. */
function readSwitch(value: unknown, { displayName }: Option): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new InvalidInput(
		`'${displayName}' must be on or off, but is ${describeValue(value)}`,
		`Turn '${displayName}' on or off, or use an expression that returns true or false.`,
	);
}
