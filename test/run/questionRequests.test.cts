import type { INodeParameters } from 'n8n-workflow';

import type { Fault, RecordedRequest } from '../../sandbox/index.cts';
import {
	atOnce,
	code,
	deletion,
	down,
	noCode,
	passing,
	question,
	seen,
	useDeletions,
} from '../support/deletions.cts';
import { responseXml } from '../support/responses.cts';
import { codes, failureOf, sent } from '../support/runs.cts';

const { calls, deleteOne, inTurn, runDeletions, workbench } = useDeletions();

describe('a question is retried as a call that can be sent twice', () => {
	const unanswered: Array<[string, Fault]> = [
		...passing.map((status): [string, Fault] => [`HTTP ${status}`, { ...down, status }]),
		['HTTP 429', { kind: 'busy', retryAfter: '0' }],
		['a dropped connection', { kind: 'drop', when: 'after' }],
		['no response in time', { kind: 'hang' }],
	];

	test.each(unanswered)('after %s', async (_, fault) => {
		inTurn(deletion, { ...down, carryOut: true });
		inTurn(question, fault);
		const item = await deleteOne({ retries: 1 });

		expect(calls()).toEqual(['delete', 'exists', 'exists']);
		expect(item?.json).toMatchObject({ deleted: true, verified: true });
	});

	test.each([400, 401, 403, 404, 405, 500])('but not after HTTP %d', async (status) => {
		inTurn(deletion, { ...down, carryOut: true });
		inTurn(question, { ...down, status });

		expect(failureOf(await deleteOne()).outcome).toBe('unknown');
		expect(calls()).toEqual(['delete', 'exists']);
	});

	test.each([0, 2])('%d retries: so often, whatever the deletion took', async (retries) => {
		inTurn(deletion, down);
		workbench.sandbox.fault({ ...down, ...question });
		const failure = failureOf(await deleteOne({ retries }));

		expect(calls()).toEqual(['delete', ...Array.from({ length: retries + 1 }, () => 'exists')]);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
	});

	test('a wait of more than a minute is not worth it', async () => {
		inTurn(deletion, down);
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '61', ...question });
		await deleteOne();

		expect(calls()).toEqual(['delete', 'exists']);
	});
});

describe('the pace of questions', () => {
	const gap = (from: RecordedRequest | undefined, to: RecordedRequest | undefined) =>
		(to?.at ?? NaN) - (from?.endedAt ?? NaN);

	test.each([
		['what Retry-After asks for', { 'retry-after': '1' }, 999],
		['the wait that a retry would have', {}, 249],
	])('before a question: %s', async (_, headers, least) => {
		inTurn(deletion, { ...down, headers });
		await deleteOne({ retries: 0 });
		const [deleted, asked] = workbench.sandbox.requests;

		expect(calls()).toEqual(['delete', 'exists']);
		expect(gap(deleted, asked)).toBeGreaterThanOrEqual(least);
		expect(gap(deleted, asked)).toBeLessThan(2000);
	});

	test('after it: none, when the customer is still there and the deletion is sent again', async () => {
		inTurn(deletion, { ...down, headers: {} });
		await deleteOne();
		const [, asked, again] = workbench.sandbox.requests;

		expect(gap(asked, again)).toBeLessThan(240);
	});

	test('they count against Parallel Requests', async () => {
		for (const one of codes) inTurn({ form: { ...deletion.form, code: one } }, down);
		await runDeletions(codes, { parallelRequests: 1 });

		expect(workbench.sandbox.peakInFlight()).toBe(1);
		expect(sent(workbench.sandbox)).toEqual(codes.flatMap((one) => [one, one, one]));
	});

	test('they count against Max Requests per Second', async () => {
		inTurn(deletion, down, down);
		await runDeletions(codes.slice(0, 2), { maxRequestsPerSecond: 4 });
		const [first, ...others] = workbench.sandbox.requests;

		expect(others).toHaveLength(5);
		// Without the two questions it would be three quarters of a second.
		expect((others.at(-1)?.at ?? NaN) - (first?.at ?? NaN)).toBeGreaterThan(1000);
	});

	test('one that is told to wait lets all others wait', async () => {
		const [first = '', second = ''] = codes;
		inTurn(deletion, down);
		inTurn(question, { kind: 'busy', retryAfter: '1' });
		workbench.sandbox.fault({ kind: 'slow', ms: 200, form: { code: second } });
		await runDeletions(codes, { parallelRequests: 2 });
		const { requests } = workbench.sandbox;
		const busy = requests.find(({ status }) => status === 429);
		const later = requests.filter(({ at }) => at > (busy?.endedAt ?? NaN));

		expect(sent(workbench.sandbox).slice(0, 3).sort()).toEqual([first, first, second].sort());
		expect(later).toHaveLength(3);
		for (const { at } of later) expect(at - (busy?.endedAt ?? NaN)).toBeGreaterThan(990);
	});
});

describe('a question goes the way of the deletion', () => {
	const formats: Array<[string, INodeParameters]> = [
		['XML', {}],
		['JSON', { responseFormat: 'json' }],
		['condensed JSON', { responseFormat: 'json', condensed: true }],
		['JSONP', { responseFormat: 'json', callback: 'app.done' }],
	];
	const keyPlaces = ['header', 'body'] as const;

	test.each(
		keyPlaces.flatMap((place) => formats.map(([name, options]) => [name, place, options] as const)),
	)('%s, with the key in the %s', async (_, sendApiKeyIn, options) => {
		const { sandbox } = workbench;
		const { trackfinityDeleteApi } = sandbox.credentials;
		const credentials = {
			trackfinityDeleteApi: {
				...trackfinityDeleteApi,
				url: `${trackfinityDeleteApi.url}api.php`,
				sendApiKeyIn,
			},
		};
		inTurn(deletion, { ...down, carryOut: true });
		const { output } = await runDeletions(
			[code, noCode],
			{ ...options, ignoreMissing: true, parallelRequests: 1 },
			{ credentials },
		);
		const [deleted, asked] = sandbox.requests.map(({ method, path, headers, form }) => ({
			method,
			path,
			headers: { ...headers, 'content-length': '' },
			form,
		}));

		expect(calls()).toEqual(['delete', 'exists', 'delete', 'exists']);
		expect(asked).toEqual({
			...deleted,
			form: { ...deleted?.form, type: 'customer_exists' },
		});
		expect(output.map(({ json }) => [json.verified, json.deleted])).toEqual([
			[true, true],
			[undefined, false],
		]);
	});
});

describe('the response to a question is read as strictly as that to a deletion', () => {
	const missing = responseXml('no_match', '<message>No matching customer</message>');
	const twoFaced = [
		responseXml('no_match', '<error>Not allowed</error>'),
		responseXml('success', '<error>Not allowed</error>'),
		'{"status":"no_match","error":"Not allowed"}',
		'{"status":"success","status":"no_match"}',
		'{"status":"success","errors":["Not allowed"]}',
	];
	const other = ['No_Match', 'no match', 'nomatch', 'Success', 'error', 'exists', ''].map(
		(status) => responseXml(status, ''),
	);
	const noResponse = ['', 'no_match', 'success', 'true', 'null', '[]', '{}', '<html></html>'];

	test.each([...twoFaced, ...other, ...noResponse, missing.slice(0, -1), missing.slice(0, 40)])(
		'%j: unknown',
		async (body) => {
			inTurn(deletion, down);
			inTurn(question, { ...seen, body });
			const failure = failureOf(await deleteOne());

			expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
			expect(calls()).toEqual(['delete', 'exists']);
		},
	);

	test.each([300, 304, 400, 404, 500])('with HTTP %d: unknown', async (status) => {
		for (const body of [missing, responseXml('success', '')]) {
			inTurn(deletion, down);
			inTurn(question, { ...seen, status, body, headers: atOnce });
			const failure = failureOf(await deleteOne({ retries: 0 }));

			expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
			expect(failure.description).toContain('Check the customer');
		}
	});

	test.each([
		missing,
		'{"status":"no_match","message":"No matching customer"}',
		'{"response":{"status":"no_match"}}',
		'done({"status":"no_match"});',
	])('%j: missing, in whatever format it comes', async (body) => {
		inTurn(deletion, down);
		inTurn(question, { ...seen, body });

		expect((await deleteOne())?.json.verified).toBe(true);
	});
});
