import type { Fault } from '../../sandbox/index.cts';
import {
	atOnce,
	broken,
	deletion,
	down,
	noCode,
	question,
	rejection,
	seen,
	useDeletions,
} from '../support/deletions.cts';
import { codes, failureOf, sent, stopOf, until } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';

const { calls, deleteOne, inTurn, isThere, runDeletions, workbench } = useDeletions();

const [first = '', second = '', third = ''] = codes;

describe('a run that ends early', () => {
	const inPairs = { parallelRequests: 2 };

	test('stopped: still asks about what was under way', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ ...rejection, form: { ...deletion.form, code: first } });
		const hold = sandbox.hold({ form: { ...deletion.form, code: second } });
		inTurn(deletion, { kind: 'drop', when: 'after' });
		const run = runDeletions(codes, inPairs, { onError: 'stopWorkflow' });
		await hold.waiting(1);
		await until(() => sandbox.requests.some(({ status }) => status === 200));
		hold.release();
		const { description, itemIndex } = stopOf(await run);

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect(sent(sandbox).at(-1)).toBe(second);
		expect(itemIndex).toBe(0);
		expect(description).toMatch(/done: 1 item \(item 1\)/i);
	});

	test('stopped: sends nothing again, although the customer is still there', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ ...rejection, form: { ...deletion.form, code: first } });
		// While it waits to be asked about, the run stops.
		sandbox.fault({ ...down, headers: { 'retry-after': '1' }, form: { code: second }, times: 1 });
		const result = await runDeletions(codes, inPairs, { onError: 'stopWorkflow' });

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect(isThere(second)).toBe(true);
		expect(stopOf(result).description).toMatch(/unclear[^.]*: 1 item \(item 1\)/i);
	});

	test('stopped: asks at its own pace', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ ...rejection, form: { ...deletion.form, code: second } });
		sandbox.fault({ kind: 'drop', when: 'after', form: { code: first }, times: 1 });
		await runDeletions(codes, { ...inPairs, maxRequestsPerSecond: 2 }, { onError: 'stopWorkflow' });
		const [, before, asked] = sandbox.requests;

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect((asked?.at ?? NaN) - (before?.at ?? NaN)).toBeGreaterThan(450);
	});

	test('left alone by the run: is asked nothing', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ ...down, headers: { 'retry-after': '50' }, form: { code: first } });
		sandbox.fault({ kind: 'slow', ms: 200, form: { code: second } });
		sandbox.fault({ kind: 'status', status: 401, form: { code: second } });
		const { output } = await runDeletions(codes, inPairs);

		expect(elapsedMs()).toBeLessThan(1000);
		expect(calls()).toEqual(['delete', 'delete']);
		expect(output.map((item) => failureOf(item).outcome)).toEqual([
			'unknown',
			'rejected',
			'notSent',
		]);
	});
});

describe('nobody is asked', () => {
	const elsewhere = { location: 'http://127.0.0.1:1/' };
	const wait = { 'retry-after': '61' };
	const asking: Array<[string, Fault]> = [
		...[301, 302, 303, 307, 308].map((status): [string, Fault] => [
			`HTTP ${status}`,
			{ kind: 'status', status, headers: { ...elsewhere, ...atOnce } },
		]),
		...[304, 401, 403, 405].map((status): [string, Fault] => [
			`HTTP ${status}`,
			{ ...down, status },
		]),
		['HTTP 429, retries used up', { kind: 'busy', retryAfter: '0' }],
		['HTTP 429 that asks for a longer wait', { kind: 'busy', retryAfter: '61' }],
		...[500, 502, 503].map((status): [string, Fault] => [
			`HTTP ${status} that asks for a longer wait than a minute`,
			{ ...down, status, headers: wait },
		]),
		['a 200 that says nothing and asks for a longer wait', { ...down, status: 200, headers: wait }],
	];

	test.each(asking)('after %s', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...deletion });
		const options = { ignoreMissing: true, retries: 1 };
		const failure = failureOf(await deleteOne(options, noCode));

		expect(new Set(calls())).toEqual(new Set(['delete']));
		expect(['rejected', 'unknown']).toContain(failure.outcome);
	});

	test.each(asking)('after %s, even with an unclear attempt before it', async (_, fault) => {
		inTurn(deletion, down);
		workbench.sandbox.fault({ ...fault, ...deletion });
		const failure = failureOf(await deleteOne({ retries: 1 }));

		// The one question is about the first attempt.
		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
	});

	test('after a clear yes', async () => {
		await runDeletions(codes, { ignoreMissing: true });

		expect(calls()).toEqual(['delete', 'delete', 'delete']);
	});

	test('in a dry run', async () => {
		await runDeletions([...codes, noCode], { dryRun: true, ignoreMissing: true });

		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

describe('the response to a question', () => {
	test.each([401, 403, 405, 302, 429, 503])(
		'ends nothing else, be it HTTP %d: a key may lack just this call',
		async (status) => {
			const { sandbox } = workbench;
			inTurn(deletion, down, down);
			sandbox.fault({ kind: 'status', status, headers: { 'retry-after': '61' }, ...question });
			const { output } = await runDeletions(codes, { parallelRequests: 1 });

			expect(sent(sandbox)).toEqual([first, first, second, second, third]);
			expect(output.slice(0, 2).map((item) => failureOf(item).outcome)).toEqual([
				'unknown',
				'unknown',
			]);
			expect(output[2]?.json.success).toBe(true);
		},
	);

	test.each([
		['finds the customer still there', seen],
		['says nothing', broken],
	])(
		'is no usable response when it %s: the service is left alone after ten such deletions in a row',
		async (_, fault) => {
			const ids = Array.from({ length: 15 }, (_one, index) => `C-${index}`);
			workbench.sandbox.fault({ ...broken, ...deletion });
			workbench.sandbox.fault({ ...fault, ...question });
			const { output } = await runDeletions(ids, { parallelRequests: 1, retries: 0 });

			expect(sent(workbench.sandbox)).toEqual(ids.slice(0, 10).flatMap((id) => [id, id]));
			expect(output.slice(10).map((item) => failureOf(item).outcome)).toEqual(
				Array.from({ length: 5 }, () => 'notSent'),
			);
		},
	);

	test('is one when it finds the customer gone: the run goes on', async () => {
		const ids = Array.from({ length: 15 }, (_, index) => `C-${index}`);
		workbench.sandbox.fault({ ...broken, ...deletion });
		const { output } = await runDeletions(ids, { parallelRequests: 1, retries: 0 });

		expect(output.map(({ json }) => json.verified)).toEqual(ids.map(() => true));
	});
});
