import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { code, down, question, seen, useDeletions } from '../support/deletions.cts';
import { says } from '../support/responses.cts';
import { useListener } from '../support/servers.cts';
import { answers, operations } from '../support/operations.cts';
import { failureOf } from '../support/runs.cts';

const { workbench } = useDeletions();

const elsewhere = useListener();

const pairedItem = { item: 0 };

describe.each(operations)(
	'$value',
	({ value: operation, credential, lookup, lookups, parameters }) => {
		const { yes, no } = answers[credential];

		/** Runs it for one customer. The service says yes, unless something befalls its requests. */
		async function run(
			more: INodeParameters = {},
			item: IDataObject = { id: code },
			...faults: Fault[]
		): Promise<INodeExecutionData[]> {
			workbench.sandbox.reset();
			for (const fault of faults) workbench.sandbox.fault(fault);
			workbench.sandbox.fault(yes(code));
			const { output } = await workbench.run({
				parameters: { ...parameters({ retries: 0 }), ...more },
				items: [{ city: 'Rome', ...item }],
				onError: 'continueRegularOutput',
			});
			return output;
		}

		test('is one signed form, as a dry run shows it', async () => {
			const shown = await run({ options: { dryRun: true } });
			expect(workbench.sandbox.requestCount()).toBe(0);
			expect(shown).toEqual([
				{
					json: { dryRun: true, operation, [lookup]: code, request: expect.any(Object) },
					pairedItem,
				},
			]);
			const { request } = shown[0]?.json as { request: Record<'method' | 'url' | 'body', object> };

			const output = await run();
			expect(output).toMatchObject([
				{
					json: {
						...{ success: true, operation, [lookup]: code },
						processedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
					},
					pairedItem,
				},
			]);
			const { requests, trackfinityUrl, deleteUrl, credentials } = workbench.sandbox;
			const [sent, ...others] = requests;
			expect(others).toEqual([]);
			const base = credential === 'trackfinityApi' ? trackfinityUrl : deleteUrl.replace(/\/$/, '');
			expect(sent).toMatchObject({ method: request.method, path: expect.any(String) });
			expect(`${base}${sent?.path}`).toBe(request.url);
			const asShown = Object.entries(sent?.form ?? {}).map(([name, value]) => [
				name,
				value === credentials[credential].apiKey ? '[hidden]' : value,
			]);
			expect(Object.fromEntries(asShown)).toEqual(request.body);
			expect(Object.values(request.body).filter((value) => value === code)).toHaveLength(1);
			expect(sent?.headers).toMatchObject({
				'content-type': expect.stringMatching(
					/^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i,
				),
				'content-length': String(sent?.body.length),
			});
			for (const { apiKey } of Object.values(credentials)) {
				const isOwn = apiKey === credentials[credential].apiKey;
				expect(JSON.stringify(sent).includes(apiKey)).toBe(isOwn);
			}
		});

		test('finds the customer by each of its ways, named or labeled, and leaves out what is left over', async () => {
			const sentAs = new Set<string>();
			for (const [by, label] of lookups) {
				const leftovers = Object.fromEntries(
					[...lookups.keys()].map((name) => [name, 'left-over']),
				);
				const parameters = {
					...{ ...leftovers, [by]: '={{ $json.id }}', lookupBy: '={{ $json.by }}' },
					options: { dryRun: true },
				};
				for (const choice of [by, label, ` ${label.toUpperCase()}\u200b`]) {
					const [item] = await run(parameters, { id: code, by: choice });
					const { request, ...json } = item?.json as { request: { body: Record<string, string> } };
					const named = Object.keys(json).filter((key) => lookups.has(key));
					expect([named, Object.values(request.body).includes('left-over')]).toEqual([[by], false]);
					sentAs.add(Object.entries(request.body).find(([, value]) => value === code)?.[0] ?? '');
				}
			}
			expect(sentAs.size).toBe(lookups.size);
		});

		test.each<[string, Fault, object]>([
			['a no of status 200', no('Not today'), { outcome: 'rejected', statusCode: 200 }],
			['a 200 that says nothing', says('{}'), { outcome: 'unknown', statusCode: 200 }],
			['HTTP 400', { ...down, status: 400 }, { outcome: 'rejected', statusCode: 400 }],
			['HTTP 500', { ...down, status: 500 }, { outcome: 'unknown', statusCode: 500 }],
		])('fails after %s', async (_, fault, result) => {
			expect(await run({}, undefined, fault)).toEqual([
				{
					json: {
						error: {
							message: expect.stringMatching(/ \[Item 0\]$/),
							description: expect.stringMatching(/./),
							...{ operation, [lookup]: code, ...result, attempts: 1 },
						},
					},
					pairedItem,
				},
			]);
		});

		test('is not sent without a customer, and then names none', async () => {
			const [item] = await run({}, { id: '' });
			expect(item?.json).toEqual({
				error: {
					message: expect.stringContaining("'"),
					description: expect.any(String),
					...{ operation, outcome: 'notSent', attempts: 0 },
				},
			});
			expect(workbench.sandbox.requestCount()).toBe(0);
		});

		test('is sent again after HTTP 503, at once or because the customer is still there, and then done', async () => {
			const twice = { ...down, times: 2 };
			const [item] = await run({ options: {} }, undefined, { ...seen, ...question }, twice);
			const { requests } = workbench.sandbox;
			expect(item?.json.success).toBe(true);
			expect(requests.filter(({ form }) => form.type !== 'customer_exists')).toHaveLength(3);
		});

		test.each([301, 302, 303, 307, 308] as const)(
			'follows no redirect with HTTP %d',
			async (status) => {
				const { trackfinityUrl } = workbench.sandbox;
				for (const location of [
					`${elsewhere.url}/steal`,
					`${trackfinityUrl}/api/v2/customer`,
					'/v2',
				]) {
					const [item] = await run({ options: {} }, undefined, {
						kind: 'redirect',
						status,
						location,
					});
					expect(failureOf(item)).toMatchObject({ outcome: 'rejected', statusCode: status });
					expect(workbench.sandbox.requestCount()).toBe(1);
				}
				expect(elsewhere.requests).toEqual([]);
			},
		);
	},
);
