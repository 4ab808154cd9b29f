import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
	ignoreAttributes: false,
	attributeNamePrefix: '@',
	textNodeName: '#text',
	alwaysCreateTextNode: true,
	ignoreDeclaration: true,
	ignorePiTags: true,
	// Codes are text: conversion would drop leading zeros and the last digits of long ones.
	parseTagValue: false,
	parseAttributeValue: false,
	trimValues: false,
});

/**
 * Parses an XML answer. Only the five standard entities are known, and any DOCTYPE is refused: entities defined in one
 * can blow up to gigabytes. A raw `&`, which the real service sends, is read as the text it was meant to be.
 *
 * @returns elements as objects with attributes under `@name` and text under `#text`, repeated elements as lists; or
 * undefined when the text is no complete XML document
 */
export function parseXml(text: string): unknown {
	const document = text.replace(/^\uFEFF/, '').trim();
	if (!/^<[^]*>$/.test(document) || /<!DOCTYPE/i.test(document)) return undefined;
	const escaped = document.replace(/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/gi, '&amp;');
	try {
		return XMLValidator.validate(escaped) === true ? parser.parse(escaped) : undefined;
	} catch {
		// The parser refuses names such as `__proto__` and nesting beyond a hundred levels.
		return undefined;
	}
}
