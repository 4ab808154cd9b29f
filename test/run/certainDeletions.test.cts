import type { Fault, RecordedRequest } from '../../sandbox/index.cts';
import { codes, itemsFor, manyIds, sent, wayOf } from '../support/customers.cts';
import { deletion, down, noCode, ofCode, question, useDeletions } from '../support/deletions.cts';
import { broken, formats, rejection, seen, unclear, unclearButDone } from '../support/faults.cts';
import { failureOf, lettersOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { responseXml, says } from '../support/responses.cts';
import { credentialsAt, parametersFor, stops, until } from '../support/runs.cts';

const { calls, deleteOne, inTurn, isThere, runDeletions, workbench } = useDeletions();

const [code = '', second = '', third = ''] = codes;

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

	test.each<[what: string, fault: Fault, retries: number, isLate: boolean]>([
		['HTTP 503', down, 0, false],
		['HTTP 503, twice', down, 1, false],
		['a timeout', { kind: 'hang' }, 0, true],
		['a dropped connection', { kind: 'drop', when: 'before' }, 0, true],
		['a proxy that gave up waiting', { ...down, status: 504 }, 0, true],
	])('still there after %s: unknown; it says so, and when', async (_, fault, retries, isLate) => {
		workbench.sandbox.fault({ ...fault, ...deletion });
		const { description, ...failure } = failureOf(await deleteOne({ retries }));
		const seenAt = timeIn(description) - performance.timeOrigin;

		expect(calls()).toEqual(retries === 0 ? once : twice);
		// Questions are no attempts.
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: retries + 1 });
		expect(description).toContain(`'Customer Code' ${code} was still there at `);
		expect(Math.abs(seenAt - (workbench.sandbox.requests.at(-1)?.at ?? NaN))).toBeLessThan(1000);
		expect(late.test(description)).toBe(isLate);
	});

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
});

/** How it comes to a rejection, or the service says so. */
interface How {
	id?: string;
	ignoreMissing?: boolean;
	before?: Fault[];
	carryOut?: true;
	status?: number;
	/** In place of an error. */
	body?: string;
	/** To the questions, in place of what the service knows. */
	told?: Fault[];
}

const ignoring = { ignoreMissing: true };
const askLater: Fault[] = [{ ...broken, body: 'Ask later' }];
const ofNobody = { ...ignoring, id: noCode };
const afterUnclear: How = { before: [down] };
const gone: How = { ...afterUnclear, carryOut: true };
const timeOut: How = { before: [{ kind: 'hang' }] };
const unsaid: How = { ...afterUnclear, told: [seen, broken] };
const verified = { deleted: true, verified: true };
const failed = (outcome: string, attempts: number) => ({
	error: expect.objectContaining({ outcome, attempts, statusCode: 200 }),
});
const noMatched = { id: noCode, body: responseXml('no_match', '<message>Not today</message>') };
const noMatchedLate: How = { ...noMatched, ...afterUnclear, told: [seen] };
const noMatchedIgnoring = { ...noMatched, ...ignoring };
const missing = {
	...{ success: true, operation: 'delete', code: noCode, deleted: false },
	message: 'There was nothing to delete: the service has no customer with this code',
};

describe('a rejection', () => {
	test.each<[what: string, how: How, calls: string[], becomes: object]>([
		['after an unclear attempt, and still there', afterUnclear, twice, failed('rejected', 2)],
		['after an unclear attempt, and gone', gone, twice, verified],
		['after an unclear attempt, and gone, 400', { ...gone, status: 400 }, twice, verified],
		['after an unclear attempt, and gone, 404', { ...gone, status: 404 }, twice, verified],
		['after an unclear attempt, and gone, 422', { ...gone, status: 422 }, twice, verified],
		['after one, and gone, ignoring who is missing', { ...gone, ...ignoring }, twice, verified],
		['after an unclear attempt, and nobody can say', unsaid, twice, failed('unknown', 2)],
		['after a timeout, which may still arrive', timeOut, twice, failed('rejected', 2)],
		['and there is no such customer', { id: noCode }, ['delete'], failed('rejected', 1)],
		['ignoring who is missing, and there is none', ofNobody, once, missing],
		['ignoring who is missing, and still there', ignoring, once, failed('rejected', 1)],
		['and nobody can say', { ...ofNobody, told: askLater }, once, failed('rejected', 1)],
		['as no_match', noMatched, ['delete'], failed('rejected', 1)],
		['as no_match, after an unclear attempt', noMatchedLate, [...once, 'delete'], verified],
		['as no_match, ignoring who is missing', noMatchedIgnoring, ['delete'], missing],
		['as no_match, ignoring, 400', { ...noMatchedIgnoring, status: 400 }, once, missing],
		['as no_match, ignoring, 404', { ...noMatchedIgnoring, status: 404 }, once, missing],
	])('%s', async (what, how, then, becomes) => {
		const { id, ignoreMissing = false, before = [], told = [], ...said } = how;
		inTurn(deletion, ...before, { ...rejection, ...said } as Fault);
		inTurn(question, ...told);
		const item = await deleteOne({ ignoreMissing }, id);

		expect(calls()).toEqual(then);
		expect(item?.json).toMatchObject(becomes);
		expect('verified' in (item?.json ?? {})).toBe('verified' in becomes);
		if (item?.json.error === undefined) return;
		const { message, description } = failureOf(item);
		expect(message).toContain('Not today');
		expect(description).not.toContain('Ask later');
		expect(late.test(description)).toBe(what.includes('may still arrive'));
	});

	test('because there is no such customer is none of an earlier deletion in the next turn of a loop', async () => {
		const batches = [itemsFor([noCode]), itemsFor([noCode])];
		const { turns } = await workbench.run({ parameters: parametersFor.delete(ignoring), batches });

		const missing = { deleted: false, message: expect.stringContaining('nothing to delete') };
		expect(turns.map(({ output }) => output[0]?.json)).toMatchObject([missing, missing]);
	});
});

test('a run that died is simply run again: every customer ends as done, and each was deleted once', async () => {
	const { sandbox } = workbench;
	const all = sandbox.loyaltyCustomers().map((customer) => customer.code);
	// The first run dies while two deletions are under way; one of them is carried out all the same.
	const [, , third = '', fourth = ''] = all;
	const holds = [third, fourth].map((one) => sandbox.hold({ form: { code: one } }));
	sandbox.fault({ kind: 'hang', form: { code: fourth }, times: 1 });
	const cancelWhen = Promise.all(holds.map((hold) => hold.waiting(1)));
	await runDeletions(all, { parallelRequests: 2, timeout: 30 }, { cancelWhen });
	for (const hold of holds) hold.release();
	expect(sent(sandbox).sort()).toEqual(all.slice(0, 4).sort());

	const { output } = await runDeletions(all, { ignoreMissing: true });
	expect(output.map(({ json }) => json.deleted)).toEqual(all.map((_, index) => index > 2));
	expect(sandbox.loyaltyCustomers()).toEqual([]);
});

const gap = (from: RecordedRequest | undefined, to: RecordedRequest | undefined) =>
	(to?.at ?? NaN) - (from?.endedAt ?? NaN);

const noMatch = responseXml('no_match', '<message>No matching customer</message>');

// More of them: test/pure/deleteResponse.
test.each<[what: string, Fault, questions: number, end: string]>([
	['HTTP 503', down, 2, 'd'],
	['HTTP 429', { kind: 'busy', retryAfter: '0' }, 2, 'd'],
	['no response in time', { kind: 'hang' }, 2, 'd'],
	['a wait of more than a minute', { kind: 'busy', retryAfter: '61' }, 1, 'u'],
	['no_match with an error', says(responseXml('no_match', '<error>No</error>')), 1, 'u'],
	['no_match that is cut off', says(noMatch.slice(0, -1)), 1, 'u'],
	['no_match that is too long', says(noMatch.padEnd(64 * 1024 + 1)), 1, 'u'],
	['no_match with HTTP 300', says(noMatch, { status: 300 }), 1, 'u'],
	['no_match with HTTP 404', says(noMatch, { status: 404 }), 1, 'u'],
	['success with HTTP 500', says(responseXml('success', ''), { status: 500 }), 1, 'u'],
])('a question is read strictly and retried: after %s', async (_, fault, questions, end) => {
	inTurn(deletion, { ...down, carryOut: true });
	inTurn(question, fault);
	const { output } = await runDeletions([code], { retries: 1 });

	expect(calls()).toEqual(['delete', ...Array(questions).fill('exists')]);
	expect(lettersOf(output)).toBe(end);
	if (end === 'd') expect(output[0]?.json.verified).toBe(true);
	else expect(failureOf(output[0]).description).toContain('Check the customer with ');
});

describe('the pace of questions', () => {
	test.each([
		['what Retry-After asks for', { 'retry-after': '1' }, 999],
		['the wait that a retry would have', {}, 249],
	])('before one: %s; after it the deletion is sent at once', async (_, headers, least) => {
		inTurn(deletion, { ...down, headers });
		await deleteOne();
		const [deleted, asked, again] = workbench.sandbox.requests;

		expect(gap(deleted, asked)).toBeGreaterThanOrEqual(least);
		expect(gap(deleted, asked)).toBeLessThan(2000);
		expect(gap(asked, again)).toBeLessThan(240);
	});

	test('one that is told to wait lets all others wait', async () => {
		inTurn(deletion, down);
		inTurn(question, { kind: 'busy', retryAfter: '1' });
		workbench.sandbox.fault({ kind: 'slow', ms: 200, form: { code: second } });
		await runDeletions(codes, { parallelRequests: 2 });
		const { requests } = workbench.sandbox;
		const busy = requests.find((request) => request.status === 429);
		const later = requests.filter(({ at }) => at > (busy?.endedAt ?? NaN));

		expect(sent(workbench.sandbox).slice(0, 3).sort()).toEqual([code, code, second].sort());
		expect(later.map((request) => gap(busy, request) > 990)).toEqual([true, true, true]);
	});
});

const formatsInTurn = formats.map((one, index) => [...one, index < 2 ? 'header' : 'body'] as const);
test.each(formatsInTurn)('a question goes the way of the deletion: %s', async (...row) => {
	const [, options, sendApiKeyIn] = row;
	const { sandbox } = workbench;
	const credentials = credentialsAt(sandbox, `${sandbox.deleteUrl}api.php`, { sendApiKeyIn });
	inTurn(deletion, { ...down, carryOut: true });
	const how = { ...options, ignoreMissing: true, parallelRequests: 1 };
	const { output } = await runDeletions([code, noCode], how, { credentials });
	const [deleted, asked] = sandbox.requests.map(wayOf);

	expect(calls()).toEqual(twice);
	expect(asked).toEqual({ ...deleted, form: { ...deleted?.form, type: 'customer_exists' } });
	expect(output.map(({ json }) => json.verified)).toEqual([true, undefined]);
	expect(output.map(({ json }) => json.deleted)).toEqual([true, false]);
});

describe('a run that ends early', () => {
	const inPairs = { parallelRequests: 2 };
	const reject = (one: string) => workbench.sandbox.fault({ ...rejection, ...ofCode(one) });

	test('stopped: still asks about what was under way', async () => {
		const { sandbox } = workbench;
		reject(code);
		const hold = sandbox.hold(ofCode(second));
		inTurn(deletion, { kind: 'drop', when: 'after' });
		const run = runDeletions(codes, inPairs, stops);
		await hold.waiting(1);
		await until(() => sandbox.requests.some((request) => request.status === 200));
		hold.release();
		const { description, itemIndex } = stopOf(await run);

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect(sent(sandbox).at(-1)).toBe(second);
		expect(itemIndex).toBe(0);
		expect(description).toMatch(/done: 1 item \(item 1\)/i);
	});

	test('stopped: sends nothing again, although the customer is still there', async () => {
		reject(code);
		// While it waits to be asked about, the run stops.
		inTurn({ form: { code: second } }, { ...down, headers: { 'retry-after': '1' } });
		const result = await runDeletions(codes, inPairs, stops);

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect(isThere(second)).toBe(true);
		expect(stopOf(result).description).toMatch(/unclear[^.]*: 1 item \(item 1\)/i);
	});
});

describe('the response to a question', () => {
	test.each([401, 429])('ends nothing else, be it HTTP %d: a key may lack it', async (one) => {
		inTurn(deletion, down, down);
		const headers = { 'retry-after': '61' };
		workbench.sandbox.fault({ kind: 'status', status: one, headers, ...question });
		const { output } = await runDeletions(codes, { parallelRequests: 1 });

		expect(sent(workbench.sandbox)).toEqual([code, code, second, second, third]);
		expect(outcomesOf(output)).toEqual(['unknown', 'unknown', 'done']);
	});

	const ids = manyIds(12);
	test.each([
		['finds the customer still there, which is no usable one', seen, 10],
		['says nothing, which is no usable one', broken, 10],
		['finds the customer gone, which is one', says(responseXml('no_match', '')), 12],
	])('%s to ten such deletions in a row', async (_, fault, asked) => {
		workbench.sandbox.fault({ ...broken, ...deletion });
		workbench.sandbox.fault({ ...fault, ...question });
		await runDeletions(ids, { parallelRequests: 1, retries: 0 });

		expect(sent(workbench.sandbox)).toEqual(ids.slice(0, asked).flatMap((id) => [id, id]));
	});
});
