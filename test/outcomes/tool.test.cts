import type { INodeParameters } from 'n8n-workflow';

import { type FailedJson, failureOf, itemsFor, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const nodeType = 'n8n-nodes-trackfinity.trackfinityTool';
/** Runs the node as n8n runs it for an AI agent: under the type that ends in `Tool`, with one item for the call. */
const callTool = async (parameters: INodeParameters, id: string, onError?: 'stopWorkflow') =>
	await workbench.run({ nodeType, parameters, items: itemsFor([id]), ...(onError && { onError }) });

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
	test('what the service rejected, in full', async () => {
		const advice = "Check that the customer with this 'Customer ID' exists";
		expect(await failureFor(parametersFor.lock(), '999')).toEqual({
			message: 'Trackfinity rejected the request (HTTP 404): Customer not found',
			description: expect.stringContaining(advice),
			...{ operation: 'lock', customerId: '999' },
			...{ outcome: 'rejected', statusCode: 404, attempts: 1 },
		});
	});

	test.each<[label: string, INodeParameters, allowed: RegExp, id?: string]>([
		['Find Customer By', { lookupBy: 'name' }, /customerId, orderId, subscriptionId/],
		['Fields to Keep', { keep: 'email,mail' }, /email/],
		['Safety Limit', { safetyLimit: -1 }, /0/],
		['Customer ID', {}, /./, 'undefined'],
		['Customer ID', { options: { dryRun: true } }, /./, 'undefined'],
	])('that %s is invalid, and what is allowed', async (...[label, more, allowed, id = '191']) => {
		const failure = await failureFor({ ...parametersFor.forget(), ...more }, id);

		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(failure.message).toContain(`'${label}'`);
		expect(failure.description).toMatch(allowed);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

test('a failure ends the run of a tool whose On Error is stored as Stop Workflow, and of a node', async () => {
	const tool = await callTool(parametersFor.lock(), '999', 'stopWorkflow');
	expect(stopOf(tool).message).toContain('Customer not found');

	const items = itemsFor(['999']);
	const node = await workbench.run({ parameters: parametersFor.lock(), items });
	expect(stopOf(node).message).toContain('[Item 0]');
});
