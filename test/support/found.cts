import type { DeleteJson } from './forms.cts';
import { toXml } from './responses.cts';

/** What the service says when it has found these customers, in each form that it may have. */
export function foundForms(
	customers: ReadonlyArray<Record<string, unknown>>,
	{ status = 'success', ...more }: Partial<DeleteJson> = {},
): Array<[form: string, body: string]> {
	const json = { status, customers, ...more };
	const one = customers.length === 1 ? customers[0] : customers;
	return [
		['XML', toXml('response', { status, customer: customers, ...more })],
		['XML in a list', toXml('response', { status, customers: { customer: customers }, ...more })],
		['JSON', JSON.stringify(json)],
		['JSON in a wrapper', JSON.stringify({ response: json })],
		['JSONP', `app.done(${JSON.stringify(json)});`],
		[
			'JSON that PHP made of XML',
			JSON.stringify({ '@attributes': { status }, customer: one, ...more }),
		],
	];
}

/** The same as one text. */
export function foundJson(
	customers: ReadonlyArray<Record<string, unknown>>,
	more: Partial<DeleteJson> = {},
): string {
	return JSON.stringify({ status: 'success', customers, ...more });
}
