import type { Fault } from '../../sandbox/index.cts';
import { foundForms, foundJson, responseXml, says } from '../support/responses.cts';
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

const [[, foundXml = ''] = []] = foundForms([
	{ ...jane, code: ' 0123456789012345678901234567890\n' },
]);

/** Looks for Jane, of whom the service says this, and then for a customer of the sandbox. */
async function afterSearchFor(fault: Fault, asked: string = jane.email) {
	inTurn(searchFor(asked), fault);
	return await deleteThem([asked, zoe.email], oneByOne);
}

// More responses: test/pure/searchResponse.
test.each([
	['0123456789012345678901234567890', foundXml],
	[jane.code, foundForms([{ ...jane, email: ' JANE@Example.com\t' }])[2]?.[1] ?? ''],
])(
	'exactly one customer whose own field is what was asked: deleted by code %s',
	async (code, body) => {
		const { output } = await afterSearchFor(says(body), 'Jane@example.com');

		expect(deletions()).toEqual([code, zoe.code]);
		// The sandbox doesn't know her.
		expect(failureOf(output[0])).toMatchObject({
			...{ email: 'Jane@example.com', code, outcome: 'rejected', attempts: 1 },
		});
	},
);

test('a card number is not taken for one that JSON has as a number', async () => {
	const body = foundJson([{ ...jane, card_number: 'N' }]).replace('"N"', '6035550000000010042');
	inTurn(search, says(body));
	const { output } = await deleteThem(['6035550000000010000'], {}, { by: 'cardNumber' });

	expect(deletions()).toEqual([]);
	notFoundOf(output[0]);
});

describe('no_match: there is no such customer', () => {
	const noMatch = says(responseXml('no_match', '<message>Nobody of that name</message>'));

	test('rejected, in its words', async () => {
		const { output } = await afterSearchFor(noMatch);
		const failure = failureOf(output[0]);

		expect(calls()).toEqual(['search', 'search', 'delete']);
		expect(failure).toMatchObject({ email: jane.email, outcome: 'rejected', attempts: 0 });
		expect(failure.message).toContain('Nobody of that name');
		expect(failure.message).toContain('no such customer');
		expect(failure.description).toMatch(/'Ignore Missing Customers'.*Otherwise, check 'Email'/);
	});

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
		inTurn(searchFor(jane.email), { ...noMatch, status });
		const { output } = await deleteThem([jane.email], { ignoreMissing: true });

		expect(notFoundOf(output[0])).toMatchObject({ statusCode: status });
		expect(calls()).toEqual(['search']);
	});
});

describe('anything else: not sent, and the others go on', () => {
	const other = { ...jane, code: '7002', email: 'mary.jane@example.com' };
	const many = Array.from({ length: 600 }, (_, index) => ({ ...jane, code: `8${index}` }));
	const error = { status: 'error', error: 'Did you mean her?' };
	const noMatch = { status: 'no_match', message: 'Did you mean her?' };

	const bodies: Array<[what: string, body: string, reason?: RegExp]> = [
		['two customers', foundJson([jane, { ...jane, code: '7002' }]), /names 2 customers/],
		['everybody, at a length that is not read', foundJson(many)],
		['another customer', foundJson([other]), /isn't the one that was asked for/],
		['a code that cannot be sent', foundJson([{ ...jane, code: '70\n01' }]), /code can't be sent/],
		['a code that is a number', foundJson([jane]).replace('"7001"', '7001'), /is a number/],
		['XML that is cut off', foundXml.slice(0, -1), /HTTP 200\) but the response couldn't be read/],
		['a web page', '<!doctype html><html><body>Hildegard</body></html>'],
		['no_match that names a customer', foundJson([jane], noMatch), /but didn't say whom/],
		['an error that names a customer', foundJson([jane], error)],
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

	test('an error, in its words', async () => {
		const { output } = await afterSearchFor(says(responseXml('error', '<error>Not today</error>')));

		const { message, description } = notFoundOf(output[0]);
		expect(message).toContain('Not today');
		expect(description).toContain("check the 'API Key' and the 'User ID'");
		expect(outcomesOf(output)).toEqual(['notSent', 'done']);
	});

	test.each([403, 404, 500])('HTTP %d, whatever stands in it', async (status) => {
		const named = foundJson([jane], { message: 'Did you mean her?' });
		const result = await afterSearchFor(says(named, { status }));

		expect(notFoundOf(result.output[0])).toMatchObject({ statusCode: status });
		expect(deletions()).toEqual([zoe.code]);
		expect(outcomesOf(result.output)).toEqual(['notSent', 'done']);
		expect(keptPartsOf(result, /Hildegard|Did you mean/)).toEqual([]);
	});

	test.each([
		[401, /the 'API Key' and the 'User ID'/],
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
