import type { Fault } from '../../sandbox/index.cts';
import { wayOf } from '../support/customers.cts';
import { formats } from '../support/faults.cts';
import { foundForms, foundJson, responseXml, says } from '../support/responses.cts';
import { credentialsAt, failureOf, oneByOne, outcomesOf } from '../support/runs.cts';
import { jane, lookups, nobody, zoe } from '../support/searchedCustomers.cts';
import { keptPartsOf, notFoundOf, search, searchFor, useSearches } from '../support/searches.cts';
import { shownBy } from '../support/strings.cts';

const { calls, deleteThem, deletions, inTurn, searched, workbench } = useSearches();

const [[, foundXml = ''] = []] = foundForms([jane]);

/** Looks for Jane, of whom the service says this, and then for a customer of the sandbox. */
async function afterSearchFor(fault: Fault) {
	inTurn(searchFor(jane.email), fault);
	return await deleteThem([jane.email, zoe.email], oneByOne);
}

test('a card number is not taken for one that JSON has as a number', async () => {
	const body = foundJson([{ ...jane, card_number: 'N' }]).replace('"N"', '6035550000000010042');
	inTurn(search, says(body));
	const { output } = await deleteThem(['6035550000000010000'], {}, { by: 'cardNumber' });

	expect(deletions()).toEqual([]);
	notFoundOf(output[0]);
});

describe('no_match: there is no such customer', () => {
	const noMatch = says(responseXml('no_match', '<message>Nobody of that name</message>'));

	test('rejected, in its words, and who was found is only deleted then', async () => {
		const { output } = await afterSearchFor(noMatch);
		const failure = failureOf(output[0]);

		expect(calls()).toEqual(['search', 'search', 'delete']);
		expect(failure).toMatchObject({ email: jane.email, outcome: 'rejected', attempts: 0 });
		expect(failure.message).toContain('Nobody of that name');
		expect(failure.message).toContain('no such customer');
		expect(failure.description).toMatch(/'Ignore Missing Customers'.*Otherwise, check 'Email'/);
	});

	test('done, and not deleted, with Ignore Missing Customers', async () => {
		const ids = [nobody, zoe.email, nobody];
		const { output, hints } = await deleteThem(ids, { ignoreMissing: true });

		const [missing, found] = output.map(({ json }) => json);
		expect(missing).toEqual({
			...{ success: true, operation: 'delete', email: nobody, deleted: false },
			...{ processedAt: expect.any(String), message: expect.stringMatching(/nothing .*no such/) },
		});
		expect(found).toMatchObject({ email: zoe.email, deleted: true });
		expect(hints).toMatchObject([{ message: expect.stringMatching(/^1 customer was missing\b/) }]);
		expect(calls().sort()).toEqual(['delete', 'search', 'search']);
	});

	test.each([400, 404])('but not with status %d', async (status) => {
		inTurn(searchFor(jane.email), { ...noMatch, status });
		const { output } = await deleteThem([jane.email], { ignoreMissing: true });

		expect(notFoundOf(output[0])).toMatchObject({ statusCode: status });
		expect(calls()).toEqual(['search']);
	});
});

// More responses: test/pure/searchResponse.
describe('anything else: not sent, and the others go on', () => {
	const other = { ...jane, code: '7002', email: 'mary.jane@example.com' };
	const many = Array.from({ length: 600 }, (_, index) => ({ ...jane, code: `8${index}` }));
	const noMatch = { status: 'no_match', message: 'Did you mean her?' };

	const drop = (when: 'before' | 'midAnswer'): Fault => ({ kind: 'drop', when });
	const named = foundJson([jane], { message: 'Did you mean her?' });

	test.each<[what: string, said: string | Fault, reason?: RegExp]>([
		['two customers', foundJson([jane, { ...jane, code: '7002' }]), /names 2 customers/],
		['everybody, at a length that is not read', foundJson(many)],
		['another customer', foundJson([other]), /isn't the one .* for certain\. Look/],
		['XML that is cut off', foundXml.slice(0, -1), /HTTP 200\) but the response couldn't be read/],
		['no_match that names a customer', foundJson([jane], noMatch), /but didn't say whom/],
		...[403, 404, 500].map((status): [string, Fault] => {
			return [`HTTP ${status}`, says(named, { status })];
		}),
		['no response in time', { kind: 'hang' }],
		['a dropped connection', drop('before')],
		['a response that is cut off', drop('midAnswer')],
	])('%s', async (_, said, reason = /^/) => {
		const fault = typeof said === 'string' ? says(said) : said;
		const result = await afterSearchFor(fault);
		const failure = notFoundOf(result.output[0]);

		expect(failure).toMatchObject({ email: jane.email });
		expect(failure.statusCode).toBe(fault.kind === 'answer' ? fault.status : undefined);
		expect(failure).not.toHaveProperty('code');
		expect(`${failure.message} ${failure.description}`).toMatch(reason);
		expect(deletions()).toEqual([zoe.code]);
		expect(outcomesOf(result.output)).toEqual(['notSent', 'done']);
		// Nothing that is told of a customer goes further: who was asked for is the only thing that's known.
		expect(keptPartsOf(result, /Hildegard|555 0815|CARD-OF|mary\.jane|Did you mean/)).toEqual([]);
	});

	const notToday = responseXml('error', '<error>Not today</error>');
	const later =
		/certain\. Run the item again later\. .*the service's support.* If that doesn't help, look up/;
	test.each<[status: number, advice: RegExp, body?: string]>([
		[401, /certain\. Check the 'API Key' and the 'User ID'/],
		[500, later],
		[503, /'Max Requests per Second'.*the service's support/],
		[429, /'Max Requests per Second'/],
		[200, /wasn't found for certain\. Look up/],
		[200, /Not today.*Check the 'API Key' and the 'User ID'.*'Account ID'/, notToday],
	])('HTTP %d says what to do about the service: %s', async (status, advice, body = '') => {
		const { output } = await afterSearchFor(says(body, { status }));
		const { message, description } = notFoundOf(output[0]);
		expect(`${message} ${description}`).toMatch(advice);
	});
});

test('a code that is the key is never sent, nor shown', async () => {
	const { apiKey } = workbench.sandbox.credentials.trackfinityDeleteApi;
	const result = await afterSearchFor(says(foundJson([{ ...jane, code: apiKey }])));

	expect(notFoundOf(result.output[0]).message).toMatch(/200\) but .* code can't be sent/);
	expect(deletions()).toEqual([zoe.code]);
	expect(shownBy(result)).not.toContain(apiKey);
});

describe.each(lookups)('Delete by %s', (by, label, field) => {
	test.each(formats)('searches with one filter, and deletes by code: %s', async (_, options) => {
		const { sandbox } = workbench;
		const credentials = credentialsAt(sandbox, `${sandbox.deleteUrl}api.php`);
		const how = { by, credentials };
		const { output } = await deleteThem([` ${zoe[field]}\u200B `], options, how);

		const [search, deletion, ...others] = sandbox.requests.map(wayOf);
		expect(others).toEqual([]);
		const { code, ...form } = deletion?.form ?? {};
		expect(code).toBe(zoe.code);
		const format = 'responseFormat' in options ? 'JSON' : 'XML';
		expect(form).toMatchObject({ type: 'customer_delete', output: format });
		const sought = { type: 'customer_search', exact_match: 'insensitive', [field]: zoe[field] };
		expect(search).toEqual({ ...deletion, form: { ...form, ...sought } });
		const named = { operation: 'delete', [by]: zoe[field], code: zoe.code };
		const json = { success: true, ...named, deleted: true, processedAt: expect.any(String) };
		expect(output).toEqual([{ json, pairedItem: { item: 0 } }]);
	});

	test('is never sent without its filter: what cannot be one is invalid', async () => {
		const values = [
			...['', ' \u200B', null, true, [zoe[field]], { [field]: zoe[field] }, 2 ** 53, 'undefined'],
			...['[object Object]', '{{ $json.email }}', '#N/A', 'a\u200Bb', 'a\nb', 'x'.repeat(1001)],
		];
		const { output } = await deleteThem(values, {}, { by });

		expect(output).toHaveLength(values.length);
		for (const item of output) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain(`'${label}'`);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

test('addresses of every kind are looked for', async () => {
	const all = [
		...["o'brien@example.com", 'zoe+news@example.com', 'jürgen@müller.example', '用户@例子.广告'],
		...['xxxx..k@mail.x-y.example', '#1!$&/=?^_`~@a.b.museum', 'शी@example.photography'],
	];
	await deleteThem(all);

	expect(searched().sort()).toEqual([...all].sort());
});

test.each(['cardNumber', 'username'])('what stands for nothing is no %s', async (by) => {
	const nothing = [
		...[0, '0', '0000', '0000-0000', '0/0', '-', '?', 'na', 'n.a.', '(Unknown)', 'NIL', 'false'],
		...['True', '-- none --', '<NULL>', '[empty]', 'Undefined', 'nan', '####', '...??'],
	];
	const masked = [
		...['●●●●', '••1234', '************1234', '6035 55** **** 0042'],
		...['*0042', '＊＊＊＊0042', '????0042', '...0042', '6035…0042'],
		...(by === 'cardNumber' ? ['XXXX', 'xxxx-xxxx-1234', 'XXX XXX 042'] : []),
	];
	const { output } = await deleteThem([...nothing, ...masked, 'a@x.com; b@y.com'], {}, { by });

	const texts = output.map((item) => `${failureOf(item).message} ${failureOf(item).description}`);
	expect(texts.pop()).toMatch(/must be one value.*Pass one value alone/);
	for (const text of texts.splice(nothing.length)) {
		expect(text).toMatch(/^'([^']+)' is masked: '.*Pass the whole '\1', or filter out/);
	}
	expect(texts).toHaveLength(nothing.length);
	for (const text of texts) expect(text).toContain("stands for data that isn't");
	expect(texts[0]).toContain('Filter out items without');
	expect(calls()).toEqual([]);
});

test.each(['cardNumber', 'username'])('what only looks like it is a %s', async (by) => {
	const all = ['007', 'Nana', 'x-x-x', 'zoe*', 'unknown7', '0x0', '🦊', 'xxxxl_zoe', 'zoe#1'];
	if (by === 'username') all.push('xxx12');
	await deleteThem(all, {}, { by });

	expect(searched().sort()).toEqual([...all].sort());
});
