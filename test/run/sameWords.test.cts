import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { atOnce, deletion, question, useDeletions } from '../support/deletions.cts';
import { formsOf, refusedXml, says } from '../support/responses.cts';
import {
	codes,
	continueModes,
	customers,
	failedOf,
	failureOf,
	itemsFor,
	manyIds,
	outcomesOf,
	parametersFor,
} from '../support/runs.cts';

const { workbench } = useDeletions();

type Service = 'lock' | 'delete';
type Match = Pick<Fault, 'path' | 'form'>;

/** How each service says no with status 200, the harmless call of its credential, and what the advice is to name. */
const services = {
	lock: {
		no: (words: string) => says(JSON.stringify({ error: words })),
		work: { path: '/api/customer/lock' },
		testCall: { path: '/api/service/ping' },
		labels: ["'API Key'", "'API Username'"],
	},
	delete: {
		no: (words: string) => says(refusedXml(words)),
		work: deletion,
		testCall: { form: { type: 'account_info' } },
		labels: ["'API Key'", "'User ID'"],
	},
} satisfies Record<
	Service,
	{
		no: (words: string) => Fault;
		work: Match;
		testCall: Match;
		labels: string[];
	}
>;
const both = ['lock', 'delete'] as const;

const many = manyIds(30);

/** One request after the other, each sent once. */
async function run(
	service: Service,
	ids: readonly string[] = many,
	options: INodeParameters = {},
): Promise<INodeExecutionData[]> {
	const { output } = await workbench.run({
		parameters: {
			...parametersFor[service]({ parallelRequests: 1, retries: 0, ...options }),
			safetyLimit: 0,
		},
		items: itemsFor(ids),
		onError: 'continueRegularOutput',
	});
	return output;
}

/** All requests, the harmless ones among them by name. */
function calls(): string[] {
	return workbench.sandbox.requests.map(({ path, form }) =>
		path === '/api/service/ping' || form.type === 'account_info' ? 'test' : 'work',
	);
}

const tested = () => calls().filter((call) => call === 'test').length;

describe.each(both)('ten noes in the same words, before anything was done (%s)', (service) => {
	const { no, work, testCall, labels } = services[service];

	test.each<[string, Fault]>([
		['status 401', { kind: 'status', status: 401 }],
		['status 403', { kind: 'status', status: 403 }],
		['a 2xx that says no', no('Access denied')],
	])('and the test call says no as well, by %s: the service is left alone', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...testCall });
		workbench.sandbox.fault({ ...no('Access denied'), ...work });
		const output = await run(service);
		const rest = output.slice(10);

		expect(calls()).toEqual([...Array(10).fill('work'), 'test']);
		expect(outcomesOf(output)).toEqual([
			...Array(10).fill('rejected'),
			...Array(20).fill('notSent'),
		]);
		for (const item of rest) {
			expect(failureOf(item).attempts).toBe(0);
			for (const label of labels) expect(failureOf(item).description).toContain(label);
		}
	});

	test.each<[string, Fault | undefined]>([
		['says yes', undefined],
		['has no usable response', { kind: 'status', status: 500 }],
		['is a web page', { kind: 'html' }],
		['is cut', { kind: 'drop', when: 'before' }],
		['has no response in time', { kind: 'hang' }],
	])('and the test call %s: the list goes on to its end, without another', async (_, fault) => {
		if (fault !== undefined) workbench.sandbox.fault({ ...fault, ...testCall });
		workbench.sandbox.fault({ ...no('Customer not found'), ...work });
		const output = await run(service, manyIds(45), { timeout: 1 });

		expect(calls()).toEqual([...Array(10).fill('work'), 'test', ...Array(35).fill('work')]);
		expect(outcomesOf(output)).toEqual(Array(45).fill('rejected'));
	});

	test.each(continueModes)('side by side, there is one test call (%s)', async (onError) => {
		workbench.sandbox.fault(no('Access denied'));
		const result = await workbench.run({
			parameters: { ...parametersFor[service]({ parallelRequests: 8 }), safetyLimit: 0 },
			items: itemsFor(manyIds(100)),
			onError,
		});

		expect(tested()).toBe(1);
		expect(workbench.sandbox.requestCount()).toBeLessThanOrEqual(10 + 2 * 7 + 1);
		expect(outcomesOf(failedOf(result)).at(-1)).toBe('notSent');
	});
});

describe('the test call is that of the credential', () => {
	test('Trackfinity: a ping', async () => {
		workbench.sandbox.fault({ ...services.lock.no('Not today'), ...services.lock.work });
		await run('lock');
		const { username, apiKey } = workbench.sandbox.credentials.trackfinityApi;

		expect(workbench.sandbox.requests[10]).toMatchObject({
			service: 'trackfinity',
			method: 'GET',
			path: '/api/service/ping',
			headers: { 'api-username': username, 'api-key': apiKey },
			status: 200,
		});
	});

	test('the Delete service: the account, in JSON', async () => {
		await run('delete');
		const { userId, accountId } = workbench.sandbox.credentials.trackfinityDeleteApi;
		const call = workbench.sandbox.requests[10];

		expect(call).toMatchObject({ service: 'delete', method: 'POST', status: 200 });
		expect(call?.form).toMatchObject({
			type: 'account_info',
			output: 'JSON',
			user_id: userId,
			account_id: accountId,
		});
		expect(call?.form).not.toHaveProperty('code');
	});
});

describe('a wrong key that is answered with status 200', () => {
	test.each([
		['lock', {}],
		['delete', {}],
		['delete', { ignoreMissing: true }],
	] as const)('is a few dozen requests for a hundred items: %s %j', async (service, options) => {
		const { sandbox } = workbench;
		const { trackfinityApi, trackfinityDeleteApi } = sandbox.credentials;
		if (service === 'lock') sandbox.fault(services.lock.no('Invalid API key'));
		const { output } = await workbench.run({
			parameters: { ...parametersFor[service](options), safetyLimit: 0 },
			items: itemsFor(manyIds(100)),
			onError: 'continueRegularOutput',
			credentials: {
				trackfinityApi: { ...trackfinityApi, apiKey: 'wrong' },
				trackfinityDeleteApi: { ...trackfinityDeleteApi, apiKey: 'wrong' },
			},
		});
		const { description, outcome } = failureOf(output.at(-1));

		expect(sandbox.requestCount()).toBeLessThanOrEqual(36);
		expect(outcome).toBe('notSent');
		for (const label of services[service].labels) expect(description).toContain(label);
		expect(description).not.toContain("'Ignore Missing Customers'");
	});
});

describe.each(both)('there is no test call (%s)', (service) => {
	const { no, work } = services[service];
	const known = service === 'lock' ? customers : codes;

	test('after nine', async () => {
		workbench.sandbox.fault({ ...no('Customer not found'), ...work });
		await run(service, many.slice(0, 9));

		expect(tested()).toBe(0);
	});

	test('where something was done before', async () => {
		const [first = ''] = known;
		for (const id of many) {
			const form = service === 'lock' ? { customer_id: id } : { ...deletion.form, code: id };
			workbench.sandbox.fault({ ...no('Customer not found'), form });
		}
		const output = await run(service, [first, ...many]);

		expect(calls()).toEqual(Array(31).fill('work'));
		expect(outcomesOf(output)).toEqual(['done', ...Array(30).fill('rejected')]);
	});

	test('where the words differ', async () => {
		for (const id of many) {
			const form = service === 'lock' ? { customer_id: id } : { ...deletion.form, code: id };
			workbench.sandbox.fault({ ...no(`There is no customer ${id}`), form });
		}
		const output = await run(service);

		expect(calls()).toEqual(Array(30).fill('work'));
		expect(outcomesOf(output)).toEqual(Array(30).fill('rejected'));
	});

	test('where other words come after nine', async () => {
		for (const words of ['One', 'Two', 'Three']) {
			workbench.sandbox.fault({ ...no(words), ...work, times: 9 });
		}
		await run(service, many.slice(0, 27));

		expect(tested()).toBe(0);
	});

	test.each([400, 404, 422])('after noes with status %d, which are no 2xx', async (status) => {
		workbench.sandbox.fault({ ...no('Customer not found'), status, ...work });
		await run(service);

		expect(calls()).toEqual(Array(30).fill('work'));
	});
});

describe('customers who are missing', () => {
	test('no_match shows that the access works: no test call, and the list goes on to its end', async () => {
		const [[, body = ''] = []] = formsOf({ status: 'no_match', message: 'No matching customer' });
		workbench.sandbox.fault({ ...says(body), ...deletion });
		const output = await run('delete');

		expect(calls()).toEqual(Array(30).fill('work'));
		expect(outcomesOf(output)).toEqual(Array(30).fill('rejected'));
	});

	test('with Ignore Missing Customers they are done: no test call', async () => {
		const output = await run('delete', many, { ignoreMissing: true });

		expect(tested()).toBe(0);
		expect(outcomesOf(output)).toEqual(Array(30).fill('done'));
	});

	test('with Ignore Missing Customers and questions without an answer: one test call, and the list goes on', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 500, headers: atOnce, ...question });
		const output = await run('delete', many, { ignoreMissing: true });

		expect(tested()).toBe(1);
		expect(outcomesOf(output)).toEqual(Array(30).fill('rejected'));
	});
});
