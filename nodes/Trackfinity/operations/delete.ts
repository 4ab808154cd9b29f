import { readDeletion } from '../responses/deletion';
import { deleteService } from '../services/deleteService';
import { irreversibleNotice, safetyLimitField } from '../parameters/irreversible';
import type { Operation, ReadParameter } from './operation';
import { optionLabels, readOptions } from '../parameters/options';
import { InvalidInput } from '../parameters/invalidInput';
import { readChoice, readIdentifier, readSwitch } from '../parameters/values';

const CODE_LABEL = 'Customer Code';

export const deleteCustomer: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a customer',
	description: 'Delete a loyalty customer with all data (no undo)',
	service: deleteService,
	irreversible: true,
	fields: [
		irreversibleNotice(
			'delete',
			"There is no undo: deleting removes a customer with all data and all transactions for good. Try the run with the option 'Dry Run' first.",
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
				readResponse: (body) => readDeletion(body, { code, format: answerForm.format }),
				done: { deleted: true },
			};
		};
	},
};

/** How the service is to word its responses: the same for a whole run. */
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
	const callback = option('callback', '');
	if (callback !== '') fields.push(['callback', readCallback(callback)]);
	return { format, fields };
}

/** Words that JavaScript keeps for itself, so no function can have such a name. */
const reserved = new Set(
	`await break case catch class const continue debugger default delete do else enum export extends false finally for
	function if import in instanceof let new null return static super switch this throw true try typeof var void while
	with yield`.split(/\s+/),
);

function readCallback(value: unknown): string {
	const callback = typeof value === 'string' ? value.trim() : '';
	const isPath = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;
	const [first = ''] = callback.split('.');
	if (isPath.test(callback) && !reserved.has(first)) return callback;
	throw new InvalidInput(
		`'${optionLabels.callback}' is no JavaScript function name`,
		`Enter a name such as handleAnswer or app.handleAnswer in '${optionLabels.callback}', or leave it empty.`,
	);
}
