import { hasError, isObject, objectsIn, own, parseJson, valuesOf } from '../responses/json';
import { extractMessage, hasWebPage, plainText, withMessage } from '../responses/reading';
import { decodeText, parseXml } from '../responses/xml';

type Fields = Record<string, unknown>;

const saidDeleted = /(?:status"?\s*[=:]\s*|<status>\s*)["']?deleted\b/i;
/** The key, whose value can only be told in what can be read as a whole. */
const deletedKey = /"deleted"\s*:|<deleted\b/i;
/** A code in XML, as an element or an attribute, or in JSON, as text or a number; not one that was cut off. */
const writtenCode =
	/<(?:customer_)?code\b[^<>]*>([^<>]*)<|<customer\b[^<>]*\s(?:customer_)?code=["']([^<>"']*)["']|"(?:customer_)?code"\s*:\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|(\d[\d.eE+-]*)\s*[,}])/gi;
/** Values of `deleted` that mean nobody; and those that mean yes, a count or a time but no code. */
const nobody = /^(?:|0|n|no|none|false|null)$/i;
const notACode =
	/^(?:1|y|yes|true|ok|done|success|deleted|permanently|\d{4}-\d\d-\d\d.*|\d\d?[./ ]\w{1,9}[./ ]\d{2,4}.*|\w{3,9} \d\d?, \d{4}.*)$/i;

/**
 * Takes a body of the Delete service apart, whichever format was asked for. Throws for one that is nested too deeply.
 *
 * @param exactKeys numbers under these keys in JSON count by their digits
 */
export function parseBody(body: string, exactKeys: readonly string[] = []) {
	const text = body.trim();
	const { isXml, hasAttributes, hasDuplicateKey, value } = parse(text, exactKeys);
	const isComplete = value !== undefined;
	const response = unwrap(value, isXml);
	const objects = [...objectsIn(value)];
	const saysDeleted = saidDeleted.test(text) || (!isComplete && deletedKey.test(text));
	const said = isComplete || !saysDeleted ? sayingOf(objects) : saidInPart(text, exactKeys);
	// Beside a status, a text is data: a note of the customer, or words.
	const hasStatus = said.some(({ statuses }) => statuses.length > 0);
	const inside = hasStatus
		? []
		: sayingOf(objectsInside(value, exactKeys)).filter(({ isDeleted }) => isDeleted);
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
		objects,
		/** What may be customers, wherever they stand. */
		named: said,
		/** What a document that stands as a text in this one tells of deletions. */
		inside,
		/** Whether there is an error anywhere, told as such or as a status. */
		hasErrorWithin: said.some(({ isError }) => isError),
		/** Whether one status says that it worked, and another, wherever it stands, that there is no such customer. */
		saysBoth: ['success', 'no_match'].every((word) =>
			said.some(({ statuses }) => statuses.includes(word)),
		),
		/** Whether it tells of a deletion, also where it can't be read as a whole. */
		saysDeleted: saysDeleted || [...said, ...inside].some(({ isDeleted }) => isDeleted),
		/** Returns the service's own words, if any; HTML has none. A function, because most responses don't need them. */
		words: () =>
			withMessage(isComplete && !isPage ? extractMessage(response ?? value) : plainText(body)),
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

/** Whether a status is a word, in any letter case. */
export function isWord(status: unknown, word: string): boolean {
	return typeof status === 'string' && status.trim().toLowerCase() === word;
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
 * What is said in a text that can't be read as a whole. Any code in it may be the deleted customer's, unless all about
 * customers is in one document that can be read, after what PHP printed. Codes in a web page are something else.
 */
function saidInPart(text: string, exactKeys: readonly string[]): Said[] {
	const start = Math.max(0, text.search(/<response\b|\{\s*"/));
	const closing = text[start] === '<' ? '</response>' : '}';
	const end = text.lastIndexOf(closing) + closing.length;
	const around = text.slice(0, start) + text.slice(end);
	const isPage = hasWebPage(text);
	if (isPage || !/code|deleted/i.test(around)) {
		const { value, hasDuplicateKey } = parse(text.slice(start, end), exactKeys);
		if (value !== undefined && !hasDuplicateKey) return sayingOf([...objectsIn(value)]);
	}
	if (isPage) return [];
	const marked = text.replace(/<!\[CDATA\[|\]\]>/g, '');
	const codes = Array.from(marked.matchAll(writtenCode), ([, element, attribute, json, number]) =>
		json === undefined ? decodeText(element ?? attribute ?? number ?? '') : parseJson(json)?.value,
	);
	const all = codes.flatMap(textsOf);
	return [{ statuses: [], isError: false, isDeleted: true, isCustomer: true, codes: all }];
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

/** What an object that may be a customer says, with all its codes; numbers are as they are written. */
interface Said {
	/** All of them, in lower case, also from a list or with attributes. */
	statuses: string[];
	isError: boolean;
	isDeleted: boolean;
	/** Whether it seems to be one of the customers. */
	isCustomer: boolean;
	codes: string[];
}

function sayingOf(objects: Fields[]): Said[] {
	const all = objects.map((object) => {
		const statuses = valuesOf(object, ['status', '@status'])
			.flatMap(textsOf)
			.map((status) => status.toLowerCase());
		const hasStatus = statuses.includes('deleted');
		const marks = valuesOf(object, ['deleted']).filter(isMark);
		const listed = marks.filter((value) => typeof value === 'object');
		const given = [
			...valuesOf(object, ['code', '@code', 'customer_code', '@customer_code']),
			...listed,
		];
		return {
			statuses,
			isError: hasError(object) || statuses.includes('error'),
			hasStatus,
			isDeleted: hasStatus || marks.length > 0,
			/** Customers in it, who are deleted if it is. */
			below: valuesOf(object, ['customer', 'customers', 'deleted']).flat(2),
			object,
			codes: given.flatMap(textsOf),
			// A number in JSON is a count or a time.
			perhaps: marks.filter((value) => typeof value === 'string' && !notACode.test(value.trim())),
		};
	});
	// Where a status says who was deleted, a text under `deleted` means something else, though nobody knows what.
	const isClear = all.some(({ hasStatus, codes }) => hasStatus && codes.some(Boolean));
	const deletedBelow = new Set<unknown>();
	return all.map(({ statuses, isError, hasStatus, below, object, codes, perhaps, ...one }) => {
		const isDeleted = one.isDeleted || deletedBelow.has(object);
		const isCustomer = hasStatus || codes.length + perhaps.length > 0;
		if (!isClear) codes.push(...perhaps.flatMap(textsOf));
		// Outer objects come first.
		if (!isClear && isDeleted) for (const inner of below) deletedBelow.add(inner);
		return { statuses, isError, isDeleted, isCustomer, codes };
	});
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
	const texts = [value]
		.flat(2)
		.flatMap((one) =>
			isObject(one) ? [own(one, '#text'), own(one, 'code'), own(one, '0')] : [one],
		)
		.flat(2)
		.map((one) => (isObject(one) ? own(one, '#text') : one))
		.flatMap((one) =>
			typeof one === 'string' || typeof one === 'number' ? String(one).trim() : [],
		);
	return texts.length === 0 && isMark(value) ? [''] : texts;
}
