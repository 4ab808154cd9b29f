import fc from 'fast-check';

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
 * The delete service's answer to a deletion that it carried out, as the API page shows it.
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

/** The delete service's refusal, as the API page shows it. */
export function refusedXml(message: string): string {
	return `<response status="error">\n<error>${escapeXml(message)}</error>\n</response>`;
}

/** Codes that may be sent (trimmed, not empty, whole characters) and that XML 1.0 can carry: no control characters. */
export function codeText(): fc.Arbitrary<string> {
	const sendable = (text: string) =>
		text !== '' && text === text.trim() && !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text);
	return fc
		.oneof(
			fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
			fc.string({ unit: fc.constantFrom(...`0123456789abcXYZ&<>"';#x-_/. `), minLength: 1 }),
		)
		.filter(sendable);
}
