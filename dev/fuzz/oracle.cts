import { SaxesParser } from 'saxes';

/**
 * A second opinion on what a response says, from other parsers and in fewer words than the node's: whatever the node takes
 * for a yes has to be one here as well. It is the more generous of the two, so a no here is a yes that must never be.
 */

/** What may be a yes of Trackfinity to a change. */
export function mayConfirmChange(body: string): boolean {
	const parsed = fromJson(body);
	const value =
		Array.isArray(parsed) && parsed.length === 1 && isObject(parsed[0]) ? parsed[0] : parsed;
	if (!isObject(value)) return value === true;
	const under = (...keys: string[]) =>
		Object.entries(value).flatMap(([key, one]) => (keys.includes(key.toLowerCase()) ? [one] : []));
	return (
		under('result', 'success').some((one) => /^(true|success)$/i.test(textOf(one))) &&
		!under('result', 'success', 'status').some((one) =>
			/^(0|false|no|error|fail|failed|failure)$/i.test(textOf(one)),
		) &&
		!under('message').some((one) => one !== 0 && /^(0|false|no)$/i.test(textOf(one))) &&
		!under('error', 'errors').some(tells)
	);
}

/** What may be a yes of the delete service to the deletion of the customer with this code. */
export function mayConfirmDeletion(body: string, code: string): boolean {
	const { status, customers, deleted, saysError } = read(body);
	const [customer] = customers;
	return (
		status.includes('success') &&
		!saysError &&
		customers.length === 1 &&
		deleted === 1 &&
		customer?.status.includes('deleted') === true &&
		customer.code === code
	);
}

/** What may say that the service has no such customer, to a deletion or when it is asked. */
export function mayTellMissing(body: string): boolean {
	const { status, customers, saysError } = read(body);
	return status.includes('no_match') && !saysError && customers.length === 0;
}

/** What may say that the service has the customer with this code. */
export function mayTellExists(body: string, code: string): boolean {
	const { status, customers, deleted, saysError, ...response } = read(body);
	const codes = [response, ...customers].map((one) => one.code);
	return (
		status.includes('success') &&
		!saysError &&
		deleted === 0 &&
		codes.every((one) => one === undefined || one === code)
	);
}

/**
 * The code of the customer that was deleted instead of the one with this code, where a response says nothing else and says
 * it beyond doubt: a number that may only have lost digits or zeros isn't that, nor is another letter case.
 */
export function namesAnother(body: string, code: string): string | undefined {
	const { status, customers, deleted, saysError } = read(body);
	const named = customers[0]?.code;
	const isClear =
		status.join() === 'success' &&
		!saysError &&
		customers.length === 1 &&
		deleted === 1 &&
		customers[0]?.status.join() === 'deleted';
	if (!isClear || named === undefined || !/^[\w-]+$/.test(named)) return undefined;
	const isSimilar =
		code.toLowerCase().includes(named.toLowerCase()) ||
		named.toLowerCase().replace(/^0+/, '') === code.toLowerCase().replace(/^0+/, '') ||
		Number(named) === Number(code);
	return isSimilar ? undefined : named;
}

/** A status that stands in several ways is all of them: which one counts is not for the more generous to say. */
interface Part {
	status: string[];
	/** Without white space around it. */
	code: string | undefined;
}

interface Response extends Part {
	customers: Part[];
	/** How many customers are deleted, wherever they stand. */
	deleted: number;
	/** Whether there is an error, or a status of one, anywhere. */
	saysError: boolean;
}

const unreadable: Response = {
	status: [],
	code: undefined,
	customers: [],
	deleted: 0,
	saysError: true,
};

function read(body: string): Response {
	return body.trim().startsWith('<') ? fromXml(body) : fromDeletionJson(body);
}

function fromDeletionJson(body: string): Response {
	const call = /^[^({[]*\(([^]*)\)\s*;?\s*$/.exec(body.trim());
	const value = fromJson(call?.[1] ?? body);
	if (!isObject(value)) return unreadable;
	const response = Object(Object.hasOwn(value, 'response') ? value['response'] : value);
	const partOf = (one: unknown): Part => {
		const { status, code, '@attributes': attributes } = Object(one) as Record<string, unknown>;
		return {
			status: [status, Object(attributes).status].flatMap((text) => text ?? []).map(textOf),
			code: typeof code === 'number' ? digitsOf(code, body) : textIn(code),
		};
	};
	const all = [...walk(value)];
	const customers = (response as Record<string, unknown>)['customer'];
	return {
		...partOf(response),
		customers: customers === undefined ? [] : [customers].flat().map(partOf),
		deleted: all.filter(
			({ key, value: one }) => /^customers?$/.test(key) && partOf(one).status.includes('deleted'),
		).length,
		saysError: all.some(
			({ key, value: one }) =>
				(/^errors?$/.test(key) && tells(one)) || (key === 'status' && one === 'error'),
		),
	};
}

/** A number as it is written behind a key `code`, if that is nothing but digits. */
function digitsOf(code: number, body: string): string | undefined {
	for (const [, digits] of body.matchAll(/"code"\s*:\s*(\d+)\s*[,}]/g)) {
		if (Number(digits) === code) return digits;
	}
	return undefined;
}

/** All values within a value, each with its key; those of a list have the list's. */
function* walk(value: unknown, key = ''): Generator<{ key: string; value: unknown }> {
	if (typeof value !== 'object' || value === null) return;
	for (const [name, inner] of Object.entries(value)) {
		const its = Array.isArray(value) ? key : name;
		yield { key: its, value: inner };
		yield* walk(inner, its);
	}
}

interface Element {
	name: string;
	attributes: Record<string, string>;
	children: Element[];
	text: string;
}

/** By a parser that accepts well-formed XML only. */
function fromXml(body: string): Response {
	// A raw `&` is what the node forgives, because the real service sends it.
	const reference = /&(?!(?:#\d+|#[xX][\da-fA-F]+|amp|lt|gt|quot|apos);)/g;
	const document = body.trim().replace(reference, '&amp;');
	const top: Element = { name: '', attributes: {}, children: [], text: '' };
	const open = [top];
	const all: Element[] = [];
	const current = () => open.at(-1) ?? top;
	const parser = new SaxesParser();
	parser.on('opentag', ({ name, attributes }) => {
		const element: Element = { name, attributes, children: [], text: '' };
		current().children.push(element);
		open.push(element);
		all.push(element);
	});
	parser.on('closetag', () => open.pop());
	parser.on('text', (text) => (current().text += text));
	parser.on('cdata', (text) => (current().text += text));
	let isWellFormed = true;
	parser.on('error', () => (isWellFormed = false));
	parser.write(document).close();
	const [response] = top.children;
	if (!isWellFormed || response?.name !== 'response') return unreadable;
	const partOf = ({ attributes, children }: Element): Part => ({
		status: [attributes['status'] ?? []].flat(),
		code: textIn(children.find(({ name }) => name === 'code')?.text),
	});
	return {
		...partOf(response),
		customers: response.children.filter(({ name }) => name === 'customer').map(partOf),
		deleted: all.filter(
			({ name, attributes }) => /^customers?$/.test(name) && attributes['status'] === 'deleted',
		).length,
		saysError: all.some(saysErrorItself),
	};
}

function saysErrorItself({ name, attributes, children, text }: Element): boolean {
	const isError = (one: string) => /^errors?$/.test(one);
	return (
		Object.entries(attributes).some(([key, value]) =>
			key === 'status' ? value === 'error' : isError(key) && value !== '',
		) ||
		(name === 'status' && text.trim() === 'error') ||
		(isError(name) &&
			(text.trim() !== '' || children.length > 0 || Object.keys(attributes).length > 0))
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

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
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

function textIn(value: unknown): string | undefined {
	return typeof value === 'string' ? value.trim() : undefined;
}
