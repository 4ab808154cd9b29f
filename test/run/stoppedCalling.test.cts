import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { customers, itemsFor, manyIds, sent } from '../support/customers.cts';
import { deletion, question, useDeletions } from '../support/deletions.cts';
import { broken, down } from '../support/faults.cts';
import { expectLinked, failureOf, lettersOf, stopOf } from '../support/outcomes.cts';
import { refusedXml, responseXml, says } from '../support/responses.cts';
import { continues, oneByOne, parametersFor } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';

const { workbench } = useDeletions();

type Service = 'lock' | 'delete';
type NoOf = (words: string) => Fault;
const both = ['lock', 'delete'] as const;

/** How each service says no with status 200, the harmless call of its credential, and what the advice names. */
const services = {
	lock: {
		no: (words: string) => says(JSON.stringify({ error: words })),
		work: { path: '/api/customer/lock' },
		of: (id: string) => ({ form: { customer_id: id } }),
		testCall: { path: '/api/service/ping' },
		arrives: { method: 'GET' },
		labels: /'API Key'.*'API Username'/,
	},
	delete: {
		no: (words: string) => says(refusedXml(words)),
		work: deletion,
		of: (id: string) => ({ form: { code: id } }),
		testCall: { form: { type: 'account_info' } },
		arrives: { method: 'POST', form: { output: 'JSON' } },
		labels: /'API Key'.*'User ID'/,
	},
};
const many = manyIds(13);

/** One request after the other, each sent once. */
async function run(service: Service, ids: readonly string[] = many, options: INodeParameters = {}) {
	const parameters = parametersFor[service]({ ...oneByOne, ...options });
	const limited = { ...parameters, safetyLimit: 0 };
	const items = itemsFor(ids);
	const { output } = await workbench.run({ parameters: limited, items, ...continues });
	expectLinked(output, ids.length);
	return output;
}

const respond = (how: { status: number; headers?: Record<string, string> }, ...ids: string[]) =>
	ids.map((id) => workbench.sandbox.fault({ kind: 'status', ...how, form: { customer_id: id } }));

/** Whether requests were the work or the credential's test call, in order of arrival, a letter for each. */
const calls = () =>
	workbench.sandbox.requests
		.map(({ path, form }) => (path.endsWith('/ping') || form.type === 'account_info' ? 't' : 'w'))
		.join('');

const hour = { 'retry-after': '3600' };
const notAccepted =
	/^Not sent, because Trackfinity didn't accept another request of this run \(HTTP \d+\)/;

const endless: Array<[string, Fault, RegExp]> = [
	['a wrong key', { kind: 'status', status: 401 }, /'API Key' and the 'API Username'/],
	['a redirect', { kind: 'redirect', location: 'https://example.com/' }, /'Base URL' redirects/],
	['405', { kind: 'status', status: 405 }, /Check the 'Base URL'/],
	['429 that asks to wait for 61 seconds', { kind: 'busy', retryAfter: '61' }, /wait 61 seconds/],
	['503 that asks for an hour', { ...down, headers: hour }, /wait 3600 seconds/],
];

test.each(endless)('%s: no more than Parallel Requests', async (_what, fault, advice) => {
	const { sandbox } = workbench;
	const parameters = parametersFor.lock({ parallelRequests: 7 });
	const items = itemsFor(manyIds(20));
	sandbox.fault(fault);
	const stopped = stopOf(await workbench.run({ parameters, items }));
	expect(stopped.description).toMatch(advice);
	expect(stopped.description).toContain(`Not sent: ${20 - sent(sandbox).length} items`);

	sandbox.requests.length = 0;
	const { output } = await workbench.run({ parameters, items, ...continues });
	const { length: count } = sent(sandbox);
	expect(count).toBeLessThanOrEqual(7);
	expect(new Set(sent(sandbox)).size).toBe(count);
	expectLinked(output, 20);
	const rest = output.map(failureOf).filter(({ attempts }) => attempts === 0);
	expect(rest).toHaveLength(20 - count);
	for (const { outcome, message, description } of rest) {
		expect(outcome).toBe('notSent');
		expect(message).toMatch(notAccepted);
		expect(description).toMatch(advice);
	}
});

test.each([
	['403 about one customer', 403, {}, ['191'], customers, 'rddddddddd'],
	['403 for the second time', 403, {}, ['191', '215'], ['191', 'nobody', '215', '42'], 'rrrn'],
	['403 three times in a row', 403, {}, customers.slice(3, 6), customers, 'dddrrrnnnn'],
	['403 twice in a row, and again', 403, {}, ['204', '215', '42', '0042'], customers, 'drrdrrdddd'],
	['304, which redirects nobody', 304, {}, ['191'], customers, 'rddddddddd'],
	['503 that asks for a minute', 503, { 'retry-after': '60' }, ['191'], customers, 'uddddddddd'],
	['500 that asks for an hour', 500, hour, ['191'], customers, 'uddddddddd'],
] as const)('%s', async (_, status, headers, ofThese, ids, end) => {
	respond({ status, headers }, ...ofThese);
	const output = await run('lock', ids);

	expect(lettersOf(output)).toBe(end);
	if (!end.endsWith('n')) return;
	expect(failureOf(output.at(-1)).message).toContain('(HTTP 403)');
	expect(failureOf(output.at(-1)).description).toContain('ADMIN_API_ALLOWED_IPS');
});

describe('ten requests in a row without a usable response', () => {
	const useless: Fault[] = [
		broken,
		{ kind: 'drop', when: 'before' },
		{ kind: 'html' },
		{ kind: 'hang' },
		...[408, 425, 429].map((status): Fault => ({ ...down, status })),
	];

	const noneUsable =
		/because (Trackfinity|the Delete service) gave no usable response to 10 requests in a row/;
	const checkService =
		/^Check whether the service is available, and the '(Base|API) URL' in the credential\. Then run/;

	test.each(both)('end the run, whatever they come to, retries done: %s', async (service) => {
		for (const [index, id] of many.entries()) {
			const fault = useless[index % useless.length] ?? broken;
			workbench.sandbox.fault({ ...fault, ...services[service].of(id) });
		}
		const output = await run(service, many, { timeout: 1, retries: 1 });

		expect(lettersOf(output)).toBe('uuuuuuruuunnn');
		expect(new Set(sent(workbench.sandbox)).size).toBe(10);
		const { message, description } = failureOf(output[12]);
		expect(message).toMatch(noneUsable);
		expect(description).toMatch(checkService);
	});

	const slowDown = /'Max Requests per Second'/;
	const check = /^Check whether the service is available, .*'Base URL'.*'Timeout \(Seconds\)'/;
	test.each<[last: string, Fault, advice: RegExp]>([
		['HTTP 429', { kind: 'status', status: 429 }, slowDown],
		['HTTP 503', { kind: 'status', status: 503 }, slowDown],
		['no response in time', { kind: 'hang' }, check],
	])('have the rest told what to do about the last: %s', async (_, fault, advice) => {
		workbench.sandbox.fault(fault);
		const output = await run('lock', many, { timeout: 1 });

		expect(failureOf(output[12]).description).toMatch(advice);
	});

	test('are counted again after a usable one', async () => {
		respond({ status: 404 }, many[9] ?? '');
		workbench.sandbox.fault(broken);

		expect(lettersOf(await run('lock'))).toBe('uuuuuuuuuruuu');
	});
});

describe('ten noes in the same words, before anything was done', () => {
	const denied = 'Access denied';

	test.each<[comesTo: string, Service, testCall: Fault | undefined, rest: 'nnn' | 'rrr']>([
		['a no with status 401', 'lock', { kind: 'status', status: 401 }, 'nnn'],
		['a no with status 403', 'delete', { kind: 'status', status: 403 }, 'nnn'],
		['a no with status 200', 'lock', services.lock.no(denied), 'nnn'],
		['a no with status 200', 'delete', services.delete.no(denied), 'nnn'],
		['a yes', 'lock', undefined, 'rrr'],
		['a yes', 'delete', undefined, 'rrr'],
		['no usable response', 'lock', { kind: 'status', status: 500 }, 'rrr'],
		['a web page', 'lock', { kind: 'html' }, 'rrr'],
		['a web page', 'delete', { kind: 'html' }, 'rrr'],
		['a cut connection', 'delete', { kind: 'drop', when: 'before' }, 'rrr'],
		['a wait', 'lock', { kind: 'busy', retryAfter: '20' }, 'rrr'],
	])('only a no to the test call ends the list: %s (%s)', async (...row) => {
		const [comesTo, service, fault, rest] = row;
		const { no, work, testCall, arrives, labels } = services[service];
		if (fault !== undefined) workbench.sandbox.fault({ ...fault, ...testCall });
		workbench.sandbox.fault({ ...no(denied), ...work });
		const output = await run(service);

		expect(lettersOf(output)).toBe(`${'r'.repeat(10)}${rest}`);
		expect(workbench.sandbox.requests[10]).toMatchObject(arrives);
		// Without another test call.
		expect(calls()).toBe(`${'w'.repeat(10)}t${rest === 'rrr' ? 'www' : ''}`);
		for (const { outcome, attempts, message, description } of output.slice(10).map(failureOf)) {
			if (outcome === 'rejected') continue;
			expect(attempts).toBe(0);
			expect(message).toMatch(/rejected 10 requests in a row, and a harmless test call too/);
			expect(description).toMatch(labels);
		}
		const least = comesTo === 'a wait' ? 19_990 : 0;
		expect(elapsedMs()).toBeGreaterThanOrEqual(least);
		expect(elapsedMs()).toBeLessThan(least + 2_000);
	});

	test('side by side, there is one test call', async () => {
		workbench.sandbox.fault(services.lock.no(denied));
		const output = await run('lock', manyIds(25), { parallelRequests: 4 });

		expect(calls().match(/t/g)).toHaveLength(1);
		expect(calls().length).toBeLessThanOrEqual(10 + 2 * 3 + 1);
		expect(lettersOf(output)).toMatch(/n$/);
	});

	const words = ['One', 'Two'];
	test.each<[string, Service, (no: NoOf, id: string, index: number) => Fault, before?: string]>([
		['something was done before', 'lock', (no) => no('Not found'), '191'],
		['something was done before', 'delete', (no) => no('Not found'), '1234567890123456'],
		['the words differ', 'lock', (no, id) => no(`There is no customer ${id}`)],
		['other words come after nine', 'delete', (no, _id, i) => no(words[Math.trunc(i / 9)] ?? '')],
		['they have status 404', 'lock', (no) => ({ ...no('Not found'), status: 404 })],
		['they have status 400', 'delete', (no) => ({ ...no('Not found'), status: 400 })],
	])('there is no test call where %s (%s)', async (...[, service, fault, before = '']) => {
		const { no, of } = services[service];
		many.forEach((id, index) => workbench.sandbox.fault({ ...fault(no, id, index), ...of(id) }));
		const output = await run(service, before === '' ? many : [before, ...many]);

		expect(calls()).toMatch(/^w+$/);
		expect(lettersOf(output)).toBe(`${before && 'd'}${'r'.repeat(13)}`);
	});
});

test.each<[what: string, ignoreMissing: boolean, Fault, tests: number, end: string]>([
	['as the service says itself', false, says(responseXml('no_match', '')), 0, 'r'],
	['as the service says when asked', true, { ...down, status: 404, ...deletion }, 0, 'd'],
	['which nobody can say', true, { ...broken, ...question }, 1, 'r'],
])('customers who are missing, %s, are no reason to end', async (...row) => {
	const [, ignoreMissing, fault, tests, end] = row;
	workbench.sandbox.fault(fault);
	const output = await run('delete', many, { ignoreMissing });

	expect(calls().match(/t/g) ?? []).toHaveLength(tests);
	expect(lettersOf(output)).toBe(end.repeat(many.length));
});

test.each(both)('nothing waits to be repeated when no more is sent: %s', async (service) => {
	const { sandbox } = workbench;
	const { of } = services[service];
	const [first = '', second = ''] = many;
	sandbox.fault({ ...down, headers: { 'retry-after': '50' }, ...of(first) });
	sandbox.fault({ kind: 'slow', ms: 200, ...of(second) });
	sandbox.fault({ kind: 'status', status: 401, ...of(second) });
	const output = await run(service, many, { parallelRequests: 2, retries: 3 });

	expect(elapsedMs()).toBeLessThan(1000);
	expect(sent(sandbox).sort()).toEqual([first, second]);
	expect(lettersOf(output)).toMatch(/^urn+$/);
	expect(failureOf(output[0])).toMatchObject({ statusCode: 503, attempts: 1 });
});
