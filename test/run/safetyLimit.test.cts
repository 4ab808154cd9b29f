import type { INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult, ToolCallOptions } from '../../dev/engine/index.cts';
import { fromItem, useAccounts } from '../support/accounts.cts';
import { createCountedContext } from '../support/countedContext.cts';
import { codes, confirmAll, customers, itemsFor, manyIds, sent } from '../support/customers.cts';
import { type FormOperation, irreversible, reversible } from '../support/operations.cts';
import { expectLinked, failedOf, failureOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { continueModes, continues, credentialsAt, parametersFor, tries } from '../support/runs.cts';
import { zoe } from '../support/searchedCustomers.cts';
import { closedPort } from '../support/servers.cts';
import { expectNoneIn } from '../support/strings.cts';

const { workbench, confirm, itemsOf, received } = useAccounts();

const LABEL = "'Safety Limit'";

/** Customers that both services have, so that nothing is rejected. */
const known = { trackfinityApi: customers, trackfinityDeleteApi: [...codes, zoe.code] };

const forget = irreversible.find(({ value }) => value === 'forget');
const [one = '', two = '', three = '', four = '', five = ''] = known.trackfinityApi;

type LoopOptions = Partial<RunOptions> & { of?: FormOperation; options?: INodeParameters };

/** Which of the runs were blocked by the limit. */
const blockedTurns = ({ turns }: RunResult) =>
	turns.map((turn) => failedOf(turn).some((item) => failureOf(item).message.includes(LABEL)));

/** Runs the node in a loop, once for each list of customers. Without a limit it is the default. */
async function loop(
	batches: readonly unknown[][],
	safetyLimit?: number,
	{ of = forget, options, ...more }: LoopOptions = {},
): Promise<RunResult> {
	// Ten noes in the same words would lead to the credential's test call.
	const parameters = of?.parameters({ parallelRequests: 1, ignoreMissing: true, ...options });
	return await workbench.run({
		parameters: { ...parameters, ...(safetyLimit !== undefined && { safetyLimit }) },
		batches: batches.map((ids) => itemsFor(ids)),
		...(more as object),
	});
}

describe.each(irreversible)('the Safety Limit of $value', (of) => {
	const [one, two, three, four] = known[of.credential];

	test('is 50 customers unless told otherwise: with 51 nothing at all is sent', async () => {
		const result = await loop([manyIds(51)], undefined, { of });
		const { message, description } = stopOf(result);

		expect(message).toContain("This run has 51 customers, but 'Safety Limit' is 50");
		expect(description).toMatch(/nothing was sent/i);
		expect(result.output).toEqual([]);
		expect(workbench.sandbox.requestCount()).toBe(0);

		const { output } = await loop([manyIds(50)], undefined, { of, options: { dryRun: true } });
		expect(output).toHaveLength(50);
	});

	test('ends a loop at the run that would exceed it, and says how many were sent before', async () => {
		const result = await loop([[one], [two], [three], [four]], 2, { of });

		expect(sent(workbench.sandbox)).toEqual([one, two]);
		const { message, description } = stopOf(result);
		expect(message).toContain('This run has 1 customer and 2 customers were sent before');
		expect(message).toContain("'Safety Limit' is 2");
		expect(description).toContain('Nothing was sent in this run.');
	});
});

describe('the Safety Limit', () => {
	const dry = { options: { dryRun: true } };
	test.each<[what: string, limit: number, ids: unknown[], sent: string[], how?: LoopOptions]>([
		['different customers, not items', 2, ['1', '2', '1', ' 2 ', 1, '2'], ['1', '2']],
		['7 and 007 as two', 1, ['7', '007'], []],
		['no items that cannot be sent anyway', 2, ['1', '', '2', null], ['1', '2']],
		['in a dry run as in the real one', 2, ['1', '2', '3'], [], dry],
	])('counts %s', async (_, limit, ids, arrived, how = {}) => {
		const result = await loop([ids], limit, { ...continues, ...how });

		expect([...new Set(sent(workbench.sandbox))]).toEqual(arrived);
		expect(blockedTurns(result)).toEqual([arrived.length === 0]);
	});

	test.each(continueModes)('fails each item then, until it is raised (%s)', async (onError) => {
		const batches = [[one], [two, three], [one, four, one], [five]];
		const { contextData, ...result } = await loop(batches, 2, { onError });

		expect(sent(workbench.sandbox)).toEqual([one]);

		for (const [index, turn] of result.turns.entries()) {
			if (index > 0) expectLinked(failedOf(turn), batches[index]?.length ?? 0);
			for (const { message, description, ...failure } of failedOf(turn).map(failureOf)) {
				expect(failure).toMatchObject({ operation: 'forget', outcome: 'notSent', attempts: 0 });
				expect(message).toContain('1 customer was sent before');
				expect(description.includes('nothing more is sent in this execution')).toBe(index > 1);
			}
		}
		const same = await loop([[two]], 2, { contextData, ...continues });
		expect(blockedTurns(same)).toEqual([true]);
		await loop([[two, three]], 3, { contextData });
		expect(sent(workbench.sandbox)).toEqual([one, two, three]);
	});

	test('holds below the limit that was exceeded, too', async () => {
		const { contextData } = await loop([[one, two, three, four]], 3, continues);
		const lower = await loop([[one, two, three]], 2, { contextData, ...continues });
		const more = { contextData: lower.contextData, ...continues };

		expect(blockedTurns(await loop([[one]], 3, more))).toEqual([true]);
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test('says in every try of Retry On Fail how many customers there are', async () => {
		const { message } = stopOf(await loop([[one, two]], 1, tries(2)));

		expect(message).toContain("This run has 2 customers, but 'Safety Limit' is 1");
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test('leaves an item that cannot be sent its own reason', async () => {
		const { output } = await loop([['1', '', '2']], 1, continues);

		expect(failureOf(output[0]).message).toContain(LABEL);
		expect(failureOf(output[1]).message).toContain("'Customer ID' must be text");
	});

	describe('is not used up', () => {
		const at = (url: string) => ({
			...{ credentials: credentialsAt(workbench.sandbox, url), options: { retries: 0 } },
		});
		const atNobody = async () => at(`http://127.0.0.1:${await closedPort()}`);

		test.each<[what: string, batches: string[][], more: () => Promise<LoopOptions> | LoopOptions]>([
			['dry runs', [[one, two], [three], [one, two, three]], () => dry],
			['a run that an invalid item stops', [[one, two, three, '']], () => ({})],
			['a credential that fails', [[one, two]], () => at('ftp://nowhere')],
			['requests without a connection', [[one, two]], atNobody],
		])('by %s', async (_, batches, more) => {
			const { contextData } = await loop(batches, 2, await more());
			workbench.sandbox.requests.length = 0;
			// There is room for two customers, and for no third.
			const result = await loop([[three, four], [five]], 2, { contextData, ...continues });

			expect(blockedTurns(result)).toEqual([false, true]);
			expect(sent(workbench.sandbox)).toEqual([three, four]);
		});

		test('by items behind one that ended the run', async () => {
			workbench.sandbox.fault({ kind: 'status', status: 401, times: 1 });
			const result = await loop([[one, two, three], [four, five], [two]], 3, continues);

			expect(sent(workbench.sandbox)).toEqual([one, four, five]);
			expect(blockedTurns(result)).toEqual([false, false, true]);
		});
	});

	test('of 0 is none, and stores nothing with the execution', async () => {
		const { contextData } = await loop([[one], [two]], 0);

		expect(sent(workbench.sandbox)).toEqual([one, two]);
		expect(contextData).toEqual({});
		const { output } = await loop([manyIds(51)], 0, dry);
		expect(output).toHaveLength(51);
	});
});

test.each(reversible)('$value has no Safety Limit and stores nothing', async ({ parameters }) => {
	const items = manyIds(3).map((id) => ({ id, city: 'Wien' }));
	const limited = { ...parameters(), safetyLimit: 1 };
	const { contextData } = await workbench.run({ parameters: limited, items, ...continues });

	expect(new Set(sent(workbench.sandbox)).size).toBe(3);
	expect(contextData).toEqual({});
});

type More = Partial<ToolCallOptions> & { options?: INodeParameters; safetyLimit?: number };

/** A call of an AI Agent. Without `contextData` it is one of n8n's own Agents, which have no execution to remember anything in. */
const call = async (
	operation: keyof typeof parametersFor,
	ids: readonly string[],
	{ options, safetyLimit = 50, ...more }: More = {},
) =>
	await workbench.call({
		parameters: { ...parametersFor[operation](options), safetyLimit },
		items: itemsFor(ids),
		...more,
	});

test.each(['forget', 'delete'] as const)('what n8n stores names nobody: %s', async (operation) => {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	const { userId, accountId, apiKey } = trackfinityDeleteApi;
	const account = [trackfinityApi.apiKey, trackfinityApi.username, apiKey, userId, accountId];
	const ids = ['jane.doe@example.com', 'john.doe@example.com', 'no.doe@example.com'];
	const contextData = {};
	const more = { safetyLimit: 2, contextData, options: { retries: 0 } };
	workbench.sandbox.fault({ kind: 'drop', when: 'after', times: 1 });
	const hold = workbench.sandbox.hold();
	const ended = call(operation, ids.slice(0, 2), more);
	await hold.waiting(2);
	expectNoneIn(contextData, [...ids, ...account]);
	hold.release();
	await ended;
	expect(sent(workbench.sandbox)).toEqual(expect.arrayContaining(ids.slice(0, 2)));
	const { output } = await call(operation, ids, more);
	expect(outcomesOf(output)).toEqual(['notSent', 'notSent', 'notSent']);
	expectNoneIn(contextData, [...ids, ...account]);
});

test('calls side by side cannot pass the limit of their execution', async () => {
	const more = { safetyLimit: 1, contextData: {} };
	const both = codes.slice(0, 2).map(async (id) => await call('delete', [id], more));
	const calls = await Promise.all(both);

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
		expect(outcomesOf((await call('forget', [one], tries(2))).output)).toEqual(['rejected']);
		expect(outcomesOf((await call('forget', [one], tries(2))).output)).toEqual(['done']);

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
