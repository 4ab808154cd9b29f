import { hasError, isObject, objectsIn, own, parseJson } from './json';
import type { Json } from './json';
import type { Unclear } from './reading';
import { HAS_KEY_TWICE, withMessage } from './reading';
import { bareText, plainText, whyUnclear } from './text';
import { words } from './words';
import { parseXml } from './xml';

/** Why a response that is neither a yes nor a no says nothing. */
export const NOT_CONFIRMED = "didn't confirm the deletion";

/** A body in either format, parsed. */
interface ParsedBody extends Json {
	isXml: boolean;
}

/** A response of the delete service, whether it came as XML, JSON or JSONP. */
export interface DeleteResponse {
	kind: 'response';
	status: unknown;
	/** Whether it tells of an error directly. */
	hasError: boolean;
	/** Whether it tells of one anywhere, as in its customer. */
	hasErrorWithin: boolean;
	message: string | undefined;
	/** The words in which it explains itself. */
	words: string | undefined;
	/** Every customer that it names. */
	customers: Array<{ status: unknown; code: unknown }>;
}

/** Reads a body in either format, whichever was asked for. Never throws. */
export function parseDeleteResponse(body: string): DeleteResponse | Unclear {
	const parsed = parseBody(body);
	const unclear = (reason: string): Unclear => ({
		kind: 'unclear',
		reason,
		...withMessage(wordsOf(parsed, body)),
	});
	if (parsed === undefined) {
		return unclear(whyUnclear(body, "the response isn't complete XML or JSON"));
	}
	if (parsed.hasKeyTwice) return unclear(HAS_KEY_TWICE);
	const response = unwrap(parsed);
	if (response === undefined) return unclear(whyUnclear(body, NOT_CONFIRMED));
	const statusKey = parsed.isXml ? '@status' : 'status';
	return {
		kind: 'response',
		status: own(response, statusKey),
		hasError: hasError(response),
		hasErrorWithin: hasErrorWithin(response),
		message: words({ message: own(response, 'message') }),
		words: words(response),
		customers: list(own(response, 'customer')).map((customer) =>
			isObject(customer)
				? { status: own(customer, statusKey), code: own(customer, 'code') }
				: { status: undefined, code: undefined },
		),
	};
}

function hasErrorWithin(response: Record<string, unknown>): boolean {
	for (const object of objectsIn(response)) if (hasError(object)) return true;
	return false;
}

/** The delete service's own words in a response of any status; undefined where there are none, as in HTML. */
export function deletionWords(body: string): string | undefined {
	return wordsOf(parseBody(body), body);
}

function wordsOf(parsed: ParsedBody | undefined, body: string): string | undefined {
	if (parsed === undefined) return plainText(body);
	const { value, isXml } = parsed;
	if (isXml && isObject(value) && Object.hasOwn(value, 'html')) return undefined;
	return words(unwrap(parsed) ?? value);
}

function parseBody(body: string): ParsedBody | undefined {
	const text = bareText(body);
	if (text.startsWith('<')) {
		const value = parseXml(text);
		return value && { value, hasKeyTwice: false, isXml: true };
	}
	const json = parseJson(text) ?? parseJsonp(text);
	return json && { ...json, isXml: false };
}

/** The object that holds the status: in XML always the element `response`, in JSON with or without such a wrapper. */
function unwrap({ value, isXml }: ParsedBody): Record<string, unknown> | undefined {
	if (!isObject(value)) return undefined;
	const wrapped = own(value, 'response');
	if (isXml && typeof wrapped === 'string') return { '#text': wrapped };
	if (!isObject(wrapped)) return isXml ? undefined : value;
	// Beside a wrapper there is nothing else, or one of the two could say yes and the other no.
	return Object.keys(value).length === 1 ? wrapped : undefined;
}

/** Parses JSON in a call: `name(…);`. Without backtracking, since responses may be made to provoke it. */
function parseJsonp(text: string): Json | undefined {
	const opening = /^(?:\/\*\*\/)?\s*[\p{ID_Continue}$.]+\s*\(/u.exec(text);
	const call = text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
	if (opening === null || !call.endsWith(')')) return undefined;
	const json = parseJson(call.slice(opening[0].length, -1));
	// Texts for people may look like a call, too: "Not found (404)".
	return isObject(json?.value) ? json : undefined;
}

function list(value: unknown): unknown[] {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}
