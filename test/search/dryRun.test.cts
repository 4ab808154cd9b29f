import type { Fault } from '../../sandbox/index.cts';
import { question } from '../support/deletions.cts';
import { rejection } from '../support/faults.cts';
import { foundJson, says } from '../support/responses.cts';
import { failureOf, itemsFor, modes, parametersFor, stopOf, stops } from '../support/runs.cts';
import { emails, jane, lookups, nobody, zoe } from '../support/searchedCustomers.cts';
import { deleteBy, keptPartsOf, search, searchFor, useSearches } from '../support/searches.cts';

const { calls, deleteThem, deletions, inTurn, workbench } = useSearches();

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
		const options = { ...dry, responseFormat: 'json' };
		const { output } = await deleteThem([` ${zoe[field]}`], options, { by });

		const sought = { type: 'customer_search', exact_match: 'insensitive', [field]: zoe[field] };
		const body = { ...account, ...sought, output: 'JSON' };
		const request = { method: 'POST', url: workbench.sandbox.deleteUrl, body };
		const json = { dryRun: true, operation: 'delete', [by]: zoe[field], request };
		expect(output).toEqual([{ json, pairedItem: { item: 0 } }]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('hints that there are more addresses than the Safety Limit, and goes on', async () => {
		const limited = { parameters: { safetyLimit: 5 } };
		const six = await deleteThem([...emails, nobody], dry, { onError: 'stopWorkflow', ...limited });
		expect(six.output.map(({ json }) => json.dryRun)).toEqual(Array(6).fill(true));
		expect(messages(six)).toMatch(/\b6\b.*'Safety Limit'|'Safety Limit'.*\b6\b/);

		expect(messages(await deleteThem(emails, dry, limited))).not.toContain('Safety Limit');
	});
});

describe('Check Customers', () => {
	test.each(lookups)('shows whom a deletion by %s would delete', async (by, _label, field) => {
		const { output } = await deleteThem([zoe[field]], checked, { by });

		const named = { dryRun: true, operation: 'delete', [by]: zoe[field], code: zoe.code };
		const json = { ...named, exists: true, request: deletionOf(zoe.code) };
		expect(output).toEqual([{ json, pairedItem: { item: 0 } }]);
		expect(calls()).toEqual(['search']);
	});

	test('says that there is nobody, and that nothing is changed', async () => {
		const result = await deleteThem([nobody, ''], checked);

		const request = expect.any(Object);
		const shown = { dryRun: true, operation: 'delete', email: nobody, exists: false, request };
		expect(result.output.map(({ json }) => json)).toEqual([shown, { error: expect.anything() }]);
		expect(calls()).toEqual(['search']);
		expect(messages(result)).toMatch(/dry run.*nothing (is|was) changed/i);
		expect(messages(result)).not.toMatch(/nothing (is|was) sent/i);
		const [type] = Object.values(workbench.package.nodeTypes);
		const form = JSON.stringify(type && 'description' in type && type.description);
		expect(form).toMatch(/"name":"dryRun"[^}]*"hint":"[^"]*nothing is changed/);
	});

	test('asks once whether there is a customer with a code', async () => {
		const ids = [zoe.code, '5', zoe.code];
		const options = { ...checked, responseFormat: 'json', parallelRequests: 1 };
		const { output } = await deleteThem(ids, options, { by: 'code' });

		const shown = ids.map((code) => ({
			...{ dryRun: true, operation: 'delete', code, exists: code !== '5' },
			request: deletionOf(code, 'JSON'),
		}));
		expect(output.map(({ json }) => json)).toEqual(shown);
		const asked = { type: 'customer_exists', user_password: expect.any(String) };
		expect(workbench.sandbox.requests.map(({ form }) => form)).toEqual(
			shown.slice(0, 2).map(({ request }) => ({ ...request.body, ...asked })),
		);
	});

	test.each<[string, Fault, reason?: RegExp]>([
		['several', says(foundJson([jane, { ...jane, code: '7002' }])), /\b2\b/],
		['another customer', says(foundJson([{ ...jane, email: 'mary.jane@example.com' }]))],
		['an error', rejection],
		...[400, 401, 500].map((status): [string, Fault] => [`HTTP ${status}`, says('', { status })]),
	])('no failed search makes an error item, or ends the run: %s', async (_, fault, why = /./) => {
		inTurn(searchFor(jane.email), fault);
		const options = { ...checked, retries: 0, parallelRequests: 1 };
		const result = await deleteThem([zoe.email, jane.email], options, stops);

		expect(result.output.map(({ json }) => json)).toMatchObject([
			{ dryRun: true, email: zoe.email, exists: true },
			{ dryRun: true, email: jane.email, reason: expect.stringMatching(why) },
		]);
		expect(result.output[1]?.json).not.toHaveProperty('exists');
		expect(result.output[1]?.json).not.toHaveProperty('code');
		expect(keptPartsOf(result, /Hildegard|mary\.jane|555 0815/)).toEqual([]);
		expect(deletions()).toEqual([]);
	});

	const inEachMode = modes.flatMap((onError) =>
		[401, 200].map((status) => [onError, status] as const),
	);
	test.each(inEachMode)('nor of a question that fails (%s, HTTP %d)', async (onError, status) => {
		inTurn(question, says('<response><error>Unknown user</error></response>', { status }));
		const how = { by: 'code', onError } as const;
		const { output } = await deleteThem([zoe.code], { ...checked, retries: 0 }, how);

		const reason = expect.stringMatching(new RegExp(`HTTP ${status}\\).*: Unknown user$`));
		const shown = { dryRun: true, operation: 'delete', code: zoe.code, reason };
		expect(output[0]?.json).toEqual({ ...shown, request: deletionOf(zoe.code) });
	});

	test.each([
		['what has not started', { parallelRequests: 1 }],
		['what waits for its turn', { maxRequestsPerSecond: 1 }],
	])('says of nobody that they exist or not who was never asked for: %s', async (_, pace) => {
		inTurn(search, { kind: 'status', status: 401 });
		const ids = { email: zoe.email, username: 'zoe', code: zoe.code };
		const parameters = deleteBy('={{ $json.by }}', { ...checked, ...pace });
		const items = Object.entries(ids).map(([by, id]) => ({ by, id }));
		const { output } = await workbench.run({ parameters, items });

		expect(calls()).toEqual(['search']);
		expect(output).toHaveLength(3);
		for (const { json } of output) {
			expect(json).toMatchObject({ dryRun: true, reason: expect.stringMatching(/401/) });
			expect(json).not.toHaveProperty('exists');
		}
	});

	test.each(['code', 'email'] as const)('asks nothing if an item is invalid: %s', async (by) => {
		const { text } = stopOf(await deleteThem([zoe[by], ''], checked, { by, ...stops }));

		expect(text).toMatch(/Nothing was sent for any of the 2 items/);
		expect(calls()).toEqual([]);
	});

	test('takes no place under the Safety Limit, and blocks nothing afterwards', async () => {
		const limited = { parameters: { safetyLimit: 2 } };
		const oneByOne = { ...checked, parallelRequests: 1 };
		const tooMany = await deleteThem(emails.slice(0, 4), oneByOne, limited);
		const { message } = failureOf(tooMany.output[0]);
		expect(message).toContain("at least 3 customers, but 'Safety Limit' is 2");
		expect(calls()).toEqual(['search', 'search', 'search']);
		const then = { contextData: tooMany.contextData, ...limited };
		const { contextData } = await deleteThem(emails.slice(0, 2), checked, then);
		const next = await deleteThem(emails.slice(2, 4), checked, { contextData, ...limited });

		expect(next.output.map(({ json }) => json.exists)).toEqual([true, true]);
	});

	test('is for dry runs only', async () => {
		await deleteThem([zoe.email], { checkCustomers: true });
		// n8n leaves out what the form doesn't show, but with an expression in 'Dry Run' it shows all.
		const options = { dryRun: '={{ false }}', checkCustomers: true };
		await deleteThem([jane.code], options, { by: 'code' });

		expect(calls()).toEqual(['search', 'delete', 'delete']);
	});

	test('is for Delete only, though another operation may have it left over', async () => {
		const items = itemsFor(['191']);
		const { output } = await workbench.run({ parameters: parametersFor.lock(checked), items });

		const keys = Object.keys(output[0]?.json ?? {});
		expect(keys).toEqual(['dryRun', 'operation', 'customerId', 'request']);
	});
});
