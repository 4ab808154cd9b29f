import type { INodeProperties } from 'n8n-workflow';

import { findName, readChoice } from './choices';
import type { ReadParameter } from './readParameter';
import type { IdentifierText } from './texts';
import { readIdentifier } from './texts';

/** A way to find a customer. */
export interface Lookup {
	/** The parameter that holds the ID, and the key under which items name the customer. */
	parameter: string;
	label: string;
	/** The form field that it is sent as. */
	sentAs: string;
	placeholder: string;
	description: string;
}

/** The ways to find a customer in Trackfinity. */
export const lookups = {
	customerId: {
		parameter: 'customerId',
		label: 'Customer ID',
		sentAs: 'customer_id',
		placeholder: 'e.g. 191',
		description: "The customer's own ID in Trackfinity",
	},
	orderId: {
		parameter: 'orderId',
		label: 'Order ID',
		sentAs: 'orderid',
		placeholder: 'e.g. A-10042',
		description: "The ID of one of the customer's orders or other transactions",
	},
	subscriptionId: {
		parameter: 'subscriptionId',
		label: 'Subscription ID',
		sentAs: 'subscription_id',
		placeholder: 'e.g. SUB-5521',
		description: "The ID of the customer's subscription",
	},
} as const satisfies Record<string, Lookup>;

/** Every way, for the operations that take them all. */
export const allLookups: readonly Lookup[] = Object.values(lookups);

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
	const usual = allowed[0]?.parameter ?? '';
	return [
		{
			displayName: LOOKUP_BY_LABEL,
			name: 'lookupBy',
			type: 'options',
			default: usual,
			options: allowed.map(({ label, parameter, description }) => ({
				name: label,
				value: parameter,
				description,
			})),
			description: 'Which identifier to use',
			...(hint !== undefined && { hint }),
			displayOptions: { show },
		},
		...allowed.map(({ label, parameter, placeholder, description }): INodeProperties => ({
			displayName: label,
			name: parameter,
			// Not `required`: with an expression in 'Find Customer By' n8n would ask for every one of these.
			type: 'string',
			default: '',
			placeholder,
			description,
			// Hidden for the other choices, not shown for its own: with an expression that has no value yet, the editor then
			// shows all of them instead of none.
			displayOptions: {
				show,
				hide: {
					lookupBy: allowed
						.filter((other) => other.parameter !== parameter)
						.map((other) => other.parameter),
				},
			},
		})),
	];
}

/**
 * Reads which customer an item is about. Only the chosen field counts; the others may hold leftovers of another choice.
 * The choice may be given by its label, too.
 *
 * @throws InvalidInput when the choice or the value cannot be used
 */
export function readLookup(
	item: ReadParameter,
	allowed: readonly Lookup[],
): IdentifierText & { lookup: Lookup } {
	const labels = Object.fromEntries(allowed.map(({ parameter, label }) => [parameter, label]));
	const given = item('lookupBy');
	const chosen = readChoice(
		findName(given, labels) ?? given,
		LOOKUP_BY_LABEL,
		allowed.map(({ parameter }) => parameter),
	);
	const lookup = allowed.find(({ parameter }) => parameter === chosen);
	if (lookup === undefined) throw new RangeError(chosen);
	return { lookup, ...readIdentifier(item(lookup.parameter), lookup.label) };
}
