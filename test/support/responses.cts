import fc from 'fast-check';

import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import { character } from './characters.cts';

/** The text as XML writes it, with the five standard entities. */
export function escapeXml(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&apos;');
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

/** What a body says that says yes. */
export function yes(message?: string): Reading {
	return { kind: 'confirmed', ...(message !== undefined && { message }) };
}

/** What a body says that says no. */
export function no(message?: string): Reading {
	return { kind: 'rejected', ...(message !== undefined && { message }) };
}

/** What a body says that says nothing. */
export function nothing(reason: string, message?: string): Reading {
	return { kind: 'unclear', reason, ...(message !== undefined && { message }) };
}

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
