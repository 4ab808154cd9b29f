import type { Fault } from '../../sandbox/index.cts';
import { atOnce } from './deletions.cts';
import { toXml } from './responses.cts';

/** A response of the Delete service, written as its JSON is: statuses, and what stands beside them. */
export type DeleteJson = { status: string; [name: string]: unknown };

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

/** Each of these responses in each form, for tables of tests. */
export function inEveryForm(
	responses: ReadonlyArray<readonly [what: string, response: DeleteJson]>,
): Array<[title: string, body: string]> {
	return responses.flatMap(([what, response]) =>
		formsOf(response).map(([form, body]): [string, string] => [`${what}, ${form}`, body]),
	);
}

/** As PHP's `json_encode` writes a SimpleXMLElement: the statuses are attributes in XML. */
function withAttributes(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withAttributes);
	if (typeof value !== 'object' || value === null) return value;
	const { status, ...others } = value as Record<string, unknown>;
	const inside = Object.entries(others).map(([name, entry]) => [name, withAttributes(entry)]);
	return {
		...(status !== undefined && { '@attributes': { status } }),
		...Object.fromEntries(inside),
	};
}

/** A customer as a response to a deletion names it. */
export function deleted(code: string): DeleteJson {
	return { status: 'deleted', code };
}

/** The service says this. Where a wait would come, there is none. */
export function says(
	body: string | Buffer,
	{ status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Extract<Fault, { kind: 'answer' }> {
	return { kind: 'answer', body, status, headers: { ...atOnce, ...headers } };
}
