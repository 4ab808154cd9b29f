import { NOT_CONFIRMED, parseDeleteResponse } from './deleteResponse';
import type { Reading } from './reading';
import { SAYS_BOTH, withMessage } from './reading';

/**
 * Reads the body of a 2xx response to a deletion. Never throws.
 *
 * The service sends its rejections with status 200 too, and its address also serves web pages, so only a response that
 * names exactly the deleted customer counts.
 *
 * | says    | status    | error in it                     | customers in it                                  |
 * | ------- | --------- | ------------------------------- | ------------------------------------------------ |
 * | yes     | `success` | none, however deep              | one, its status `deleted`, its code the sent one |
 * | no      | `error`   | any or none                     | none that is deleted                             |
 * | no      | other     | one, not just in a part of it   | none that is deleted                             |
 * | nothing | all else: success beside an error, an error beside a deleted customer, no or another customer or   |
 * |         | status, a document that is cut off, a key twice in one object, text, HTML, an empty body           |
 *
 * XML has the status as an attribute, JSON as a key, in an object with or without a `response` around it; JSONP may be
 * around that. Either is read, whichever was asked for.
 *
 * @param code the customer code that was sent
 */
export function readDeletion(body: string, code: string): Reading {
	const response = parseDeleteResponse(body);
	if (response.kind === 'unclear') return response;
	const { status, customers, hasError, hasErrorWithin, words, message } = response;
	const unclear = (reason: string): Reading => ({
		kind: 'unclear',
		reason,
		...withMessage(words),
	});
	const saysYes = status === 'success' || customers.some((one) => one.status === 'deleted');
	const saysNo = status === 'error' || hasError;
	if (saysYes && (saysNo || hasErrorWithin)) return unclear(SAYS_BOTH);
	if (saysNo) return { kind: 'rejected', ...withMessage(words) };
	if (status !== 'success') return unclear(NOT_CONFIRMED);
	const [customer, ...others] = customers;
	if (customer === undefined) return unclear('the response names no customer');
	if (others.length > 0) return unclear(`the response names ${customers.length} customers`);
	if (typeof customer.code !== 'string') return unclear('the response names no customer code');
	if (customer.code.trim() !== code) return unclear('the response names a different customer code');
	if (customer.status !== 'deleted') return unclear("didn't say that the customer was deleted");
	return { kind: 'confirmed', ...withMessage(message) };
}
