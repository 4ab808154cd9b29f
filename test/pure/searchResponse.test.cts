import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import type { Lookup } from '../../nodes/Trackfinity/parameters/lookup';
import { foundForms, foundJson, formsOf } from '../support/responses.cts';
import { jane } from '../support/searchedCustomers.cts';

const other = { ...jane, code: '7002', email: 'mary.jane@example.com' };
const without = (unknown: keyof typeof jane) =>
	Object.fromEntries(Object.entries(jane).filter(([field]) => field !== unknown));
const [[, xml = ''] = [], , [, json = ''] = []] = foundForms([jane]);

/** What a response says to whoever looks for this. */
function read(body: string, value = jane.email, field = 'email') {
	const lookup = deleteCustomer.lookups.find(({ sentAs }) => sentAs === field) as Lookup;
	const call = deleteCustomer.search?.toCall({ lookup, value, fields: [], isSearch: true });
	return call?.readResponse(body);
}

/** Bodies, each in its form, that say the same. */
const each = <T,>(what: string, says: T, bodies: Array<[form: string, body: string]>) =>
	bodies.map(([form, body]) => [`${what}, ${form}`, body, says] as const);

const longCode = '0123456789012345678901234567890';
const noMatch = { status: 'no_match', message: 'Did you mean her?' };
const error = { status: 'error', error: 'Did you mean her?' };
const missing = { kind: 'rejected', isMissing: true };
const rejected = { kind: 'rejected' };
const found = (code: string) => ({ kind: 'found', code });

test.each([
	...each('other letters', found('7001'), foundForms([{ ...jane, email: ' JANE@Example.com\t' }])),
	...each('a count of one', found('7001'), foundForms([jane], { Count: '1', account: '12' })),
	...['results_per_page', 'max-results', 'resultsLimit', 'maxRecords'].flatMap((key) =>
		each(`the size of a page, ${key}`, found('7001'), foundForms([jane], { [key]: '50' })),
	),
	...each('a code of its own', found('7001'), foundForms([jane], { code: '200' })),
	...each('what was asked', found('7001'), foundForms([jane], { email: jane.email })),
	...each('a total of her own', found('7001'), foundForms([{ ...jane, total: '250' }])),
	['totals of hers', foundJson([{ ...jane, a: { rows: 9, more: true } }]), found('7001')] as const,
	...each('no more', found('7001'), foundForms([jane], { has_more: 'false', next_page: '' })),
	...each('blanks', found(longCode), foundForms([{ ...jane, code: ` ${longCode}\n` }])),
	...each('no_match', { ...missing, message: 'Did you mean her?' }, formsOf(noMatch)),
	...each('no_match, no list', missing, formsOf({ status: 'no_match', customers: '', pages: '1' })),
	...each('an error', { ...rejected, message: 'Did you mean her?' }, formsOf(error)),
	...each('errors', { ...rejected, message: 'No' }, formsOf({ status: 'error', errors: ['No'] })),
	...each('an error that names somebody has no words', rejected, foundForms([jane], error)),
	...each('nor with a name alone', rejected, foundForms([{ first_name: 'Hildegard' }], error)),
	['success beside an error', foundJson([jane], { error: 'Not today' }), rejected] as const,
])('%s', (_, body, says) => {
	expect(read(body, 'Jane@example.com')).toEqual(says);
});

test('a card number that is a number in JSON counts by its digits', () => {
	const card = '4000123412341234567';
	const body = `{"status":"success","customer":{"code":"7001","card_number":${card}}}`;

	expect(read(body, card, 'card_number')).toEqual(found('7001'));
	expect(read(body, '4000123412341234568', 'card_number')).toMatchObject({ kind: 'unclear' });
});

const many = Array.from({ length: 100 }, (_, index) => ({ ...jane, code: `8${index}` }));
const names = (count: number) => `the response names ${count} customers`;
const isOther = "the response names a customer who isn't the one that was asked for";
const noCode = 'the response names no customer code';
const cannotBeSent = "the customer's code can't be sent";
const unread = "the response couldn't be read";
const isNumber = "the customer's code is a number, which may have lost digits";
const unsaid = "didn't say whom it found";
const contradicts = 'the response contradicts itself';

test.each([
	...each('two customers', names(2), foundForms([jane, { ...jane, code: '7002' }])),
	...each('one of two', names(2), foundForms([jane], { total: '2' })),
	['one page of two', foundJson([jane], { page: 1, total_pages: 2 }), names(2)],
	...each('one of two, in capitals', names(2), foundForms([jane], { totalCount: '2' })),
	...each('one of two, told deeper', names(2), foundForms([jane], { meta: { records: '2' } })),
	...each('a total beside a limit', names(2), foundForms([jane], { max_results_total: '2' })),
	...each('more', names(2), foundForms([jane], { paging: { hasMore: 'true' } })),
	...each('a next page', names(2), foundForms([jane], { 'next-page': '2' })),
	['its address', foundJson([jane], { links: { next: '/?page=2' } }), names(2)],
	['how many more', foundJson([jane], { more: 3 }), names(2)],
	['one in a list of two', xml.replace('>', '><customers count="2"/>'), names(2)],
	['two, one of them without a code', foundJson([jane, without('code')]), names(2)],
	['two, one of them another', foundJson([jane, other]), names(2)],
	['everybody', foundJson(many), names(100)],
	['the field twice', xml.replace('</email>', `</email><email>a</email>`), isOther],
	['two codes', xml.replace('</code>', '</code><code>7002</code>'), noCode],
	['two codes, one as an attribute', xml.replace('<customer', '<customer code="7"'), names(2)],
	['two codes, one under another key', foundJson([{ ...jane, Customer_Code: '7' }]), names(2)],
	['two addresses', foundJson([{ ...jane, Email: other.email }]), names(2)],
	['two, one as an attribute', xml.replace('<customer', '<customer email="a"'), names(2)],
	['somebody beside the list', foundJson([jane], { code: '7002', email: jane.email }), names(2)],
	['somebody else in capitals', foundJson([jane], { Found: { Code: '7002' } }), names(2)],
	...each('another customer', isOther, foundForms([other])),
	['a customer whose field it cuts', foundJson([{ ...jane, email: 'jane@example' }]), isOther],
	['a customer without the field', foundJson([without('email')]), isOther],
	['a customer whose field is no text', foundJson([{ ...jane, email: [jane.email] }]), isOther],
	...each('no code', noCode, foundForms([without('code')])),
	['an empty code', foundJson([{ ...jane, code: '' }]), noCode],
	...[' ', 'x'.repeat(1001), '[object Object]', 'undefined', '70\n01'].map(
		(code) =>
			[`the code ${code.slice(0, 20)}`, foundJson([{ ...jane, code }]), cannotBeSent] as const,
	),
	// It may have begun with a zero, and without that it is somebody else's.
	...['7001', '9007199254740993123', '1e5'].map(
		(code) => [`the number ${code}`, json.replace('"7001"', code), isNumber] as const,
	),
	['XML that is cut off', xml.slice(0, -1), unread],
	['JSON that is cut off', json.slice(0, -1), unread],
	['XML with a DOCTYPE', `<!DOCTYPE response>${xml}`, unread],
	['a key twice', json.replace('"email"', `"email":"${other.email}","email"`), unread],
	['two statuses', json.replace('"status"', '"status":"no_match","status"'), unread],
	['a PHP warning', `<b>Warning</b>: x\n${json}`, /^PHP printed/],
	['a web page', '<html><body>Hildegard</body></html>', 'the response is a web page'],
	['nothing', '', 'the response is empty'],
	...['true', 'null', '[]', '{}'].map((body) => [body, body, /read|didn't say/] as const),
	['success alone', '{"status":"success"}', noCode],
	['an empty list', foundJson([]), noCode],
	['another status', json.replace('"success"', '"Success"'), unsaid],
	['no status', json.replace('"status"', '"state"'), unsaid],
	...each('success beside a no', contradicts, foundForms([jane], { result: 'failed' })),
	['success beside no_match', foundJson([jane], { log: { status: 'no_match' } }), contradicts],
	...each('no_match that names a customer', unsaid, foundForms([jane], noMatch)),
	[
		"no_match with a code, which may be somebody's",
		foundJson([], { ...noMatch, code: '404' }),
		unsaid,
	],
	['no_match that names one in capitals', foundJson([], { ...noMatch, A: { CODE: '1' } }), unsaid],
] as ReadonlyArray<readonly [what: string, body: string, reason: string | RegExp]>)(
	'anything else is unclear: %s',
	(_, body, reason) => {
		const isThatReason = reason instanceof RegExp ? expect.stringMatching(reason) : reason;
		const { kind, ...told } = Object(read(body)) as { kind?: string };
		expect([kind, told]).toEqual(['unclear', expect.objectContaining({ reason: isThatReason })]);
		// Who was asked for is all that is known: nothing that is told of a customer goes further.
		expect(JSON.stringify(told)).not.toMatch(/Hildegard|555 0815|CARD-OF|mary\.jane|Did you mean/);
	},
);

// Whoever asks for an address that only looks like hers must not get her deleted.
test.each([
	...['\u212a|k', '\u212a|K', '\u212b|\u00e5', '\u2126|\u03c9', '\u0130|i\u0307', '\u1e9e|\u00df'],
	...['\u03f4|\u03b8', '\u017f|s', '\u0131|i', '\u00df|ss', '\ufb01|fi', '\uff4b|k', '\u00e9|e'],
])('letters that some programs take for the same are not: %s', (letters) => {
	const [one = '', two = ''] = letters.split('|').map((letter) => `${letter}@example.com`);
	for (const [asked, its] of [
		[one, two],
		[two, one],
	]) {
		expect(read(foundJson([{ ...jane, email: its }]), asked)).toMatchObject({ reason: isOther });
	}
});
