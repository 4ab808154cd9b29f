import { deletion, down, noCode, question, seen, useDeletions } from '../support/deletions.cts';
import { formsOf, says } from '../support/responses.cts';
import { failureOf } from '../support/runs.cts';

const { calls, deleteOne, inTurn } = useDeletions();

const noMatch = formsOf({ status: 'no_match', message: 'No matching customer' });

test.each(noMatch)(
	'no_match to a deletion: no such customer, nobody is asked: %s',
	async (_, body) => {
		inTurn(deletion, says(body), says(body), down, says(body));
		inTurn(question, seen);
		const failure = failureOf(await deleteOne());
		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
		expect(failure.message).toContain('No matching customer');

		const ignored = (await deleteOne({ ignoreMissing: true }))?.json;
		expect(ignored).toMatchObject({ success: true, deleted: false });
		expect(ignored).not.toHaveProperty('verified');
		expect(calls()).toEqual(['delete', 'delete']);

		// It answers the question after an unclear attempt.
		expect((await deleteOne())?.json).toMatchObject({ deleted: true, verified: true });
		expect(calls().slice(2)).toEqual(['delete', 'exists', 'delete']);
	},
);

test.each([400, 404])('with status %d it is an ordinary rejection', async (status) => {
	const [[, body = ''] = []] = noMatch;
	inTurn(deletion, says(body, { status }));
	const item = await deleteOne({ ignoreMissing: true }, noCode);

	expect(calls()).toEqual(['delete', 'exists']);
	expect(item?.json).toMatchObject({ deleted: false });
});
