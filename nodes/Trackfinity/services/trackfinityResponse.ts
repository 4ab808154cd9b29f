import { extractMessage } from '../responses/extractMessage';
import { hasError, isObject, parseJson, valuesOf } from '../responses/json';
import type { Reading } from '../responses/reading';
import { CONTRADICTS_ITSELF, HAS_DUPLICATE_KEY, withMessage } from '../responses/reading';
import { hasWebPage, plainText, trimmed, whyUnclear } from '../responses/text';

/** In lower case. */
const negativeWords = ['0', 'false', 'no', 'error', 'fail', 'failed', 'failure'];
const negativeMessages = ['0', 'false', 'no'];

/**
 * Reads the body of a 2xx response of Trackfinity's customer calls. Never throws.
 *
 * Its pages show `true`; sister products also respond with `{"result": true}`, `{"result": "Success", "message": "…"}`, with
 * such an object as the only one in a list, and with keys in capitals. A no may be guessed at, a yes may not: PHP prints
 * warnings before the JSON, proxies send web pages with status 200.
 *
 * | says     | body                                                                                               |
 * | -------- | -------------------------------------------------------------------------------------------------- |
 * | yes      | `true`; an object whose `result` or `success` is `true` or "success", in any case                  |
 * | no       | `false`; an object whose `error` or `errors` holds anything, or whose `result`, `success` or       |
 * |          | `status` is false, 0 or, in any case, "0", "false", "no", "error", "fail", "failed" or "failure"   |
 * | nothing  | all else: a yes and a no (also a `message` of false, "false", "no" or "0" beside a yes), a key     |
 * |          | twice in one object, other JSON, text, HTML, an empty body                                         |
 */
export function readTrackfinityResponse(body: string): Reading {
	const json = parseJson(body);
	const unclear = (reason: string): Reading => ({
		kind: 'unclear',
		reason,
		...withMessage(
			json === undefined ? plainText(body) : (extractMessage(json.value) ?? bareJson(body)),
		),
	});
	if (json === undefined) return unclear(whyUnclear(body, "the response isn't JSON"));
	if (json.hasDuplicateKey) return unclear(HAS_DUPLICATE_KEY);
	const value = onlyObject(json.value);
	const yes = saysYes(value);
	const no = saysNo(value);
	if (yes && (no || deniesInMessage(value))) return unclear(CONTRADICTS_ITSELF);
	if (no) return { kind: 'rejected', ...withMessage(extractMessage(value)) };
	if (!yes) return unclear("didn't confirm the change");
	if (!isObject(value)) return { kind: 'confirmed' };
	const message = extractMessage({ message: valuesOf(value, ['message']) });
	return { kind: 'confirmed', ...withMessage(message) };
}

/** Trackfinity's own words in a response of any status; undefined where there are none, as in HTML. */
export function trackfinityMessage(body: string): string | undefined {
	const json = parseJson(body);
	return json === undefined ? plainText(body) : extractMessage(json.value);
}

function onlyObject(value: unknown): unknown {
	if (!Array.isArray(value) || value.length !== 1) return value;
	const [only]: unknown[] = value;
	return isObject(only) ? only : value;
}

function saysYes(value: unknown): boolean {
	if (!isObject(value)) return value === true;
	return valuesOf(value, ['result', 'success']).some(
		(verdict) =>
			verdict === true || (typeof verdict === 'string' && verdict.toLowerCase() === 'success'),
	);
}

function saysNo(value: unknown): boolean {
	if (!isObject(value)) return value === false;
	return (
		hasError(value) ||
		valuesOf(value, ['result', 'success', 'status']).some((verdict) =>
			isNegative(verdict, negativeWords),
		)
	);
}

/** Sister products' check calls: `result` says that the call worked, `message` what it came to. */
function deniesInMessage(value: unknown): boolean {
	return (
		isObject(value) &&
		valuesOf(value, ['message'])
			.flat()
			.some((message) => isNegative(message, negativeMessages))
	);
}

function isNegative(value: unknown, words: readonly string[]): boolean {
	if (typeof value === 'string') return words.includes(value.trim().toLowerCase());
	return value === false || value === 0;
}

/** JSON without words is quoted as it is, such as `{"result":1}`: it is all that people can go by. */
function bareJson(body: string): string | undefined {
	return hasWebPage(body) ? undefined : trimmed(body);
}
