import fc from 'fast-check';

import { operations } from '../../nodes/Trackfinity/operations';
import type { PlannedRequest } from '../../nodes/Trackfinity/operations/operation';
import { trim } from '../../nodes/Trackfinity/parameters/trim';
import { toHttp } from '../../nodes/Trackfinity/transport/send';
import { character } from '../support/characters.cts';

/** What a service reads in a form: the rules of application/x-www-form-urlencoded, written down once more. */
function decode(body: string): Array<[name: string, value: string]> {
	return body.split('&').map((pair) => {
		const [name = '', value = '', ...more] = pair.split('=');
		expect(more).toEqual([]);
		const plain = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
		return [plain(name), plain(value)];
	});
}

const encoded = (request: PlannedRequest) => String(toHttp(request, 1000).body);

/** The request that an operation makes of an item with these parameters. */
function plan(operation: string, parameters: Record<string, unknown>): PlannedRequest {
	const found = operations.find(({ value }) => value === operation);
	if (found === undefined) throw new Error(`There is no operation ${operation}`);
	const read = (name: string) =>
		({ options: {}, keep: [], fieldsToRemove: [], ...parameters })[name];
	return found.planner(read)(read);
}

const texts = fc.oneof(
	fc.string({ unit: character }),
	fc.stringMatching(/^[ &=+%;?#/äöüß€🦊\r\n"'<>a1]*$/u),
);
const details = texts.filter(
	(text) => trim(text) !== '' && text !== 'REMOVE' && !/\p{Surrogate}/u.test(text),
);
/** On one line, with something to see at both ends, so that nothing is trimmed. */
const identifiers = texts
	.map((text) => trim(text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '')))
	.filter((text) => text !== '');

describe('form encoding', () => {
	test('an identifier arrives as it was given, but for blanks around it', () => {
		const lookups = fc.constantFrom(
			...[
				['customerId', 'customer_id'],
				['orderId', 'orderid'],
				['subscriptionId', 'subscription_id'],
			],
		);
		fc.assert(
			fc.property(fc.constantFrom('lock', 'unlock', 'forget'), lookups, identifiers, (...given) => {
				const [operation, [parameter = '', name], value] = given;
				const request = plan(operation, { lookupBy: parameter, [parameter]: ` ${value}\u200b` });
				expect(decode(encoded(request))).toEqual([[name, value]]);
			}),
		);
	});

	test('a code arrives as it was given, and no other field comes out of it', () => {
		fc.assert(
			fc.property(identifiers, (code) => {
				expect(decode(encoded(plan('delete', { code: `\u200b${code} ` })))).toEqual([
					['type', 'customer_delete'],
					['code', code],
					['output', 'XML'],
				]);
			}),
		);
	});

	test('details arrive as they were given, and no others', () => {
		const names = ['firstname', 'lastname', 'email', 'password', 'address1', 'custom5'];
		const fieldSets = fc.dictionary(fc.constantFrom(...names), details, { minKeys: 1 });
		fc.assert(
			fc.property(fieldSets, (fields) => {
				const request = plan('setDetails', { lookupBy: 'customerId', customerId: 191, fields });
				const [lookup, ...arrived] = decode(encoded(request));
				expect(lookup).toEqual(['customer_id', '191']);
				expect(Object.fromEntries(arrived)).toEqual({ ...fields });
				expect(arrived).toHaveLength(Object.keys(fields).length);
			}),
		);
	});

	test('is plain ASCII without spaces or line breaks', () => {
		fc.assert(
			fc.property(identifiers, (code) => {
				expect(encoded(plan('delete', { code }))).toMatch(/^[\w*.%+&=-]+$/);
			}),
		);
	});
});
