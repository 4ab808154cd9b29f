import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { isObject } from './json';
import { trimmed } from './text';

const parser = new XMLParser({
	// Texts and CDATA would else lose their order.
	preserveOrder: true,
	ignoreAttributes: false,
	attributeNamePrefix: '@',
	textNodeName: '#text',
	cdataPropName: '#cdata',
	// `decode` does it: what stands in CDATA is not to be decoded, and the parser would do it everywhere.
	processEntities: false,
	// Codes are text: conversion would drop leading zeros and the last digits of long ones.
	parseTagValue: false,
	parseAttributeValue: false,
	trimValues: false,
});

const standardEntities: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
};

const reference = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi;

/**
 * Parses an XML response. One with a DOCTYPE isn't read: entities defined there can blow up to gigabytes. A raw `&`, which
 * the real service sends, is taken for the text it was meant to be.
 *
 * @returns an object with the one root element. An element is its text where it holds nothing else, and otherwise an
 * object: attributes under `@name`, elements under their name (as a list where there are several), text among them under
 * `#text`; undefined when the text is no complete XML document
 */
export function parseXml(text: string): Record<string, unknown> | undefined {
	const document = trimmed(text).replace(/^<\?xml\s[^<>?]*\?>\s*/, '');
	// Cut off in its last tag: the validator takes it for complete, and the parser closes it.
	if (!document.endsWith('>')) return undefined;
	// Declarations such as a DOCTYPE; and what validator and parser take for different things: processing instructions, and
	// closing tags that close themselves.
	if (/<(?:\?|!(?!--|\[CDATA\[)|\/[^<>]*\/>)/.test(document)) return undefined;
	// The validator takes no raw `&`.
	const toCheck = document.replaceAll('&', '&amp;');
	try {
		if (XMLValidator.validate(toCheck) !== true) return undefined;
		// Inside another element, because parser and validator both pass over text behind a root that closes itself.
		const [around] = list(parser.parse(`<around>${document}</around>`)).map(asObject);
		const root = toValue(around?.around, undefined);
		if (!isObject(root)) return undefined;
		const [element, ...others] = Object.values(root);
		return others.length > 0 || Array.isArray(element) ? undefined : root;
	} catch {
		// The parser refuses names such as `__proto__` and nesting beyond a hundred levels.
		return undefined;
	}
}

/** The value of an element, as {@link parseXml} describes it, from what the parser gives. */
function toValue(nodes: unknown, attributes: unknown): unknown {
	let text = '';
	const fields = new Map<string, unknown[]>();
	for (const [name, value] of Object.entries(isObject(attributes) ? attributes : {})) {
		fields.set(name, [decode(value)]);
	}
	for (const node of list(nodes)) {
		const { ':@': nodeAttributes, '#text': raw, '#cdata': cdata, ...elements } = asObject(node);
		text += decode(raw);
		for (const { '#text': verbatim } of list(cdata).map(asObject)) text += asText(verbatim);
		for (const [name, children] of Object.entries(elements)) {
			const value = toValue(children, nodeAttributes);
			const siblings = fields.get(name);
			if (siblings === undefined) fields.set(name, [value]);
			else siblings.push(value);
		}
	}
	if (text.trim() === '') text = '';
	if (fields.size === 0) return text;
	if (text !== '') fields.set('#text', [text]);
	return Object.fromEntries(
		[...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
	);
}

function list(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

function asObject(value: unknown): Record<string, unknown> {
	return isObject(value) ? value : {};
}

function asText(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** A text with the five standard entities and character references decoded, and all others left as they are. */
function decode(value: unknown): string {
	return asText(value).replace(
		reference,
		(whole: string, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return standardEntities[name.toLowerCase()] ?? whole;
			const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
			return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
		},
	);
}
