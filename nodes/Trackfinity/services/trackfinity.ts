import { negativeWords } from '../../../credentials/testRules';
import { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import { hasError, isObject, objectsIn, parseJson, valuesOf } from '../responses/json';
import type { Reading } from '../responses/reading';
import {
	CONTRADICTS_ITSELF,
	extractMessage,
	HAS_DUPLICATE_KEY,
	hasWebPage,
	isNegative,
	whyUnclear,
	wordsIn,
} from '../responses/reading';
import type { Service } from './service';

/** A company's own Trackfinity. Its calls set a state, so sending one twice does no harm. */
export const trackfinity: Service = {
	name: 'Trackfinity',
	credential: new TrackfinityApi(),
	addressLabel: 'Base URL',
	accountLabel: 'API Username',
	idempotent: true,
	accessAdvice:
		"Also make sure that your n8n server's IP address is listed in ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security) and that the account is a full admin.",
	notFoundAdvice: (identifierLabel) =>
		`Check that the customer with this '${identifierLabel}' exists, that the other values are valid, and the 'Base URL' in the credential: Trackfinity responds with 404 for all three.`,
	readFailure: (body) => ({ message: wordsIn(body, parseJson(body)?.value) }),
	readTestResponse: readTrackfinityResponse,
};

const negativeMessages = ['0', 'false', 'no'];

/**
 * Reads the body of a 2xx response of Trackfinity's customer calls. Never throws. Its documentation shows `true`; sister products
 * also send `{"result": "Success", "message": "…"}` and the like, in a list or in capitals, too. A no may be guessed at, a yes
 * may not: PHP prints warnings before the JSON, and proxies send web pages with status 200.
 *
 * | says     | body                                                                                               |
 * | -------- | -------------------------------------------------------------------------------------------------- |
 * | yes      | `true`; an object whose `result` or `success` is `true` or "success", in any case                  |
 * | no       | `false`; an object whose `error` or `errors` holds anything, or whose `result`, `success` or       |
 * |          | `status` is false, 0 or, in any case, "0", "false", "no", "error", "fail", "failed" or "failure"   |
 * | nothing  | all else: a yes and a no (also a `message` of false, "false", "no" or "0" beside a yes, or deeper  |
 * |          | an error or such a `result` or `success`), a key twice in one object, other JSON, text, HTML, an   |
 * |          | empty body                                                                                         |
 */
export function readTrackfinityResponse(body: string): Reading {
	// What nearly every response is.
	if (body.trim() === 'true') return { kind: 'confirmed' };
	const json = parseJson(body);
	const unclear = (reason: string): Reading => {
		// JSON without words is quoted as it is, such as `{"result":1}`: it is all that people can go by.
		const bareJson = json === undefined || hasWebPage(body) ? undefined : body;
		return { kind: 'unclear', reason, message: wordsIn(body, json?.value) ?? bareJson };
	};
	if (json === undefined) return unclear(whyUnclear(body, "the response isn't JSON"));
	if (json.hasDuplicateKey) return unclear(HAS_DUPLICATE_KEY);
	const data = fieldsOf(json.value);
	const messages = valuesOf(data, ['message']);
	const saysYes = valuesOf(data, ['result', 'success']).some(
		(verdict) =>
			verdict === true || (typeof verdict === 'string' && verdict.toLowerCase() === 'success'),
	);
	const saysNo =
		hasError(data) || isNegative(valuesOf(data, ['result', 'success', 'status']), negativeWords);
	// In sister products, `result` may say only that the call worked, while `message` or an object deeper inside has the no.
	const isDenied =
		saysNo ||
		isNegative(messages.flat(), negativeMessages) ||
		[...objectsIn(data)].some(
			(part) => hasError(part) || isNegative(valuesOf(part, ['result', 'success']), negativeWords),
		);
	if (saysYes && isDenied) return unclear(CONTRADICTS_ITSELF);
	if (saysNo) return { kind: 'rejected', message: extractMessage(data) };
	if (!saysYes) return unclear("didn't confirm the change");
	return { kind: 'confirmed', message: extractMessage({ message: messages }) };
}

/** The fields of an object, of the only one in a list, or of a bare true or false. */
function fieldsOf(value: unknown): Record<string, unknown> {
	if (typeof value === 'boolean') return { result: value };
	const [only, ...others]: unknown[] = [value].flat();
	return isObject(only) && others.length === 0 ? only : {};
}
