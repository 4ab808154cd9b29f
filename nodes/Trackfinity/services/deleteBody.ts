import { decodeXML } from 'entities';

import {
	hasError,
	isObject,
	objectsIn,
	own,
	parseJson,
	valuesOf,
	withAttributes,
} from '../responses/json';
import { hasWebPage, wordsIn } from '../responses/reading';
import { parseXml } from '../responses/xml';

type Fields = Record<string, unknown>;

const saidDeleted = /(?:status"?\s*[=:]\s*|<status>\s*)["']?deleted\b/i;
/** A key `deleted`, whose value only counts in a complete document. */
const deletedKey = /"deleted"\s*:|<deleted\b/i;
/** A code in XML, as an element or an attribute, or in JSON, as text or a number; not one that was cut off. */
const writtenCode =
	/<(?:customer_)?code\b[^<>]*>([^<>]*)<|<customer\b[^<>]*\s(?:customer_)?code=["']([^<>"']*)["']|"(?:customer_)?code"\s*:\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|(\d[\d.eE+-]*)\s*[,}])/gi;
/** The keys of a customer's code, whose numbers count by their digits. */
export const codeKeys = ['code', 'customer_code'];
export const codeNames = withAttributes(...codeKeys);
export const statusKeys = withAttributes('status');
/** Values of `deleted` that mean nobody; and those that mean yes, a count or a time, but aren't a code. */
const nobody = /^(?:|0|n|no|none|false|null)$/i;
const notACode =
	/^(?:1|y|yes|true|ok|done|success|deleted|permanently|\d{4}-\d\d-\d\d.*|\d\d?[./ ]\w{1,9}[./ ]\d{2,4}.*|\w{3,9} \d\d?, \d{4}.*)$/i;

/** Takes a body of the Delete service apart; numbers under `exactKeys` count by their digits. Throws if nested too deeply. */
export function parseBody(body: string, exactKeys: readonly string[] = []) {
	const text = body.trim();
	const { isXml, hasAttributes, hasDuplicateKey, value } = parse(text, exactKeys);
	const isComplete = value !== undefined;
	const response = unwrap(value, isXml);
	const saysDeleted = saidDeleted.test(text) || (!isComplete && deletedKey.test(text));
	const isFragment = !isComplete && saysDeleted;
	const records = toRecords(isFragment ? objectsInFragment(text, exactKeys) : objectsIn(value));
	const deleted = records.filter(({ isDeleted }) => isDeleted);
	// Beside a status, a text is data, such as a note on the customer, and never a document.
	const isData = records.some(({ statuses }) => statuses.length > 0);
	const recordsInTexts = isData ? [] : toRecords(objectsInTexts(value, exactKeys));
	const deletedInTexts = recordsInTexts.filter(({ isDeleted }) => isDeleted);
	const isPage = isXml && isObject(value) && Object.hasOwn(value, 'html');
	return {
		isComplete,
		hasDuplicateKey,
		/** The object that holds the status. */
		response,
		/** The status of the response, or of a customer in it: an attribute in XML and in what PHP made of it, a key in JSON. */
		statusOf: (object: Fields): unknown => {
			const isAttribute = isXml || (hasAttributes && Object.hasOwn(object, '@status'));
			return own(object, isAttribute ? '@status' : 'status');
		},
		/** What may be customers, wherever they stand; of these, who is deleted. */
		records,
		deleted,
		/** The same in documents that are texts in this one. */
		deletedInTexts,
		/** Whether there is an error anywhere, told as such or as a status. */
		hasErrorWithin: records.some(({ isError }) => isError),
		/** Whether one status says that it worked, and another, wherever it stands, that there is no such customer. */
		saysBoth: ['success', 'no_match'].every((word) =>
			records.some(({ statuses }) => statuses.includes(word)),
		),
		/** Whether it tells of a deletion, also where it can't be read as a whole. */
		saysDeleted: saysDeleted || deleted.length + deletedInTexts.length > 0,
		/** Returns the service's own words, if any; HTML has none. A function, because most responses don't need them. */
		words: () => wordsIn(body, isPage ? undefined : (response ?? value)),
	};
}

/** The objects of documents that are texts in a value, as when PHP encodes JSON twice. */
function objectsInTexts(value: unknown, exactKeys: readonly string[]): Fields[] {
	const texts = [...objectsIn({ value })].flatMap((object) => Object.values(object)).flat();
	return texts
		.filter((text) => typeof text === 'string')
		.filter((text) => /deleted/i.test(text))
		.flatMap((text) => [...objectsIn(parse(text.trim(), exactKeys).value)]);
}

function parse(text: string, exactKeys: readonly string[]) {
	const isXml = text.startsWith('<');
	const json = isXml ? undefined : parseJsonp(text, exactKeys);
	const value = isXml ? parseXml(text) : json?.value;
	const hasAttributes = text.includes('"@attributes"');
	if (hasAttributes) raiseAttributes(value);
	return { isXml, hasAttributes, hasDuplicateKey: json?.hasDuplicateKey === true, value };
}

/**
 * The objects in a text that isn't a whole document: those of the one document that is in it, as behind a PHP message, else
 * one object with every code, since any may be the deleted customer's. Codes in a web page mean nothing.
 */
function objectsInFragment(text: string, exactKeys: readonly string[]): Iterable<Fields> {
	const start = Math.max(0, text.search(/<response\b|\{\s*"/));
	const closing = text[start] === '<' ? '</response>' : '}';
	const end = text.lastIndexOf(closing) + closing.length;
	const around = text.slice(0, start) + text.slice(end);
	const isPage = hasWebPage(text);
	if (isPage || !/code|deleted/i.test(around)) {
		const { value, hasDuplicateKey } = parse(text.slice(start, end), exactKeys);
		if (value !== undefined && !hasDuplicateKey) return objectsIn(value);
	}
	if (isPage) return [];
	const marked = text.replace(/<!\[CDATA\[|\]\]>/g, '');
	const code = Array.from(marked.matchAll(writtenCode), ([, element, attribute, json, number]) =>
		json === undefined ? decodeXML(element ?? attribute ?? number ?? '') : parseJson(json)?.value,
	);
	return [{ status: 'deleted', code }];
}

/** The JSON in a body, or in a call: `name(…);`. Without backtracking, since responses may be made to provoke it. */
function parseJsonp(text: string, exactKeys: readonly string[]): ReturnType<typeof parseJson> {
	const opening = /^(?:\/\*\*\/)?\s*[\p{ID_Continue}$.]+\s*\(/u.exec(text);
	if (opening === null) return parseJson(text, exactKeys);
	const call = text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
	const json = parseJson(call.slice(opening[0].length, -1), exactKeys);
	// Texts for people may look like a call, too: "Not found (404)".
	return call.endsWith(')') && isObject(json?.value) ? json : undefined;
}

/** In XML always the element `response`, in JSON with or without such a wrapper. */
function unwrap(value: unknown, isXml: boolean): Fields | undefined {
	if (!isObject(value)) return undefined;
	const wrapped = own(value, 'response');
	if (isXml && typeof wrapped === 'string') return { '#text': wrapped };
	if (!isObject(wrapped)) return isXml ? undefined : value;
	// Nothing may stand beside the wrapper: one could say yes and the other no.
	return Object.keys(value).length === 1 ? wrapped : undefined;
}

/** Puts the attributes, which PHP's json_encode leaves in an object of their own, where {@link parseXml} has them. */
function raiseAttributes(value: unknown): void {
	for (const element of objectsIn(value)) {
		const attributes = own(element, '@attributes');
		if (!isObject(attributes)) continue;
		delete element['@attributes'];
		for (const [name, text] of Object.entries(attributes)) {
			const key = `@${name}`;
			// As a list, two values never make a yes.
			element[key] = Object.hasOwn(element, key) ? [element[key], text] : text;
		}
	}
}

/** Reads the objects of a response, any of which may be a customer: statuses, codes (numbers as they are written), deletion. */
function toRecords(objects: Iterable<Fields>) {
	const records = Array.from(objects, (object) => {
		const statuses = valuesOf(object, statusKeys)
			.flatMap(textsOf)
			.map((status) => status.toLowerCase());
		const deletedValues = valuesOf(object, ['deleted']).filter(meansSomebody);
		const nested = deletedValues.filter((value) => typeof value === 'object');
		// A number in JSON is a count or a time.
		const texts = deletedValues.filter((value) => typeof value === 'string').flatMap(textsOf);
		return {
			object,
			/** All of them, in lower case, also from a list or with attributes. */
			statuses,
			isError: hasError(object) || statuses.includes('error'),
			isDeleted: statuses.includes('deleted') || deletedValues.length > 0,
			codes: [...valuesOf(object, codeNames), ...nested].flatMap(textsOf),
			possibleCodes: texts.filter((text) => !notACode.test(text)),
		};
	});
	// Where a status says who was deleted, a text under `deleted` may mean anything: it counts as an empty code.
	const isCodeKnown = records.some(
		({ statuses, codes }) => statuses.includes('deleted') && codes.some(Boolean),
	);
	const deletedBelow = new Set<unknown>();
	// Customers inside a deleted object are deleted, too; outer objects come first.
	for (const record of records) {
		record.isDeleted ||= deletedBelow.has(record.object);
		record.codes.push(...record.possibleCodes.map((text) => (isCodeKnown ? '' : text)));
		if (isCodeKnown || !record.isDeleted) continue;
		const below = valuesOf(record.object, ['customer', 'customers', 'deleted']).flat(2);
		for (const inner of below) deletedBelow.add(inner);
	}
	return records;
}

/** Whether a value, such as that of `deleted`, is anything but a no or nothing. */
export function meansSomebody(value: unknown): boolean {
	if (isObject(value) || Array.isArray(value)) return Object.keys(value).length > 0;
	return !nobody.test(String(value).trim());
}

/**
 * The texts of a code or status, which may be a list, in a customer, or have attributes. No deeper, since a response may be
 * nested to take long: a value without a text gives an empty one, which is nobody's code.
 */
function textsOf(value: unknown): string[] {
	// Nearly all are, and what follows takes time.
	if (typeof value === 'string') return [value.trim()];
	const unfold = (values: readonly unknown[], keys: readonly string[]) =>
		values.flat(2).flatMap((one) => (isObject(one) ? keys.map((key) => own(one, key)) : [one]));
	const texts = unfold(unfold([value], ['#text', 'code', '0']), ['#text']).flatMap((one) =>
		typeof one === 'string' || typeof one === 'number' ? String(one).trim() : [],
	);
	return texts.length === 0 && meansSomebody(value) ? [''] : texts;
}
