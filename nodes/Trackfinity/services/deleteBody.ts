import { decodeXML } from 'entities';

import { hasError, isObject, objectsIn, own, parseJson, valuesOf } from '../responses/json';
import { hasWebPage, wordsIn } from '../responses/reading';
import { parseXml } from '../responses/xml';

type Fields = Record<string, unknown>;

const saidDeleted = /(?:status"?\s*[=:]\s*|<status>\s*)["']?deleted\b/i;
/** The key, whose value can only be told in what can be read as a whole. */
const deletedKey = /"deleted"\s*:|<deleted\b/i;
/** A code in XML, as an element or an attribute, or in JSON, as text or a number; not one that was cut off. */
const writtenCode =
	/<(?:customer_)?code\b[^<>]*>([^<>]*)<|<customer\b[^<>]*\s(?:customer_)?code=["']([^<>"']*)["']|"(?:customer_)?code"\s*:\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|(\d[\d.eE+-]*)\s*[,}])/gi;
/** Where a customer's code stands; with `@`, as an attribute in XML. */
export const codeNames = ['code', '@code', 'customer_code', '@customer_code'];
/** Values of `deleted` that mean nobody; and those that mean yes, a count or a time but no code. */
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
	const isPart = !isComplete && saysDeleted;
	const said = sayingOf(isPart ? objectsInPart(text, exactKeys) : objectsIn(value));
	const deleted = said.filter(({ isDeleted }) => isDeleted);
	// Beside a status, a text is data: a note of the customer, or words.
	const isData = said.some(({ statuses }) => statuses.length > 0);
	const inside = isData ? [] : sayingOf(objectsInside(value, exactKeys));
	const deletedInside = inside.filter(({ isDeleted }) => isDeleted);
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
		said,
		deleted,
		/** The same in a document that stands as a text in this one. */
		deletedInside,
		/** Whether there is an error anywhere, told as such or as a status. */
		hasErrorWithin: said.some(({ isError }) => isError),
		/** Whether one status says that it worked, and another, wherever it stands, that there is no such customer. */
		saysBoth: ['success', 'no_match'].every((word) =>
			said.some(({ statuses }) => statuses.includes(word)),
		),
		/** Whether it tells of a deletion, also where it can't be read as a whole. */
		saysDeleted: saysDeleted || deleted.length + deletedInside.length > 0,
		/** Returns the service's own words, if any; HTML has none. A function, because most responses don't need them. */
		words: () => wordsIn(body, isPage ? undefined : (response ?? value)),
	};
}

/** The objects of documents that are texts in a value, as when PHP encodes JSON twice. */
function objectsInside(value: unknown, exactKeys: readonly string[]): Fields[] {
	const texts = [...objectsIn({ value })].flatMap((object) => Object.values(object)).flat();
	return texts.flatMap((text) => {
		const isDocument = typeof text === 'string' && /^\s*[{[<]/.test(text) && /deleted/i.test(text);
		return isDocument ? [...objectsIn(parse(text.trim(), exactKeys).value)] : [];
	});
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
 * The objects in a text that can't be read as a whole: those of the one document in it that can, after what PHP printed, or
 * one with every code, since any may be the deleted customer's. Codes in a web page are something else.
 */
function objectsInPart(text: string, exactKeys: readonly string[]): Iterable<Fields> {
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
			// Two values never make a yes.
			element[key] = Object.hasOwn(element, key) ? [element[key], text] : text;
		}
	}
}

/** What objects that may be customers say, with all their codes; numbers are as they are written. */
function sayingOf(objects: Iterable<Fields>) {
	const all = Array.from(objects, (object) => {
		const statuses = valuesOf(object, ['status', '@status'])
			.flatMap(textsOf)
			.map((status) => status.toLowerCase());
		const marks = valuesOf(object, ['deleted']).filter(isMark);
		const listed = marks.filter((value) => typeof value === 'object');
		// A number in JSON is a count or a time.
		const texts = marks.filter((value) => typeof value === 'string').flatMap(textsOf);
		return {
			object,
			/** All of them, in lower case, also from a list or with attributes. */
			statuses,
			isError: hasError(object) || statuses.includes('error'),
			isDeleted: statuses.includes('deleted') || marks.length > 0,
			codes: [...valuesOf(object, codeNames), ...listed].flatMap(textsOf),
			perhaps: texts.filter((text) => !notACode.test(text)),
		};
	});
	// Where a status says who was deleted, a text under `deleted` means something else, though nobody knows what.
	const isClear = all.some(
		({ statuses, codes }) => statuses.includes('deleted') && codes.some(Boolean),
	);
	const deletedBelow = new Set<unknown>();
	// Outer objects come first: customers in one that is deleted are deleted, too.
	for (const one of all) {
		one.isDeleted ||= deletedBelow.has(one.object);
		one.codes.push(...one.perhaps.map((text) => (isClear ? '' : text)));
		if (isClear || !one.isDeleted) continue;
		const below = valuesOf(one.object, ['customer', 'customers', 'deleted']).flat(2);
		for (const inner of below) deletedBelow.add(inner);
	}
	return all;
}

function isMark(value: unknown): boolean {
	if (isObject(value) || Array.isArray(value)) return Object.keys(value).length > 0;
	return !nobody.test(String(value).trim());
}

/**
 * The texts of a code or status, which may be a list, in a customer, or have attributes. No deeper, since a response may be
 * nested to take long: a value without a text gives an empty one, which is nobody's code.
 */
function textsOf(value: unknown): string[] {
	// The usual case.
	if (typeof value === 'string') return [value.trim()];
	const unfold = (values: readonly unknown[], keys: readonly string[]) =>
		values.flat(2).flatMap((one) => (isObject(one) ? keys.map((key) => own(one, key)) : [one]));
	const texts = unfold(unfold([value], ['#text', 'code', '0']), ['#text']).flatMap((one) =>
		typeof one === 'string' || typeof one === 'number' ? String(one).trim() : [],
	);
	return texts.length === 0 && isMark(value) ? [''] : texts;
}
