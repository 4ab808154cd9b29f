import { hasError, isObject, own, parseJson } from './json';
import type { Reading } from './reading';
import { HAS_KEY_TWICE, SAYS_BOTH, withMessage } from './reading';
import { bareText, hasWebPage, plainText, whyUnclear } from './text';
import { words } from './words';

/** Where a verdict may say no; only in the first two may it say yes. */
const verdictKeys = ['result', 'success', 'status'] as const;

/** In lower case. */
const noWords = new Set(['0', 'false', 'no', 'error', 'fail', 'failed', 'failure']);

/**
 * Reads the body of a 2xx response of Trackfinity's customer calls. Never throws.
 *
 * Its pages show `true`; sister products also respond with `{"result": true}` and `{"result": "Success", "message": "…"}`.
 * A no may be guessed at, a yes may not: PHP prints warnings before the JSON, proxies send web pages with status 200.
 *
 * | says     | body                                                                                               |
 * | -------- | -------------------------------------------------------------------------------------------------- |
 * | yes      | `true`; an object whose `result` or `success` is `true` or "success", in any case                  |
 * | no       | `false`; an object whose `error` or `errors` holds anything, or whose `result`, `success` or       |
 * |          | `status` is false, 0 or, in any case, "0", "false", "no", "error", "fail", "failed" or "failure"   |
 * | nothing  | all else: a yes and a no, a key twice in one object, other JSON, text, HTML, an empty body         |
 */
export function readTrackfinityResponse(body: string): Reading {
	const json = parseJson(body);
	const unclear = (reason: string): Reading => ({
		kind: 'unclear',
		reason,
		...withMessage(json === undefined ? plainText(body) : (words(json.value) ?? bareJson(body))),
	});
	if (json === undefined) return unclear(whyUnclear(body, "the response isn't JSON"));
	const { value, hasKeyTwice } = json;
	if (hasKeyTwice) return unclear(HAS_KEY_TWICE);
	const yes = saysYes(value);
	const no = saysNo(value);
	if (yes && no) return unclear(SAYS_BOTH);
	if (no) return { kind: 'rejected', ...withMessage(words(value)) };
	if (!yes) return unclear("didn't confirm the change");
	const message = isObject(value) ? words({ message: own(value, 'message') }) : undefined;
	return { kind: 'confirmed', ...withMessage(message) };
}

/** Trackfinity's own words in a response of any status; undefined where there are none, as in HTML. */
export function trackfinityWords(body: string): string | undefined {
	const json = parseJson(body);
	return json === undefined ? plainText(body) : words(json.value);
}

function saysYes(value: unknown): boolean {
	if (!isObject(value)) return value === true;
	return [own(value, 'result'), own(value, 'success')].some(
		(verdict) =>
			verdict === true || (typeof verdict === 'string' && verdict.toLowerCase() === 'success'),
	);
}

function saysNo(value: unknown): boolean {
	if (!isObject(value)) return value === false;
	return (
		hasError(value) ||
		verdictKeys.some((key) => {
			const verdict = own(value, key);
			if (typeof verdict === 'string') return noWords.has(verdict.toLowerCase());
			return verdict === false || verdict === 0;
		})
	);
}

/** JSON without words is quoted as it is, such as `{"result":1}`: it is all that people can go by. */
function bareJson(body: string): string | undefined {
	return hasWebPage(body) ? undefined : bareText(body);
}
