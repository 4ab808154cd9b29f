import type { INodeProperties } from 'n8n-workflow';

import { lookupFields } from '../parameters/lookup';
import { safetyLimitField } from '../parameters/options';
import { deleteCustomer } from './delete';
import { forget } from './forget';
import { lock, unlock } from './lock';
import type { Operation } from './operation';
import { setDetails } from './setDetails';

/** Every operation of the node, in the order in which the form lists them (n8n wants it alphabetical). */
export const operations: readonly Operation[] = [deleteCustomer, forget, lock, setDetails, unlock];

/** The fields of an operation as the form shows them: with a warning and a safety limit where there is no undo. */
export function formFields(operation: Operation): INodeProperties[] {
	const { value, irreversible, lookups, lookupHint, fields = [] } = operation;
	const all = [...lookupFields(lookups, lookupHint), ...fields];
	if (irreversible !== undefined) {
		all.unshift({ displayName: irreversible, name: `${value}Notice`, type: 'notice', default: '' });
		all.push(safetyLimitField);
	}
	const show = { resource: ['customer'], operation: [value] };
	return all.map((field) => ({ ...field, displayOptions: { ...field.displayOptions, show } }));
}
