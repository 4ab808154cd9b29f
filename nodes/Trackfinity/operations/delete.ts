import { trim } from '../../../credentials/trim';
import { InvalidInput } from '../parameters/invalidInput';
import type { Lookup } from '../parameters/lookup';
import { lookupFields, readLookup } from '../parameters/lookup';
import { labelOf, readOptions } from '../parameters/options';
import type { ReadParameter } from '../parameters/readParameter';
import { readIdentifier, refuseHuge } from '../parameters/texts';
import { deleteService, readDeletion, readExistence, readSearch } from '../services/deleteService';
import type { FormField, HttpCall } from '../transport/send';
import type { Operation, PlannedRequest } from './operation';

const CODE_LABEL = 'Customer Code';

/** What deletions name a customer by. */
const code: Lookup = {
	parameter: 'code',
	label: CODE_LABEL,
	sentAs: 'code',
	placeholder: 'e.g. 1234567890123456',
	description:
		"The customer's code in the Delete service. Pass long codes and codes with leading zeros as text.",
};

/** What customers can be found by, because a privacy request names a person and not a code. */
const searches: readonly Lookup[] = [
	{
		parameter: 'cardNumber',
		label: 'Card Number',
		sentAs: 'card_number',
		placeholder: 'e.g. 4000123412341234',
		description: "The number of the customer's loyalty card",
	},
	{
		parameter: 'email',
		label: 'Email',
		sentAs: 'email',
		placeholder: 'e.g. name@email.com',
		description: "The customer's email address in the Delete service",
	},
	{
		parameter: 'username',
		label: 'Username',
		sentAs: 'customer_username',
		placeholder: 'e.g. john1970',
		description: "The customer's username in the Delete service",
	},
];

const allowed: readonly Lookup[] = [code, ...searches];

export const deleteCustomer: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a customer permanently',
	description: 'Permanently delete a loyalty customer with all data and transactions',
	service: deleteService,
	irreversible:
		"There is no undo: the customer is permanently deleted, with all data and transactions. To test first, turn on the 'Dry Run' option.",
	fields: lookupFields('delete', allowed),
	planner: (run) => {
		const fields = readResponseFormat(run);
		return (item) => {
			const customer = { ...readLookup(item, allowed), fields };
			return customer.lookup === code ? customer : { ...customer, isSearch: true };
		};
	},
	toCall: (request) => callOf('customer_delete', request),
	readResponse: (body, { value }) => readDeletion(body, value),
	question: {
		toCall: (request) => callOf('customer_exists', request),
		readResponse: (body, { value }) => readExistence(body, value),
	},
	search: {
		toCall: ({ lookup, value, fields }) => ({
			method: 'POST',
			path: '',
			form: [
				['type', 'customer_search'],
				['exact_match', 'insensitive'],
				[lookup.sentAs, value],
				...fields,
			],
		}),
		readResponse: (body, { lookup, value }) => {
			const result = readSearch(body, lookup.sentAs, value);
			return result.kind !== 'found' || canBeSent(result.code)
				? result
				: { kind: 'unclear', reason: "the customer's code can't be sent", isReadable: true };
		},
		toRequest: ({ fields }, found) => ({ lookup: code, value: found, fields }),
	},
	rejectedAdvice: `If customers may already be deleted, turn on the option '${labelOf('ignoreMissing')}'.`,
	doneFields: () => ({ deleted: true }),
};

function callOf(type: string, { lookup, value, fields }: PlannedRequest): HttpCall {
	return { method: 'POST', path: '', form: [['type', type], [lookup.sentAs, value], ...fields] };
}

function canBeSent(found: string): boolean {
	try {
		return readIdentifier(found, CODE_LABEL).value === found;
	} catch {
		return false;
	}
}

/**
 * How the service is to word its responses: the same for a whole run.
 *
 * @returns the form fields that say so
 * @throws InvalidInput when one of these options cannot be used; those for JSON only count with JSON
 */
function readResponseFormat(run: ReadParameter): FormField[] {
	const options = readOptions(run);
	if (options.choice('responseFormat', ['xml', 'json']) === 'xml') return [['output', 'XML']];

	const fields: FormField[] = [['output', 'JSON']];
	if (options.isOn('condensed')) fields.push(['condensed', 'yes']);
	const callback = options.raw('callback');
	if (callback !== '') fields.push(['callback', readCallback(callback)]);
	return fields;
}

/** Words that JavaScript keeps for itself, so no function can have such a name. */
const reserved = new Set(
	`await break case catch class const continue debugger default delete do else enum export extends false finally for
	function if import in instanceof let new null return static super switch this throw true try typeof var void while
	with yield`.split(/\s+/),
);

const MAX_CALLBACK_LENGTH = 1_000;

function readCallback(value: unknown): string {
	refuseHuge(value, MAX_CALLBACK_LENGTH, `'${labelOf('callback')}'`);
	const callback = typeof value === 'string' ? trim(value) : '';
	const isPath = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;
	const [first = ''] = callback.split('.');
	if (isPath.test(callback) && !reserved.has(first)) return callback;
	throw new InvalidInput(
		`'${labelOf('callback')}' isn't a valid JavaScript function name`,
		`Enter a name such as handleResponse or app.handleResponse in '${labelOf('callback')}', or leave it empty.`,
	);
}
