import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Fault, RecordedRequest } from '../../sandbox/index.cts';
import { deletion, down, seen } from '../support/deletions.cts';
import {
	continueModes,
	customers,
	expectLinked,
	failedOf,
	failureOf,
	itemsFor,
	manyIds,
	modes,
	outcomesOf,
	parametersFor,
	sent,
	stopOf,
} from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const many = manyIds(60);

/** One request after the other, each sent once. */
async function run(
	ids: readonly string[],
	options: INodeParameters = {},
	operation: 'lock' | 'delete' = 'lock',
): Promise<INodeExecutionData[]> {
	const { output } = await workbench.run({
		parameters: {
			...parametersFor[operation]({ parallelRequests: 1, retries: 0, ...options }),
			safetyLimit: 0,
		},
		items: itemsFor(ids),
		onError: 'continueRegularOutput',
	});
	expectLinked(output, ids.length);
	return output;
}

const respond = (status: number, ...ids: string[]) =>
	ids.map((id) => workbench.sandbox.fault({ kind: 'status', status, form: { customer_id: id } }));

const endless: Array<[string, Fault, RegExp]> = [
	['a wrong key', { kind: 'status', status: 401 }, /'API Key' and the 'API Username'/],
	['a redirect', { kind: 'redirect', location: 'https://example.com/' }, /'Base URL' redirects/],
	['405', { kind: 'status', status: 405 }, /Check the 'Base URL'/],
	['429 that asks to wait for 61 seconds', { kind: 'busy', retryAfter: '61' }, /wait 61 seconds/],
	[
		'503 that asks to wait for an hour',
		{ kind: 'status', status: 503, headers: { 'retry-after': '3600' } },
		/wait 3600 seconds/,
	],
];

describe.each(endless)('%s', (_what, fault, advice) => {
	test.each(modes)('to 60 items is no more than Parallel Requests (%s)', async (onError) => {
		workbench.sandbox.fault(fault);
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 7 }),
			items: itemsFor(many),
			onError,
		});

		const count = workbench.sandbox.requestCount();
		expect(count).toBeLessThanOrEqual(7);
		expect(new Set(sent(workbench.sandbox)).size).toBe(count);
		if (onError === 'stopWorkflow') {
			expect(stopOf(result).description).toMatch(advice);
			expect(stopOf(result).description).toContain(`Not sent: ${60 - count} items`);
			return;
		}
		const failed = failedOf(result);
		expectLinked(failed, 60);
		const rest = failed.filter((item) => failureOf(item).attempts === 0);
		expect(rest).toHaveLength(60 - count);
		for (const item of rest) {
			expect(failureOf(item).outcome).toBe('notSent');
			expect(failureOf(item).message).toMatch(
				/^Not sent, because Trackfinity didn't accept another request of this run \(HTTP \d+\)/,
			);
			expect(failureOf(item).description).toMatch(advice);
		}
	});
});

describe('403', () => {
	test('about one customer does not end the run', async () => {
		respond(403, '191');
		const outcomes = outcomesOf(await run(customers));

		expect(outcomes).toEqual(['rejected', ...Array(9).fill('done')]);
	});

	test('for the second time ends it when nothing has succeeded', async () => {
		respond(403, '191', '215');
		const output = await run(['191', 'nobody', '215', '204', '226']);

		const [, , , fourth, fifth] = output;
		expect(outcomesOf(output)).toEqual([...Array(3).fill('rejected'), 'notSent', 'notSent']);
		expect(failureOf(fourth).message).toContain('(HTTP 403)');
		expect(failureOf(fifth).description).toContain('ADMIN_API_ALLOWED_IPS');
	});

	test('three times in a row ends it also after a success', async () => {
		respond(403, ...customers.slice(3, 6));
		const outcomes = outcomesOf(await run(customers));

		expect(outcomes.slice(0, 6)).toEqual([...Array(3).fill('done'), ...Array(3).fill('rejected')]);
		expect(outcomes.slice(6)).toEqual(Array(4).fill('notSent'));
	});

	test('twice in a row does not, after a success', async () => {
		respond(403, '204', '215', '42', '0042');
		const outcomes = outcomesOf(await run(customers));

		expect(outcomes).not.toContain('notSent');
	});
});

describe('ten requests in a row without a usable response', () => {
	test.each<[string, Fault, string]>([
		['500', { kind: 'status', status: 500 }, 'unknown'],
		['dropped connections', { kind: 'drop', when: 'before' }, 'unknown'],
		['web pages with status 200', { kind: 'html' }, 'unknown'],
		['408', { ...down, status: 408 }, 'unknown'],
		['425', { ...down, status: 425 }, 'unknown'],
		['429', { ...down, status: 429 }, 'rejected'],
	])('end the run: %s', async (_what, fault, outcome) => {
		for (const operation of ['lock', 'delete'] as const) {
			workbench.sandbox.reset();
			workbench.sandbox.fault(fault);
			const output = await run(many.slice(0, 30), {}, operation);
			const isQuestion = ({ form }: RecordedRequest) => form.type === 'customer_exists';

			expect(workbench.sandbox.requests.filter((one) => !isQuestion(one))).toHaveLength(10);
			expect(outcomesOf(output)).toEqual([
				...Array(10).fill(outcome),
				...Array(20).fill('notSent'),
			]);
			expect(failureOf(output[29])).toMatchObject({ attempts: 0 });
			expect(failureOf(output[29]).message).toMatch(
				/because (Trackfinity|the Delete service) gave no usable response to 10 requests in a row/,
			);
		}
	});

	test('count together, whatever they come to', async () => {
		const statuses = [408, 500, 429, 425, 502];
		for (const [index, id] of many.entries()) respond(statuses[index % 5] ?? 0, id);
		await run(many.slice(0, 30));

		expect(workbench.sandbox.requestCount()).toBe(10);
	});

	test('count once each, with their retries done', async () => {
		workbench.sandbox.fault(down);
		await run(many.slice(0, 30), { retries: 1 });

		expect(workbench.sandbox.requestCount()).toBe(20);
	});

	test('are counted again after a usable one', async () => {
		const ids = many.slice(0, 30);
		respond(404, ids[9] ?? '', ids[19] ?? '');
		workbench.sandbox.fault({ kind: 'status', status: 500 });
		const output = await run(ids);

		expect(workbench.sandbox.requestCount()).toBe(30);
		expect(outcomesOf(output)).not.toContain('notSent');
	});

	test('are little more than that when they are side by side', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		await run(many, { parallelRequests: 8, retries: 3 });

		expect(workbench.sandbox.requestCount()).toBeLessThanOrEqual(4 * 17);
	});

	test('are deletions, too, although the service says that their customers are still there', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'drop', when: 'before', ...deletion });
		sandbox.fault(seen);
		const output = await run(many.slice(0, 30), { parallelRequests: 10 }, 'delete');

		expect(sandbox.requestCount()).toBeLessThanOrEqual(2 * 19);
		expect(outcomesOf(output).at(-1)).toBe('notSent');
	});
});

describe('when the service is left alone', () => {
	test('what is under way finishes', async () => {
		const { sandbox } = workbench;
		respond(401, '204');
		sandbox.fault({ kind: 'slow', ms: 300, form: { customer_id: '191' } });
		const output = await run(customers, { parallelRequests: 2 });

		expect(outcomesOf(output)).toEqual(['done', 'rejected', ...Array(8).fill('notSent')]);
		expect(sandbox.findCustomer({ customer_id: '191' })?.locked).toBe(true);
	});

	test.each(['lock', 'delete'] as const)(
		'nothing waits to be repeated or asked: %s',
		async (operation) => {
			const { sandbox } = workbench;
			const [first = '', second = ''] = many;
			const aimedAt = (id: string) => ({
				form: operation === 'lock' ? { customer_id: id } : { code: id },
			});
			const headers = { 'retry-after': '50' };
			sandbox.fault({ kind: 'status', status: 503, headers, ...aimedAt(first) });
			sandbox.fault({ kind: 'slow', ms: 200, ...aimedAt(second) });
			sandbox.fault({ kind: 'status', status: 401, ...aimedAt(second) });
			const output = await run(many, { parallelRequests: 2, retries: 3 }, operation);

			expect(elapsedMs()).toBeLessThan(1000);
			expect(sent(sandbox).sort()).toEqual([first, second]);
			expect(outcomesOf(output).slice(0, 3)).toEqual(['unknown', 'rejected', 'notSent']);
			expect(failureOf(output[0])).toMatchObject({ statusCode: 503, attempts: 1 });
		},
	);

	test('the next run of the node tries again', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 401 });
		const { turns } = await workbench.run({
			parameters: parametersFor.lock(),
			batches: [itemsFor(['191']), itemsFor(['204']), itemsFor(['215'])],
			onError: continueModes[0],
		});

		expect(turns).toHaveLength(3);
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '215']);
	});
});

test('304 redirects nobody: the run goes on', async () => {
	respond(304, '191');
	const output = await run(customers);

	expect(outcomesOf(output)).toEqual(['rejected', ...Array(9).fill('done')]);
	expect(failureOf(output[0])).toMatchObject({ statusCode: 304, attempts: 1 });
	expect(failureOf(output[0]).message).not.toMatch(/redirect/i);
	expect(failureOf(output[0]).description).not.toMatch(/redirect/i);
});
