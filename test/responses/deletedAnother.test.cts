import { codes, failureOf, outcomesOf } from '../support/runs.cts';
import { deletion, down, question, seen, useDeletions } from '../support/deletions.cts';
import {
	deleted,
	deletedJson,
	deletedXml,
	formsOf,
	inEveryForm,
	responseXml,
	says,
} from '../support/responses.cts';

const { calls, deleteOne, inTurn, runDeletions, workbench } = useDeletions();

const right = deleted('12');
const other = deleted('120');

describe('a response that says another customer was deleted ends the deletion for good', () => {
	test.each([
		...inEveryForm([
			['instead of the right one', { status: 'success', customer: other }],
			['beside the right one', { status: 'success', customer: [right, other] }],
			['deeper inside', { status: 'success', customers: { customer: other } }],
			[
				'deeper inside, beside the right one',
				{ status: 'success', customer: { ...right, merged: { customer: other } } },
			],
		]),
		['as a number in JSON', deletedJson('120').replace('"120"', '120')],
	])('%s', async (_, body) => {
		inTurn(deletion, says(body));
		workbench.sandbox.fault({ ...seen, ...question });
		const failure = failureOf(await deleteOne({ ignoreMissing: true }, '12'));

		expect(calls()).toEqual(['delete']);
		expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200, attempts: 1 });
		expect(failure.description).toMatch(/\b120\b/);
	});
});

describe('a response that only writes the code in another way, or is no yes, says nothing: the service is asked, and the run goes on', () => {
	const asNumber = (code: string) => deletedJson('').replace('""', code);
	const long = '1234567890123456789';

	test.each([
		['leading zeros are lost', '0042', deletedXml('42')],
		['digits are lost by rounding', long, asNumber('1.2345678901234568e+18')],
		['letter case', 'A1F0', deletedJson('a1f0')],
		[
			'the right customer, in another place',
			'12',
			responseXml(
				'success',
				'<customers><customer status="deleted"><code>12</code></customer></customers>',
			),
		],
		['another customer, with status 500', '12', deletedXml('120'), 500],
	])('%s', async (_, sent, body, status = 200) => {
		inTurn(deletion, says(body, { status }));
		inTurn(question, seen);
		const [known = ''] = codes;
		const { output } = await runDeletions([sent, known], { retries: 0, parallelRequests: 1 });

		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(outcomesOf(output)).toEqual(['unknown', 'done']);
	});

	test('another customer, with status 404: rejected, and the run goes on', async () => {
		inTurn(deletion, says(deletedXml('120'), { status: 404 }));
		const { output } = await runDeletions(['12', ...codes], { parallelRequests: 1 });

		expect(outcomesOf(output)).toEqual(['rejected', 'done', 'done', 'done']);
	});
});

describe('a status of error anywhere is never a yes', () => {
	test.each(
		inEveryForm([
			['in the customer', { status: 'success', customer: { ...right, log: { status: 'error' } } }],
			['beside the customer', { status: 'success', customer: right, log: { status: 'error' } }],
		]),
	)('%s', async (_, body) => {
		inTurn(deletion, says(body));
		inTurn(question, seen);
		const failure = failureOf(await deleteOne({ retries: 0 }, '12'));

		expect(calls()).toEqual(['delete', 'exists']);
		expect(failure.outcome).toBe('unknown');
	});

	test.each(formsOf({ status: 'no_match', log: { status: 'error' } }))(
		'nor is it one to the question: %s',
		async (_, body) => {
			inTurn(deletion, down);
			inTurn(question, says(body));

			expect(failureOf(await deleteOne()).outcome).toBe('unknown');
			expect(calls()).toEqual(['delete', 'exists']);
		},
	);
});

describe('the response to the question', () => {
	test.each(
		inEveryForm([
			['in a customer', { status: 'success', customer: { code: '120' } }],
			['by itself', { status: 'success', code: '120' }],
		]),
	)('says nothing when it names another code: %s', async (_, body) => {
		inTurn(deletion, down);
		inTurn(question, says(body));

		expect(failureOf(await deleteOne({}, '12')).outcome).toBe('unknown');
		expect(calls()).toEqual(['delete', 'exists']);
	});

	test('counts when it names the right one', async () => {
		inTurn(deletion, down);
		inTurn(question, says(responseXml('success', '<customer><code>12</code></customer>')));
		await deleteOne({ retries: 1 }, '12');

		expect(calls().slice(0, 3)).toEqual(['delete', 'exists', 'delete']);
	});
});
