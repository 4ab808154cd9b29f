import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { code, question, useDeletions } from '../support/deletions.cts';
import { down, seen } from '../support/faults.cts';
import { answers, operations } from '../support/operations.cts';
import { says } from '../support/responses.cts';
import { continues, failureOf } from '../support/runs.cts';
import { useListener } from '../support/servers.cts';

const { workbench } = useDeletions();

const elsewhere = useListener();

const pairedItem = { item: 0 };

describe.each(operations)('$value', ({ value: operation, credential, lookup, ...form }) => {
	const { yes, no } = answers[credential];

	/** Runs it for one customer. The service says yes, unless something befalls its requests. */
	async function run(more: INodeParameters = {}, item: IDataObject = {}, ...faults: Fault[]) {
		workbench.sandbox.reset();
		for (const fault of [...faults, yes(code)]) workbench.sandbox.fault(fault);
		const parameters = { ...form.parameters({ retries: 0 }), ...more };
		const items = [{ city: 'Rome', id: code, ...item }];
		return (await workbench.run({ parameters, items, ...continues })).output;
	}

	test('is one signed form, as a dry run shows it', async () => {
		const shown = await run({ options: { dryRun: true } });
		expect(workbench.sandbox.requestCount()).toBe(0);
		const dry = { dryRun: true, operation, [lookup]: code, request: expect.any(Object) };
		expect(shown).toEqual([{ json: dry, pairedItem }]);
		const { request } = shown[0]?.json as { request: Record<'method' | 'url' | 'body', object> };

		const processedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		const done = { success: true, operation, [lookup]: code, processedAt };
		expect(await run()).toMatchObject([{ json: done, pairedItem }]);
		const { requests, trackfinityUrl, deleteUrl, credentials } = workbench.sandbox;
		const [sent, ...others] = requests;
		expect(others).toEqual([]);
		const base = credential === 'trackfinityApi' ? trackfinityUrl : deleteUrl.replace(/\/$/, '');
		expect([sent?.method, `${base}${sent?.path}`]).toEqual([request.method, request.url]);
		const { apiKey } = credentials[credential];
		const asShown = JSON.stringify(sent?.form).replace(`"${apiKey}"`, '"[hidden]"');
		expect(JSON.parse(asShown)).toEqual(request.body);
		expect(Object.values(request.body).filter((value) => value === code)).toHaveLength(1);
		const urlencoded = /^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i;
		expect(sent?.headers['content-type']).toMatch(urlencoded);
		expect(sent?.headers['content-length']).toBe(String(sent?.body.length));
		for (const other of Object.values(credentials)) {
			expect(JSON.stringify(sent).includes(other.apiKey)).toBe(other.apiKey === apiKey);
		}
	});

	test('finds the customer by each of its ways, named or labeled, and leaves out what is left over', async () => {
		const sentAs = new Set<string>();
		// An email has to be an address; an ID may be one.
		const id = 'ann@example.com';
		// No field that isn't chosen is looked at: a list names nobody.
		const leftovers = Object.fromEntries(
			[...form.lookups].map(([name]) => [name, '={{ ["left-over"] }}']),
		);
		for (const [by, label] of form.lookups) {
			const parameters = {
				...{ ...leftovers, [by]: '={{ $json.id }}', lookupBy: '={{ $json.by }}' },
				options: { dryRun: true },
			};
			for (const choice of [by, ` ${label.toUpperCase()}\u200b`]) {
				const [item] = await run(parameters, { by: choice, id });
				const { request, ...json } = item?.json as { request: { body: Record<string, string> } };
				const named = Object.keys(json).filter((key) => form.lookups.has(key));
				expect([named, Object.values(request.body).includes('left-over')]).toEqual([[by], false]);
				sentAs.add(Object.entries(request.body).find(([, value]) => value === id)?.[0] ?? '');
			}
		}
		expect(sentAs.size).toBe(form.lookups.size);
	});

	test.each<[string, Fault, object]>([
		['a no of status 200', no('Not today'), { outcome: 'rejected', statusCode: 200 }],
		['a 200 that says nothing', says('{}'), { outcome: 'unknown', statusCode: 200 }],
		['HTTP 400', { ...down, status: 400 }, { outcome: 'rejected', statusCode: 400 }],
		['HTTP 500', { ...down, status: 500 }, { outcome: 'unknown', statusCode: 500 }],
	])('fails after %s', async (_, fault, result) => {
		const message = expect.stringMatching(/ \[Item 0\]$/);
		const texts = { message, description: expect.stringMatching(/./) };
		const error = { ...texts, operation, [lookup]: code, ...result, attempts: 1 };
		expect(await run({}, {}, fault)).toEqual([{ json: { error }, pairedItem }]);
	});

	test('is sent again after HTTP 503, at once or because the customer is still there, and then done', async () => {
		const twice = { ...down, times: 2 };
		const [item] = await run({ options: {} }, {}, { ...seen, ...question }, twice);
		const { requests } = workbench.sandbox;
		expect(item?.json.success).toBe(true);
		expect(requests.filter(({ form: { type } }) => type !== 'customer_exists')).toHaveLength(3);
	});

	// The others: test/run/certainDeletions.
	test.each([303, 307] as const)('follows no redirect: HTTP %d', async (status) => {
		for (const location of [`${elsewhere.url}/steal`, ...(status === 307 ? ['/v2'] : [])]) {
			const [item] = await run({ options: {} }, {}, { kind: 'redirect', status, location });
			expect(failureOf(item)).toMatchObject({ outcome: 'rejected', statusCode: status });
			expect(workbench.sandbox.requestCount()).toBe(1);
		}
		expect(elsewhere.requests).toEqual([]);
	});
});
