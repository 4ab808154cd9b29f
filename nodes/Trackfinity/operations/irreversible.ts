import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from './operation';

/**
 * How many customers one execution of the workflow may touch, for operations that cannot be taken back. Nobody but a person
 * is to choose it: without expressions, n8n doesn't offer to let an AI model fill it in.
 */
export const safetyLimitField: INodeProperties = {
	displayName: 'Safety Limit',
	name: 'safetyLimit',
	type: 'number',
	noDataExpression: true,
	typeOptions: { minValue: 0, numberPrecision: 0 },
	default: 50,
	hint: 'Maximum customers per workflow execution. If there are more, nothing is sent. 0 means no limit. Each sub-workflow run, Evaluation row and MCP call has a limit of its own.',
	description:
		'Counts different customers in one execution of the workflow, including loops, calls by AI agents and all accounts. If there are more, nothing is sent, so a filter that lets everything through does no harm. 0 means no limit.',
};

/** The fields of an operation as the form shows them: with a warning and a safety limit where there is no undo. */
export function formFields({ value, irreversible, fields }: Operation): INodeProperties[] {
	if (irreversible === undefined) return fields;
	const displayOptions = { show: { resource: ['customer'], operation: [value] } };
	const notice: INodeProperties = {
		displayName: irreversible,
		name: `${value}Notice`,
		type: 'notice',
		default: '',
		displayOptions,
	};
	return [notice, ...fields, { ...safetyLimitField, displayOptions }];
}
