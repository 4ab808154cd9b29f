import type { INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import { type FormOperation, irreversible, operations } from '../support/operations.cts';
import { closedPort } from '../support/servers.cts';
import {
	continueModes,
	continues,
	credentialsAt,
	expectLinked,
	failedOf,
	failureOf,
	itemsFor,
	manyIds,
	sent,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const LABEL = "'Safety Limit'";

/** Customers that both services have, so that nothing is rejected. */
const known = {
	trackfinityApi: ['191', '204', '215', '226', '42'],
	trackfinityDeleteApi: [
		...['1234567890123456', '2345678901234567', '3456789012345678'],
		...['0000123456789012', '4567890123456789'],
	],
};

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
	test.each<[what: string, limit: number, ids: unknown[], sent: string[]]>([
		['different customers, not items', 2, ['1', '2', '1', ' 2 ', 1, '2'], ['1', '2']],
		['7 and 007 as two', 1, ['7', '007'], []],
		['no items that cannot be sent anyway', 2, ['1', '', '2', null], ['1', '2']],
	])('counts %s', async (_, limit, ids, arrived) => {
		const result = await loop([ids], limit, continues);

		expect([...new Set(sent(workbench.sandbox))]).toEqual(arrived);
		expect(blockedTurns(result)).toEqual([arrived.length === 0]);
	});

	test('holds for a dry run too, which shows what the real one would do', async () => {
		const result = await loop([['1', '2', '3']], 2, { options: { dryRun: true } });

		expect(stopOf(result).message).toContain(LABEL);
	});

	test.each(continueModes)(
		'fails each item from then on, until it is raised (%s)',
		async (onError) => {
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
		},
	);

	test('leaves an item that cannot be sent its own reason', async () => {
		const { output } = await loop([['1', '', '2']], 1, continues);

		expect(failureOf(output[0]).message).toContain(LABEL);
		expect(failureOf(output[1]).message).toContain("'Customer ID' must be text");
	});

	test('counts a customer once, however often it comes', async () => {
		const result = await loop([[one, two], [two], [one], [two, one], [three]], 2, continues);

		expect(blockedTurns(result)).toEqual([false, false, false, false, true]);
	});

	describe('is not used up', () => {
		const at = (url: string) => ({
			...{ credentials: credentialsAt(workbench.sandbox, url), options: { retries: 0 } },
		});

		test.each<[what: string, batches: string[][], more: () => Promise<LoopOptions> | LoopOptions]>([
			['dry runs', [[one, two], [three], [one, two, three]], () => ({ options: { dryRun: true } })],
			['a run that an invalid item stops', [[one, '']], () => ({})],
			['a credential that fails', [[one, two]], () => at('ftp://nowhere')],
			[
				'requests without a connection',
				[[one, two]],
				async () => at(`http://127.0.0.1:${await closedPort()}`),
			],
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
		const { output } = await loop([manyIds(51)], 0, { options: { dryRun: true } });
		expect(output).toHaveLength(51);
	});
});

const reversible = operations.filter((operation) => !irreversible.includes(operation));

test.each(reversible)('$value has no Safety Limit and stores nothing', async ({ parameters }) => {
	const { contextData } = await workbench.run({
		parameters: { ...parameters(), safetyLimit: 1 },
		items: manyIds(3).map((id) => ({ id, city: 'Wien' })),
		...continues,
	});

	expect(new Set(sent(workbench.sandbox)).size).toBe(3);
	expect(contextData).toEqual({});
});
