import type { INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../dev/playground/index.cts';
import { withWorkflow } from './support/examples.cts';
import {
	chain,
	EACH,
	node,
	ourNode,
	overItems,
	START,
	to,
	TRACKFINITY,
} from './support/overItems.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

const customers = ['191', '204', '215'].map((customerId) => ({ customerId }));

function forget(safetyLimit: number): INodeParameters {
	return {
		operation: 'forget',
		lookupBy: 'customerId',
		customerId: '={{ $json.customerId }}',
		safetyLimit,
	};
}

/** Runs a workflow by hand; gives how it ended, and who was forgotten. */
async function run(file: WorkflowFile): Promise<{ status: string; sent: unknown[] }> {
	const { status } = await withWorkflow(n8n, file, async (workflow) =>
		api.finished(await api.run(workflow, START)),
	);
	return { status, sent: (await sandbox.requests()).map(({ form }) => form.customer_id) };
}

describe('the Safety Limit', () => {
	test('counts over all turns of a loop', async () => {
		const loop = node('Loop', 'n8n-nodes-base.splitInBatches', 3, { batchSize: 1 });
		const { nodes, connections, ...file } = overItems('Loop', customers, { parameters: forget(2) });
		const ended = await run({
			...file,
			nodes: [...nodes, loop],
			connections: {
				...connections,
				[EACH]: { main: [[to(loop.name)]] },
				[loop.name]: { main: [[], [to(TRACKFINITY)]] },
				[TRACKFINITY]: { main: [[to(loop.name)]] },
			},
		});

		expect(ended).toEqual({ status: 'error', sent: ['191', '204'] });
	});

	// Each run of a sub-workflow is an execution, and the limit is per execution.
	test.each([
		{ mode: 'each', title: 'one by one', limit: 1, status: 'success', sent: ['191', '204', '215'] },
		{ mode: 'once', title: 'together', limit: 2, status: 'error', sent: [] },
	])(
		'of a sub-workflow counts over the items that it gets $title',
		async ({ mode, limit, status, sent }) => {
			const trigger = node(START, 'n8n-nodes-base.executeWorkflowTrigger', 1.1, {
				inputSource: 'passthrough',
			});
			const sub = {
				name: 'Sub-workflow',
				nodes: [trigger, ourNode({ parameters: forget(limit) })],
				connections: chain(START, TRACKFINITY),
			};
			await withWorkflow(n8n, sub, async (held) => {
				const call = node(TRACKFINITY, 'n8n-nodes-base.executeWorkflow', 1.2, {
					workflowId: { __rl: true, mode: 'id', value: held.id },
					mode,
					options: {},
				});

				expect(await run(overItems('Caller', customers, call))).toEqual({ status, sent });
			});
		},
	);
});
