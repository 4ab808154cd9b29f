import { hasError, isObject, objectsIn, own, parseJson, valuesOf } from '../responses/json';
import { extractMessage, plainText, withMessage } from '../responses/reading';
import { parseXml } from '../responses/xml';

type Fields = Record<string, unknown>;

/** Numbers under these keys count by their digits. */
const exactKeys = ['code', 'card_number', 'email', 'customer_username'];

const deleted = /(?:status"?\s*[=:]\s*|<status>\s*)["']?deleted\b|"deleted"\s*:/i;
const anyCode = /(?:<code\b[^<>]{0,100}>|"code"\s*:\s*"?|\bcode=["'])\s*([^<>"',{}[\]\s]+)/gi;

/** Takes a body of the Delete service apart, whichever format was asked for. Throws for one that is nested too deeply. */
export function parseBody(body: string) {
	const text = body.trim();
	const isXml = text.startsWith('<');
	const json = isXml ? undefined : parseJsonp(text);
	const hasAttributes = json !== undefined && text.includes('"@attributes"');
	const value = isXml ? parseXml(text) : json?.value;
	if (hasAttributes) raiseAttributes(value);
	const isComplete = value !== undefined;
	const response = unwrap(value, isXml);
	const objects = [...objectsIn(value)];
	const said = objects.map(saidBy);
	const saysDeleted = deleted.test(body);
	// In what can't be read as a whole, any code may be that of who was deleted.
	const written = () => Array.from(body.matchAll(anyCode), ([, code = '']) => code);
	const isPage = isXml && isObject(value) && Object.hasOwn(value, 'html');
	const words = !isComplete || isPage ? plainText(body) : extractMessage(response ?? value);
	return {
		isComplete,
		hasDuplicateKey: json?.hasDuplicateKey === true,
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
		named: isComplete || !saysDeleted ? said : [{ isDeleted: true, codes: written() }],
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

/** The JSON in a body, or in a call: `name(…);`. Without backtracking, since responses may be made to provoke it. */
function parseJsonp(text: string): ReturnType<typeof parseJson> {
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
		for (const [name, text] of Object.entries(attributes)) element[`@${name}`] = text;
	}
}

/** What an object says, which may be a customer, with all codes that it gives; numbers are as they are written. */
function saidBy(object: Fields) {
	const gone = valuesOf(object, ['deleted']).flatMap(codesOf);
	const statuses = valuesOf(object, ['status', '@status']);
	return {
		isError: hasError(object) || statuses.some((status) => isWord(status, 'error')),
		isDeleted: gone.length > 0 || statuses.some((status) => isWord(status, 'deleted')),
		codes: [...gone, ...valuesOf(object, ['code', '@code', 'customer_code']).flatMap(codesOf)],
	};
}

/** A code, also one of several or one with attributes. */
function codesOf(value: unknown): string[] {
	if (typeof value === 'string') return [value.trim()];
	if (Array.isArray(value)) return value.flatMap(codesOf);
	return isObject(value) ? codesOf(own(value, '#text')) : [];
}
