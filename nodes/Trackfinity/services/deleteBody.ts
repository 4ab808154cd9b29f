import { hasError, isObject, objectsIn, own, parseJson, valuesOf } from '../responses/json';
import { extractMessage, plainText, withMessage } from '../responses/reading';
import { parseXml } from '../responses/xml';

type Fields = Record<string, unknown>;

const deleted = /(?:status"?\s*[=:]\s*|<status>\s*)["']?deleted\b|"deleted"\s*:|<deleted\b/i;
/** A code in XML, as an element or an attribute, or in JSON, as text or a number; not one that was cut off. */
const writtenCode =
	/<code\b[^<>]{0,100}>([^<>]*)<|<customer\b[^<>]{0,100}\scode=["']([^<>"']*)["']|"code"\s*:\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|(\d[\d.eE+-]*)\s*[,}])/gi;
/** What says under `deleted` that nobody was; and what says that, how many or when, but not who. */
const nobody = /^(?:|0|no|false|null)$/i;
const notACode = /^(?:1|yes|true|\d{4}-\d\d-\d\d\b.*|\d\d?[./]\d\d?[./]\d{4}\b.*)$/i;

/**
 * Takes a body of the Delete service apart, whichever format was asked for. Throws for one that is nested too deeply.
 *
 * @param exactKeys where JSON has a number under one of these, it counts by its digits
 */
export function parseBody(body: string, exactKeys: readonly string[] = []) {
	const text = body.trim();
	const { isXml, hasAttributes, hasDuplicateKey, value } = parse(text, exactKeys);
	const isComplete = value !== undefined;
	const response = unwrap(value, isXml);
	const objects = [...objectsIn(value)];
	const said = objects.map(saidBy);
	const saysDeleted = deleted.test(body);
	const isPage = isXml && isObject(value) && Object.hasOwn(value, 'html');
	const words = !isComplete || isPage ? plainText(body) : extractMessage(response ?? value);
	return {
		isComplete,
		hasDuplicateKey,
		/** The object that holds the status. */
		response,
		/** The status of the response, or of a customer in it: an attribute in XML and in what PHP made of it, a key in JSON. */
		statusOf: (object: unknown): unknown => {
			if (!isObject(object)) return undefined;
			const isAttribute = isXml || (hasAttributes && Object.hasOwn(object, '@status'));
			return own(object, isAttribute ? '@status' : 'status');
		},
		objects,
		/** What may be customers, wherever they stand. */
		named: isComplete || !saysDeleted ? said : saidInPart(text, exactKeys),
		/** Whether there is an error anywhere, told as such or as a status. */
		hasErrorWithin: said.some(({ isError }) => isError),
		/** Whether it tells of a deletion, also where it can't be read as a whole. */
		saysDeleted,
		/** The service's own words, if there are any; none are in HTML. */
		words: withMessage(words),
	};
}

/** Whether a status is a word, in any letter case. */
export function isWord(status: unknown, word: string): boolean {
	return typeof status === 'string' && status.trim().toLowerCase() === word;
}

function parse(text: string, exactKeys: readonly string[]) {
	const isXml = text.startsWith('<');
	const json = isXml ? undefined : parseJsonp(text, exactKeys);
	const value = isXml ? parseXml(text) : json?.value;
	const hasAttributes = json !== undefined && text.includes('"@attributes"');
	if (hasAttributes) raiseAttributes(value);
	return { isXml, hasAttributes, hasDuplicateKey: json?.hasDuplicateKey === true, value };
}

/**
 * What is said in a text that can't be read as a whole: in the document behind what PHP printed, or else, since any code in
 * it may be that of who was deleted, all that stand there.
 */
function saidInPart(text: string, exactKeys: readonly string[]): Array<ReturnType<typeof saidBy>> {
	const start = Math.max(0, text.search(/<response\b|\{\s*"/));
	const end = text[start] === '<' ? '</response>' : '}';
	const { value } = parse(text.slice(start, text.lastIndexOf(end) + end.length), exactKeys);
	if (value !== undefined) return [...objectsIn(value)].map(saidBy);
	const codes = Array.from(text.matchAll(writtenCode), ([, element, attribute, json, number]) => {
		if (json !== undefined) return parseJson(json)?.value;
		return number ?? parseXml(`<code>${element ?? attribute}</code>`)?.['code'];
	});
	return [{ isError: false, isDeleted: true, codes: codes.flatMap(codesOf) }];
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
	// Beside a wrapper there is nothing else, or one of the two could say yes and the other no.
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
			// Two values are none that says yes.
			element[key] = Object.hasOwn(element, key) ? [element[key], text] : text;
		}
	}
}

/** What an object says, which may be a customer, with all codes that it gives; numbers are as they are written. */
function saidBy(object: Fields) {
	const codes = valuesOf(object, ['code', '@code', 'customer_code']).flatMap(codesOf);
	const statuses = valuesOf(object, ['status', '@status']);
	let isDeleted = statuses.some((status) => isWord(status, 'deleted'));
	for (const value of valuesOf(object, ['deleted'])) {
		const isList = typeof value === 'object' && value !== null;
		const text = String(value).trim();
		if (!isList && nobody.test(text)) continue;
		// Beside a code, any other value is about that customer.
		const gone = isList || (codes.length === 0 && !notACode.test(text)) ? codesOf(value) : [];
		codes.push(...gone);
		isDeleted ||= codes.length > 0;
	}
	const isError = hasError(object) || statuses.some((status) => isWord(status, 'error'));
	return { isError, isDeleted, codes };
}

/** A code, also one of several, of a customer, or with attributes. */
function codesOf(value: unknown): string[] {
	if (typeof value === 'string' || typeof value === 'number') return [String(value).trim()];
	if (Array.isArray(value)) return value.flatMap(codesOf);
	return isObject(value) ? ['#text', 'code'].flatMap((key) => codesOf(own(value, key))) : [];
}
