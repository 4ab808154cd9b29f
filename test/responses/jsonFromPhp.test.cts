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
		['as it is', `{${attribute('success')},${customer}}`],
		['in a wrapper', `{"response":{${attribute('success')},${customer}}}`],
		['in a call', `app.done({${attribute('success')},${customer}});`],
	])('done: %s', async (_, body) => {
		inTurn(deletion, says(body));
		const item = await deleteOne({ responseFormat: 'json' }, long);

		expect(calls()).toEqual(['delete']);
		expect(item?.json).toMatchObject({ deleted: true, code: long });
	});

	test('rejected, in its words', async () => {
		inTurn(deletion, says(`{${attribute('error')},"error":"Customer not found"}`));
		const failure = failureOf(await deleteOne());

		expect(failure.outcome).toBe('rejected');
		expect(failure.message).toContain('Customer not found');
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

	test.each([
		[
			'a code in CDATA, which PHP loses',
			`{${attribute('success')},${customer.replace(`"${long}"`, '{}')}}`,
		],
		[
			'another status beside the attributes',
			`{${attribute('success')},"status":"error",${customer}}`,
		],
		['an attribute that says error', `{${attribute('error')},"status":"success",${customer}}`],
		[
			'attributes of a customer who stays',
			`{${attribute('success')},${customer.replace('deleted', 'active')}}`,
		],
	])('says nothing: %s', async (_, body) => {
		inTurn(deletion, says(body));
		inTurn(question, seen);

		expect(failureOf(await deleteOne({ retries: 0 }, long)).outcome).toBe('unknown');
		expect(calls()).toEqual(['delete', 'exists']);
	});
});

describe('a code that is a number in JSON', () => {
	const named = (number: string) => deletedJson('').replace('""', number);

	test.each([
		['120', '120'],
		['0', '0'],
		[long, long],
		['98765432109876543210987654321', '98765432109876543210987654321'],
	])('counts when it is written with exactly the digits sent: %s', async (code, number) => {
		for (const body of [named(number), `app.done({"response":${named(` ${number}\n`)}});`]) {
			inTurn(deletion, says(body));

			expect((await deleteOne({}, code))?.json).toMatchObject({ deleted: true, code });
		}
		expect(calls()).toEqual(['delete', 'delete']);
	});

	test.each([
		['100', '100.0'],
		['120', '1.2e2'],
		['120', '12E1'],
		['0', '-0'],
		[long, '1234567890123456800'],
		[long, '1.2345678901234568e+18'],
		['0042', '42'],
	])('sent %s, named %s: says nothing', async (code, number) => {
		inTurn(deletion, says(named(number)));
		inTurn(question, seen);

		expect(failureOf(await deleteOne({ retries: 0 }, code))).toMatchObject({
			outcome: 'unknown',
			attempts: 1,
		});
	});
});
