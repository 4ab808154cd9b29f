import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import {
	broken,
	code,
	deletion,
	down,
	noCode,
	question,
	rejection,
	seen,
	unclear,
	unclearButDone,
	useDeletions,
} from '../support/deletions.cts';
import { codes, failureOf, itemsFor, parametersFor, sent } from '../support/runs.cts';

const { calls, deleteOne, inTurn, isThere, runDeletions, workbench } = useDeletions();

const once = ['delete', 'exists'];
const twice = [...once, ...once];
const late = /may still arrive/;

/** The date and time in a text. */
const timeIn = (text: string) => Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(text)?.[0] ?? '');

describe('a deletion without a clear response', () => {
	test.each(unclearButDone)('%s, and the customer is gone: done and verified', async (_, fault) => {
		inTurn(deletion, fault);
		const item = await deleteOne();

		expect(item?.json).toEqual({
			...{ success: true, operation: 'delete', code, deleted: true, verified: true },
			processedAt: expect.any(String),
			message: 'The deletion had no clear response, and the service has no customer with this code',
		});
		expect(calls()).toEqual(once);
	});

	test.each(unclear)('%s, and the customer is still there: sent again', async (_, fault) => {
		inTurn(deletion, fault);
		const item = await deleteOne();

		expect(calls()).toEqual([...once, 'delete']);
		expect(item?.json).toMatchObject({ success: true, deleted: true });
		expect(item?.json).not.toHaveProperty('verified');
		expect(isThere()).toBe(false);
	});

	test('and nobody can say whether the customer is still there: unknown', async () => {
		inTurn(deletion, down);
		inTurn(question, broken);
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(once);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
		expect(failure.description).toContain(`Check the customer with 'Customer Code' ${code}`);
	});

	test.each<[what: string, fault: Fault, retries: number, isLate: boolean]>([
		['HTTP 503', down, 0, false],
		['HTTP 503, twice', down, 1, false],
		['a time-out', { kind: 'hang' }, 0, true],
		['a dropped connection', { kind: 'drop', when: 'before' }, 0, true],
		['a proxy that gave up waiting', { ...down, status: 504 }, 0, true],
	])(
		'still there after %s: unknown; it says so, when, and whether it may arrive late',
		async (_, fault, retries, isLate) => {
			workbench.sandbox.fault({ ...fault, ...deletion });
			const { description, ...failure } = failureOf(await deleteOne({ retries }));
			const seenAt = timeIn(description) - performance.timeOrigin;

			expect(calls()).toEqual(retries === 0 ? once : twice);
			// Questions are no attempts.
			expect(failure).toMatchObject({ outcome: 'unknown', attempts: retries + 1 });
			expect(description).toContain(`'Customer Code' ${code} was still there at `);
			expect(Math.abs(seenAt - (workbench.sandbox.requests.at(-1)?.at ?? NaN))).toBeLessThan(1000);
			expect(late.test(description)).toBe(isLate);
		},
	);

	test('seen once and sent again, and then nobody can say: the description says when it was seen', async () => {
		inTurn(deletion, down, { ...down, headers: { 'retry-after': '1' } });
		inTurn(question, seen, broken);
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(twice);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(failure.description).toContain('Check the customer');
		const askedAgain = workbench.sandbox.requests[3]?.at ?? NaN;
		const seenAt = timeIn(failure.description) - performance.timeOrigin;
		expect(seenAt).toBeLessThan(askedAgain - 500);
	});

	test('stop mode: a verified item is no failure, and the run goes on', async () => {
		inTurn(deletion, { kind: 'drop', when: 'after' });
		const options = { parallelRequests: 1 };
		const { output } = await runDeletions(codes, options, { onError: 'stopWorkflow' });

		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined, undefined]);
		expect(sent(workbench.sandbox)).toEqual([code, ...codes]);
	});
});

/** After what comes before it, a deletion is rejected. */
interface Case {
	what: string;
	id?: string;
	options?: INodeParameters;
	before?: Fault[];
	/** Whether it is carried out all the same. */
	carryOut?: true;
	/** In place of what the service knows. */
	told?: Fault[];
	calls: string[];
	becomes: object;
}

const ignoring = { options: { ignoreMissing: true } };
const afterUnclear = { before: [down], calls: twice };
const rejected = (attempts: number) => ({ error: expect.objectContaining({ attempts }) });
const cases: Case[] = [
	{ what: 'after an unclear attempt, and still there', ...afterUnclear, becomes: rejected(2) },
	{
		what: 'after an unclear attempt, and gone',
		...{ ...afterUnclear, carryOut: true, becomes: { deleted: true, verified: true } },
	},
	{
		what: 'after an unclear attempt, and gone, with Ignore Missing Customers',
		...{ ...afterUnclear, ...ignoring, carryOut: true, becomes: { deleted: true, verified: true } },
	},
	{ what: 'and there is no such customer', id: noCode, calls: ['delete'], becomes: rejected(1) },
	{
		what: 'with Ignore Missing Customers, and there is none',
		...{ ...ignoring, id: noCode, calls: once },
		becomes: {
			...{ success: true, operation: 'delete', code: noCode, deleted: false },
			message: 'There was nothing to delete: the service has no customer with this code',
		},
	},
	{
		what: 'with Ignore Missing Customers, and still there',
		...{ ...ignoring, calls: once, becomes: rejected(1) },
	},
	{
		what: 'with Ignore Missing Customers, and nobody can say',
		...{ ...ignoring, id: noCode, told: [{ ...broken, body: 'Ask later' }] },
		...{ calls: once, becomes: rejected(1) },
	},
];

describe('a rejection', () => {
	test.each(cases)('$what', async ({ id, options, before = [], carryOut, told = [], ...then }) => {
		const fault = carryOut ? { ...rejection, carryOut } : rejection;
		inTurn(deletion, ...before, fault as Fault);
		inTurn(question, ...told);
		const item = await deleteOne(options, id);

		expect(calls()).toEqual(then.calls);
		expect(item?.json).toMatchObject(then.becomes);
		expect('verified' in (item?.json ?? {})).toBe('verified' in then.becomes);
		if (item?.json.error === undefined) return;
		const { outcome, message, description } = failureOf(item);
		expect(outcome).toBe('rejected');
		expect(message).toContain('Not today');
		expect(description).not.toMatch(/Ask later|may still arrive/);
	});

	test('because there is no such customer is none of an earlier deletion in the next turn of a loop', async () => {
		const { turns } = await workbench.run({
			parameters: parametersFor.delete({ ignoreMissing: true }),
			batches: [itemsFor([noCode]), itemsFor([noCode])],
		});

		const missing = { deleted: false, message: expect.stringContaining('nothing to delete') };
		expect(turns.map(({ output }) => output[0]?.json)).toMatchObject([missing, missing]);
	});

	test.each([400, 404, 422])(
		'with HTTP %d is asked about after an unclear attempt',
		async (status) => {
			inTurn(deletion, down, { ...rejection, status, carryOut: true } as Fault);

			expect((await deleteOne())?.json).toMatchObject({ deleted: true, verified: true });
			expect(calls()).toEqual(twice);
		},
	);

	test('after an unclear attempt, and nobody can say: unknown', async () => {
		inTurn(deletion, down, rejection);
		inTurn(question, seen, broken);

		expect(failureOf(await deleteOne())).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(calls()).toEqual(twice);
	});
});

test('a rejection after a time-out says that the earlier attempt may still arrive', async () => {
	inTurn(deletion, { kind: 'hang' }, rejection);
	const { description, ...failure } = failureOf(await deleteOne());

	expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200 });
	expect(description).toMatch(late);
});

test('a run that died is simply run again: every customer ends as done, and each was deleted once', async () => {
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
	expect(sent(sandbox).sort()).toEqual(all.slice(0, 4).sort());

	const { output } = await runDeletions(all, { ignoreMissing: true });
	expect(output.map(({ json }) => json.deleted)).toEqual(all.map((_, index) => index > 2));
	expect(sandbox.loyaltyCustomers()).toEqual([]);
});
