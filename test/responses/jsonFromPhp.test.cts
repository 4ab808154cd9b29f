import { deletion, down, question, seen, useDeletions } from '../support/deletions.cts';
import { deletedJson, says } from '../support/responses.cts';
import { failureOf } from '../support/runs.cts';

const { calls, deleteOne, inTurn } = useDeletions();

const long = '1234567890123456789';

/** A status as PHP's `json_encode` writes an attribute of XML. */
const attribute = (status: string) => `"@attributes":{"status":"${status}"}`;
const customer = `"customer":{${attribute('deleted')},"code":"${long}"}`;

describe('JSON that PHP made of XML is read as the XML it comes from', () => {
	test.each([
		`{"response":{${attribute('success')},${customer}}}`,
		`app.done({${attribute('success')},${customer}});`,
	])('done: %s', async (body) => {
		inTurn(deletion, says(body));
		const item = await deleteOne({ responseFormat: 'json' }, long);

		expect(calls()).toEqual(['delete']);
		expect(item?.json).toMatchObject({ deleted: true, code: long });
	});

	test.each([
		['no_match', ['delete', 'exists'], { deleted: true, verified: true }],
		['success', ['delete', 'exists', 'delete'], { deleted: true }],
	])('the response to a question: %s', async (status, sent, json) => {
		inTurn(deletion, down);
		inTurn(question, says(`{${attribute(status)},"message":"As asked"}`));
		const item = await deleteOne();

		expect(calls()).toEqual(sent);
		expect(item?.json).toMatchObject(json);
	});

	test('says nothing where it lost the code, which stood in CDATA', async () => {
		inTurn(deletion, says(`{${attribute('success')},${customer.replace(`"${long}"`, '{}')}}`));
		inTurn(question, seen);

		expect(failureOf(await deleteOne({ retries: 0 }, long)).outcome).toBe('unknown');
		expect(calls()).toEqual(['delete', 'exists']);
	});
});

describe('a code that is a number in JSON', () => {
	const named = (number: string) => deletedJson('').replace('""', number);

	test.each(['120', '0', long])(
		'counts when it is written with the digits sent: %s',
		async (code) => {
			for (const body of [named(code), `app.done({"response":${named(` ${code}\n`)}});`]) {
				inTurn(deletion, says(body));

				expect((await deleteOne({}, code))?.json).toMatchObject({ deleted: true, code });
			}
			expect(calls()).toEqual(['delete', 'delete']);
		},
	);

	test.each([
		['100', '100.0'],
		[long, '1234567890123456800'],
	])('sent %s, named %s: says nothing', async (code, number) => {
		inTurn(deletion, says(named(number)));
		inTurn(question, seen);

		const failure = failureOf(await deleteOne({ retries: 0 }, code));
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
		expect(calls()).toEqual(['delete', 'exists']);
	});
});
