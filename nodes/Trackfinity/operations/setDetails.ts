import type { INodeProperties } from 'n8n-workflow';

import { trim } from '../../../credentials/text';
import type { Names } from '../parameters/choices';
import { namesField, readNames, sortedByLabel } from '../parameters/choices';
import { InvalidInput } from '../parameters/invalidInput';
import { readDetail } from '../parameters/values';
import { lookups, patchOf, personalFields } from './customer';
import type { Operation } from './operation';

/** The value that tells the service to remove a field. */
const REMOVE = 'REMOVE';

const SET_LABEL = 'Fields to Set';
const REMOVE_LABEL = 'Fields to Remove';

const details: Names = {
	...personalFields,
	...Object.fromEntries([1, 2, 3, 4, 5].map((digit) => [`custom${digit}`, `Custom ${digit}`])),
};

const removable: Names = Object.fromEntries(
	Object.entries(details).filter(([name]) => name !== 'password'),
);

const { email, password, username } = personalFields;

const signIn = new Map(Object.entries({ email, password, username }));

/** What a condition in an expression gives, tables without the data, and AI models for a value that they don't know. */
const isPlaceholder = (text: string) =>
	text === 'NaN' || /^(?:false|n\/a|none|null|true)$/i.test(text);

const extras: Readonly<Record<string, Partial<INodeProperties>>> = {
	country: { placeholder: 'e.g. US' },
	email: { placeholder: 'e.g. name@email.com' },
	password: {
		typeOptions: { password: true },
		description: "The customer's new password. It is hidden in every output and message.",
	},
};

export const setDetails: Operation = {
	value: 'setDetails',
	name: 'Set Details',
	action: 'Set details of a customer',
	description: "Set or remove a customer's name, address, email and other details",
	...patchOf('set_customer_details'),
	// By order, the service finds a customer for every operation but this one.
	lookups: lookups.filter(({ parameter }) => parameter !== 'orderId'),
	fields: [
		{
			displayName: SET_LABEL,
			name: 'fields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: sortedByLabel(details).map(([name, displayName]) => ({
				...{ displayName, name, type: 'string', default: '' },
				...extras[name],
			})),
			description:
				"The details to change. A field that is empty for an item stays as it is, so a blank CRM field never wipes a customer's data.",
		},
		{
			...namesField(REMOVE_LABEL, 'fieldsToRemove', removable),
			description: 'The details to clear. A password can be set, but not removed.',
		},
	],
	planner: () => (item, request) => {
		const set = readFieldsToSet(item('fields'));
		const remove = readNames(item('fieldsToRemove'), REMOVE_LABEL, removable);
		checkTogether(set, remove);
		for (const name of remove) set.set(name, REMOVE);
		request.fields = [...set];
		return request;
	},
	rejectedAdvice: 'If the customer is locked, unlock it first.',
	signIn,
	secretFields: ['password'],
	doneFields: ({ fields }) => ({
		updatedFields: fields.flatMap(([name, value]) => (value === REMOVE ? [] : name)),
		removedFields: fields.flatMap(([name, value]) => (value === REMOVE ? name : [])),
	}),
};

function readFieldsToSet(value: unknown): Map<string, string> {
	const set = new Map<string, string>();
	for (const [name, given] of Object.entries(Object(value) as object)) {
		// n8n passes no others on, and an expression for the whole collection as an empty one (ran on 1.123, 2.20 and 2.41).
		const label = Object.hasOwn(details, name) ? details[name] : undefined;
		if (label === undefined) continue;
		const text = readDetail(given, label, SET_LABEL);
		if (text === undefined) continue;
		if (signIn.has(name) && isPlaceholder(trim(text))) {
			throw new InvalidInput(
				`'${label}' in '${SET_LABEL}' must be the customer's ${label.toLowerCase()}, but is a word such as false or none`,
				`Check the expression in '${label}', or filter out items without this data before this node.`,
			);
		}
		if (trim(text) === REMOVE) {
			throw new InvalidInput(
				`'${label}' in '${SET_LABEL}' has the value ${REMOVE}, which would clear the field`,
				name === 'password'
					? `Enter another value in '${label}'; a password can't be removed.`
					: `To clear it, choose '${label}' in '${REMOVE_LABEL}'; otherwise, enter another value.`,
			);
		}
		set.set(name, text);
	}
	return set;
}

function checkTogether(set: ReadonlyMap<string, string>, remove: readonly string[]): void {
	const both = remove.find((name) => set.has(name));
	if (both !== undefined) {
		throw new InvalidInput(
			`'${details[both]}' is in both '${SET_LABEL}' and '${REMOVE_LABEL}'`,
			`Remove '${details[both]}' from one of the two.`,
		);
	}
	if (set.size > 0 || remove.length > 0) return;
	throw new InvalidInput(
		`There is nothing to set or remove: every field in '${SET_LABEL}' is empty`,
		`Fill in at least one field in '${SET_LABEL}' or choose one in '${REMOVE_LABEL}', or filter out such items before this node.`,
	);
}
