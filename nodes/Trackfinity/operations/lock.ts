import { readTrackfinityResponse } from '../responses/trackfinity';
import { trackfinity } from '../services/trackfinity';
import type { Lookup } from '../parameters/lookup';
import { lookupFields, readLookup } from '../parameters/lookup';
import type { Operation } from './operation';

const allowed: readonly Lookup[] = ['customerId', 'orderId', 'subscriptionId'];

export const lock: Operation = {
	value: 'lock',
	name: 'Lock',
	action: 'Lock a customer',
	description: 'Keep Trackfinity from editing a customer, for example after a chargeback',
	service: trackfinity,
	irreversible: false,
	fields: lookupFields('lock', allowed, 'Trackfinity no longer edits this customer'),
	planner: () => (item) => {
		const { identifier, field } = readLookup(item, allowed);
		return {
			identifier,
			method: 'PATCH',
			path: '/api/customer/lock',
			form: [field],
			secrets: [],
			readResponse: readTrackfinityResponse,
			done: {},
		};
	},
};
