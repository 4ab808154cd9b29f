import type { INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import { broken } from '../support/deletions.cts';
import {
	codes,
	continueModes,
	type FailedJson,
	failureOf,
	itemsFor,
	parametersFor,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Runs the node as n8n runs it for an AI agent: under the type that ends in `Tool`, with one item for the call. */
async function callTool(
	parameters: INodeParameters,
	id: string,
	settings: Pick<RunOptions, 'onError' | 'credentials'> = {},
): Promise<RunResult> {
	return await workbench.run({
		nodeType: 'n8n-nodes-trackfinity.trackfinityTool',
		parameters,
		items: itemsFor([id]),
		...settings,
	});
}

/** What the model gets of a call that comes to nothing. */
async function failureFor(...call: Parameters<typeof callTool>): Promise<FailedJson> {
	const { status, output } = await callTool(...call);
	expect(status).toBe('success');
	expect(output).toHaveLength(1);
	const failure = failureOf(output[0]);
	expect(failure.message).not.toMatch(/item 0/i);
	return failure;
}

describe('a tool returns to the AI agent', () => {
	test('what was done', async () => {
		const { status, output } = await callTool(parametersFor.lock(), '191');

		expect(status).toBe('success');
		expect(output.map(({ json }) => json)).toMatchObject([{ success: true, customerId: '191' }]);
	});

	test('what the service rejected, in full', async () => {
		expect(await failureFor(parametersFor.lock(), '999')).toEqual({
			message: 'Trackfinity rejected the request (HTTP 404): Customer not found',
			description: expect.stringContaining(
				"Check that the customer with this 'Customer ID' exists",
			),
			operation: 'lock',
			customerId: '999',
			outcome: 'rejected',
			statusCode: 404,
			attempts: 1,
		});
	});

	test('that it is unclear whether a customer was deleted, and to check before trying again', async () => {
		workbench.sandbox.fault(broken);
		const [code = ''] = codes;

		expect(await failureFor(parametersFor.delete({ retries: 0 }), code)).toMatchObject({
			description: expect.stringMatching(
				/It's unclear whether this was applied.*check.*before you try again/i,
			),
			outcome: 'unknown',
		});
	});

	test.each<[string, INodeParameters, RegExp]>([
		['Find Customer By', { lookupBy: 'name' }, /customerId, orderId, subscriptionId/],
		['Fields to Keep', { keep: 'email,mail' }, /email/],
		['Safety Limit', { safetyLimit: -1 }, /0/],
	])('which values are allowed in %s', async (label, parameters, allowed) => {
		const failure = await failureFor({ ...parametersFor.forget(), ...parameters }, '191');

		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(failure.message).toContain(`'${label}'`);
		expect(failure.description).toMatch(allowed);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('that an ID is invalid, also in a dry run', async () => {
		for (const dryRun of [false, true]) {
			expect(await failureFor(parametersFor.lock({ dryRun }), 'undefined')).toMatchObject({
				message: expect.stringContaining("'Customer ID'"),
				outcome: 'notSent',
			});
		}
	});

	test('that the safety limit is reached', async () => {
		const limit = { ...parametersFor.forget(), safetyLimit: 1 };
		const { contextData } = await callTool(limit, '191');
		const { status, output } = await workbench.run({
			nodeType: 'n8n-nodes-trackfinity.trackfinityTool',
			parameters: limit,
			items: itemsFor(['204']),
			contextData,
		});

		expect(status).toBe('success');
		expect(failureOf(output[0])).toMatchObject({
			message:
				"This run has 1 customer and 1 customer was sent before in this execution, but 'Safety Limit' is 1",
			outcome: 'notSent',
		});
		expect(workbench.sandbox.requestCount()).toBe(1);
	});

	test('that there is no credential', async () => {
		const failure = await failureFor(parametersFor.lock(), '191', { credentials: {} });

		expect(failure).toMatchObject({ outcome: 'notSent', description: expect.any(String) });
	});

	test.each(continueModes)('the same under %s', async (onError) => {
		const { status, output, errorOutput } = await callTool(parametersFor.lock(), '999', {
			onError,
		});

		expect(status).toBe('success');
		expect(failureOf([...output, ...errorOutput][0]).message).toBe(
			'Trackfinity rejected the request (HTTP 404): Customer not found',
		);
	});
});

describe('a failure ends the run', () => {
	test('of a tool whose On Error is stored as Stop Workflow', async () => {
		const result = await callTool(parametersFor.lock(), '999', { onError: 'stopWorkflow' });

		expect(result.status).toBe('error');
		expect(stopOf(result).message).toContain('Customer not found');
	});

	test('of the node in a workflow, where On Error is Stop Workflow by default', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['999']),
		});

		expect(result.status).toBe('error');
		expect(stopOf(result).message).toContain('[Item 0]');
	});
});
