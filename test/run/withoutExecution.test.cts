import type { INodeParameters } from 'n8n-workflow';

import type { ToolCallOptions, ToolCallResult } from '../../dev/engine/index.cts';
import { callTool } from '../../dev/engine/index.cts';
import { fromItem, useAccounts } from '../support/accounts.cts';
import { broken } from '../support/deletions.cts';
import { failureOf, itemsFor, outcomesOf, parametersFor, sent } from '../support/runs.cts';

/*
 * n8n's own Agents run a tool without an execution: there is no context to remember anything in, and n8n throws where one is
 * asked for.
 */

const { workbench, confirm, itemsOf, received } = useAccounts();

/** Customers that both services have. */
const known = { forget: ['191', '204'], delete: ['1234567890123456', '2345678901234567'] };

async function call(
	operation: keyof typeof parametersFor,
	ids: readonly string[],
	{ parameters, options, ...more }: Partial<ToolCallOptions> & { options?: INodeParameters } = {},
): Promise<ToolCallResult> {
	return await callTool(workbench.package, {
		parameters: { ...parametersFor[operation](options), ...parameters },
		items: itemsFor(ids),
		credentials: { ...workbench.sandbox.credentials },
		...more,
	});
}

describe.each(['forget', 'delete'] as const)('%s without an execution', (operation) => {
	const [one = '', two = ''] = known[operation];

	test.each([
		['the usual Safety Limit', {}],
		['another one', { safetyLimit: 1 }],
		['none', { safetyLimit: 0 }],
	])('works under %s', async (_what, parameters) => {
		const { output, error } = await call(operation, [one], { parameters });

		expect(error).toBeUndefined();
		expect(outcomesOf(output)).toEqual(['done']);
		expect(sent(workbench.sandbox)).toEqual([one]);
	});

	test('counts within the call: what exceeds the limit is not sent', async () => {
		const { output } = await call(operation, [one, two, one], { parameters: { safetyLimit: 1 } });

		expect(output).toHaveLength(3);
		for (const item of output) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain("'Safety Limit'");
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('counts each call by itself, also after one that was blocked', async () => {
		const parameters = { safetyLimit: 1 };
		await call(operation, [one, two], { parameters });
		const calls = [
			await call(operation, [one], { parameters }),
			await call(operation, [two], { parameters }),
		];

		expect(calls.flatMap(({ output }) => outcomesOf(output))).toEqual(['done', 'done']);
	});

	test('works with Retry On Fail', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, times: 1 });
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const first = await call(operation, [one], { node });
		const second = await call(operation, [one], { node });

		expect(outcomesOf(first.output)).toEqual(['rejected']);
		expect(outcomesOf(second.output)).toEqual(['done']);
	});

	test('works with accounts of their own for the items', async () => {
		confirm('191', '204');
		const { output } = await call(operation, [], {
			items: itemsOf(operation, 'A 191', 'B 191', 'A 204'),
			credentials: fromItem,
		});

		expect(outcomesOf(output)).toEqual(['done', 'done', 'done']);
		expect(received().sort()).toEqual(['A 191', 'A 204', 'B 191']);
	});

	test('rehearses in a dry run', async () => {
		const { output } = await call(operation, [one], { options: { dryRun: true } });

		expect(output[0]?.json).toMatchObject({ dryRun: true });
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

describe('a model is told without an execution, too', () => {
	test('what the service rejected', async () => {
		const { output } = await call('lock', ['999'], { node: { retryOnFail: true } });

		expect(failureOf(output[0])).toMatchObject({ outcome: 'rejected', statusCode: 404 });
	});

	test('that it is unclear whether a customer was deleted', async () => {
		workbench.sandbox.fault(broken);
		const { output } = await call('delete', ['1234567890123456'], { options: { retries: 0 } });

		expect(failureOf(output[0])).toMatchObject({ outcome: 'unknown' });
	});
});
