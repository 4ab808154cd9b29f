import { readTrackfinityResponse } from '../responses/trackfinity';
import { trackfinity } from '../services/trackfinity';
import type { Lookup } from '../parameters/lookup';
import { lookupFields, readLookup } from '../parameters/lookup';
import type { Operation } from './operation';

const allowed: readonly Lookup[] = ['customerId', 'orderId', 'subscriptionId'];

export const unlock: Operation = {
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock a customer',
	description: 'Let Trackfinity edit a locked customer again',
	service: trackfinity,
	irreversible: false,
	fields: lookupFields('unlock', allowed, 'Trackfinity edits this customer again'),
	planner: () => (item) => {
		const { identifier, field } = readLookup(item, allowed);
		return {
			identifier,
			method: 'PATCH',
			path: '/api/customer/unlock',
			form: [field],
			secrets: [],
			readResponse: readTrackfinityResponse,
			done: {},
		};
	},
};
