import { trim } from '../../../credentials/text';
import type { ReadParameter } from '../parameters/invalidInput';
import { describeValue, InvalidInput, quote } from '../parameters/invalidInput';
import { lookup } from '../parameters/lookup';
import { labelOf, readOptions } from '../parameters/options';
import { MAX_IDENTIFIER_LENGTH, readIdentifier, throwIfHuge } from '../parameters/values';
import { deleteService, readDeletion, readExistence, readSearch } from '../services/deleteService';
import type { FormField, HttpCall } from '../transport/send';
import type { Operation, Planned } from './operation';

/** The identifier that a deletion is sent with. */
const code = lookup('code', 'Customer Code', 'code', {
	isOwnId: true,
	placeholder: 'e.g. 1234567890123456',
	description:
		"The customer's code in the Delete service. Pass long codes and codes with leading zeros as text.",
});

/** A privacy request names a person and not a code, so customers can be found by these, too. */
const lookups = [
	code,
	lookup('cardNumber', 'Card Number', 'card_number', {
		placeholder: 'e.g. 4000123412341234',
		description: "The number of the customer's loyalty card",
	}),
	lookup('email', 'Email', 'email', {
		placeholder: 'e.g. name@email.com',
		description: "The customer's email address in the Delete service",
	}),
	lookup('username', 'Username', 'customer_username', {
		placeholder: 'e.g. john1970',
		description: "The customer's username in the Delete service",
	}),
];

export const deleteCustomer: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a customer permanently',
	description: 'Permanently delete a loyalty customer with all data and transactions',
	service: deleteService,
	irreversible:
		"There is no undo: the customer is permanently deleted, with all data and transactions. To test first, turn on the 'Dry Run' option.",
	lookups,
	planner: (first) => {
		const fields = readResponseFormat(first);
		return (_, request) => {
			request.fields = fields;
			if (request.lookup === code) return request;
			throwIfUnsearchable(request);
			return { ...request, isSearch: true };
		};
	},
	toCall: (request) => ({
		...callOf('customer_delete', request),
		readResponse: (body) => readDeletion(body, request.value),
	}),
	question: (request) => ({
		...callOf('customer_exists', request),
		readResponse: (body) => readExistence(body, request.value),
	}),
	search: {
		toCall: (search) => ({
			...callOf('customer_search', search, ['exact_match', 'insensitive']),
			readResponse: (body) => {
				const reading = readSearch(body, search.lookup.sentAs, search.value);
				return reading.kind !== 'found' || canBeSent(reading.code)
					? reading
					: { kind: 'unclear', reason: "the customer's code can't be sent", customers: 1 };
			},
			// The service's words aren't passed on: they may name somebody.
			readFailure: () => ({}),
		}),
		toRequest: ({ fields }, found) => ({ lookup: code, value: found, fields }),
	},
	rejectedAdvice: `If customers may already be deleted, turn on the option '${labelOf('ignoreMissing')}'.`,
	doneFields: () => ({ deleted: true }),
};

/** Stricter than email itself: `zoe%2Bnews@example.com` and `zoe…@example.com` are what other programs make of an address. */
const emailAddress =
	/^[\p{L}\p{M}\p{N}!#$&'+./=?^_`~-]+@(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}\p{N}-]{2,}$/u;

/** Never past the next `@`, or it would take cubic time. */
const severalAddresses = /@[^@]*[\s,;|][^@]*@/;

/** Whether digits of a value are hidden, as in `************1234`; in a card number, `XXXX` hides them as well. */
function isMasked(value: string, isCard: boolean): boolean {
	const hasSigns = /[*＊•●■█?…]|##|\.{3}/.test(value) && /^[\d*＊#•●■█?….\s-]*$/.test(value);
	const hasLetters = isCard && /xxx/i.test(value) && /^[x\d\s-]*$/i.test(value);
	return /[*＊•●■█]{2}/.test(value) || hasSigns || hasLetters;
}

/** Throws an InvalidInput for a masked value, several in one, or no email address: they would find somebody else, or nobody. */
function throwIfUnsearchable({ lookup: { parameter, label }, value }: Planned): void {
	const isEmail = parameter === 'email';
	if (!isEmail && isMasked(value, parameter === 'cardNumber')) {
		throw new InvalidInput(
			`'${label}' is masked: ${quote(value)}`,
			`Pass the whole '${label}', or filter out items without it before this node.`,
		);
	}
	if (isEmail ? !emailAddress.test(value) : severalAddresses.test(value)) {
		throw new InvalidInput(
			`'${label}' must be one ${isEmail ? 'address' : 'value'}, but is ${describeValue(value)}`,
			`Pass one ${isEmail ? 'address alone, such as name@email.com' : 'value alone'}. Split several into one item each before this node.`,
		);
	}
}

function callOf(type: string, { lookup, value, fields }: Planned, ...more: FormField[]): HttpCall {
	const form: FormField[] = [['type', type], ...more, [lookup.sentAs, value], ...fields];
	return { method: 'POST', path: '', form };
}

/** Whether a code that a search found would pass as a parameter unchanged. */
function canBeSent(found: string): boolean {
	try {
		return readIdentifier(found, code.label).value === found;
	} catch {
		return false;
	}
}

function readResponseFormat(first: ReadParameter): FormField[] {
	const options = readOptions(first);
	if (options.choice('responseFormat') === 'xml') return [['output', 'XML']];

	const fields: FormField[] = [['output', 'JSON']];
	if (options.isOn('condensed')) fields.push(['condensed', 'yes']);
	const callback = options.raw('callback');
	if (callback !== '') fields.push(['callback', readCallback(callback)]);
	return fields;
}

/** JavaScript's reserved words, which can't name a function. */
const reserved = new Set(
	`await break case catch class const continue debugger default delete do else enum export extends false finally for
	function if import in instanceof let new null return static super switch this throw true try typeof var void while
	with yield`.split(/\s+/),
);

function readCallback(value: unknown): string {
	const where = `'${labelOf('callback')}'`;
	throwIfHuge(value, MAX_IDENTIFIER_LENGTH, where);
	const callback = typeof value === 'string' ? trim(value) : '';
	const isPath = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;
	const [first = ''] = callback.split('.');
	if (isPath.test(callback) && !reserved.has(first)) return callback;
	throw new InvalidInput(
		`${where} isn't a valid JavaScript function name`,
		`Enter a name such as handleResponse or app.handleResponse in ${where}, or leave it empty.`,
	);
}
