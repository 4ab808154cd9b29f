import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { isObject, own } from './json';

const parser = new XMLParser({
	ignoreAttributes: false,
	attributeNamePrefix: '@',
	textNodeName: '#text',
	cdataPropName: '#cdata',
	alwaysCreateTextNode: true,
	ignoreDeclaration: true,
	ignorePiTags: true,
	// `textOf` decodes: what stands in CDATA is not to be decoded, and the parser would do it everywhere.
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
 * Parses an XML response. Any DOCTYPE is refused: entities defined in one can blow up to gigabytes. A raw `&`, which the
 * real service sends, is taken for the text it was meant to be.
 *
 * @returns elements as objects with attributes under `@name`, repeated elements as lists, and text for {@link textOf};
 * undefined when the text is no complete XML document
 */
export function parseXml(text: string): unknown {
	const document = text.replace(/^\uFEFF/, '').trim();
	if (!/^<[^]*>$/.test(document) || /<!DOCTYPE/i.test(document)) return undefined;
	// The validator takes no raw `&`, and minutes for a long run of spaces before a `=`.
	const toCheck = document
		.replace(/&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)/gi, '&amp;')
		.replace(/\s+/g, ' ');
	try {
		return XMLValidator.validate(toCheck) === true ? parser.parse(document) : undefined;
	} catch {
		// The parser refuses names such as `__proto__` and nesting beyond a hundred levels.
		return undefined;
	}
}

/**
 * The text of an element that holds nothing but text, with the five standard entities and character references decoded.
 *
 * @returns undefined for an element with attributes or other elements in it
 */
export function textOf(element: unknown): string | undefined {
	if (!isObject(element)) return undefined;
	const { '#text': text = '', '#cdata': cdata, ...others } = element;
	if (Object.keys(others).length > 0 || typeof text !== 'string') return undefined;
	if (cdata === undefined) return text.replace(reference, decode);
	const verbatim = isObject(cdata) ? own(cdata, '#text') : undefined;
	return typeof verbatim === 'string' && text.trim() === '' ? verbatim : undefined;
}

function decode(whole: string, decimal?: string, hex?: string, name?: string): string {
	if (name !== undefined) return standardEntities[name.toLowerCase()] ?? whole;
	const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
