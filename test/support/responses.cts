import fc from 'fast-check';

import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import type { Fault } from '../../sandbox/index.cts';
import { character } from './characters.cts';

/** The text as XML writes it, with the five standard entities. */
export function escapeXml(text: string): string {
	const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
	return text.replace(/[&<>"']/g, (sign) => names[sign as keyof typeof names]);
}

/**
 * The delete service's response to a deletion that it carried out, as the API page shows it.
 *
 * @param written the code as it stands in the XML, where it is to be written in another way
 */
export function deletedXml(code: string, written = escapeXml(code)): string {
	return `<response status="success">\n<customer status="deleted">\n<code>${written}</code>\n</customer>\n</response>`;
}

/** The same as JSON, with or without the wrapper. */
export function deletedJson(code: string, isWrapped = false): string {
	const response = { status: 'success', customer: { status: 'deleted', code } };
	return JSON.stringify(isWrapped ? { response } : response);
}

/** The delete service's rejection, as the API page shows it. */
export function refusedXml(message: string): string {
	return `<response status="error">\n<error>${escapeXml(message)}</error>\n</response>`;
}

/** A response of the delete service in XML. */
export function responseXml(status: string, inside: string): string {
	return `<response status="${status}">${inside}</response>`;
}

/** The customer in a response of the delete service in XML. */
export function customerXml(code: string, status = 'deleted'): string {
	return `<customer status="${status}"><code>${escapeXml(code)}</code></customer>`;
}

/** A value in XML as the delete service writes it: statuses as attributes, everything else as elements. */
export function toXml(name: string, value: unknown): string {
	if (Array.isArray(value)) return value.map((entry) => toXml(name, entry)).join('');
	if (typeof value === 'string') return `<${name}>${escapeXml(value)}</${name}>`;
	const { status, ...others } = value as Record<string, unknown>;
	const attribute = typeof status === 'string' ? ` status="${escapeXml(status)}"` : '';
	const inside = Object.entries(others).map(([key, entry]) => toXml(key, entry));
	return `<${name}${attribute}>${inside.join('\n')}</${name}>`;
}

/** A response of the Delete service, written as its JSON is: statuses, and what stands beside them. */
type DeleteJson = { status: string; [name: string]: unknown };

/** The same response in each form that the Delete service, or what stands before it, may give it. */
export function formsOf(response: DeleteJson): Array<[form: string, body: string]> {
	const json = JSON.stringify(response);
	return [
		['XML', toXml('response', response)],
		['JSON', json],
		['JSON in a wrapper', JSON.stringify({ response })],
		['JSONP', `app.done(${json});`],
		['JSON that PHP made of XML', JSON.stringify(withAttributes(response))],
	];
}

/** As PHP's `json_encode` writes a SimpleXMLElement: the statuses are attributes in XML. */
function withAttributes(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withAttributes);
	if (typeof value !== 'object' || value === null) return value;
	const { status, ...others } = value as Record<string, unknown>;
	const inside = Object.entries(others).map(([name, entry]) => [name, withAttributes(entry)]);
	const attributes = status === undefined ? {} : { '@attributes': { status } };
	return { ...attributes, ...Object.fromEntries(inside) };
}

/** A customer as a response to a deletion names it. */
export function deleted(code: string): DeleteJson {
	return { status: 'deleted', code };
}

/** What the service says when it has found these customers, in each form that it may have. */
export function foundForms(
	customers: ReadonlyArray<Record<string, unknown>>,
	{ status = 'success', ...more }: Partial<DeleteJson> = {},
): Array<[form: string, body: string]> {
	const [one] = customers;
	const asXml = { status, customer: customers, ...more };
	const fromXml = { ...asXml, customer: customers.length === 1 ? one : customers };
	return [
		['XML', toXml('response', asXml)],
		['XML in a list', toXml('response', { status, customers: { customer: customers }, ...more })],
		...formsOf({ status, customers, ...more }).slice(1, 4),
		['JSON that PHP made of XML', JSON.stringify(withAttributes(fromXml))],
	];
}

/** The same as one text. */
export function foundJson(
	customers: ReadonlyArray<Record<string, unknown>>,
	more: Partial<DeleteJson> = {},
): string {
	return JSON.stringify({ status: 'success', customers, ...more });
}

/** The service says this. Where a wait would come, there is none. */
export function says(
	body: string | Buffer,
	{ status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Extract<Fault, { kind: 'answer' }> {
	return { kind: 'answer', body, status, headers: { 'retry-after': '0', ...headers } };
}

/** What a body says that says yes, no or nothing. */
export const yes = (message?: string): Reading => ({ kind: 'confirmed', message });
export const no = (message?: string): Reading => ({ kind: 'rejected', message });
export const nothing = (reason: string, message?: string): Reading => ({
	...{ kind: 'unclear', reason, message },
});

/** Codes that may be sent (trimmed, not empty, whole characters) and that XML 1.0 can carry: no control characters. */
export function codeText(): fc.Arbitrary<string> {
	const sendable = (text: string) =>
		text !== '' && text === text.trim() && !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text);
	return fc
		.oneof(
			fc.string({ unit: character, minLength: 1, maxLength: 30 }),
			fc.string({ unit: fc.constantFrom(...`0123456789abcXYZ&<>"';#x-_/. `), minLength: 1 }),
		)
		.filter(sendable);
}
