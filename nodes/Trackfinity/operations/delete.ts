import { irreversibleNotice, safetyLimitField } from '../parameters/irreversible';
import { optionLabels, readOptions } from '../parameters/options';
import { readResponseFormat } from '../parameters/responseFormat';
import { readIdentifier } from '../parameters/texts';
import { readSwitch } from '../parameters/values';
import { readDeletion } from '../responses/deletion';
import { readExistence } from '../responses/existence';
import { deleteService } from '../services/deleteService';
import type { Operation } from './operation';

const CODE_LABEL = 'Customer Code';

export const deleteCustomer: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a customer permanently',
	description: 'Permanently delete a loyalty customer with all data and transactions',
	service: deleteService,
	irreversible: true,
	fields: [
		irreversibleNotice(
			'delete',
			"There is no undo: the customer is permanently deleted, with all data and transactions. To test first, turn on the 'Dry Run' option.",
		),
		{
			displayName: CODE_LABEL,
			name: 'code',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1234567890123456',
			description:
				"The customer's code in the Delete service. Pass long codes and codes with leading zeros as text.",
			displayOptions: { show: { resource: ['customer'], operation: ['delete'] } },
		},
		safetyLimitField('delete'),
	],
	planner: (run) => {
		const format = readResponseFormat(run);
		const ignoreMissing = readSwitch(
			readOptions(run)('ignoreMissing', false),
			optionLabels.ignoreMissing,
		);
		return (item) => {
			const code = readIdentifier(item('code'), CODE_LABEL);
			const formFor = (type: string): Array<[name: string, value: string]> => [
				['type', type],
				['code', code],
				...format,
			];
			return {
				identifier: { parameter: 'code', label: CODE_LABEL, value: code },
				method: 'POST',
				path: '',
				form: formFor('customer_delete'),
				secretFields: [],
				readResponse: (body) => readDeletion(body, code),
				done: { deleted: true },
				question: { form: formFor('customer_exists'), readResponse: readExistence },
				ignoreMissing,
			};
		};
	},
};
