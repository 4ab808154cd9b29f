import { deletion, down, noCode, question, seen, useDeletions } from '../support/deletions.cts';
import { formsOf, says } from '../support/responses.cts';
import { failureOf } from '../support/runs.cts';

const { calls, deleteOne, inTurn } = useDeletions();

const noMatch = formsOf({ status: 'no_match', message: 'No matching customer' });
const [[, said = ''] = []] = noMatch;

test.each(noMatch)(
	'no_match to a deletion: no such customer, nobody is asked: %s',
	async (_, body) => {
		inTurn(deletion, says(body));
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(['delete']);
		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
		expect(failure.message).toContain('No matching customer');
	},
);

test('no_match counts as done with Ignore Missing Customers', async () => {
	inTurn(deletion, says(said));
	const item = await deleteOne({ ignoreMissing: true });

	expect(calls()).toEqual(['delete']);
	expect(item?.json).toMatchObject({ success: true, deleted: false });
	expect(item?.json).not.toHaveProperty('verified');
});

test('no_match answers the question after an unclear attempt', async () => {
	inTurn(deletion, down, says(said));
	inTurn(question, seen);

	expect((await deleteOne())?.json).toMatchObject({ deleted: true, verified: true });
	expect(calls()).toEqual(['delete', 'exists', 'delete']);
});

test.each([400, 404])('with status %d it is an ordinary rejection', async (status) => {
	inTurn(deletion, says(said, { status }));
	const item = await deleteOne({ ignoreMissing: true }, noCode);

	expect(calls()).toEqual(['delete', 'exists']);
	expect(item?.json).toMatchObject({ deleted: false });
});
