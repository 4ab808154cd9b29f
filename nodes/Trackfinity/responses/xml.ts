import { decodeXML } from 'entities';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { isObject, objectsIn } from './json';

const parser = new XMLParser({
	ignoreAttributes: false,
	attributeNamePrefix: '@',
	// Codes are text: conversion would drop leading zeros and the last digits of long ones.
	parseTagValue: false,
	trimValues: false,
	// Paths would be built for every tag, to no use.
	jPath: false,
	// The parser's own doesn't know `&#65;`. Only the five standard names count; others are left as they are.
	entityDecoder: {
		decode: decodeXML,
		reset: () => undefined,
		setXmlVersion: () => undefined,
		setExternalEntities: () => undefined,
		addInputEntities: () => undefined,
	},
});

/**
 * Parses an XML response, trimmed, into an object with the one root element; undefined when it is no complete document, or has a
 * DOCTYPE, whose entities can blow up to gigabytes. An element is its text where it holds nothing else, and otherwise an
 * object: attributes under `@name`, elements under their name (as a list where there are several), text under `#text`.
 */
export function parseXml(text: string): Record<string, unknown> | undefined {
	const document = text.replace(/^<\?xml\s[^<>?]*\?>\s*/, '');
	// Cut off in its last tag: the validator takes it for complete, and the parser closes it.
	if (!document.endsWith('>')) return undefined;
	// Declarations such as a DOCTYPE; and what validator and parser read differently: processing instructions, and closing
	// tags that close themselves.
	if (/<(?:\?|!(?!--|\[CDATA\[)|\/[^<>]*\/>)/.test(document)) return undefined;
	try {
		// The validator takes no raw `&`, which the real service sends.
		if (XMLValidator.validate(document.replaceAll('&', '&amp;')) !== true) return undefined;
		// Inside another element, because parser and validator both pass over text behind a root that closes itself.
		const { around }: { around?: unknown } = parser.parse(`<around>${document}</around>`);
		if (!isObject(around)) return undefined;
		dropBlank(around);
		const [element, ...others] = Object.values(around);
		return others.length > 0 || Array.isArray(element) ? undefined : around;
	} catch {
		// The parser refuses names such as `__proto__` and nesting beyond a hundred levels.
		return undefined;
	}
}

/** White space between elements is no text, and an element of nothing else is empty. */
function dropBlank(value: Record<string, unknown>): void {
	for (const element of objectsIn(value)) {
		for (const [name, inner] of Object.entries(element)) {
			if (typeof inner !== 'string' || name.startsWith('@') || inner.trim() !== '') continue;
			if (name === '#text') delete element[name];
			else element[name] = '';
		}
	}
}
