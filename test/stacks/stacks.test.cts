import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { formats } from '../support/faults.cts';
import { failureOf, outcomesOf, parametersFor } from '../support/runs.cts';
import { measureKey, measureTroubles } from './support/measure.cts';
import { stacks, useStacks } from './support/stacks.cts';

const all = useStacks();

/** All that a form has to encode. */
const text = 'Größe 5 & 1+2=3%, "#7"?/é 😀';

const changes: Array<[endpoint: string, parameters: INodeParameters, form: object]> = [
	['forget', { operation: 'forget', keep: ['email', 'phone'] }, { keep: 'email,phone' }],
	['lock', { operation: 'lock' }, {}],
	['set_customer_details', { operation: 'setDetails', fields: { city: text } }, { city: text }],
	['unlock', { operation: 'unlock' }, {}],
];

/** What ../stacks/service makes of customers with such a name, the first time. */
const troubles = ['killed-before', 'killed-after', 'killed-midway', 'slow'];
const phpErrors = ['warning-shown', 'fatal-hidden', 'fatal-shown'];

describe.each(stacks)('%s', (server) => {
	test.each(changes)('%s arrives byte for byte', async (endpoint, parameters, form) => {
		const customerId = '={{ $json.id }}';
		const { output } = await all.run(server, { ...parameters, customerId }, [text]);
		expect(outcomesOf(output)).toEqual(['done']);
		expect(all.requests().at(-1)).toEqual({
			what: `/api/customer/${endpoint}`,
			form: { customer_id: text, ...form },
		});
	});

	test.each(formats)('deletions that respond in %s', async (_, format) => {
		const codes = [all.customer('code'), '9007199254740993123', '0042'];
		all.addCustomers(codes);
		const { output } = await all.run(server, parametersFor.delete(format), codes);
		expect(output.map(({ json }) => [json.code, json.deleted, json.verified])).toEqual(
			codes.map((code) => [code, true, undefined]),
		);
		expect(all.applied().slice(-3).toSorted()).toEqual(codes.toSorted());
	});

	test('a customer is found by an email address, and deleted', async () => {
		const [code, email] = [all.customer('code'), 'jürgen+1@example.com'];
		all.addCustomers([code], email);
		const parameters = { operation: 'delete', lookupBy: 'email', email: '={{ $json.id }}' };
		const { output } = await all.run(server, parameters, [email]);
		expect(output[0]?.json).toMatchObject({ deleted: true, email, code });
		expect(all.applied().at(-1)).toBe(code);
	});

	test('both credential tests pass, over compressed responses too, and fail with a wrong key', async () => {
		for (const type of ['trackfinityApi', 'trackfinityDeleteApi'] as const) {
			expect(await all.passes(type, server)).toBe(true);
			expect(await all.passes(type, server, 'both', 'wrong')).toBe(false);
		}
		const form = { user_id: 'stacks', user_password: 'stacks-key', type: 'account_info' };
		const request = { method: 'POST', body: new URLSearchParams(form) };
		const { headers } = await fetch(`${all.url(server)}/api.php`, request);
		expect(headers.get('content-encoding')).toBe('gzip');
	});

	test('a lock is tried again after what a proxy says by itself, and is else unclear', async () => {
		const names = [...troubles, ...phpErrors];
		const ids = names.map(all.customer);
		const { output } = await all.run(server, parametersFor.lock(), ids);
		// A lighttpd whose PHP died says 500, or passes on the half of a response as a whole one.
		const unclear = server === 'lighttpd' ? /killed|shown|fatal/ : /shown|fatal/;
		expect(outcomesOf(output)).toEqual(
			names.map((name) => (unclear.test(name) ? 'unknown' : 'done')),
		);
		const done = ids.filter((_, index) => output[index]?.json.success === true);
		expect(all.applied()).toEqual(expect.arrayContaining(done));
	});

	test('each deletion ends as done, whatever happens, and is carried out once', async () => {
		const ids = [...troubles, ...phpErrors].map(all.customer);
		all.addCustomers(ids);
		const { output } = await all.run(server, parametersFor.delete(), ids);
		expect(outcomesOf(output)).toEqual(ids.map(() => 'done'));
		const applied = all.applied();
		expect(ids.map((id) => applied.filter((one) => one === id))).toEqual(ids.map((id) => [id]));

		const sent = (id = '') =>
			all.requests().flatMap(({ what, form }) => (form.code === id ? [what] : []));
		const [before = '', ...others] = ids.filter((id) => !id.startsWith('slow'));
		expect(sent(before)).toEqual(['customer_delete', 'customer_exists', 'customer_delete']);
		for (const id of others) expect(sent(id)).toEqual(['customer_delete', 'customer_exists']);
	});
});

test("nginx's limit_req: the advice names the option that keeps below it, which then does", async () => {
	const ids = ['1', '2', '3'];
	const { output } = await all.run('nginx-limited', parametersFor.lock({ retries: 0 }), ids);
	expect(outcomesOf(output).toSorted()).toEqual(['done', 'unknown', 'unknown']);
	for (const item of output.filter(({ json }) => json.success !== true)) {
		const description = expect.stringContaining("'Max Requests per Second'");
		expect(failureOf(item)).toMatchObject({ statusCode: 503, description });
	}

	const slower = parametersFor.lock({ maxRequestsPerSecond: 1 });
	const { output: paced } = await all.run('nginx-limited', slower, ids);
	expect(outcomesOf(paced)).toEqual(ids.map(() => 'done'));
});

test('the tables of docs/servers.md say what is measured here', async () => {
	const page = readFileSync(join(__dirname, '..', '..', 'docs', 'servers.md'), 'utf8');
	const rows = page
		.split('\n')
		.filter((line) => line.startsWith('| '))
		.map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()));
	for (const row of [...(await measureKey(all)), ...(await measureTroubles(all))]) {
		expect(rows).toContainEqual(row);
	}
});
