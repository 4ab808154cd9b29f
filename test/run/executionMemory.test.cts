import type { IExecuteContextData, INodeParameters } from 'n8n-workflow';

import type { ToolCallResult } from '../../dev/engine/index.cts';
import { callTool } from '../../dev/engine/index.cts';
import { createCountedContext } from '../support/countedContext.cts';
import {
	confirmAll,
	failureOf,
	itemsFor,
	manyIds,
	outcomesOf,
	parametersFor,
	sent,
} from '../support/runs.cts';
import { stringsIn } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

type Limited = 'forget' | 'delete';

/** A call of an AI Agent inside of an execution. */
async function call(
	operation: Limited,
	ids: readonly string[],
	safetyLimit: number,
	contextData: IExecuteContextData,
	options: INodeParameters = {},
): Promise<ToolCallResult> {
	return await callTool(workbench.package, {
		parameters: { ...parametersFor[operation](options), safetyLimit },
		items: itemsFor(ids),
		credentials: { ...workbench.sandbox.credentials },
		contextData,
	});
}

describe.each(['forget', 'delete'] as const)('what n8n stores of %s', (operation) => {
	const ids = ['jane.doe@example.com', 'john.doe@example.com', 'no.doe@example.com'];

	/** What must not be in it, plainly or encoded so that anybody can read it. */
	function expectNothingIn(contextData: IExecuteContextData): void {
		const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
		const { userId, accountId } = trackfinityDeleteApi;
		const { username } = trackfinityApi;
		const secrets = [
			trackfinityApi.apiKey,
			trackfinityDeleteApi.apiKey,
			username,
			userId,
			accountId,
		];
		const stored = stringsIn(contextData).join('\n');
		const found = [...ids, ...secrets].filter((text) =>
			[
				text,
				encodeURIComponent(text),
				Buffer.from(text).toString('base64').replaceAll('=', ''),
				Buffer.from(text).toString('hex'),
			].some((written) => stored.toLowerCase().includes(written.toLowerCase())),
		);
		expect(found).toEqual([]);
	}

	test('names nobody, whatever became of them', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'drop', when: 'after', times: 1 });
		const { turns, contextData } = await workbench.run({
			parameters: { ...parametersFor[operation]({ retries: 0 }), safetyLimit: 2 },
			batches: [itemsFor(ids.slice(0, 1)), itemsFor(ids.slice(1, 2)), itemsFor(ids)],
			onError: 'continueRegularOutput',
		});

		expect(sent(sandbox)).toEqual(expect.arrayContaining(ids.slice(0, 2)));
		expect(outcomesOf(turns[2]?.output ?? [])).toEqual(ids.map(() => 'notSent'));
		expect(contextData['node:Trackfinity']).not.toEqual({});
		expectNothingIn(contextData);
	});

	test('names nobody while their requests are under way', async () => {
		const hold = workbench.sandbox.hold();
		const contextData = {};
		const ended = call(operation, ids, 5, contextData);
		await hold.waiting(3);
		expectNothingIn(contextData);
		hold.release();
		await ended;
	});
});

describe.each(['forget', 'delete'] as const)('the calls of one execution: %s', (operation) => {
	const [one = '', two = '', three = ''] = {
		forget: ['191', '204', '215'],
		delete: ['1234567890123456', '2345678901234567', '3456789012345678'],
	}[operation];

	test('share one limit', async () => {
		const contextData = {};
		const calls = [];
		for (const id of [one, two, one, three]) {
			calls.push(await call(operation, [id], 2, contextData));
		}

		expect(sent(workbench.sandbox).filter((id) => id === three)).toEqual([]);
		expect(outcomesOf(calls.flatMap(({ output }) => output)).at(-1)).toBe('notSent');
		expect(failureOf(calls.at(-1)?.output[0]).message).toContain("'Safety Limit'");
	});

	test('cannot pass it side by side', async () => {
		const contextData = {};
		const calls = [one, two].map((id) => call(operation, [id], 1, contextData));
		const ended = (await Promise.all(calls)).flatMap(({ output }) => outcomesOf(output));

		expect(ended.sort()).toEqual(['done', 'notSent']);
		expect(workbench.sandbox.requestCount()).toBe(1);
	});
});

test('a turn of a loop under a high limit costs the same, however many went before', async () => {
	confirmAll(workbench.sandbox);
	const { contextData, count } = createCountedContext();
	const costs: number[] = [];
	for (const id of manyIds(200)) {
		const before = count();
		const { output } = await call('forget', [id], 100_000, contextData);
		expect(outcomesOf(output)).toEqual(['done']);
		costs.push(count() - before);
	}
	const sum = (some: number[]) => some.reduce((total, cost) => total + cost, 0);

	expect(sum(costs)).toBeGreaterThan(200);
	expect(sum(costs.slice(-25))).toBeLessThan(2 * sum(costs.slice(0, 25)));
});
