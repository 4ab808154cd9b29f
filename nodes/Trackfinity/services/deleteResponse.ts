import { extractMessage } from '../responses/extractMessage';
import type { Json } from '../responses/json';
import {
	hasError,
	isObject,
	objectsIn,
	own,
	parseJson,
	valuesOf,
	withTexts,
} from '../responses/json';
import type { Existence, Reading, SearchResult } from '../responses/reading';
import { CONTRADICTS_ITSELF, HAS_DUPLICATE_KEY, withMessage } from '../responses/reading';
import { plainText, trimmed, whyUnclear } from '../responses/text';
import { parseXml } from '../responses/xml';

/** Why a response that is neither a yes nor a no says nothing. */
const NOT_CONFIRMED = "didn't confirm the deletion";

/**
 * Reads the body of a 2xx response to a deletion. Throws for one that is nested too deeply.
 *
 * The service sends its rejections with status 200 too, and its address also serves web pages, so only a response that
 * names exactly the deleted customer counts.
 *
 * | says           | status     | error in it                     | customers in it                                  |
 * | -------------- | ---------- | ------------------------------- | ------------------------------------------------ |
 * | wrong customer | any        | any or none                     | one that is deleted and has another code; also in what can't be read |
 * | yes            | `success`  | none, however deep              | one, its status `deleted`, its code the sent one |
 * | missing        | `no_match` | none, however deep              | none                                             |
 * | no             | `error`    | any or none                     | none that is deleted                             |
 * | no             | other      | one, not just in a part of it   | none that is deleted                             |
 * | nothing        | all else: success beside an error, an error beside a deleted customer, no customer or status, a second |
 * |                | one, a document that is cut off, a key twice in one object, text, HTML, an empty body                |
 *
 * XML has the status as an attribute, JSON as a key, in an object with or without a `response` around it; JSONP may be
 * around that. JSON that PHP made of XML has it under `@attributes`. Each is read, whichever was asked for.
 *
 * @param code the customer code that was sent
 */
export function readDeletion(body: string, code: string): Reading {
	const parsed = parseBody(body);
	const reading = readStrictly(parsed, body, code);
	if (reading.kind !== 'unclear' || !saysDeleted.test(body)) return reading;
	const codes = parsed === undefined ? [...body.matchAll(anyCode)].map(([, one = '']) => one) : [];
	const other = codes.find((one) => isAnother(one, code));
	return other === undefined
		? { ...reading, mayBeDone: true }
		: { kind: 'wrongCustomer', code: other, ...withMessage(reading.message) };
}

/** In what can't be read as a whole, such as a response into which PHP printed: that somebody was deleted, and codes. */
const saysDeleted = /(?:status"?\s*[=:]\s*|<status>\s*)["']?deleted\b|"deleted"\s*:/i;
const anyCode = /(?:<code\b[^<>]{0,100}>|"code"\s*:\s*"?|\bcode=["'])\s*([^<>"',{}[\]\s]+)/gi;

function readStrictly(parsed: ParsedBody | undefined, body: string, code: string): Reading {
	const message = withMessage(messageOf(parsed, body));
	const unclear = (reason: string): Reading => ({ kind: 'unclear', reason, ...message });
	if (parsed === undefined) {
		return unclear(whyUnclear(body, "the response isn't complete XML or JSON"));
	}
	const deleted = customersIn(parsed.value).filter(({ status }) => isWord(status, 'deleted'));
	// Where no code is given, nobody is named.
	const wrong = deleted.flatMap(({ codes }) => codes).find((one) => one && isAnother(one, code));
	if (wrong) return { kind: 'wrongCustomer', code: wrong, ...message };
	if (parsed.hasDuplicateKey) return unclear(HAS_DUPLICATE_KEY);
	const response = unwrap(parsed);
	if (response === undefined) return unclear(whyUnclear(body, NOT_CONFIRMED));

	const status = own(response, statusKeyOf(response, parsed));
	const saysYes = status === 'success' || deleted.length > 0;
	const saysNo = isWord([status], 'error') || hasError(response);
	const errorWithin = hasErrorWithin(response);
	if (saysYes && (saysNo || errorWithin)) return unclear(CONTRADICTS_ITSELF);
	if (saysNo) return { kind: 'rejected', ...message };
	const customers = listOf(own(response, 'customer'));
	if (status === 'no_match' && !errorWithin && customers.length === 0 && deleted.length === 0) {
		return { kind: 'rejected', isMissing: true, ...message };
	}
	if (status !== 'success') return unclear(NOT_CONFIRMED);
	const [customer, ...others] = customers;
	if (customer === undefined) return unclear('the response names no customer');
	if (others.length > 0) return unclear(`the response names ${customers.length} customers`);
	const named = codeOf(own(Object(customer), 'code'));
	if (named === undefined) return unclear('the response names no customer code');
	if (named !== code) return unclear('the response names a different customer code');
	if (own(Object(customer), statusKeyOf(Object(customer), parsed)) !== 'deleted') {
		return unclear("didn't say that the customer was deleted");
	}
	if (deleted.length > 1) return unclear(`the response names ${deleted.length} deleted customers`);
	return {
		kind: 'confirmed',
		...withMessage(extractMessage({ message: own(response, 'message') })),
	};
}

/**
 * Reads the body of a 2xx response to the question whether a customer exists, as strictly as that to a deletion.
 *
 * | says    | status     | error in it        | customers in it                             |
 * | ------- | ---------- | ------------------ | ------------------------------------------- |
 * | exists  | `success`  | none, however deep | none that is deleted or has another code    |
 * | missing | `no_match` | none, however deep | none                                        |
 * | unclear | all else                                                                    |
 *
 * @param code the customer code that was sent
 */
export function readExistence(body: string, code: string): Existence {
	const parsed = parseBody(body);
	if (parsed === undefined || parsed.hasDuplicateKey) return 'unclear';
	const response = unwrap(parsed);
	if (response === undefined || hasErrorWithin(response)) return 'unclear';
	const status = own(response, statusKeyOf(response, parsed));
	const named = customersIn(response);
	const isPlain = named.every((one) => one.codes.length === 0 && !isWord(one.status, 'deleted'));
	if (status === 'no_match' && isPlain && own(response, 'customer') === undefined) return 'missing';
	const isSame = named.every(
		(one) => one.codes.every((other) => other === code) && !isWord(one.status, 'deleted'),
	);
	return status === 'success' && isSame ? 'exists' : 'unclear';
}

/**
 * Reads the body of a 2xx response to the search for a customer, as strictly as that to a deletion: a search whose filter
 * was lost on the way returns everybody.
 *
 * | says     | status     | error in it        | customers in it                                            |
 * | -------- | ---------- | ------------------ | ---------------------------------------------------------- |
 * | found    | `success`  | none, however deep | one, with a code, its own field equal to what was asked    |
 * | missing  | `no_match` | none, however deep | none                                                       |
 * | rejected | `error`, or an error in it     | any                                                        |
 * | unclear  | all else                                                                                     |
 *
 * @param field the field that was searched
 * @param value what was asked; white space around it and letter case don't count
 */
export function readSearch(body: string, field: string, value: string): SearchResult {
	const parsed = parseBody(body);
	const response = parsed && !parsed.hasDuplicateKey ? unwrap(parsed) : undefined;
	if (parsed === undefined || response === undefined) {
		return { kind: 'unclear', reason: whyUnclear(body, "the response couldn't be read") };
	}
	const people = [...objectsIn(response)].filter((object) =>
		['code', '@code', field].some((key) => Object.hasOwn(object, key)),
	);
	const message = namesNobody(response) ? withMessage(messageOf(parsed, body)) : {};
	const status = own(response, statusKeyOf(response, parsed));
	if (isWord([status], 'error') || hasErrorWithin(response))
		return { kind: 'rejected', ...message };
	const list = own(response, 'customers');
	const customers = [
		...listOf(own(response, 'customer')),
		...(isObject(list) ? listOf(own(list, 'customer')) : listOf(list)),
	];
	if (status === 'no_match' && customers.length === 0 && people.length === 0) {
		return { kind: 'missing', ...message };
	}
	if (status !== 'success') return { kind: 'unclear', reason: "didn't say whom it found" };
	const notTheOne = (reason: string): SearchResult => ({
		kind: 'unclear',
		reason,
		isReadable: customers.length > 0,
	});
	const [customer, ...others] = customers;
	const count = Math.max(customers.length, people.length);
	if (others.length > 0 || count > 1) return notTheOne(`the response names ${count} customers`);
	const code = isObject(customer) ? own(customer, 'code') : undefined;
	if (!isObject(customer) || typeof code !== 'string' || code.trim() === '') {
		return notTheOne('the response names no customer code');
	}
	const found = own(customer, field);
	const folded = (text: string) => text.trim().toLowerCase();
	return typeof found === 'string' && folded(found) === folded(value)
		? { kind: 'found', code: code.trim() }
		: notTheOne("the response names a customer who isn't the one that was asked for");
}

/** What a response about nobody is made of, in lower case. */
const impersonal =
	/^(?:#text|response|@?(?:status|errors?|messages?|description|details?|reason))$/i;

/** Whether nothing in a response may be about a customer. */
function namesNobody(response: Record<string, unknown>): boolean {
	return [...objectsIn(response)].every((object) =>
		Object.keys(object).every((key) => impersonal.test(key)),
	);
}

/** The delete service's own words in a response of any status; undefined where there are none, as in HTML. */
export function deletionMessage(body: string): string | undefined {
	return messageOf(parseBody(body), body);
}

/** What may be a number in JSON, and counts by its digits. */
const named = ['code', 'card_number', 'email', 'customer_username'];

/** A body in either format, parsed. */
interface ParsedBody extends Json {
	/** The same with all numbers as numbers. */
	original: unknown;
	isXml: boolean;
	/** Whether it is JSON that was made of XML. */
	hasAttributes: boolean;
}

function messageOf(parsed: ParsedBody | undefined, body: string): string | undefined {
	if (parsed === undefined) return plainText(body);
	const { original, isXml } = parsed;
	if (isXml && isObject(original) && Object.hasOwn(original, 'html')) return undefined;
	return extractMessage(unwrap({ value: original, isXml }) ?? original);
}

function parseBody(body: string): ParsedBody | undefined {
	const text = trimmed(body);
	if (text.startsWith('<')) {
		const value = parseXml(text);
		const none = { hasDuplicateKey: false, hasAttributes: false };
		return value && { value, original: value, isXml: true, ...none };
	}
	const json = jsonOf(text);
	const parsed = json === undefined ? undefined : parseJson(json);
	if (json === undefined || parsed === undefined) return undefined;
	// Texts for people may look like a call, too: "Not found (404)".
	if (json !== text && !isObject(parsed.value)) return undefined;
	const exact = named.some((name) => json.includes(`"${name}"`))
		? parseJson(withTexts(json, named))
		: parsed;
	const hasAttributes = json.includes('"@attributes"');
	const value = hasAttributes ? withAttributes(exact?.value) : exact?.value;
	return { ...parsed, value, original: parsed.value, isXml: false, hasAttributes };
}

/** JSON that PHP's json_encode made of an XML element has its attributes in an object of their own. */
function withAttributes(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withAttributes);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([key, inner]) =>
			key === '@attributes' && isObject(inner)
				? Object.entries(inner).map(([name, text]) => [`@${name}`, text])
				: [[key, withAttributes(inner)]],
		),
	);
}

/** In XML, and in JSON that was made of it, the status is an attribute. */
function statusKeyOf(
	object: Record<string, unknown>,
	{ isXml, hasAttributes }: ParsedBody,
): string {
	return isXml || (hasAttributes && Object.hasOwn(object, '@status')) ? '@status' : 'status';
}

/** The object that holds the status: in XML always the element `response`, in JSON with or without such a wrapper. */
function unwrap({
	value,
	isXml,
}: Pick<ParsedBody, 'value' | 'isXml'>): Record<string, unknown> | undefined {
	if (!isObject(value)) return undefined;
	const wrapped = own(value, 'response');
	if (isXml && typeof wrapped === 'string') return { '#text': wrapped };
	if (!isObject(wrapped)) return isXml ? undefined : value;
	// Beside a wrapper there is nothing else, or one of the two could say yes and the other no.
	return Object.keys(value).length === 1 ? wrapped : undefined;
}

/** The JSON in a body, or in a call: `name(…);`. Without backtracking, since responses may be made to provoke it. */
function jsonOf(text: string): string | undefined {
	const opening = /^(?:\/\*\*\/)?\s*[\p{ID_Continue}$.]+\s*\(/u.exec(text);
	if (opening === null) return text;
	const call = text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
	return call.endsWith(')') ? call.slice(opening[0].length, -1) : undefined;
}

/** What looks like a customer, wherever it stands: an object with a status or a code. */
interface NamedCustomer {
	/** All that is given, be it as an attribute or not. */
	status: unknown[];
	/** The same, without white space around them; numbers as they are written. */
	codes: string[];
}

function customersIn(value: unknown): NamedCustomer[] {
	return [...objectsIn(value)].map((object) => {
		const deleted = valuesOf(object, ['deleted']).flatMap(codesOf);
		return {
			status: [
				...valuesOf(object, ['status', '@status']),
				...(deleted.length > 0 ? ['deleted'] : []),
			],
			codes: [...deleted, ...valuesOf(object, ['code', '@code', 'customer_code']).flatMap(codesOf)],
		};
	});
}

/** A code, also one of several or one with attributes. */
function codesOf(value: unknown): string[] {
	if (typeof value === 'string') return [value.trim()];
	if (Array.isArray(value)) return value.flatMap(codesOf);
	return isObject(value) ? codesOf(own(value, '#text')) : [];
}

function codeOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value.trim() : undefined;
}

function isWord(status: readonly unknown[], word: string): boolean {
	return status.some((one) => typeof one === 'string' && one.trim().toLowerCase() === word);
}

/** An error anywhere, told as such or as a status. */
function hasErrorWithin(response: Record<string, unknown>): boolean {
	for (const object of objectsIn(response)) {
		if (hasError(object)) return true;
		if (isWord([own(object, 'status'), own(object, '@status')], 'error')) return true;
	}
	return false;
}

/**
 * Whether a code names another customer than the one that was sent. What lost leading zeros or digits on its way through a
 * number, or has other letter case, may be the same one.
 */
function isAnother(code: string, sent: string): boolean {
	const withoutZeros = (text: string) => text.replace(/^0+(?=\d)/, '');
	if (withoutZeros(code).toLowerCase() === withoutZeros(sent).toLowerCase()) return false;
	const isNumber = /^\d+$/.test(sent) && /^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(code);
	return !(isNumber && Number.isFinite(Number(sent)) && isRounded(code, sent));
}

/** As JavaScript and PHP write a number of so many digits: the former all of them, the latter 14 or 17 and an exponent. */
function isRounded(code: string, sent: string): boolean {
	const number = Number(sent);
	if (/^\d+$/.test(code)) {
		return code === String(number) || (number > 2 ** 53 && BigInt(code) === BigInt(number));
	}
	return Math.abs(Number(code) - number) <= number * 1e-13;
}

function listOf(value: unknown): unknown[] {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}
