import type { IExecuteContextData, INodeParameters } from 'n8n-workflow';

import type { ToolCallOptions, ToolCallResult } from '../../dev/engine/index.cts';
import { callTool } from '../../dev/engine/index.cts';
import { fromItem, useAccounts } from '../support/accounts.cts';
import { createCountedContext } from '../support/countedContext.cts';
import {
	codes,
	confirmAll,
	customers,
	failureOf,
	itemsFor,
	manyIds,
	outcomesOf,
	parametersFor,
	sent,
} from '../support/runs.cts';
import { expectNoneIn } from '../support/strings.cts';

const { workbench, confirm, itemsOf, received } = useAccounts();

type More = Partial<ToolCallOptions> & { options?: INodeParameters; safetyLimit?: number };

/** A call of an AI Agent. Without `contextData` it is one of n8n's own Agents, which have no execution to remember anything in. */
async function call(
	operation: keyof typeof parametersFor,
	ids: readonly string[],
	{ options, safetyLimit, ...more }: More = {},
): Promise<ToolCallResult> {
	const limit = safetyLimit === undefined ? {} : { safetyLimit };
	return await callTool(workbench.package, {
		parameters: { ...parametersFor[operation](options), ...limit },
		items: itemsFor(ids),
		credentials: { ...workbench.sandbox.credentials },
		...more,
	});
}

describe.each(['forget', 'delete'] as const)('what n8n stores of %s', (operation) => {
	const ids = ['jane.doe@example.com', 'john.doe@example.com', 'no.doe@example.com'];

	function expectNothingIn(contextData: IExecuteContextData): void {
		const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
		const { userId, accountId, apiKey } = trackfinityDeleteApi;
		const account = [trackfinityApi.apiKey, trackfinityApi.username, apiKey, userId, accountId];
		expectNoneIn(contextData, [...ids, ...account]);
	}

	test('names nobody, whatever became of them', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'after', times: 1 });
		const { turns, contextData } = await workbench.run({
			parameters: { ...parametersFor[operation]({ retries: 0 }), safetyLimit: 2 },
			batches: [ids.slice(0, 1), ids.slice(1, 2), ids].map(itemsFor),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(expect.arrayContaining(ids.slice(0, 2)));
		expect(outcomesOf(turns[2]?.output ?? [])).toEqual(ids.map(() => 'notSent'));
		expectNothingIn(contextData);
	});

	test('names nobody while their requests are under way', async () => {
		const hold = workbench.sandbox.hold();
		const contextData = {};
		const ended = call(operation, ids, { safetyLimit: 5, contextData });
		await hold.waiting(3);
		expectNothingIn(contextData);
		hold.release();
		await ended;
	});
});

test('calls side by side cannot pass the limit of their execution', async () => {
	const more = { safetyLimit: 1, contextData: {} };
	const calls = await Promise.all(
		codes.slice(0, 2).map(async (id) => await call('delete', [id], more)),
	);

	expect(calls.flatMap(({ output }) => outcomesOf(output)).sort()).toEqual(['done', 'notSent']);
	expect(workbench.sandbox.requestCount()).toBe(1);
});

test('a turn of a loop under a high limit costs the same, however many went before', async () => {
	confirmAll(workbench.sandbox);
	const { contextData, count } = createCountedContext();
	const costs: number[] = [];
	for (const id of manyIds(30)) {
		const before = count();
		await call('forget', [id], { safetyLimit: 100_000, contextData });
		costs.push(count() - before);
	}
	const sum = (some: number[]) => some.reduce((total, cost) => total + cost, 0);

	expect(workbench.sandbox.requestCount()).toBe(30);
	expect(sum(costs)).toBeGreaterThan(30);
	expect(sum(costs.slice(-5))).toBeLessThan(2 * sum(costs.slice(0, 5)));
});

describe('without an execution', () => {
	const [one = '', two = ''] = customers;

	test('counts each call by itself, also after one that was blocked', async () => {
		const { output } = await call('forget', [one, two, one], { safetyLimit: 1 });
		expect(outcomesOf(output)).toEqual(['notSent', 'notSent', 'notSent']);
		expect(failureOf(output[0]).message).toContain("'Safety Limit'");
		expect(workbench.sandbox.requestCount()).toBe(0);

		for (const id of [one, two]) {
			const next = await call('forget', [id], { safetyLimit: 1 });
			expect(outcomesOf(next.output)).toEqual(['done']);
		}
	});

	test('works with Retry On Fail, accounts of the items, and dry runs', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, times: 1 });
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		expect(outcomesOf((await call('forget', [one], { node })).output)).toEqual(['rejected']);
		expect(outcomesOf((await call('forget', [one], { node })).output)).toEqual(['done']);

		workbench.sandbox.reset();
		confirm('191', '204');
		const items = itemsOf('forget', 'A 191', 'B 191', 'A 204');
		const more = { items, credentials: fromItem, safetyLimit: 0 };
		const { output } = await call('forget', [], more);
		expect(outcomesOf(output)).toEqual(['done', 'done', 'done']);
		expect(received().sort()).toEqual(['A 191', 'A 204', 'B 191']);

		const dry = await call('forget', [one], { options: { dryRun: true } });
		expect(dry.output[0]?.json).toMatchObject({ dryRun: true });
		expect(received()).toHaveLength(3);
	});
});
