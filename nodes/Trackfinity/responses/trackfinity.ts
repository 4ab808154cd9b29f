import { isObject, own, parseJson, words } from './json';
import type { Reading } from './reading';

/**
 * Reads the body of a 2xx response of Trackfinity's customer calls.
 *
 * Its pages show `true`; sister products also response `{"result": true}` and `{"result": "Success", "message": "…"}`.
 * Anything else proves nothing: PHP prints warnings before the JSON, proxies response web pages with status 200.
 */
export function readTrackfinityResponse(body: string): Reading {
	const value = parseJson(body);
	if (value === true) return { kind: 'confirmed' };
	if (value === false) return { kind: 'denied' };
	if (!isObject(value)) {
		return { kind: 'unreadable', reason: value === undefined ? 'is not JSON' : 'does not say so' };
	}
	const message = words(value);
	if (Object.hasOwn(value, 'error')) {
		return words(own(value, 'error')) === undefined
			? { kind: 'unreadable', reason: 'does not say so' }
			: { kind: 'denied', ...(message !== undefined && { message }) };
	}
	const verdicts = [own(value, 'result'), own(value, 'success')];
	if (verdicts.includes(false))
		return { kind: 'denied', ...(message !== undefined && { message }) };
	if (!verdicts.some(isYes)) return { kind: 'unreadable', reason: 'does not say so' };
	const passedOn = words(own(value, 'message'));
	return { kind: 'confirmed', ...(passedOn !== undefined && { message: passedOn }) };
}

function isYes(value: unknown): boolean {
	return value === true || (typeof value === 'string' && value.toLowerCase() === 'success');
}
