import { lookups, patchOf } from './customer';
import type { Operation } from './operation';

export const lock: Operation = {
	value: 'lock',
	name: 'Lock',
	action: 'Lock a customer',
	description: 'Prevent Trackfinity from editing a customer, for example after a chargeback',
	lookupHint: 'Trackfinity can no longer edit this customer',
	...lockOperation('lock'),
};

export const unlock: Operation = {
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock a customer',
	description: 'Let Trackfinity edit a locked customer again',
	lookupHint: 'Trackfinity can edit this customer again',
	...lockOperation('unlock'),
};

function lockOperation(path: string) {
	return {
		...patchOf(path),
		lookups,
		planner: () => (_, request) => request,
		doneFields: () => ({}),
	} satisfies Partial<Operation>;
}
