import { readDeletion } from '../answers/deletion';
import { deleteService } from '../services/deleteService';
import { noUndoNotice, safetyLimitField } from './noUndo';
import type { Operation, ReadParameter } from './operation';
import { optionLabels, readOptions } from './options';
import { Refusal } from './refusal';
import { readChoice, readIdentifier, readSwitch } from './values';

const CODE_LABEL = 'Customer Code';

export const deleteCustomer: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a customer',
	description: 'Delete a loyalty customer with all data and transactions (no undo)',
	service: deleteService,
	noUndo: true,
	fields: [
		noUndoNotice(
			'delete',
			"Deleting removes a customer with all data and all transactions for good. <b>There is no undo.</b> Try the run with the option 'Dry Run' first.",
		),
		{
			displayName: CODE_LABEL,
			name: 'code',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1234567890123456',
			description:
				"The customer's code in the loyalty service. Long codes and leading zeros have to come as text.",
			displayOptions: { show: { resource: ['customer'], operation: ['delete'] } },
		},
		safetyLimitField('delete'),
	],
	planner: (run) => {
		const answerForm = readAnswerForm(run);
		return (item) => {
			const code = readIdentifier(item('code'), CODE_LABEL);
			return {
				identifier: { parameter: 'code', label: CODE_LABEL, value: code },
				method: 'POST',
				path: '',
				form: [['type', 'customer_delete'], ['code', code], ...answerForm.fields],
				secrets: [],
				readAnswer: (body) => readDeletion(body, { code, format: answerForm.format }),
				done: { deleted: true },
			};
		};
	},
};

/** How the service is to word its answers: the same for a whole run. */
function readAnswerForm(run: ReadParameter): {
	format: 'xml' | 'json';
	fields: Array<[name: string, value: string]>;
} {
	const option = readOptions(run);
	const format = readChoice(option('responseFormat', 'xml'), optionLabels.responseFormat, [
		'xml',
		'json',
	]);
	if (format === 'xml') return { format, fields: [['output', 'XML']] };

	const fields: Array<[string, string]> = [['output', 'JSON']];
	if (readSwitch(option('condensed', false), optionLabels.condensed))
		fields.push(['condensed', 'yes']);
	const callback = String(option('callback', '') ?? '').trim();
	if (callback !== '') {
		if (!isIdentifierPath(callback)) {
			throw new Refusal(
				`'${optionLabels.callback}' is '${callback}', which is no JavaScript function name`,
				`Enter a name such as handleAnswer or app.handleAnswer in '${optionLabels.callback}', or leave it empty.`,
			);
		}
		fields.push(['callback', callback]);
	}
	return { format, fields };
}

function isIdentifierPath(text: string): boolean {
	return /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u.test(
		text,
	);
}
