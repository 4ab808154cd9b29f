import { isObject, own, parseJson, words } from './json';
import type { Reading } from './reading';
import { parseXml, textOf } from './xml';

/** An response of the delete service, whether it came as XML or JSON; what is missing or of another form is undefined. */
interface Deletion {
	status: unknown;
	error: string | undefined;
	message: string | undefined;
	/** Every customer that the response names. */
	customers: Array<{ status: unknown; code: unknown }>;
}

/**
 * Reads the body of a 2xx response to a deletion.
 *
 * The service sends its refusals with status 200 too, and its address also serves web pages, so only a response that
 * names exactly the deleted customer counts.
 *
 * @param sent the code that was sent, and the format that was asked for
 */
export function readDeletion(
	body: string,
	sent: { code: string; format: 'xml' | 'json' },
): Reading {
	const response = sent.format === 'xml' ? fromXml(body) : fromJson(body);
	if (response === undefined) {
		return {
			kind: 'unreadable',
			reason: `is no complete ${sent.format.toUpperCase()} of the service`,
		};
	}
	if (response.status !== 'success') {
		if (response.error !== undefined) return { kind: 'denied', message: response.error };
		if (response.status === 'error') return { kind: 'denied' };
		return { kind: 'unreadable', reason: 'does not say so' };
	}
	if (response.error !== undefined) {
		return { kind: 'unreadable', reason: 'contradicts itself: success, but with a refusal' };
	}
	const [customer, ...others] = response.customers;
	if (customer === undefined || others.length > 0) {
		return {
			kind: 'unreadable',
			reason: `names ${response.customers.length} customers instead of one`,
		};
	}
	if (customer.code !== sent.code) {
		return { kind: 'unreadable', reason: 'names another customer code than the one that was sent' };
	}
	if (customer.status !== 'deleted') {
		return { kind: 'unreadable', reason: 'does not call the customer deleted' };
	}
	return {
		kind: 'confirmed',
		...(response.message !== undefined && { message: response.message }),
	};
}

/**
 * The words of the service in a response of any status.
 *
 * @returns undefined where it is no response of this service
 */
export function deletionWords(body: string): string | undefined {
	const response = fromJson(body) ?? fromXml(body);
	return response?.error ?? response?.message;
}

function fromXml(body: string): Deletion | undefined {
	const root = parseXml(body);
	if (!isObject(root) || Object.keys(root).length !== 1) return undefined;
	const response = own(root, 'response');
	if (!isObject(response)) return undefined;
	return {
		status: own(response, '@status'),
		error: words(list(own(response, 'error')).map(textOf)),
		message: words(list(own(response, 'message')).map(textOf)),
		customers: list(own(response, 'customer')).map((customer) =>
			isObject(customer)
				? { status: own(customer, '@status'), code: textOf(own(customer, 'code')) }
				: { status: undefined, code: undefined },
		),
	};
}

function fromJson(body: string): Deletion | undefined {
	const root = parseJson(unwrapJsonp(body));
	if (!isObject(root)) return undefined;
	const wrapped = own(root, 'response');
	// Beside a wrapper there is nothing else, or one of the two could say yes and the other no.
	if (isObject(wrapped) && Object.keys(root).length > 1) return undefined;
	const response = isObject(wrapped) ? wrapped : root;
	return {
		status: own(response, 'status'),
		error: words(own(response, 'error')) ?? words(own(response, 'errors')),
		message: words(own(response, 'message')),
		customers: list(own(response, 'customer')).map((customer) =>
			isObject(customer)
				? { status: own(customer, 'status'), code: own(customer, 'code') }
				: { status: undefined, code: undefined },
		),
	};
}

/** Takes the call off a JSONP response: `name(…);`. Without backtracking, since responses may be made to provoke it. */
function unwrapJsonp(body: string): string {
	const text = body.replace(/^\uFEFF/, '').trim();
	const opening = /^(?:\/\*\*\/)?\s*[\p{ID_Continue}$.]+\s*\(/u.exec(text);
	const call = text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
	if (opening === null || !call.endsWith(')')) return text;
	return call.slice(opening[0].length, -1);
}

function list(value: unknown): unknown[] {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}
