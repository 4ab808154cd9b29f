import type { INodeProperties } from 'n8n-workflow';

/** Label of the field below, for the messages that name it. */
export const SAFETY_LIMIT_LABEL = 'Safety Limit';

/** The warning above the fields of an operation that cannot be taken back. */
export function irreversibleNotice(operation: string, text: string): INodeProperties {
	return {
		displayName: text,
		name: `${operation}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['customer'], operation: [operation] } },
	};
}

/**
 * How many customers one execution of the workflow may touch, for operations that cannot be taken back. Nobody but a person
 * is to choose it: without expressions, n8n doesn't offer to let an AI model fill it in.
 */
export function safetyLimitField(operation: string): INodeProperties {
	return {
		displayName: SAFETY_LIMIT_LABEL,
		name: 'safetyLimit',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 50,
		hint: 'Maximum customers per workflow execution. If there are more, nothing is sent. 0 means no limit.',
		description:
			'Counts different customers over one execution of the workflow, including loops and calls by AI agents. If there are more, nothing is sent, so a filter that lets everything through does no harm. 0 means no limit.',
		displayOptions: { show: { resource: ['customer'], operation: [operation] } },
	};
}
