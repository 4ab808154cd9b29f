import type { INodeProperties } from 'n8n-workflow';

import { trim } from '../../../credentials/trim';
import { readNames, sortedByLabel } from '../parameters/choices';
import { describeValue, quote } from '../parameters/describeValue';
import { InvalidInput } from '../parameters/invalidInput';
import type { Lookup } from '../parameters/lookup';
import { lookupFields, lookups, readLookup } from '../parameters/lookup';
import { readDetail } from '../parameters/texts';
import { readTrackfinityResponse, trackfinity } from '../services/trackfinity';
import { personalFields } from './customerFields';
import type { Operation } from './operation';

/** The service finds a customer by order for every operation but this one. */
const allowed: readonly Lookup[] = [lookups.customerId, lookups.subscriptionId];

/** The value that the service takes as the order to remove a field. */
const REMOVE = 'REMOVE';

const SET_LABEL = 'Fields to Set';
const REMOVE_LABEL = 'Fields to Remove';

const customFields = {
	custom1: 'Custom 1',
	custom2: 'Custom 2',
	custom3: 'Custom 3',
	custom4: 'Custom 4',
	custom5: 'Custom 5',
};

const details: Readonly<Record<string, string>> = { ...personalFields, ...customFields };

const removable: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries(details).filter(([name]) => name !== 'password'),
);

const displayOptions = { show: { resource: ['customer'], operation: ['setDetails'] } };

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
	fields: [
		...lookupFields('setDetails', allowed),
		{
			displayName: SET_LABEL,
			name: 'fields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: sortedByLabel(details).map(detailField),
			description:
				"The details to change. A field that is empty for an item stays as it is, so a blank CRM field never wipes a customer's data.",
			displayOptions,
		},
		{
			displayName: REMOVE_LABEL,
			name: 'fieldsToRemove',
			type: 'multiOptions',
			default: [],
			options: sortedByLabel(removable).map(([value, name]) => ({ name, value })),
			description: 'The details to clear. A password can be set, but not removed.',
			displayOptions,
		},
	],
	planner: () => (item) => {
		const customer = readLookup(item, allowed);
		const set = readFieldsToSet(item('fields'));
		const remove = readNames(item('fieldsToRemove'), REMOVE_LABEL, removable);
		checkTogether(set, remove);
		return { ...customer, fields: [...set, ...remove.map((name) => [name, REMOVE] as const)] };
	},
	toCall: ({ lookup, value, fields }) => ({
		method: 'PATCH',
		path: '/api/customer/set_customer_details',
		form: [[lookup.sentAs, value], ...fields],
	}),
	readResponse: readTrackfinityResponse,
	rejectedAdvice: 'If the customer is locked, unlock it first.',
	secretFields: ['password'],
	doneFields: ({ fields }) => {
		const names = (isRemoved: boolean) =>
			fields.filter(([, value]) => (value === REMOVE) === isRemoved).map(([name]) => name);
		return { updatedFields: names(false), removedFields: names(true) };
	},
};

function readFieldsToSet(value: unknown): Map<string, string> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new InvalidInput(
			`'${SET_LABEL}' must be a collection of fields, but is ${describeValue(value)}`,
			'Add the fields one by one, or use an expression that returns an object with names such as firstname.',
		);
	}
	const set = new Map<string, string>();
	for (const [name, given] of Object.entries(value)) {
		const label = Object.hasOwn(details, name) ? details[name] : undefined;
		if (label === undefined) {
			throw new InvalidInput(
				`${quote(name)} isn't one of the fields in '${SET_LABEL}'`,
				`Use only these names: ${Object.keys(details).join(', ')}.`,
			);
		}
		const text = readDetail(given, label, SET_LABEL);
		if (text === undefined) continue;
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

/** @throws InvalidInput when a field is both set and removed, and when there is neither */
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
