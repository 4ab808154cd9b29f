import type { INodeProperties } from 'n8n-workflow';

import { readTrackfinityResponse } from '../responses/trackfinity';
import { trackfinity } from '../services/trackfinity';
import type { Lookup } from '../parameters/lookup';
import { lookupFields, readLookup } from '../parameters/lookup';
import type { Operation } from './operation';
import { InvalidInput } from '../parameters/invalidInput';
import { readDetail, readNames } from '../parameters/values';

/** The service finds a customer by order for every operation but this one. */
const allowed: readonly Lookup[] = ['customerId', 'subscriptionId'];

/** The value that the service takes as the order to remove a field. */
const REMOVE = 'REMOVE';

const SET_LABEL = 'Fields to Set';
const REMOVE_LABEL = 'Fields to Remove';

const details: Record<string, string> = {
	address1: 'Address CustomerQueue 1',
	address2: 'Address CustomerQueue 2',
	city: 'City',
	country: 'Country',
	custom1: 'Custom 1',
	custom2: 'Custom 2',
	custom3: 'Custom 3',
	custom4: 'Custom 4',
	custom5: 'Custom 5',
	email: 'Email',
	firstname: 'First Name',
	lastname: 'Last Name',
	password: 'Password',
	state: 'State',
	username: 'Username',
	zip: 'ZIP Code',
};

const removable = Object.keys(details).filter((name) => name !== 'password');

const show = { resource: ['customer'], operation: ['setDetails'] };

function detailField([name, label]: [string, string]): INodeProperties {
	const field: INodeProperties = { displayName: label, name, type: 'string', default: '' };
	if (name === 'password') {
		return {
			...field,
			typeOptions: { password: true },
			description: "The customer's new password. It is hidden in every output and message.",
		};
	}
	if (name === 'email') return { ...field, placeholder: 'e.g. name@email.com' };
	if (name === 'country') return { ...field, placeholder: 'e.g. US' };
	return field;
}

export const setDetails: Operation = {
	value: 'setDetails',
	name: 'Set Details',
	action: 'Set details of a customer',
	description: "Set or remove a customer's name, address, email and other details",
	service: trackfinity,
	irreversible: false,
	fields: [
		...lookupFields('setDetails', allowed),
		{
			displayName: SET_LABEL,
			name: 'fields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: Object.entries(details).map(detailField),
			description:
				"The details to change. Those that are empty for an item are left as they are, so a blank CRM field never wipes a customer's data.",
			displayOptions: { show },
		},
		{
			displayName: REMOVE_LABEL,
			name: 'fieldsToRemove',
			type: 'multiOptions',
			default: [],
			options: removable.map((value) => ({ name: details[value] ?? value, value })),
			description: 'The details to empty. A password can be set, but not removed.',
			displayOptions: { show },
		},
	],
	planner: () => (item) => {
		const { identifier, field } = readLookup(item, allowed);
		const set = readFieldsToSet(item('fields'));
		const remove = readNames(item('fieldsToRemove'), REMOVE_LABEL, removable);

		const both = remove.find((name) => set.has(name));
		if (both !== undefined) {
			throw new InvalidInput(
				`'${details[both]}' is both in '${SET_LABEL}' and in '${REMOVE_LABEL}'`,
				`Take '${details[both]}' out of one of the two.`,
			);
		}
		if (set.size === 0 && remove.length === 0) {
			throw new InvalidInput(
				`There is nothing to set or remove: every field in '${SET_LABEL}' is empty`,
				`Fill in at least one field in '${SET_LABEL}' or choose one in '${REMOVE_LABEL}', or filter out such items before this node.`,
			);
		}
		const password = set.get('password');
		return {
			identifier,
			method: 'PATCH',
			path: '/api/customer/set_customer_details',
			form: [field, ...set, ...remove.map((name): [string, string] => [name, REMOVE])],
			secrets: password === undefined ? [] : [password],
			readResponse: readTrackfinityResponse,
			done: { updatedFields: [...set.keys()], removedFields: remove },
		};
	},
};

function readFieldsToSet(value: unknown): Map<string, string> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new InvalidInput(
			`'${SET_LABEL}' is no set of fields`,
			`Add the fields one by one, or let the expression give an object with names such as firstname.`,
		);
	}
	const set = new Map<string, string>();
	for (const [name, given] of Object.entries(value)) {
		if (!Object.hasOwn(details, name)) {
			throw new InvalidInput(
				`'${SET_LABEL}' holds '${name}', which is not one of its fields`,
				`Use only these names: ${Object.keys(details).join(', ')}.`,
			);
		}
		const label = details[name] ?? name;
		const text = readDetail(given, label, SET_LABEL);
		if (text === undefined) continue;
		if (text.trim() === REMOVE) {
			throw new InvalidInput(
				`'${label}' has the value ${REMOVE}, which would empty the field`,
				name === 'password'
					? `Choose another value for '${label}'; a password cannot be removed.`
					: `Choose '${label}' in '${REMOVE_LABEL}' if it is to be emptied, or give it another value.`,
			);
		}
		set.set(name, text);
	}
	return set;
}
