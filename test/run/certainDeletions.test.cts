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

const { calls, deleteOne, inTurn, isThere, workbench } = useDeletions();

const twice = ['delete', 'exists', 'delete', 'exists'];
const late = /may still arrive/;

/** The date and time in a text. */
function timeIn(text: string): number {
	return Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(text)?.[0] ?? '');
}

describe('a deletion without a clear response', () => {
	test.each(unclearButDone)('%s, and the customer is gone: done and verified', async (_, fault) => {
		inTurn(deletion, fault);
		const item = await deleteOne();

		expect(item?.json).toEqual({
			success: true,
			operation: 'delete',
			code,
			deleted: true,
			verified: true,
			processedAt: expect.any(String),
			message: 'The deletion had no clear response, and the service has no customer with this code',
		});
		expect(calls()).toEqual(['delete', 'exists']);
	});

	test.each(unclear)(
		'%s, and the customer is still there: sent again, and done',
		async (_, fault) => {
			inTurn(deletion, fault);
			const item = await deleteOne();

			expect(calls()).toEqual(['delete', 'exists', 'delete']);
			expect(item?.json).toMatchObject({ success: true, deleted: true });
			expect(item?.json).not.toHaveProperty('verified');
			expect(isThere()).toBe(false);
		},
	);

	test.each([0, 1, 2])(
		'still there after %d retries: unknown, and the description says so and when',
		async (retries) => {
			workbench.sandbox.fault({ ...down, ...deletion });
			const failure = failureOf(await deleteOne({ retries }));

			expect(calls()).toEqual(
				Array.from({ length: retries + 1 }, () => ['delete', 'exists']).flat(),
			);
			// Questions are no attempts.
			expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 503, attempts: retries + 1 });
			expect(failure.description).toContain(`'Customer Code' ${code} was still there at `);
			const asked = workbench.sandbox.requests.at(-1)?.at ?? NaN;
			const seenAt = timeIn(failure.description) - performance.timeOrigin;
			expect(Math.abs(seenAt - asked)).toBeLessThan(1000);
		},
	);

	test.each([
		['a time-out', { kind: 'hang' }, true],
		['a dropped connection', { kind: 'drop', when: 'before' }, true],
		['a proxy that gave up waiting', { ...down, status: 504 }, true],
		['HTTP 503', down, false],
	] as const)(
		'still there after %s: whether the deletion may arrive late is said, too',
		async (_, fault, isLate) => {
			workbench.sandbox.fault({ ...fault, ...deletion });
			const { description, outcome } = failureOf(await deleteOne({ retries: 0 }));

			expect(outcome).toBe('unknown');
			expect(description).toContain('was still there at ');
			expect(late.test(description)).toBe(isLate);
		},
	);

	test('a code that never was, in an outage: verified, because there is no such customer', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'before', ...deletion });
		const item = await deleteOne({}, noCode);

		expect(item?.json).toMatchObject({ code: noCode, deleted: true, verified: true });
	});

	test.each(unclear.filter(([, { kind }]) => kind !== 'hang'))(
		'%s, and the question has no clear response either: unknown, and not sent again',
		async (_, fault) => {
			inTurn(deletion, fault);
			inTurn(question, broken);
			const failure = failureOf(await deleteOne());

			expect(calls()).toEqual(['delete', 'exists']);
			expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
			expect(failure.description).toContain(`Check the customer with 'Customer Code' ${code}`);
			expect(isThere()).toBe(true);
		},
	);

	test('seen once and sent again, and then nobody can say: the description says when it was seen', async () => {
		inTurn(deletion, down, down);
		inTurn(question, seen, broken);
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(twice);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(failure.description).toContain('Check the customer');
		expect(timeIn(failure.description)).not.toBeNaN();
	});

	test('stop mode: a verified item is no failure, and the run goes on', async () => {
		inTurn(deletion, { kind: 'drop', when: 'after' });
		const { status, output } = await workbench.run({
			parameters: parametersFor.delete({ parallelRequests: 1 }),
			items: itemsFor(codes),
		});

		expect(status).toBe('success');
		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined, undefined]);
		expect(sent(workbench.sandbox)).toEqual([codes[0], ...codes]);
	});
});

describe('a rejection after an unclear attempt', () => {
	const rejections = [
		['HTTP 200', rejection],
		...[400, 404, 422].map((status) => [`HTTP ${status}`, { ...down, status }] as const),
	] as const;

	test.each(rejections)('%s, and the customer is there: rejected', async (_, fault) => {
		inTurn(deletion, down, fault);
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(twice);
		expect(failure).toMatchObject({ outcome: 'rejected', attempts: 2 });
		expect(failure.description).not.toMatch(late);
	});

	test.each(rejections)('%s, and the customer is gone: verified', async (_, fault) => {
		inTurn(deletion, down, { ...fault, carryOut: true });
		const item = await deleteOne();

		expect(calls()).toEqual(twice);
		expect(item?.json).toMatchObject({ success: true, deleted: true, verified: true });
	});

	test.each(rejections)('%s, and nobody can say: unknown', async (_, fault) => {
		inTurn(deletion, down, fault);
		inTurn(question, seen, broken);
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(twice);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
	});

	test('its own words are passed on, and after a time-out that it may still arrive', async () => {
		inTurn(deletion, { kind: 'hang' }, rejection);
		const failure = failureOf(await deleteOne());

		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200 });
		expect(failure.message).toContain('Not today');
		expect(failure.description).toMatch(late);
	});
});
