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

/** How many customers one run may touch, for operations that cannot be taken back. */
export function safetyLimitField(operation: string): INodeProperties {
	return {
		displayName: SAFETY_LIMIT_LABEL,
		name: 'safetyLimit',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 50,
		hint: 'The most customers in one run; with more of them, nothing is sent. 0 lifts the limit.',
		description:
			'The most customers in one run. When more arrive, nothing at all is sent: a filter that lets everything through then costs nothing. 0 lifts the limit.',
		displayOptions: { show: { resource: ['customer'], operation: [operation] } },
	};
}
