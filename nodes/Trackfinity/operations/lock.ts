import { lookupFields } from '../parameters/lookup';
import { lookups, patchOf } from './customer';
import type { Operation } from './operation';

export const lock: Operation = {
	value: 'lock',
	name: 'Lock',
	action: 'Lock a customer',
	description: 'Prevent Trackfinity from editing a customer, for example after a chargeback',
	fields: lookupFields(lookups, 'Trackfinity can no longer edit this customer'),
	...nothingElse('lock'),
};

export const unlock: Operation = {
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock a customer',
	description: 'Let Trackfinity edit a locked customer again',
	fields: lookupFields(lookups, 'Trackfinity can edit this customer again'),
	...nothingElse('unlock'),
};

function nothingElse(path: string) {
	return {
		...patchOf(path),
		lookups,
		planner: () => (_, customer) => customer,
		doneFields: () => ({}),
	} satisfies Partial<Operation>;
}
