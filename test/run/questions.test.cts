import type { Fault, RecordedRequest } from '../../sandbox/index.cts';
import {
	broken,
	code,
	deletion,
	down,
	formats,
	noCode,
	question,
	rejection,
	seen,
	useDeletions,
} from '../support/deletions.cts';
import { responseXml, says } from '../support/responses.cts';
import { codes, failureOf, manyIds, outcomesOf, sent, stopOf, until } from '../support/runs.cts';

const { calls, deleteOne, inTurn, isThere, runDeletions, workbench } = useDeletions();

const [first = '', second = '', third = ''] = codes;
const ofCode = (one: string) => ({ form: { ...deletion.form, code: one } });
const status = (one: number): [string, Fault] => [`HTTP ${one}`, { ...down, status: one }];
const gap = (from: RecordedRequest | undefined, to: RecordedRequest | undefined) =>
	(to?.at ?? NaN) - (from?.endedAt ?? NaN);

describe('a question is retried as a call that can be sent twice', () => {
	test.each<[string, Fault]>([
		status(503),
		['HTTP 429', { kind: 'busy', retryAfter: '0' }],
		['no response in time', { kind: 'hang' }],
	])('after %s', async (_, fault) => {
		inTurn(deletion, { ...down, carryOut: true });
		inTurn(question, fault);
		const item = await deleteOne({ retries: 1 });

		expect(calls()).toEqual(['delete', 'exists', 'exists']);
		expect(item?.json).toMatchObject({ deleted: true, verified: true });
	});

	test.each([
		...[404, 500].map(status),
		['a wait of more than a minute', { kind: 'busy', retryAfter: '61' }] as const,
	])('but not after %s', async (_, fault) => {
		inTurn(deletion, { ...down, carryOut: true });
		inTurn(question, fault);

		expect(failureOf(await deleteOne()).outcome).toBe('unknown');
		expect(calls()).toEqual(['delete', 'exists']);
	});

	test.each([0, 2])('%d retries: so often, whatever the deletion took', async (retries) => {
		inTurn(deletion, down);
		workbench.sandbox.fault({ ...down, ...question });
		const failure = failureOf(await deleteOne({ retries }));

		expect(calls()).toEqual(['delete', ...Array(retries + 1).fill('exists')]);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
	});
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

	test('they count against Parallel Requests', async () => {
		for (const one of codes) inTurn(ofCode(one), down);
		await runDeletions(codes, { parallelRequests: 1 });

		expect(workbench.sandbox.peakInFlight()).toBe(1);
		expect(sent(workbench.sandbox)).toEqual(codes.flatMap((one) => [one, one, one]));
	});

	test('one that is told to wait lets all others wait', async () => {
		inTurn(deletion, down);
		inTurn(question, { kind: 'busy', retryAfter: '1' });
		workbench.sandbox.fault({ kind: 'slow', ms: 200, form: { code: second } });
		await runDeletions(codes, { parallelRequests: 2 });
		const { requests } = workbench.sandbox;
		const busy = requests.find((request) => request.status === 429);
		const later = requests.filter(({ at }) => at > (busy?.endedAt ?? NaN));

		expect(sent(workbench.sandbox).slice(0, 3).sort()).toEqual([first, first, second].sort());
		expect(later.map((request) => gap(busy, request) > 990)).toEqual([true, true, true]);
	});
});

test.each(formats.map((format, index) => [...format, index < 2 ? 'header' : 'body'] as const))(
	'a question goes the way of the deletion, with the key where it goes: %s (%j, in the %s)',
	async (_, options, sendApiKeyIn) => {
		const { sandbox } = workbench;
		const account = sandbox.credentials.trackfinityDeleteApi;
		const url = `${account.url}api.php`;
		inTurn(deletion, { ...down, carryOut: true });
		const { output } = await runDeletions(
			[code, noCode],
			{ ...options, ignoreMissing: true, parallelRequests: 1 },
			{ credentials: { trackfinityDeleteApi: { ...account, url, sendApiKeyIn } } },
		);
		const [deleted, asked] = sandbox.requests.map(({ method, path, headers, form }) => ({
			...{ method, path, form },
			headers: { ...headers, 'content-length': '' },
		}));

		expect(calls()).toEqual(['delete', 'exists', 'delete', 'exists']);
		expect(asked).toEqual({ ...deleted, form: { ...deleted?.form, type: 'customer_exists' } });
		expect(output.map(({ json }) => [json.verified, json.deleted])).toEqual([
			[true, true],
			[undefined, false],
		]);
	},
);

const missing = responseXml('no_match', '<message>No matching customer</message>');

// More of them: test/pure/deleteResponse.
test.each<[body: string, status?: number]>([
	[responseXml('no_match', '<error>No</error>')],
	[missing.slice(0, -1)],
	[missing.padEnd(64 * 1024 + 1)],
	[missing, 300],
	[missing, 404],
	[responseXml('success', ''), 500],
])(
	'a question is read as strictly as a deletion: %.40j with HTTP %d is unknown',
	async (...[body, status = 200]) => {
		inTurn(deletion, down);
		inTurn(question, says(body, { status }));
		const failure = failureOf(await deleteOne({ retries: 0 }));

		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
		expect(failure.description).toContain('Check the customer');
		expect(calls()).toEqual(['delete', 'exists']);
	},
);

describe('a run that ends early', () => {
	const inPairs = { parallelRequests: 2 };
	const stops = { onError: 'stopWorkflow' } as const;
	const reject = (one: string) => workbench.sandbox.fault({ ...rejection, ...ofCode(one) });

	test('stopped: still asks about what was under way', async () => {
		const { sandbox } = workbench;
		reject(first);
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
		reject(first);
		// While it waits to be asked about, the run stops.
		inTurn({ form: { code: second } }, { ...down, headers: { 'retry-after': '1' } });
		const result = await runDeletions(codes, inPairs, stops);

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect(isThere(second)).toBe(true);
		expect(stopOf(result).description).toMatch(/unclear[^.]*: 1 item \(item 1\)/i);
	});
});

describe('nobody is asked', () => {
	const long = { 'retry-after': '61' };
	const redirect = { headers: { location: 'http://127.0.0.1:1/', 'retry-after': '0' } };
	// More of them: test/pure/nextStep.
	test.each<[string, Fault]>([
		...[301, 302, 307, 308].map((one): [string, Fault] => [
			`HTTP ${one}`,
			{ ...down, ...redirect, status: one },
		]),
		...[304, 401, 422, 429].map(status),
		['HTTP 200 that asks for a longer wait than a minute', { ...down, status: 200, headers: long }],
	])('after %s', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...deletion });
		const item = await deleteOne({ ignoreMissing: true, retries: 1 }, noCode);

		expect(new Set(calls())).toEqual(new Set(['delete']));
		expect(['rejected', 'unknown']).toContain(failureOf(item).outcome);
	});

	test.each<[string, Fault]>([
		['HTTP 303', { ...down, ...redirect, status: 303 }],
		...[403, 429].map(status),
		['HTTP 503 that asks for a longer wait than a minute', { ...down, headers: long }],
	])('after %s, even with an unclear attempt before it', async (_, fault) => {
		inTurn(deletion, down);
		workbench.sandbox.fault({ ...fault, ...deletion });
		const failure = failureOf(await deleteOne({ retries: 1 }));

		// The one question is about the first attempt.
		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
	});
});

describe('the response to a question', () => {
	test.each([401, 429])(
		'ends nothing else, be it HTTP %d: a key may lack just this call',
		async (one) => {
			inTurn(deletion, down, down);
			const headers = { 'retry-after': '61' };
			workbench.sandbox.fault({ kind: 'status', status: one, headers, ...question });
			const { output } = await runDeletions(codes, { parallelRequests: 1 });

			expect(sent(workbench.sandbox)).toEqual([first, first, second, second, third]);
			expect(outcomesOf(output)).toEqual(['unknown', 'unknown', 'done']);
		},
	);

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
