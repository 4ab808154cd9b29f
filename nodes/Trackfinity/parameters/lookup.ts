import type { INodeProperties } from 'n8n-workflow';

import type { Identifier, ReadParameter } from '../operations/operation';
import { findName } from './names';
import { readIdentifier } from './texts';
import { readChoice } from './values';

/** The ways to find a customer in Trackfinity, and the name under which each is sent. */
const lookups = {
	customerId: {
		label: 'Customer ID',
		sentAs: 'customer_id',
		placeholder: 'e.g. 191',
		description: "The customer's own ID in Trackfinity",
	},
	orderId: {
		label: 'Order ID',
		sentAs: 'orderid',
		placeholder: 'e.g. A-10042',
		description: "The ID of one of the customer's orders or other transactions",
	},
	subscriptionId: {
		label: 'Subscription ID',
		sentAs: 'subscription_id',
		placeholder: 'e.g. SUB-5521',
		description: "The ID of the customer's subscription",
	},
} as const;

/** A way to find a customer, as stored in workflows. */
export type Lookup = keyof typeof lookups;

/** Every way, for the operations that take them all. */
export const allLookups: readonly Lookup[] = ['customerId', 'orderId', 'subscriptionId'];

const LOOKUP_BY_LABEL = 'Find Customer By';

/**
 * The fields with which an operation finds its customer.
 *
 * @param hint what the operation does to that customer, for those whose other fields do not say it
 */
export function lookupFields(
	operation: string,
	allowed: readonly Lookup[],
	hint?: string,
): INodeProperties[] {
	const show = { resource: ['customer'], operation: [operation] };
	return [
		{
			displayName: LOOKUP_BY_LABEL,
			name: 'lookupBy',
			type: 'options',
			default: 'customerId',
			options: allowed.map((lookup) => ({
				name: lookups[lookup].label,
				value: lookup,
				description: lookups[lookup].description,
			})),
			description: 'Which identifier to use',
			...(hint !== undefined && { hint }),
			displayOptions: { show },
		},
		...allowed.map((lookup): INodeProperties => ({
			displayName: lookups[lookup].label,
			name: lookup,
			// Not `required`: with an expression in 'Find Customer By' n8n would ask for every one of these.
			type: 'string',
			default: '',
			placeholder: lookups[lookup].placeholder,
			description: lookups[lookup].description,
			// Hidden for the other choices, not shown for its own: with an expression that has no value yet, the editor then
			// shows all of them instead of none.
			displayOptions: { show, hide: { lookupBy: allowed.filter((other) => other !== lookup) } },
		})),
	];
}

/**
 * Reads which customer an item is about. Only the chosen field counts; the others may hold leftovers of another choice.
 * The choice may be given by its label, too.
 *
 * @returns the customer, and the form field that names it
 * @throws InvalidInput when the choice or the value cannot be used
 */
export function readLookup(
	item: ReadParameter,
	allowed: readonly Lookup[],
): { identifier: Identifier; field: [name: string, value: string] } {
	const labels = Object.fromEntries(allowed.map((name) => [name, lookups[name].label]));
	const given = item('lookupBy');
	const lookup = readChoice(findName(given, labels) ?? given, LOOKUP_BY_LABEL, allowed);
	const { label, sentAs } = lookups[lookup];
	const value = readIdentifier(item(lookup), label);
	return { identifier: { parameter: lookup, label, value }, field: [sentAs, value] };
}
