import { readTrackfinityAnswer } from '../answers/trackfinity';
import { trackfinity } from '../services/trackfinity';
import type { Lookup } from './lookup';
import { lookupFields, readLookup } from './lookup';
import type { Operation } from './operation';

const allowed: readonly Lookup[] = ['customerId', 'orderId', 'subscriptionId'];

export const unlock: Operation = {
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock a customer',
	description: 'Let Trackfinity edit a locked customer again',
	service: trackfinity,
	noUndo: false,
	fields: lookupFields('unlock', allowed, 'Trackfinity edits this customer again'),
	planner: () => (item) => {
		const { identifier, field } = readLookup(item, allowed);
		return {
			identifier,
			method: 'PATCH',
			path: '/api/customer/unlock',
			form: [field],
			secrets: [],
			readAnswer: readTrackfinityAnswer,
			done: {},
		};
	},
};
