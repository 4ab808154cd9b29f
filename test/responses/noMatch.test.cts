import { deletion, down, noCode, question, seen, useDeletions } from '../support/deletions.cts';
import { deleted, formsOf, inEveryForm, says } from '../support/responses.cts';
import { failureOf } from '../support/runs.cts';

const { calls, deleteOne, inTurn } = useDeletions();

const noMatch = formsOf({ status: 'no_match', message: 'No matching customer' });

describe('no_match to a deletion says that there is no such customer, and nobody is asked', () => {
	test.each(noMatch)('rejected, in its words: %s', async (_, body) => {
		inTurn(deletion, says(body));
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(['delete']);
		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
		expect(failure.message).toContain('No matching customer');
	});

	test.each(noMatch)('with Ignore Missing Customers done, and not deleted: %s', async (_, body) => {
		inTurn(deletion, says(body));
		const item = await deleteOne({ ignoreMissing: true });

		expect(calls()).toEqual(['delete']);
		expect(item?.json).toMatchObject({ success: true, deleted: false });
		expect(item?.json).not.toHaveProperty('verified');
	});

	test.each(noMatch)('after an unclear attempt done and verified: %s', async (_, body) => {
		inTurn(deletion, down, says(body));
		inTurn(question, seen);
		const item = await deleteOne();

		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(item?.json).toMatchObject({ success: true, deleted: true, verified: true });
	});
});

describe('no_match that is not that clear', () => {
	test.each(
		inEveryForm([
			['beside a customer deleted', { status: 'no_match', customer: deleted(noCode) }],
			['beside an error', { status: 'no_match', error: 'Try again' }],
		]),
	)('%s: no missing customer, unless the service says so when asked', async (_, body) => {
		inTurn(deletion, says(body));
		inTurn(question, seen);
		const item = await deleteOne({ ignoreMissing: true, retries: 0 }, noCode);

		expect(calls()).toEqual(['delete', 'exists']);
		expect(item?.json).toHaveProperty('error');
	});

	test.each([400, 404])('with status %d: an ordinary rejection', async (status) => {
		const [[, body = ''] = []] = noMatch;
		inTurn(deletion, says(body, { status }));
		const item = await deleteOne({ ignoreMissing: true }, noCode);

		expect(calls()).toEqual(['delete', 'exists']);
		expect(item?.json).toMatchObject({ deleted: false });
	});
});
