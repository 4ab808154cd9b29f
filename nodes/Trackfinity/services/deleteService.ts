import { negativeWords } from '../../../credentials/testRules';
import { caseless } from '../../../credentials/text';
import { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import { hasError, isObject, objectsIn, own, valuesOf, withAttributes } from '../responses/json';
import type { Reading } from '../responses/reading';
import {
	CONTRADICTS_ITSELF,
	explainingNames,
	extractMessage,
	HAS_DUPLICATE_KEY,
	isNegative,
	whyUnclear,
} from '../responses/reading';
import { codeKeys, codeNames, meansSomebody, parseBody, statusKeys } from './deleteBody';
import type { Service } from './service';

type Parsed = ReturnType<typeof parseBody>;

/**
 * The loyalty service that deletes customers. A deletion that may have arrived is not simply sent again: the response could
 * no longer tell a customer that this run deleted from one that never existed.
 */
export const deleteService: Service = {
	name: 'the Delete service',
	credential: new TrackfinityDeleteApi(),
	addressLabel: 'API URL',
	accountLabel: 'User ID',
	idempotent: false,
	accessAdvice: "Also check the 'Account ID'.",
	keyAdvice: ({ sendApiKeyIn }) =>
		sendApiKeyIn === 'header'
			? "Set 'Send API Key In' to 'Header and Body' there: many web servers drop the header."
			: undefined,
	notFoundAdvice: () => "Check the 'API URL' in the credential.",
	// PHP sends what was printed before a fatal error, too.
	readFailure: (body) => {
		const { words, saysDeleted } = parseBody(body);
		return { message: words(), saysDeleted };
	},
	readTestResponse: (body) => readDeletion(body, ''),
};

const NOT_CONFIRMED = "didn't confirm the deletion";
/** The keys that say whether something was done. */
const verdicts = withAttributes('status', 'success', 'result', 'deleted');
/** The keys that say, beside success, whether a question or a search found somebody. */
const findingKeys = withAttributes('success', 'result', 'exists', 'found', 'count');
const countKey =
	/(?:^|[@_-])(?:count|found|hits|matches|pages|records|results|rows|total|last[_-]page)(?:[_-]|$)/i;
const moreKey = /(?:^|[@_-])(?:more|next(?:[_-]page)?)$/i;
/** How many a response may list: no count of those who were found. */
const pageSizeKey = /(?:^|[@_-])(?:limit|max[_-][a-z]+|per[_-]page)$/i;
/** Keys that can't be about a customer. */
const impersonalKeys = ['#text', 'response', ...statusKeys, ...explainingNames];

/**
 * Reads the body of a 2xx response to a deletion. Throws for one that is nested too deeply. The service rejects with status
 * 200, too, and its address serves web pages, so only a response that names exactly the deleted customer counts.
 *
 * | says           | status     | error in it                     | customers in it                                  |
 * | -------------- | ---------- | ------------------------------- | ------------------------------------------------ |
 * | wrong customer | any        | any or none                     | one that is deleted and has another code; also in what can't be read |
 * | yes            | `success`  | none, however deep              | one, its status `deleted`, its code the sent one |
 * | missing        | `no_match` | none, however deep              | none                                             |
 * | no             | `error`    | any or none                     | none that is deleted                             |
 * | no             | other      | one, not just in a part of it   | none that is deleted                             |
 * | nothing        | all else: success beside an error, a no or `no_match`, an error beside a deleted customer, no customer or |
 * |                | status, a second one, a document that is cut off, a key twice in one object, text, HTML, an empty body |
 */
export function readDeletion(body: string, code: string): Reading {
	const parsed = parseBody(body, codeKeys);
	const { isComplete, response, statusOf, records, deleted, hasErrorWithin, words } = parsed;
	const saysDeleted = parsed.saysDeleted || isSuccessForAnother(parsed, code);
	const unclear = (reason: string): Reading => {
		return { kind: 'unclear', reason, saysDeleted, message: words() };
	};
	const wrong = anotherIn([...deleted, ...parsed.deletedInTexts], code);
	if (wrong !== undefined) {
		return { kind: 'wrongCustomer', code: wrong, isGuess: !isComplete, message: words() };
	}
	if (!isComplete) return unclear(whyUnclear(body, "the response isn't complete XML or JSON"));
	if (parsed.hasDuplicateKey) return unclear(HAS_DUPLICATE_KEY);
	if (response === undefined) return unclear(whyUnclear(body, NOT_CONFIRMED));

	const status = statusOf(response);
	const saysYes = status === 'success' || deleted.length > 0;
	const saysNo =
		hasErrorWithin ||
		records.some(({ object }) => isNegative(valuesOf(object, verdicts), negativeWords));
	if (parsed.saysBoth || (saysYes && saysNo)) return unclear(CONTRADICTS_ITSELF);
	if (isWord(status, 'error') || hasError(response)) return { kind: 'rejected', message: words() };
	const [first] = [own(response, 'customer')].flat();
	const { length: count } = customersIn(response);
	if (status === 'no_match' && !hasErrorWithin && count + deleted.length === 0) {
		return { kind: 'rejected', isMissing: true, message: words() };
	}
	if (status !== 'success') return unclear(NOT_CONFIRMED);
	if (first === undefined) return unclear('the response names no customer');
	if (count > 1) return unclear(`the response names ${count} customers`);
	const customer = isObject(first) ? first : {};
	const named = own(customer, 'code');
	if (typeof named !== 'string') return unclear('the response names no customer code');
	if (named.trim() !== code) return unclear('the response names a different customer code');
	if (statusOf(customer) !== 'deleted') return unclear("didn't say that the customer was deleted");
	// `deleted` without a code may be a count.
	const { length } = deleted.filter(
		({ statuses, codes }) => statuses.includes('deleted') || codes.length > 0,
	);
	if (length > 1) return unclear(`the response names ${length} deleted customers`);
	return { kind: 'confirmed', message: extractMessage({ message: own(response, 'message') }) };
}

/**
 * Reads the body of a 2xx response to the question whether a customer exists, as strictly as that to a deletion. Of one with
 * an error in it, such as a wrong key, the words are passed on if they can't be about a customer.
 *
 * | says    | status     | error in it        | customers in it                             |
 * | ------- | ---------- | ------------------ | ------------------------------------------- |
 * | yes     | `success`  | none, however deep | none that is deleted or has another code    |
 * | missing | `no_match` | none, however deep | none                                        |
 * | nothing | all else: also success beside a no, such as `exists` of false               |
 */
export function readExistence(body: string, code: string): Reading {
	const unclear: Reading = {
		kind: 'unclear',
		reason: "didn't say whether there is such a customer",
	};
	const { response, records, statusOf, ...parsed } = parseBody(body, codeKeys);
	if (response === undefined || parsed.hasDuplicateKey) return unclear;
	if (parsed.hasErrorWithin) return { ...unclear, message: impersonalWords(records, parsed.words) };
	if (parsed.saysBoth || parsed.deleted.length > 0) return unclear;
	const codes = records.flatMap((one) => one.codes);
	if (codes.some((one) => one !== code)) return unclear;
	if (statusOf(response) === 'success') {
		return deniesFinding(response) ? unclear : { kind: 'confirmed' };
	}
	const isNobody = codes.length + customersIn(response).length === 0;
	return isNobody && statusOf(response) === 'no_match'
		? { kind: 'rejected', isMissing: true }
		: unclear;
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
 * | unclear  | all else: also success beside a no, or a count of several, whoever is listed                 |
 *
 * @param field the field that was searched
 * @param value what was asked, trimmed; white space around the customer's and letter case don't count
 */
export function readSearch(body: string, field: string, value: string): Reading {
	const { response, records, words, ...parsed } = parseBody(body, [field]);
	if (response === undefined || parsed.hasDuplicateKey) {
		return { kind: 'unclear', reason: whyUnclear(body, "the response couldn't be read") };
	}
	const message = impersonalWords(records, words);
	const status = parsed.statusOf(response);
	if (parsed.hasErrorWithin) return { kind: 'rejected', message };
	if (parsed.saysBoth) return { kind: 'unclear', reason: CONTRADICTS_ITSELF };
	const listed = customersIn(response);
	const fieldNames = withAttributes(field);
	// Beside a customer, a code at the top is that of the response, and the field what was asked, unless both are there.
	const isOwn =
		listed.length > 0 &&
		[codeNames, fieldNames].some((names) => valuesOf(response, names).length === 0);
	const persons = records.filter(({ object }) => !isOwn || object !== response);
	const total = (names: readonly string[]) =>
		persons.flatMap(({ object }) => valuesOf(object, names)).length;
	// A response may list one of several customers. If one has two codes or values, one of these is somebody else's.
	const inCustomers = new Set([...objectsIn(listed)]);
	const stated = records.flatMap(({ object }) => (inCustomers.has(object) ? [] : countsIn(object)));
	const count = Math.max(listed.length, total(codeNames), total(fieldNames), ...stated);
	if (status === 'no_match' && count === 0) return { kind: 'rejected', isMissing: true, message };
	if (status !== 'success') return { kind: 'unclear', reason: "didn't say whom it found" };
	if (deniesFinding(response)) return { kind: 'unclear', reason: CONTRADICTS_ITSELF };
	const customers = listed.length > 0 ? count : 0;
	const unclear = (reason: string): Reading => ({ kind: 'unclear', reason, customers });
	if (count > 1) return unclear(`the response names ${count} customers`);
	const customer = isObject(listed[0]) ? listed[0] : {};
	const code = own(customer, 'code');
	// A lost leading zero would make it somebody else's.
	if (typeof code === 'number') {
		return unclear("the customer's code is a number, which may have lost digits");
	}
	if (typeof code !== 'string' || code === '') {
		return unclear('the response names no customer code');
	}
	const fieldValue = own(customer, field);
	return typeof fieldValue === 'string' && caseless(fieldValue.trim()) === caseless(value)
		? { kind: 'found', code: code.trim() }
		: unclear("the response names a customer who isn't the one that was asked for");
}

/** The service's words, unless something beside them may be about a customer. */
function impersonalWords(records: Parsed['records'], words: Parsed['words']): string | undefined {
	const keys = records.flatMap(({ object }) => Object.keys(object));
	return keys.every((key) => impersonalKeys.includes(key.toLowerCase())) ? words() : undefined;
}

/** Whether a response says success and names another customer: that may be a deletion, in whatever words. */
function isSuccessForAnother({ response, statusOf, records }: Parsed, code: string): boolean {
	if (response === undefined || !isWord(statusOf(response), 'success')) return false;
	const customers = new Set(customersIn(response));
	const named = records.filter(({ object }) => customers.has(object));
	return anotherIn(named, code) !== undefined;
}

/** The first code of another customer. */
function anotherIn(customers: Parsed['records'], code: string): string | undefined {
	return customers.flatMap(({ codes }) => codes).find((one) => isAnother(one, code));
}

/**
 * Whether a code means another customer: not if it's empty, a number lost zeros or digits, or only the case or the Unicode
 * form of letters differs. Zeros that weren't sent are no loss.
 */
function isAnother(code: string, sent: string): boolean {
	const plain = (text: string) => text.normalize().toLowerCase();
	const withoutZeros = (text: string) => plain(text).replace(/^0+(?=\d)/, '');
	const isLonger = plain(code).length > plain(sent).length;
	if (code === '' || (!isLonger && withoutZeros(code) === withoutZeros(sent))) return false;
	const digits = /^\d+$/;
	const number = /^\d+(?:e\d+)?$/i.test(sent) ? Number(sent) : Infinity;
	if (number === Infinity) return true;
	// JavaScript writes a long number with all its digits, once rounded; PHP with 14 or 17 and an exponent.
	if (digits.test(code)) {
		return !digits.test(sent) || ![String(number), String(BigInt(number))].includes(code);
	}
	const isNumber = /^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(code);
	return !isNumber || Math.abs(Number(code) - number) > number * 1e-13;
}

/** The customers named in the usual places, singly or in a list. */
function customersIn(response: Record<string, unknown>): unknown[] {
	const list = own(response, 'customers');
	const listed = isObject(list) ? own(list, 'customer') : list;
	// An empty list in XML is an empty text.
	const all = [own(response, 'customer'), listed || undefined].flat();
	return all.filter((customer) => customer !== undefined);
}

/** Whether a response to a question or a search says, beside success, that there is nobody. */
function deniesFinding(response: Record<string, unknown>): boolean {
	return isNegative(valuesOf(response, findingKeys), negativeWords);
}

/** How many customers or pages of them there are, where a response says that there are several. */
function countsIn(part: Record<string, unknown>): number[] {
	const counts = Object.entries(part).map(([key, value]) => {
		const name = key.replace(/(?<=[a-z])(?=[A-Z])/g, '_');
		if (moreKey.test(name)) return meansSomebody(value) ? 2 : 0;
		return countKey.test(name) && !pageSizeKey.test(name) ? Number(value) : 0;
	});
	return counts.filter((count) => count > 1);
}

/** Whether a status is a word, in any letter case. */
function isWord(status: unknown, word: string): boolean {
	return typeof status === 'string' && status.trim().toLowerCase() === word;
}
