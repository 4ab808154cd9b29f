import { lookup } from '../parameters/lookup';
import { readTrackfinityResponse, trackfinity } from '../services/trackfinity';
import type { Operation } from './operation';

/** The labels of Trackfinity's fields about a person, by its own names, in the forms of several operations. */
export const personalFields = {
	address1: 'Address Line 1',
	address2: 'Address Line 2',
	city: 'City',
	country: 'Country',
	email: 'Email',
	firstname: 'First Name',
	lastname: 'Last Name',
	password: 'Password',
	state: 'State',
	username: 'Username',
	zip: 'ZIP Code',
} as const;

/** The ways to find a customer in Trackfinity. */
export const lookups = [
	lookup('customerId', 'Customer ID', 'customer_id', {
		isOwnId: true,
		placeholder: 'e.g. 191',
		description: "The customer's own ID in Trackfinity",
	}),
	lookup('orderId', 'Order ID', 'orderid', {
		placeholder: 'e.g. A-10042',
		description: "The ID of one of the customer's orders or other transactions",
	}),
	lookup('subscriptionId', 'Subscription ID', 'subscription_id', {
		placeholder: 'e.g. SUB-5521',
		description: "The ID of the customer's subscription",
	}),
];

/** How Trackfinity is asked to change a customer. */
export function patchOf(path: string): Pick<Operation, 'service' | 'toCall'> {
	return {
		service: trackfinity,
		toCall: ({ lookup: { sentAs }, value, fields }) => ({
			method: 'PATCH',
			path: `/api/customer/${path}`,
			form: [[sentAs, value], ...fields],
			readResponse: readTrackfinityResponse,
		}),
	};
}
