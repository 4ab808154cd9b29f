import type { ReadParameter } from '../operations/operation';
import { InvalidInput } from './invalidInput';
import { optionLabels, readOptions } from './options';
import { trim } from './trim';
import { readChoice, readSwitch } from './values';

/**
 * How the Delete service is to word its responses: the same for a whole run.
 *
 * @returns the form fields that say so
 * @throws InvalidInput when one of these options cannot be used; those for JSON only count with JSON
 */
export function readResponseFormat(run: ReadParameter): Array<[name: string, value: string]> {
	const option = readOptions(run);
	const format = readChoice(option('responseFormat', 'xml'), optionLabels.responseFormat, [
		'xml',
		'json',
	]);
	if (format === 'xml') return [['output', 'XML']];

	const fields: Array<[string, string]> = [['output', 'JSON']];
	if (readSwitch(option('condensed', false), optionLabels.condensed)) {
		fields.push(['condensed', 'yes']);
	}
	const callback = option('callback', '');
	if (callback !== '') fields.push(['callback', readCallback(callback)]);
	return fields;
}

/** Words that JavaScript keeps for itself, so no function can have such a name. */
const reserved = new Set(
	`await break case catch class const continue debugger default delete do else enum export extends false finally for
	function if import in instanceof let new null return static super switch this throw true try typeof var void while
	with yield`.split(/\s+/),
);

function readCallback(value: unknown): string {
	const callback = typeof value === 'string' ? trim(value) : '';
	const isPath = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;
	const [first = ''] = callback.split('.');
	if (isPath.test(callback) && !reserved.has(first)) return callback;
	throw new InvalidInput(
		`'${optionLabels.callback}' isn't a valid JavaScript function name`,
		`Enter a name such as handleResponse or app.handleResponse in '${optionLabels.callback}', or leave it empty.`,
	);
}
