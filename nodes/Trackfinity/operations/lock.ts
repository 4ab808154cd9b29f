import type { INodeProperties } from 'n8n-workflow';

import { allLookups, lookupFields, readLookup } from '../parameters/lookup';
import { readTrackfinityResponse, trackfinity } from '../services/trackfinity';
import type { Operation, PlannedRequest } from './operation';

export const lock = lockOperation({
	value: 'lock',
	name: 'Lock',
	action: 'Lock a customer',
	description: 'Prevent Trackfinity from editing a customer, for example after a chargeback',
	hint: 'Trackfinity can no longer edit this customer',
});

export const unlock = lockOperation({
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock a customer',
	description: 'Let Trackfinity edit a locked customer again',
	hint: 'Trackfinity can edit this customer again',
});

/** Both need nothing but the customer, and differ in the path that bears their name. */
function lockOperation({
	hint,
	...texts
}: Pick<Operation, 'value' | 'name' | 'action' | 'description'> &
	Required<Pick<INodeProperties, 'hint'>>): Operation {
	const nothingElse: PlannedRequest['fields'] = [];
	return {
		...texts,
		service: trackfinity,
		fields: lookupFields(texts.value, allLookups, hint),
		planner: () => (item) => ({ ...readLookup(item, allLookups), fields: nothingElse }),
		toCall: ({ lookup, value }) => ({
			method: 'PATCH',
			path: `/api/customer/${texts.value}`,
			form: [[lookup.sentAs, value]],
		}),
		readResponse: readTrackfinityResponse,
		doneFields: () => ({}),
	};
}
