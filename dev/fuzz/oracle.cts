import { SaxesParser } from 'saxes';

/**
 * A second opinion on what a response says, from other parsers and in fewer words than the node's: whatever the node takes
 * for a yes has to be one here as well. It is the more generous of the two, so a no here is a yes that must never be.
 */

/** What may be a yes of Trackfinity to a change. */
export function mayConfirmChange(body: string): boolean {
	const value = fromJson(body);
	if (typeof value !== 'object' || value === null) return value === true;
	const { result, success, status, error, errors } = value as Record<string, unknown>;
	const isYes = [result, success].some((one) => /^(true|success)$/i.test(textOf(one)));
	const isNo = [result, success, status].some((one) =>
		/^(0|false|no|error|fail|failed|failure)$/i.test(textOf(one)),
	);
	return isYes && !isNo && !tells(error) && !tells(errors);
}

/** What may be a yes of the delete service to the deletion of the customer with this code. */
export function mayConfirmDeletion(body: string, code: string): boolean {
	const { status, customers, hasError } = read(body);
	const [customer] = customers;
	return (
		status === 'success' &&
		!hasError &&
		customers.length === 1 &&
		customer?.status === 'deleted' &&
		customer.code?.trim() === code
	);
}

/** What may say that the service has, or has not, such a customer. */
export function mayTellExistence(body: string, existence: 'exists' | 'missing'): boolean {
	const { status, customers, hasError } = read(body);
	if (hasError) return false;
	return existence === 'missing'
		? status === 'no_match' && customers.length === 0
		: status === 'success' && customers.every((one) => one.status !== 'deleted');
}

interface Response {
	status: string | undefined;
	customers: Array<{ status: string | undefined; code: string | undefined }>;
	hasError: boolean;
}

const unreadable: Response = { status: undefined, customers: [], hasError: true };

function read(body: string): Response {
	return body.trim().startsWith('<') ? fromXml(body) : fromDeletionJson(body);
}

function fromDeletionJson(body: string): Response {
	const call = /^[^({[]*\(([^]*)\)\s*;?\s*$/.exec(body.trim());
	const value = fromJson(call?.[1] ?? body);
	if (typeof value !== 'object' || value === null) return unreadable;
	const response = Object(
		Object.hasOwn(value, 'response') ? Reflect.get(value, 'response') : value,
	);
	const { status, customer } = response as Record<string, unknown>;
	const customers = customer === undefined ? [] : [customer].flat();
	return {
		status: textOf(status),
		customers: customers.map((one) => {
			const { status: its, code } = Object(one) as Record<string, unknown>;
			return { status: textOf(its), code: typeof code === 'string' ? code : undefined };
		}),
		hasError: hasErrorWithin(value),
	};
}

function hasErrorWithin(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return Object.entries(value).some(
		([key, inner]) => (/^errors?$/.test(key) && tells(inner)) || hasErrorWithin(inner),
	);
}

interface Element {
	name: string;
	attributes: Record<string, string>;
	children: Element[];
	text: string;
}

/** By a parser that accepts well-formed XML only. */
function fromXml(body: string): Response {
	// Two things that the node forgives, because the real service sends the one and the other harms nobody.
	const document = body
		.trim()
		.replace(/&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)/gi, '&amp;')
		.replace(/&(amp|lt|gt|quot|apos);/gi, (entity) => entity.toLowerCase());
	const top: Element = { name: '', attributes: {}, children: [], text: '' };
	const open = [top];
	const current = () => open.at(-1) ?? top;
	const parser = new SaxesParser();
	parser.on('opentag', ({ name, attributes }) => {
		const element: Element = { name, attributes, children: [], text: '' };
		current().children.push(element);
		open.push(element);
	});
	parser.on('closetag', () => open.pop());
	parser.on('text', (text) => (current().text += text));
	parser.on('cdata', (text) => (current().text += text));
	let isWellFormed = true;
	parser.on('error', () => (isWellFormed = false));
	parser.write(document).close();
	const [response] = top.children;
	if (!isWellFormed || response?.name !== 'response') return unreadable;
	return {
		status: response.attributes['status'],
		customers: response.children
			.filter(({ name }) => name === 'customer')
			.map(({ attributes, children }) => ({
				status: attributes['status'],
				code: children.find(({ name }) => name === 'code')?.text,
			})),
		hasError: hasErrorElement(response),
	};
}

function hasErrorElement({ attributes, children }: Element): boolean {
	const isError = (name: string) => /^errors?$/.test(name);
	return (
		Object.entries(attributes).some(([name, value]) => isError(name) && value !== '') ||
		children.some(
			(child) =>
				(isError(child.name) &&
					(child.text.trim() !== '' ||
						child.children.length > 0 ||
						Object.keys(child.attributes).length > 0)) ||
				hasErrorElement(child),
		)
	);
}

function fromJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text.trim());
		return value;
	} catch {
		return undefined;
	}
}

/** Whether an error of this value tells of one. */
function tells(error: unknown): boolean {
	return !['undefined', 'null', 'false', '0', '""', '[]', '{}'].includes(
		`${JSON.stringify(error)}`,
	);
}

function textOf(value: unknown): string {
	return typeof value === 'object' ? '' : String(value);
}
