import { readTrackfinityResponse } from '../responses/trackfinity';
import { trackfinity } from '../services/trackfinity';
import type { Lookup } from '../parameters/lookup';
import { lookupFields, readLookup } from '../parameters/lookup';
import { irreversibleNotice, safetyLimitField } from '../parameters/irreversible';
import type { Operation } from './operation';
import { readNames } from '../parameters/values';

const allowed: readonly Lookup[] = ['customerId', 'orderId', 'subscriptionId'];

/** What the service can keep of a customer: fields of the record, then two whole tables. */
const keepable: Record<string, string> = {
	address1: 'Address CustomerQueue 1',
	address2: 'Address CustomerQueue 2',
	city: 'City',
	country: 'Country',
	cryptpass: 'Encrypted Password',
	email: 'Email',
	firstname: 'First Name',
	lastname: 'Last Name',
	original_username: 'Original Username',
	password: 'Password',
	phone: 'Phone',
	session: 'Session',
	shipping_address1: 'Shipping Address CustomerQueue 1',
	shipping_address2: 'Shipping Address CustomerQueue 2',
	shipping_city: 'Shipping City',
	shipping_country: 'Shipping Country',
	shipping_firstname: 'Shipping First Name',
	shipping_lastname: 'Shipping Last Name',
	shipping_state: 'Shipping State',
	shipping_zip: 'Shipping ZIP Code',
	state: 'State',
	token_hash: 'Token Hash',
	username: 'Username',
	zip: 'ZIP Code',
	member_auth: 'Table: Member Authentication',
	member_note: 'Table: Member Notes',
};

export const forget: Operation = {
	value: 'forget',
	name: 'Forget',
	action: 'Forget a customer',
	description: 'Wipe what identifies a customer, for example after a privacy request (no undo)',
	service: trackfinity,
	irreversible: true,
	fields: [
		irreversibleNotice(
			'forget',
			"There is no undo: forgetting wipes what identifies a customer for good. Choose in 'Fields to Keep' what has to stay, and try the run with the option 'Dry Run' first.",
		),
		...lookupFields('forget', allowed),
		{
			displayName: 'Fields to Keep',
			name: 'keep',
			type: 'multiOptions',
			default: [],
			hint: 'Left empty, nothing is kept',
			options: Object.entries(keepable)
				.map(([value, name]) => ({ name, value }))
				.sort((one, other) => one.name.localeCompare(other.name, 'en')),
			description:
				'What is not wiped, for example because the law makes you keep it. Everything else that identifies the customer goes.',
			displayOptions: { show: { resource: ['customer'], operation: ['forget'] } },
		},
		safetyLimitField('forget'),
	],
	planner: () => (item) => {
		const { identifier, field } = readLookup(item, allowed);
		const keep = readNames(item('keep'), 'Fields to Keep', Object.keys(keepable));
		return {
			identifier,
			method: 'PATCH',
			path: '/api/customer/forget',
			form: keep.length > 0 ? [field, ['keep', keep.join(',')]] : [field],
			secrets: [],
			readResponse: readTrackfinityResponse,
			done: { keptFields: keep },
		};
	},
};
