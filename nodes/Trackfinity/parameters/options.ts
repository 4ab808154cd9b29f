import type { INodeProperties } from 'n8n-workflow';

import { readChoice } from './choices';
import { describeValue } from './describeValue';
import { InvalidInput } from './invalidInput';
import type { ReadParameter } from './readParameter';

const onlyDelete = { '/operation': ['delete'] };
const onlyJson = { ...onlyDelete, responseFormat: ['json'] };

/** Keeps the names apart, for the compiler. */
const named = <Name extends string>(
	all: Array<INodeProperties & { name: Name }>,
): Array<INodeProperties & { name: Name }> => all;

/** How a run is carried out: the same for every operation, but for what only the Delete service knows. */
const options = named([
	{
		displayName: 'Callback',
		name: 'callback',
		type: 'string',
		default: '',
		placeholder: 'e.g. handleResponse',
		description: 'The JavaScript function that the service wraps its response in (JSONP)',
		displayOptions: { show: onlyJson },
	},
	{
		displayName: 'Check Customers',
		name: 'checkCustomers',
		type: 'boolean',
		default: false,
		description:
			'Whether the dry run asks the service, which only reads, if each customer exists. Nothing is changed.',
		displayOptions: { show: { ...onlyDelete, dryRun: [true] } },
	},
	{
		displayName: 'Condensed',
		name: 'condensed',
		type: 'boolean',
		default: false,
		description: 'Whether the service omits white space from its responses',
		displayOptions: { show: onlyJson },
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		hint: 'If on, nothing is changed',
		description: 'Whether to check everything and show what would be sent, without sending it',
	},
	{
		displayName: 'Ignore Missing Customers',
		name: 'ignoreMissing',
		type: 'boolean',
		default: false,
		description:
			"Whether a customer that the service doesn't have counts as done. A workflow that stopped midway can then safely run again.",
		displayOptions: { show: onlyDelete },
	},
	{
		displayName: 'Max Requests per Second',
		name: 'maxRequestsPerSecond',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		hint: '0 means no limit; 0.5 is one every two seconds',
		description:
			'Maximum requests to start per second, including retries. Applies to everything that this n8n process sends to the account, other executions included. 0 means no limit.',
	},
	{
		displayName: 'Parallel Requests',
		name: 'parallelRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
		default: 5,
		description:
			'Maximum requests in progress at the same time in one run of this node, 1 to 50. Requests for the same customer are always sent one after another.',
	},
	{
		displayName: 'Response Format',
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
		displayName: 'Retries',
		name: 'retries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
		default: 3,
		description:
			"How often to send a request again when the service is busy or can't be reached, 0 to 10. A deletion that may have been applied is only sent again if the service confirms that the customer still exists.",
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
		default: 30,
		description: 'Seconds to wait for the response to one request, 1 to 3600',
	},
]);

type OptionName = (typeof options)[number]['name'];

const byName: ReadonlyMap<string, INodeProperties> = new Map(
	options.map((option) => [option.name, option]),
);

/** The collection of options, as n8n shows it. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'Apply to the whole run: an expression must return the same value for every item',
	displayOptions: { show: { resource: ['customer'] } },
	options,
};

/** Reads the options of a run; one that was never added has its default. All throw an InvalidInput for a useless value. */
export interface ReadOptions {
	/** A value as it is given. */
	raw: (name: OptionName) => unknown;
	isOn: (name: OptionName) => boolean;
	number: (name: OptionName) => number;
	choice: <T extends string>(name: OptionName, choices: readonly T[]) => T;
}

/**
 * An option that was added but whose expression gave nothing is not taken for one that was never added: it comes back
 * empty, which is invalid.
 *
 * @throws InvalidInput when the options as a whole are an expression that gives something else than a collection
 */
export function readOptions(run: ReadParameter): ReadOptions {
	const given = run(optionsField.name);
	if (typeof given !== 'object' || given === null || Array.isArray(given)) {
		throw new InvalidInput(
			`'${optionsField.displayName}' must be a collection of options, but is ${describeValue(given)}`,
			`Add the options one by one instead of using one expression for all of '${optionsField.displayName}'.`,
		);
	}
	const raw = (name: OptionName): unknown =>
		Object.hasOwn(given, name) ? Reflect.get(given, name) : byName.get(name)?.default;
	return {
		raw,
		isOn: (name) => readSwitch(raw(name), labelOf(name)),
		number: (name) => readNumber(raw(name), byName.get(name)),
		choice: (name, choices) => readChoice(raw(name), labelOf(name), choices),
	};
}

/** The label of an option, for the messages that name it. */
export function labelOf(name: OptionName): string {
	return byName.get(name)?.displayName ?? name;
}

/** The smallest number but 0 where digits behind the point are allowed. */
const SMALLEST = 0.01;

/**
 * Reads a number as its field allows it; a text of digits, as expressions give, counts as a number.
 *
 * @param field its `typeOptions` hold the range; with a precision of 0 it must be whole
 * @throws InvalidInput when it is no such number
 */
export function readNumber(value: unknown, field: INodeProperties | undefined): number {
	const { displayName: label = '', typeOptions = {} } = field ?? {};
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
		`'${label}' must be ${what}, but is ${describeValue(value)}`,
		`Enter ${what} in '${label}'.`,
	);
}

/** Only a clear yes or no counts: a missing value taken for "off" could turn a rehearsal into the real thing. */
function readSwitch(value: unknown, label: string): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new InvalidInput(
		`'${label}' must be on or off, but is ${describeValue(value)}`,
		`Turn '${label}' on or off, or use an expression that returns true or false.`,
	);
}

/** A setting that holds for a whole run. */
export interface RunWideSetting {
	/** Its path, for `getNodeParameter`. */
	path: string;
	label: string;
}

/** Every setting of which an expression must give the same for all items. */
export const runWideSettings: readonly RunWideSetting[] = [
	{ path: 'resource', label: 'Resource' },
	{ path: 'operation', label: 'Operation' },
	{ path: optionsField.name, label: optionsField.displayName },
	...options.map(({ name, displayName }) => ({
		path: `${optionsField.name}.${name}`,
		label: displayName,
	})),
];
