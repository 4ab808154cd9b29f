import { deletion, down, question, seen, useDeletions } from '../support/deletions.cts';
import { deleted, deletedJson, deletedXml, inEveryForm, says } from '../support/responses.cts';
import { codes, failureOf, outcomesOf } from '../support/runs.cts';

const { calls, deleteOne, inTurn, runDeletions, workbench } = useDeletions();

const right = deleted('12');
const other = deleted('120');
const asNumber = (code: string) => deletedJson('').replace('""', code);

test.each([
	...inEveryForm([
		['instead of the right one', { status: 'success', customer: other }],
		['deeper inside', { status: 'success', customer: { ...right, merged: { customer: other } } }],
	]),
	['as a number in JSON', asNumber('120')],
])('another customer was deleted, %s: the deletion ends for good', async (_, body) => {
	inTurn(deletion, says(body));
	workbench.sandbox.fault({ ...seen, ...question });
	const failure = failureOf(await deleteOne({ ignoreMissing: true }, '12'));

	expect(calls()).toEqual(['delete']);
	expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200, attempts: 1 });
	expect(failure.description).toMatch(/\b120\b/);
});

test.each([
	['leading zeros are lost', '0042', deletedXml('42')],
	['digits are lost by rounding', '1234567890123456789', asNumber('1.2345678901234568e+18')],
	['letter case', 'A1F0', deletedJson('a1f0')],
	['another place', '12', JSON.stringify({ status: 'success', customers: { customer: right } })],
	['another customer, with status 500', '12', deletedXml('120'), 500],
	[
		'a list that nobody can read',
		'12',
		`{"status":"success","deleted":[[[[[["7"]]]]]],"customer":${JSON.stringify(right)}}`,
	],
	[
		'two statuses from XML',
		'12',
		'{"@status":"error","@attributes":{"status":"success"},"customer":{"@attributes":{"status":"deleted"},"code":"12"}}',
	],
	['a mark beside an error', '12', '<response status="error"><deleted>1</deleted></response>'],
	['a mark beside no_match', '12', '<response status="no_match"><deleted>1</deleted></response>'],
])(
	'the code in another writing or place is asked about: %s',
	async (_, sent, body, status = 200) => {
		inTurn(deletion, says(body, { status }));
		inTurn(question, seen);
		const [known = ''] = codes;
		const { output } = await runDeletions([sent, known], { retries: 0, parallelRequests: 1 });

		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(outcomesOf(output)).toEqual(['unknown', 'done']);
	},
);

test('another customer, with status 404: rejected, and the run goes on', async () => {
	inTurn(deletion, says(deletedXml('120'), { status: 404 }));
	const { output } = await runDeletions(['12', ...codes], { parallelRequests: 1 });

	expect(outcomesOf(output)).toEqual(['rejected', 'done', 'done', 'done']);
});

test.each(
	inEveryForm([
		['another code', { status: 'success', customer: { code: '120' } }],
		['an error', { status: 'no_match', log: { status: 'error' } }],
		['a mark', { status: 'success', deleted: '1' }],
		['the right code', { status: 'success', customer: { code: '12' } }],
	]),
)('the response to the question says nothing but with the right code: %s', async (what, body) => {
	inTurn(deletion, down);
	inTurn(question, says(body));
	const item = await deleteOne({ retries: 1 }, '12');

	const isClear = what.startsWith('the right code');
	expect(calls()[2]).toBe(isClear ? 'delete' : undefined);
	if (!isClear) expect(failureOf(item).outcome).toBe('unknown');
});
