import type { IExecuteContextData, INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import type { FormOperation } from '../support/operations.cts';
import { irreversible } from '../support/operations.cts';
import { closedPort } from '../support/servers.cts';
import {
	continueModes,
	failedOf,
	failureOf,
	itemsFor,
	parametersFor,
	sent,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** A loop under a limit; without `onError` it stops at failures. */
type Execution = Pick<RunOptions, 'contextData' | 'onError' | 'credentials'> & {
	limit: number;
	options?: INodeParameters;
};

/** Runs the node in a loop, once for each list of customers. */
async function loop(
	{ parameters }: FormOperation,
	batches: string[][],
	{ limit, options, ...more }: Execution,
): Promise<RunResult> {
	return await workbench.run({
		parameters: {
			...parameters({ parallelRequests: 1, ...options }),
			safetyLimit: limit,
		},
		batches: batches.map((ids) => itemsFor(ids)),
		...more,
	});
}

/** Which of the runs were blocked by the limit. */
function blockedTurns({ turns }: RunResult): boolean[] {
	return turns.map((turn) =>
		failedOf(turn).some((item) => failureOf(item).message.includes("'Safety Limit'")),
	);
}

const continues = { onError: 'continueRegularOutput' } as const;

const moreCodes = ['0000123456789012', '4567890123456789'];

/** Customers that both services have, so that nothing is rejected. */
const known = {
	trackfinityApi: ['191', '204', '215', '226', '42'],
	trackfinityDeleteApi: ['1234567890123456', '2345678901234567', '3456789012345678', ...moreCodes],
};

describe.each(irreversible)('the safety limit of $value in a loop', (operation) => {
	const [one = '', two = '', three = '', four = '', five = ''] = known[operation.credential];

	test('ends it at the run that would exceed the limit, and says how many were sent before', async () => {
		const result = await loop(operation, [[one], [two], [three], [four]], { limit: 2 });

		expect(result.status).toBe('error');
		expect(sent(workbench.sandbox)).toEqual([one, two]);
		const { message, description } = stopOf(result);
		expect(message).toContain('This run has 1 customer and 2 customers were sent before');
		expect(message).toContain("'Safety Limit' is 2");
		expect(description).toContain('Nothing was sent in this run.');
	});

	test.each(continueModes)(
		'gives one error item for each item from then on (%s)',
		async (onError) => {
			const batches = [[one], [two, three], [one, four, one], [five]];
			const result = await loop(operation, batches, { limit: 2, onError });

			expect(sent(workbench.sandbox)).toEqual([one]);
			expect(blockedTurns(result)).toEqual([false, true, true, true]);
			for (const [index, turn] of result.turns.entries()) {
				if (index === 0) continue;
				expect(failedOf(turn).map(({ pairedItem }) => pairedItem)).toMatchObject(
					batches[index]?.map((_, item) => ({ item })) ?? [],
				);
				for (const item of failedOf(turn)) {
					expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
					expect(failureOf(item).message).toContain('1 customer was sent before');
				}
			}
		},
	);

	test('counts a customer once, however often it comes', async () => {
		const batches = [[one, two], [two], [one], [two, one, two], [three]];
		const result = await loop(operation, batches, { limit: 2, ...continues });

		expect(blockedTurns(result)).toEqual([false, false, false, false, true]);
	});

	test('keeps blocking runs that would fit, until the limit is raised', async () => {
		const { contextData } = await loop(operation, [[one], [two, three], [one]], {
			limit: 2,
			...continues,
		});
		const same = await loop(operation, [[two]], { limit: 2, contextData, ...continues });
		expect(blockedTurns(same)).toEqual([true]);
		expect(sent(workbench.sandbox)).toEqual([one]);

		const raised = await loop(operation, [[two, three]], { limit: 3, contextData });
		expect(raised.status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual([one, two, three]);
	});

	test('goes on counting when the execution is retried with what n8n has stored', async () => {
		const { contextData } = await loop(operation, [[one], [two]], { limit: 2 });
		const again = await loop(operation, [[one, three]], { limit: 2, contextData });

		expect(stopOf(again).message).toContain('2 customers were sent before');
		expect(sent(workbench.sandbox)).toEqual([one, two]);
	});

	test('starts again from nothing in a new execution', async () => {
		const batches = [[one], [two], [three]];
		const first = await loop(operation, batches, { limit: 2, ...continues });
		const second = await loop(operation, batches.toReversed(), { limit: 2, ...continues });

		expect(blockedTurns(first)).toEqual([false, false, true]);
		expect(blockedTurns(second)).toEqual([false, false, true]);
	});
});

describe.each(irreversible)('the safety limit of $value is not used up', (operation) => {
	const [one = '', two = '', three = '', four = '', five = ''] = known[operation.credential];

	/** Goes on after a run that sent nothing: there is room for two customers, and for no third. */
	async function expectRoomForTwo(contextData: IExecuteContextData): Promise<void> {
		const result = await loop(operation, [[three, four], [five]], {
			limit: 2,
			contextData,
			...continues,
		});
		expect(blockedTurns(result)).toEqual([false, true]);
		expect(sent(workbench.sandbox)).toEqual([three, four]);
	}

	/** Both credentials with some values changed. */
	function credentialsWith(values: object): NonNullable<RunOptions['credentials']> {
		const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
		return {
			trackfinityApi: { ...trackfinityApi, ...values },
			trackfinityDeleteApi: { ...trackfinityDeleteApi, ...values },
		};
	}

	test('by dry runs', async () => {
		const dry = { limit: 2, options: { dryRun: true } };
		const { contextData, status } = await loop(operation, [[one, two], [three], [four]], dry);

		expect(status).toBe('success');
		await expectRoomForTwo(contextData);
	});

	test('by invalid items', async () => {
		const batches = [['', one], ['', ' '], [two], [three]];
		const result = await loop(operation, batches, { limit: 2, ...continues });

		expect(blockedTurns(result)).toEqual([false, false, false, true]);
		expect(sent(workbench.sandbox)).toEqual([one, two]);
	});

	test('by a run that an invalid item stops', async () => {
		const { contextData, status } = await loop(operation, [[one, '']], { limit: 2 });

		expect(status).toBe('error');
		await expectRoomForTwo(contextData);
	});

	test('by a run whose credential cannot be used', async () => {
		const credentials = credentialsWith({ baseUrl: 'ftp://nowhere', url: 'ftp://nowhere' });
		const { contextData, status } = await loop(operation, [[one, two]], {
			limit: 2,
			credentials,
		});

		expect(status).toBe('error');
		await expectRoomForTwo(contextData);
	});

	test('by requests without a connection', async () => {
		const address = `http://127.0.0.1:${await closedPort()}`;
		const { contextData } = await loop(operation, [[one, two]], {
			limit: 2,
			options: { retries: 0 },
			credentials: credentialsWith({ baseUrl: address, url: address }),
			...continues,
		});

		await expectRoomForTwo(contextData);
	});

	test('by items behind one that ended the run', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 401, times: 1 });
		const batches = [[one, two, three], [four, five], [two]];
		const result = await loop(operation, batches, { limit: 3, ...continues });

		expect(sent(workbench.sandbox)).toEqual([one, four, five]);
		expect(blockedTurns(result)).toEqual([false, false, true]);
	});
});

describe('without a limit nothing is stored with the execution', () => {
	test.each(irreversible)('$value with 0', async (operation) => {
		const [one = '', two = ''] = known[operation.credential];
		const { contextData } = await loop(operation, [[one], [two]], { limit: 0 });

		expect(sent(workbench.sandbox)).toEqual([one, two]);
		expect(contextData).toEqual({});
	});

	test('an operation that can be undone', async () => {
		const { contextData } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['191']),
		});

		expect(contextData).toEqual({});
	});
});
