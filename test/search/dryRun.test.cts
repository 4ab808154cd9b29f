import type { Fault } from '../../sandbox/index.cts';
import { question } from '../support/deletions.cts';
import { foundJson, responseXml, says } from '../support/responses.cts';
import { failureOf, modes, stopOf } from '../support/runs.cts';
import {
	deleteBy,
	emails,
	jane,
	keptPartsOf,
	lookups,
	nobody,
	search,
	searchFor,
	shared,
	useSearches,
	zoe,
} from '../support/searches.cts';
import { elapsedMs } from '../support/simulatedTime.cts';

const { calls, deleteThem, deletions, inTurn, searchCount, workbench } = useSearches();

const dry = { dryRun: true };
const checked = { dryRun: true, checkCustomers: true };
const messages = ({ hints }: { hints: Array<{ message: string }> }) =>
	hints.map(({ message }) => message).join('\n');

/** The requests that a dry run shows, by the service's own names. */
const account = { user_id: 'john1970', account_id: 'greatwidgets', user_password: '[hidden]' };
const deletionOf = (code: string, output = 'XML') => ({
	method: 'POST',
	url: workbench.sandbox.deleteUrl,
	body: { ...account, type: 'customer_delete', code, output },
});

describe('a dry run without Check Customers', () => {
	test.each(lookups)('sends nothing and shows the search: %s', async (by, _label, field) => {
		const { output } = await deleteThem(
			[` ${zoe[field]}`],
			{ ...dry, responseFormat: 'json' },
			{ by },
		);

		expect(output).toEqual([
			{
				json: {
					dryRun: true,
					operation: 'delete',
					[by]: zoe[field],
					request: {
						method: 'POST',
						url: workbench.sandbox.deleteUrl,
						body: {
							...account,
							type: 'customer_search',
							exact_match: 'insensitive',
							[field]: zoe[field],
							output: 'JSON',
						},
					},
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('hints that there are more addresses than the Safety Limit, and goes on', async () => {
		const { output, ...result } = await deleteThem([...emails, nobody], dry, {
			onError: 'stopWorkflow',
			parameters: { safetyLimit: 5 },
		});

		expect(output.map(({ json }) => json.dryRun)).toEqual([...emails, nobody].map(() => true));
		expect(messages(result)).toMatch(/\b6\b.*'Safety Limit'|'Safety Limit'.*\b6\b/);
	});

	test('says nothing of the limit where it holds', async () => {
		const result = await deleteThem(emails, dry, { parameters: { safetyLimit: 5 } });

		expect(messages(result)).not.toContain('Safety Limit');
	});

	test('blocks more codes than the Safety Limit', async () => {
		const result = await deleteThem(['1', '2', '3'], dry, {
			by: 'code',
			onError: 'stopWorkflow',
			parameters: { safetyLimit: 2 },
		});

		expect(stopOf(result).message).toContain("'Safety Limit'");
	});
});

describe('Check Customers', () => {
	test.each(lookups)('shows whom a deletion by %s would delete', async (by, _label, field) => {
		const { output } = await deleteThem([zoe[field]], checked, { by });

		expect(output).toEqual([
			{
				json: {
					dryRun: true,
					operation: 'delete',
					[by]: zoe[field],
					code: zoe.code,
					exists: true,
					request: deletionOf(zoe.code),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(calls()).toEqual(['search']);
	});

	test('says that there is nobody', async () => {
		const { output } = await deleteThem([nobody], checked);

		expect(output[0]?.json).toMatchObject({ dryRun: true, email: nobody, exists: false });
		expect(output[0]?.json).not.toHaveProperty('code');
		expect(calls()).toEqual(['search']);
	});

	test.each([
		[zoe.code, true],
		['5555555555555555', false],
	])('asks whether there is a customer with the code %s: %j', async (code, exists) => {
		const { output } = await deleteThem(
			[code],
			{ ...checked, responseFormat: 'json' },
			{ by: 'code' },
		);
		const request = deletionOf(code, 'JSON');

		expect(output[0]?.json).toEqual({ dryRun: true, operation: 'delete', code, exists, request });
		expect(workbench.sandbox.requests.map(({ form }) => form)).toEqual([
			{ ...request.body, type: 'customer_exists', user_password: expect.any(String) },
		]);
	});

	test('asks once about each customer', async () => {
		const { output } = await deleteThem([zoe.code, '5', zoe.code], checked, { by: 'code' });

		expect(output.map(({ json }) => json.exists)).toEqual([true, false, true]);
		expect(calls()).toEqual(['exists', 'exists']);
	});

	const unclear: Array<[string, Fault]> = [
		['several', says(foundJson([jane, { ...jane, code: '7002' }]))],
		['another customer', says(foundJson([{ ...jane, email: 'mary.jane@example.com' }]))],
		['no code', says(foundJson([{ ...jane, code: '' }]))],
		['an error', says(responseXml('error', '<error>Not today</error>'))],
		['nothing', says('')],
		['HTTP 400', says('', { status: 400 })],
		['HTTP 401', says('', { status: 401 })],
		['HTTP 500', says('', { status: 500 })],
		['no response in time', { kind: 'hang' }],
	];

	describe.each(modes)(
		'a check that fails makes no error item and ends nothing (%s)',
		(onError) => {
			test.each(unclear)('a search: %s', async (_, fault) => {
				inTurn(searchFor(jane.email), fault);
				const result = await deleteThem(
					[zoe.email, jane.email],
					{ ...checked, retries: 0, parallelRequests: 1 },
					{
						onError,
					},
				);

				expect(result.status).toBe('success');
				expect(result.errorOutput).toEqual([]);
				expect(result.output.map(({ json }) => json)).toMatchObject([
					{ dryRun: true, email: zoe.email, exists: true },
					{ dryRun: true, email: jane.email, reason: expect.stringMatching(/./) },
				]);
				expect(result.output[1]?.json).not.toHaveProperty('exists');
				expect(result.output[1]?.json).not.toHaveProperty('code');
				expect(keptPartsOf(result, /Hildegard|mary\.jane|555 0815/)).toEqual([]);
				expect(deletions()).toEqual([]);
			});

			test('a question', async () => {
				inTurn(question, says('', { status: 401 }));
				const { status, output } = await deleteThem(
					[zoe.code],
					{ ...checked, retries: 0 },
					{
						by: 'code',
						onError,
					},
				);

				expect(status).toBe('success');
				expect(output[0]?.json).toMatchObject({
					dryRun: true,
					code: zoe.code,
					reason: expect.stringMatching(/./),
					request: deletionOf(zoe.code),
				});
				expect(output[0]?.json).not.toHaveProperty('exists');
			});
		},
	);

	test('the reason says how many there are', async () => {
		const { output } = await deleteThem([shared], checked);

		expect(output[0]?.json.reason).toMatch(/\b2\b/);
	});

	test('an invalid item is an error item, as in any dry run', async () => {
		const { output } = await deleteThem(['', zoe.email], checked);

		expect(failureOf(output[0]).message).toContain("'Email'");
		expect(output[1]?.json.exists).toBe(true);
	});

	test('retries, at the pace of a run', async () => {
		inTurn(search, { kind: 'busy', retryAfter: '0' });
		const { output } = await deleteThem(emails, { ...checked, maxRequestsPerSecond: 2 });

		expect(output.map(({ json }) => json.exists)).toEqual(emails.map(() => true));
		expect(searchCount()).toBe(emails.length + 1);
		expect(elapsedMs()).toBeGreaterThan(2490);
	});

	test('a search that ends the calls to the service leaves no item without a reason', async () => {
		inTurn(search, { kind: 'status', status: 401 });
		const { output } = await workbench.run({
			parameters: deleteBy('={{ $json.by }}', { ...checked, parallelRequests: 1 }),
			items: [
				{ by: 'email', id: zoe.email },
				{ by: 'username', id: 'zoe' },
				{ by: 'code', id: zoe.code },
			],
		});

		for (const { json } of output) {
			expect(json).toMatchObject({ dryRun: true });
			expect('exists' in json || 'reason' in json).toBe(true);
		}
		expect(output[0]?.json.reason).toMatch(/401/);
	});

	test('takes no place under the Safety Limit', async () => {
		const { output, contextData } = await deleteThem(emails.slice(0, 2), checked, {
			parameters: { safetyLimit: 2 },
		});
		expect(output.map(({ json }) => json.exists)).toEqual([true, true]);

		const next = await deleteThem(emails.slice(2, 4), checked, {
			contextData,
			parameters: { safetyLimit: 2 },
		});
		expect(next.output.map(({ json }) => json.exists)).toEqual([true, true]);
	});

	test('says that nothing is changed', async () => {
		const result = await deleteThem([zoe.email], checked);
		expect(messages(result)).toMatch(/dry run.*nothing (is|was) changed/i);
		expect(messages(result)).not.toMatch(/nothing (is|was) sent/i);

		const [type] = Object.values(workbench.package.nodeTypes);
		const form = JSON.stringify(type && 'description' in type && type.description);
		expect(form).toMatch(/"name":"dryRun"[^}]*"hint":"[^"]*nothing is changed/);
		expect(form).toMatch(/"displayName":"Check Customers","name":"checkCustomers"/);
	});

	test('is for dry runs only', async () => {
		await deleteThem([zoe.email], { checkCustomers: true });

		expect(calls()).toEqual(['search', 'delete']);
	});
});
