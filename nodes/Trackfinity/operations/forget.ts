import type { Names } from '../parameters/choices';
import { namesField, readNames } from '../parameters/choices';
import { InvalidInput } from '../parameters/invalidInput';
import { lookups, patchOf, personalFields } from './customer';
import type { Operation } from './operation';

const KEEP_LABEL = 'Fields to Keep';

/** What the service can keep of a customer: fields of the record, then two whole tables. */
const keepable: Names = {
	...personalFields,
	cryptpass: 'Encrypted Password',
	original_username: 'Original Username',
	phone: 'Phone',
	session: 'Session',
	shipping_address1: 'Shipping Address Line 1',
	shipping_address2: 'Shipping Address Line 2',
	shipping_city: 'Shipping City',
	shipping_country: 'Shipping Country',
	shipping_firstname: 'Shipping First Name',
	shipping_lastname: 'Shipping Last Name',
	shipping_state: 'Shipping State',
	shipping_zip: 'Shipping ZIP Code',
	token_hash: 'Token Hash',
	member_auth: 'Table: Member Authentication',
	member_note: 'Table: Member Notes',
};

/** Blanks alone come from a broken expression, and would keep nothing. */
const onlyBlanks = new InvalidInput(
	`'${KEEP_LABEL}' must be a list of field names, but is empty`,
	`Check the expression in '${KEEP_LABEL}'. To keep nothing on purpose, let it return an empty list: [].`,
);

export const forget: Operation = {
	value: 'forget',
	name: 'Forget',
	action: 'Forget a customer permanently',
	description:
		'Permanently wipe the data that identifies a customer, for example after a privacy request',
	...patchOf('forget'),
	irreversible:
		"There is no undo: the data that identifies the customer is permanently wiped. Choose what to keep in 'Fields to Keep'. To test first, turn on the 'Dry Run' option.",
	fields: [
		{
			...namesField(KEEP_LABEL, 'keep', keepable),
			hint: 'If empty, nothing is kept',
			description:
				'What to keep, for example because the law requires it. Everything else that identifies the customer is wiped. For the customer to be able to sign in afterwards, also keep Username and Password.',
		},
	],
	conflict: {
		message: (items) => {
			const named = items.length > 6 ? [...items.slice(0, 5), `${items.length - 5} more`] : items;
			const list = `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
			return `Items ${list} forget the same customer but keep different fields`;
		},
		description: `The first request would wipe what the next one keeps. Use the same '${KEEP_LABEL}' for all items of a customer, or pass only one of them to this node.`,
		withEarlier: [
			`'${KEEP_LABEL}' differs from that of an earlier Forget for this customer in this execution`,
			`This one can't bring back what that one wiped, and would wipe what that one kept. Use the same '${KEEP_LABEL}' whenever a customer reaches this node, or pass each customer only once. If this request is the right one, send it in a new execution.`,
		],
	},
	lookups,
	planner: () => (item, request) => {
		const given = item('keep');
		const keep = readNames(given, KEEP_LABEL, keepable);
		if (keep.length > 0) request.fields = [['keep', keep.join(',')]];
		else if (!Array.isArray(given) || given.length > 0) throw onlyBlanks;
		return request;
	},
	rejectedAdvice: 'If the customer is locked, unlock it first.',
	doneFields: ({ fields }) => ({ keptFields: fields.flatMap(([, names]) => names.split(',')) }),
};
