import type { Workflow, WorkflowFile } from '../../dev/playground/index.cts';
import { readExample, withWorkflow } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { jsonOf, nextExecution } from './support/trigger.cts';
import { until } from './support/until.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

describe('the example "scheduled unlock"', () => {
	test('rehearses and then unlocks, when its clock says so', async () => {
		await lockByHand('191', '0042');
		const example = everySecond(await readExample('scheduled-unlock.json'));
		const execution = await withWorkflow(n8n, example, runOnce);

		expect(execution).toMatchObject({ status: 'success', mode: 'trigger' });
		const customers = ['226', '191', '0042'];
		expect(jsonOf(execution, 'Rehearse')).toEqual(
			customers.map((customerId) => ({
				dryRun: true,
				operation: 'unlock',
				customerId,
				request: {
					method: 'PATCH',
					url: `${n8n.sandboxUrl}/api/customer/unlock`,
					body: { customer_id: customerId },
				},
			})),
		);
		expect(jsonOf(execution, 'Unlock')).toEqual(
			customers.map((customerId) => ({
				success: true,
				operation: 'unlock',
				customerId,
				processedAt: expect.any(String),
			})),
		);
		expect((await sandbox.customers()).filter(({ locked }) => locked)).toEqual([]);
	});

	test('stops at the rehearsal when one ID on the list is bad, before anything is changed', async () => {
		const example = everySecond(await readExample('scheduled-unlock.json'));
		const list = example.nodes.find(({ name }) => name === 'Settled chargebacks');
		const customers = [{ customerId: '226' }, { customerId: '' }];
		if (list) list.parameters.jsonOutput = JSON.stringify({ customers });
		const execution = await withWorkflow(n8n, example, runOnce);

		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toContain("'Customer ID'");
		expect(jsonOf(execution, 'Unlock')).toEqual([]);
		expect((await sandbox.requests()).filter(({ method }) => method === 'PATCH')).toEqual([]);
		expect((await sandbox.customer('226')).locked).toBe(true);
	});
});

/** The same workflow with a clock that a test can wait for. */
function everySecond(example: WorkflowFile): WorkflowFile {
	const clock = example.nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
	if (clock === undefined) throw new Error('The example has no clock.');
	clock.parameters.rule = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
	return { ...example, name: `${example.name}, every second` };
}

/** Waits for the first execution. Others that the clock may have started by then have ended as well. */
async function runOnce(workflow: Workflow) {
	try {
		return await nextExecution(api, workflow, async () => await api.activate(workflow));
	} finally {
		await api.deactivate(workflow);
		await until(
			'the last execution to end',
			async () => await api.executions(workflow),
			(executions) => executions.every(({ status }) => status !== 'new' && status !== 'running'),
		);
	}
}

/** Locks customers without n8n, so that there is something to unlock. */
async function lockByHand(...customerIds: string[]): Promise<void> {
	const { baseUrl, username, apiKey } = n8n.sandboxCredentials.trackfinityApi;
	for (const customer_id of customerIds) {
		await fetch(`${baseUrl}/api/customer/lock`, {
			method: 'PATCH',
			headers: { 'api-username': username, 'api-key': apiKey },
			body: new URLSearchParams({ customer_id }),
		});
	}
}
