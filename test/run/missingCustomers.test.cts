import {
	broken,
	deletion,
	down,
	noCode,
	question,
	rejection,
	useDeletions,
} from '../support/deletions.cts';
import { failureOf, sent } from '../support/runs.cts';

const { calls, deleteOne, inTurn, isThere, runDeletions, workbench } = useDeletions();

/** Rejections that may mean that there is no such customer. */
const rejections = [
	['HTTP 200', rejection],
	['HTTP 400', { ...down, status: 400, body: 'Not today' }],
	['HTTP 404', { ...down, status: 404, body: 'Not today' }],
] as const;

describe('Ignore Missing Customers', () => {
	test.each(rejections)('%s, and there is no such customer: done', async (_, fault) => {
		inTurn(deletion, fault);
		const item = await deleteOne({ ignoreMissing: true }, noCode);

		expect(calls()).toEqual(['delete', 'exists']);
		expect(item?.json).toEqual({
			success: true,
			operation: 'delete',
			code: noCode,
			deleted: false,
			processedAt: expect.any(String),
			message: 'There was nothing to delete: the service has no customer with this code',
		});
	});

	test.each(rejections)('%s, and the customer is there: rejected', async (_, fault) => {
		inTurn(deletion, fault);
		const failure = failureOf(await deleteOne({ ignoreMissing: true }));

		expect(calls()).toEqual(['delete', 'exists']);
		expect(failure).toMatchObject({ outcome: 'rejected', attempts: 1 });
		expect(failure.message).toContain('Not today');
		expect(isThere()).toBe(true);
	});

	test.each(rejections)('%s, and nobody can say: rejected', async (_, fault) => {
		inTurn(deletion, fault);
		inTurn(question, { ...broken, body: 'Ask later' });
		const failure = failureOf(await deleteOne({ ignoreMissing: true }, noCode));

		expect(calls()).toEqual(['delete', 'exists']);
		expect(failure).toMatchObject({ outcome: 'rejected', attempts: 1 });
		expect(failure.message).toContain('Not today');
		expect(JSON.stringify(failure)).not.toContain('Ask later');
	});

	test.each(rejections)('%s, and it is off: rejected, and nobody is asked', async (_, fault) => {
		inTurn(deletion, fault);
		const failure = failureOf(await deleteOne({}, noCode));

		expect(calls()).toEqual(['delete']);
		expect(failure.outcome).toBe('rejected');
	});

	test.each([401, 403, 405, 422, 429])(
		'HTTP %d does not mean that a customer is missing, and nobody is asked',
		async (status) => {
			inTurn(deletion, { ...down, status });
			const item = await deleteOne({ ignoreMissing: true, retries: 0 }, noCode);

			expect(calls()).toEqual(['delete']);
			expect(failureOf(item)).toMatchObject({ outcome: 'rejected', statusCode: status });
		},
	);

	test('a rejection after an unclear attempt is no missing customer: an attempt may have deleted it', async () => {
		inTurn(deletion, down, { ...rejection, carryOut: true });
		const item = await deleteOne({ ignoreMissing: true });

		expect(item?.json).toMatchObject({ deleted: true, verified: true });
	});
});

describe('a run that died half-way', () => {
	test('is simply run again: every customer ends as done, and each was deleted once', async () => {
		const { sandbox } = workbench;
		const all = sandbox.loyaltyCustomers().map((customer) => customer.code);
		// The first run dies while two deletions are under way; one of them is carried out all the same.
		const [, , third = '', fourth = ''] = all;
		const holds = [third, fourth].map((one) => sandbox.hold({ form: { code: one } }));
		sandbox.fault({ kind: 'hang', form: { code: fourth }, times: 1 });
		await runDeletions(
			all,
			{ parallelRequests: 2, timeout: 30 },
			{ cancelWhen: Promise.all(holds.map((hold) => hold.waiting(1))) },
		);
		for (const hold of holds) hold.release();
		const before = sent(sandbox);
		const { status, output } = await runDeletions(all, { ignoreMissing: true });

		expect(before.slice().sort()).toEqual(all.slice(0, 4).sort());
		expect(status).toBe('success');
		expect(output.map(({ json }) => json.success)).toEqual(all.map(() => true));
		expect(output.map(({ json }) => json.deleted)).toEqual(
			all.map((one) => !all.slice(0, 3).includes(one)),
		);
		expect(sandbox.loyaltyCustomers()).toEqual([]);
	});
});
