import type { Fault } from '../../sandbox/index.cts';
import { formsOf, foundForms, foundJson, inEveryForm, says } from '../support/responses.cts';
import { failureOf, oneByOne, outcomesOf } from '../support/runs.cts';
import { shownBy } from '../support/strings.cts';
import {
	jane,
	keptPartsOf,
	nobody,
	notFoundOf,
	search,
	searchFor,
	useSearches,
	zoe,
} from '../support/searches.cts';

const { calls, deleteThem, deletions, inTurn, workbench } = useSearches();

/** Looks for Jane, of whom the service says this, and then for a customer of the sandbox. */
async function afterSearchFor(fault: Fault, asked: string = jane.email) {
	inTurn(searchFor(asked), fault);
	return await deleteThem([asked, zoe.email], oneByOne);
}

describe('exactly one customer, with a code, whose own field is what was asked: deleted by that code', () => {
	const longCode = '0123456789012345678901234567890';

	test.each<[string, string, string?]>([
		...foundForms([jane]),
		...foundForms([{ ...jane, email: ' JANE@Example.com\t' }]),
		...foundForms([{ ...jane, code: ` ${longCode}\n` }]).map(
			([form, body]): [string, string, string] => [
				`a long code with white space around it, ${form}`,
				body,
				longCode,
			],
		),
	])('%s', async (_, body = '', code = jane.code) => {
		const { output } = await afterSearchFor(says(body), 'Jane@example.com');

		expect(deletions()).toEqual([code, zoe.code]);
		// The sandbox doesn't know her.
		expect(failureOf(output[0])).toMatchObject({
			email: 'Jane@example.com',
			code,
			outcome: 'rejected',
			attempts: 1,
		});
	});

	// It may have begun with a zero, and without that it is somebody else's.
	test.each(['7001', '9007199254740993123', '1e5'])(
		'a code that JSON has as the number %s is not sent',
		async (number) => {
			const body = foundJson([{ ...jane, code: 'N' }]).replace('"N"', number);
			const { output } = await afterSearchFor(says(body));

			expect(deletions()).toEqual([zoe.code]);
			expect(notFoundOf(output[0]).message).toContain('is a number');
		},
	);

	test('a card number that JSON has as a number is not taken for one that differs in its last digits', async () => {
		inTurn(
			search,
			says(foundJson([{ ...jane, card_number: 'N' }]).replace('"N"', '6035550000000010042')),
		);
		const { output } = await deleteThem(['6035550000000010000'], {}, { by: 'cardNumber' });

		expect(deletions()).toEqual([]);
		notFoundOf(output[0]);
	});
});

describe('no_match: there is no such customer', () => {
	const noMatch = formsOf({ status: 'no_match', message: 'Nobody of that name' });

	test.each(noMatch)('rejected, in its words: %s', async (_, body) => {
		const { output } = await afterSearchFor(says(body));
		const failure = failureOf(output[0]);

		expect(calls()).toEqual(['search', 'search', 'delete']);
		expect(failure).toMatchObject({ email: jane.email, outcome: 'rejected', attempts: 0 });
		expect(failure.message).toContain('Nobody of that name');
		expect(failure.message).toContain('no such customer');
		expect(failure.description).toMatch(/'Ignore Missing Customers'.*Otherwise, check 'Email'/);
	});

	test.each(formsOf({ status: 'no_match', customers: '' }))(
		'rejected beside an empty list: %s',
		async (_, body) => {
			const { output } = await afterSearchFor(says(body));
			expect(failureOf(output[0]).outcome).toBe('rejected');
		},
	);

	test('done, and not deleted, with Ignore Missing Customers', async () => {
		const { output, hints } = await deleteThem([nobody, zoe.email], { ignoreMissing: true });

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
		const [[, body = ''] = []] = noMatch;
		inTurn(searchFor(jane.email), says(body, { status }));
		const { output } = await deleteThem([jane.email], { ignoreMissing: true });

		expect(notFoundOf(output[0])).toMatchObject({ statusCode: status });
		expect(calls()).toEqual(['search']);
	});
});

describe('anything else: not sent, and the others go on', () => {
	const other = { ...jane, code: '7002', email: 'mary.jane@example.com' };
	const without = (unknown: keyof typeof jane) =>
		Object.fromEntries(Object.entries(jane).filter(([field]) => field !== unknown));
	const [[, xml = ''] = [], , [, json = ''] = []] = foundForms([jane]);
	const many = Array.from({ length: 600 }, (_, index) => ({ ...jane, code: `8${index}` }));

	const forms = (what: string, body: Array<[string, string]>, reason = /^/) =>
		body.map(([form, text]): [string, string, RegExp] => [`${what}, ${form}`, text, reason]);
	const error = { status: 'error', error: 'Did you mean her?' };
	const noMatch = { status: 'no_match', message: 'Did you mean her?' };
	const codes = [' ', 'x'.repeat(1001), '[object Object]', 'undefined', '70\n01'];
	const empty = ['', 'true', 'null', '[]', '{}', '{"status":"success"}', foundJson([])];
	const unsaid = json.replace('"status"', '"state"');

	const bodies: Array<[what: string, body: string, reason?: RegExp]> = [
		...forms('two customers', foundForms([jane, { ...jane, code: '7002' }]), /\b2\b/),
		['two, one of them without a code', foundJson([jane, without('code')]), /\b2\b/],
		['two, one of them another', foundJson([jane, other])],
		['everybody', foundJson(many.slice(0, 100)), /\b100\b/],
		['everybody, at a length that is not read', foundJson(many)],
		...forms('another customer', foundForms([other]), /isn't the one that was asked for/),
		['a customer whose field it cuts', foundJson([{ ...jane, email: 'jane@example' }])],
		['a customer without the field', foundJson([without('email')])],
		['a customer whose field is no text', foundJson([{ ...jane, email: [jane.email] }])],
		['the field twice', xml.replace('</email>', `</email><email>${other.email}</email>`)],
		['the same in JSON', json.replace('"email"', `"email":"${other.email}","email"`)],
		...forms('no code', foundForms([without('code')]), /names no customer code/),
		...codes.map((code): [string, string] => [
			`the code ${code.slice(0, 20)}`,
			foundJson([{ ...jane, code }]),
		]),
		['two codes', xml.replace('</code>', '</code><code>7002</code>')],
		['two codes, one as an attribute', xml.replace('<customer', '<customer code="7002"')],
		['two codes, one under another key', foundJson([{ ...jane, Customer_Code: '7002' }])],
		['two addresses', foundJson([{ ...jane, Email: other.email }])],
		['somebody else in capitals', foundJson([jane], { Found: { Code: '7002' } }), /\b2\b/],
		['no_match that names a customer in capitals', foundJson([], { ...noMatch, A: { CODE: '1' } })],
		['XML that is cut off', xml.slice(0, -1), /HTTP 200\) but the response couldn't be read/],
		['an empty code', foundJson([{ ...jane, code: '' }]), /names no customer code/],
		['another status', json.replace('"success"', '"Success"'), /but didn't say whom/],
		['JSON that is cut off', json.slice(0, -1)],
		['XML with a DOCTYPE', `<!DOCTYPE response>${xml}`],
		['a PHP warning before it', `<b>Warning</b>: Undefined index<br />\n${json}`],
		['a web page', '<!doctype html><html><body>Hildegard</body></html>'],
		...[...empty, unsaid].map((body): [string, string] => [body.slice(0, 30), body]),
		['success beside an error', foundJson([jane], { error: 'Not today' })],
		['success beside another status', json.replace('"status"', '"status":"no_match","status"')],
		['success beside no_match', foundJson([jane], { log: { status: 'no_match' } }), /contradicts/],
		...forms('no_match that names a customer', foundForms([jane], noMatch)),
		...forms('an error that names a customer', foundForms([jane], error)),
		...forms('one that names somebody', foundForms([{ first_name: 'Hildegard' }], error)),
	];

	test.each(bodies)('%s', async (_, body, reason = /^/) => {
		const result = await afterSearchFor(says(body));
		const failure = notFoundOf(result.output[0]);

		expect(failure).toMatchObject({ email: jane.email });
		expect(failure).not.toHaveProperty('code');
		expect(`${failure.message} ${failure.description}`).toMatch(reason);
		expect(deletions()).toEqual([zoe.code]);
		expect(outcomesOf(result.output)).toEqual(['notSent', 'done']);
		// Nothing that is told of a customer goes further: who was asked for is the only thing that's known.
		expect(keptPartsOf(result, /Hildegard|555 0815|CARD-OF|mary\.jane|Did you mean/)).toEqual([]);
	});

	// Whoever asks for an address that only looks like hers must not get her deleted.
	test.each([
		...[
			'\u212a|k',
			'\u212a|K',
			'\u212b|\u00e5',
			'\u2126|\u03c9',
			'\u0130|i\u0307',
			'\u1e9e|\u00df',
		],
		...['\u03f4|\u03b8', '\u017f|s', '\u0131|i', '\u00df|ss', '\ufb01|fi', '\uff4b|k', '\u00e9|e'],
	])('letters that some programs take for the same: %s', async (letters) => {
		for (const [one = '', other = ''] of [letters.split('|'), letters.split('|').reverse()]) {
			const body = foundJson([{ ...jane, email: `${other}@example.com` }]);
			const { output } = await afterSearchFor(says(body), `${one}@example.com`);

			notFoundOf(output[0]);
			expect(deletions()).toEqual([zoe.code]);
			workbench.sandbox.reset();
		}
	});

	test.each(
		inEveryForm([
			['an error', { status: 'error', error: 'Not today' }],
			['an error in a list', { status: 'error', errors: ['Not today'] }],
		]),
	)('%s, in its words: %s', async (_, body) => {
		const { output } = await afterSearchFor(says(body));

		const { message, description } = notFoundOf(output[0]);
		expect(message).toContain('Not today');
		expect(description).toContain("check the 'API Key' and the 'User ID'");
		expect(outcomesOf(output)).toEqual(['notSent', 'done']);
	});

	test.each([400, 403, 404, 422, 429, 500, 503])(
		'HTTP %d, whatever stands in it',
		async (status) => {
			const named = foundJson([jane], { message: 'Did you mean her?' });
			const result = await afterSearchFor(says(named, { status }));

			expect(notFoundOf(result.output[0])).toMatchObject({ statusCode: status });
			expect(deletions()).toEqual([zoe.code]);
			expect(outcomesOf(result.output)).toEqual(['notSent', 'done']);
			expect(keptPartsOf(result, /Hildegard|Did you mean/)).toEqual([]);
		},
	);

	test.each([
		[500, /the service's support/],
		[503, /'Max Requests per Second'.*the service's support/],
		[429, /'Max Requests per Second'/],
		[200, /wasn't found for certain\. Look up/],
	])('HTTP %d says what to do about the service', async (status, advice) => {
		const { output } = await afterSearchFor(says('', { status }));
		expect(notFoundOf(output[0]).description).toMatch(advice);
	});

	test.each<[string, Fault]>([
		['no response in time', { kind: 'hang' }],
		['a dropped connection', { kind: 'drop', when: 'before' }],
		['a response that is cut off', { kind: 'drop', when: 'midAnswer' }],
	])('%s', async (_, fault) => {
		const { output } = await afterSearchFor(fault, 'liam.carter@example.com');

		expect(notFoundOf(output[0])).not.toHaveProperty('statusCode');
		expect(deletions()).toEqual([zoe.code]);
	});
});

test('a secret that the service repeats shows nowhere', async () => {
	workbench.sandbox.fault({ kind: 'echoSecrets', ...search });
	const result = await deleteThem([zoe.email]);

	expect(notFoundOf(result.output[0]).message).toContain('[hidden]');
	expect(shownBy(result)).not.toContain(workbench.sandbox.credentials.trackfinityDeleteApi.apiKey);
});

test('a code that is the key is never sent, nor shown', async () => {
	const { apiKey } = workbench.sandbox.credentials.trackfinityDeleteApi;
	const result = await afterSearchFor(says(foundJson([{ ...jane, code: apiKey }])));

	expect(notFoundOf(result.output[0]).message).toMatch(
		/200\) but the customer's code can't be sent/,
	);
	expect(deletions()).toEqual([zoe.code]);
	expect(shownBy(result)).not.toContain(apiKey);
});
