import { readFile } from 'node:fs/promises';
import { type Execution, until } from '../../dev/playground/index.cts';
import { useN8n } from './support/playground.cts';
import {
	chain,
	DONE,
	EACH,
	jsonOf,
	node,
	ourNode,
	overItems,
	START,
	TRACKFINITY,
} from './support/workflows.cts';

const n8n = useN8n();
const { api, sandbox, run, withWorkflow } = n8n;

const aCustomer = { lookupBy: 'customerId', customerId: '={{ $json.customerId }}' };
const readLog = async () => await readFile(n8n.logFile, 'utf8');

/** Locks customers one after the other, each from an item of its own. */
async function lock(customerIds: string[]): Promise<Execution> {
	const items = customerIds.map((customerId) => ({ customerId }));
	const parameters = { operation: 'lock', ...aCustomer, options: { parallelRequests: 1 } };
	return await run(overItems('Lock', items, { parameters }));
}

// What comes out of which output: test/outcomes/items, and tenants.

describe('a run that stops', () => {
	test('ends the execution with an error that n8n stores whole: the item, what was done, what to do', async () => {
		const execution = await lock(['191', '999', '204', '215']);

		expect(execution.status).toBe('error');
		const error = {
			message:
				'Stopped at item 1: Trackfinity rejected the request (HTTP 404): Customer not found [Item 1]',
			description: expect.stringMatching(
				/^Check .*'Customer ID'.* Done: 1 item \(item 0\)\. Rejected by the service: 1 item \(item 1\)\. Not sent: 2 items \(items 2 to 3\)\.$/,
			),
			httpCode: '404',
			context: expect.objectContaining({ itemIndex: 1 }),
		};
		const { resultData } = execution.data;
		expect(resultData.error).toMatchObject(error);
		expect(resultData.runData[TRACKFINITY]?.at(-1)?.error).toMatchObject(error);
		expect(jsonOf(execution, DONE)).toEqual([]);
		expect(await sandbox.customerIds()).toEqual(['191', '999']);
	});

	test('leaves no API key in what n8n stores or logs', async () => {
		await sandbox.fault({ kind: 'echoSecrets', status: 400 });
		const execution = await lock(['191']);

		expect(execution.data.resultData.error?.message).toContain('[hidden]');
		const { apiKey } = n8n.sandboxCredentials.trackfinityApi;
		expect(JSON.stringify(execution)).not.toContain(apiKey);
		expect(await readLog()).not.toContain(apiKey);
	});
});

const customers = ['191', '204', '215'].map((customerId) => ({ customerId }));

// Over the turns of a loop: test/run/safetyLimit. Each run of a sub-workflow is an execution, and the limit is per execution.
test.each([
	{ mode: 'each', title: 'one by one', limit: 1, status: 'success', sent: ['191', '204', '215'] },
	{ mode: 'once', title: 'together', limit: 2, status: 'error', sent: [] },
])(
	'the Safety Limit of a sub-workflow counts over its items $title',
	async ({ mode, limit, status, sent }) => {
		const passOn = { inputSource: 'passthrough' };
		const trigger = node(START, 'n8n-nodes-base.executeWorkflowTrigger', 1.1, passOn);
		const forget = { operation: 'forget', ...aCustomer, safetyLimit: limit };
		const nodes = [trigger, ourNode({ parameters: forget })];
		const sub = { name: 'Sub-workflow', nodes, connections: chain(START, TRACKFINITY) };
		await withWorkflow(sub, async ({ id }) => {
			const workflowId = { __rl: true, mode: 'id', value: id };
			const parameters = { workflowId, mode, options: {} };
			const call = node(TRACKFINITY, 'n8n-nodes-base.executeWorkflow', 1.2, parameters);

			expect(await run(overItems('Caller', customers, call))).toMatchObject({ status });
		});
		expect(await sandbox.customerIds()).toEqual(sent);
	},
);

// That no new request starts, and what is unclear: test/run/earlyEnd and test/queue/executions.
test('n8n keeps no items of a run that is stopped, whose log says what was done', async () => {
	const items = ['191', '204', '215', '42'].map((customerId) => ({ customerId }));
	const options = { parallelRequests: 1 };
	const node = { parameters: { operation: 'lock', ...aCustomer, options } };
	const logBefore = (await readLog()).length;
	await sandbox.fault({ kind: 'hang', form: { customer_id: '204' } });
	await withWorkflow(overItems('A long run', items, node), async (created) => {
		const id = await api.run(created, START);
		await until('the first answer', sandbox.requests, (all) =>
			all.some(({ status }) => status === 200),
		);
		await api.stop(id);
		const execution = await api.finished(id);

		expect(execution.status).toBe('canceled');
		expect(jsonOf(execution, TRACKFINITY)).toEqual([]);
	});

	const newLog = async () => (await readLog()).slice(logBefore);
	const isTold = (text: string) => text.includes('The execution was canceled. Done: 1 item');
	expect(await until('what was done', newLog, isTold)).toContain('Not sent: 2 items');
});

test("behind code that returns an earlier node's items, n8n's links are that node's, and nobody is sent by them", async () => {
	const items = ['191', '204', '215'].map((customerId) => ({ customerId }));
	const customerId = `={{ $('${EACH}').item.json.customerId }}`;
	const parameters = { operation: 'lock', ...aCustomer, customerId };
	const file = overItems('Code', items, { parameters, onError: 'continueRegularOutput' });
	const jsCode = `return $('${EACH}').all();`;
	const execution = await run({
		...file,
		nodes: [...file.nodes, node('Code', 'n8n-nodes-base.code', 2, { jsCode })],
		connections: { ...file.connections, ...chain(EACH, 'Code', TRACKFINITY) },
	});

	const { data } = execution.data.resultData.runData['Code']?.at(-1) ?? {};
	expect(data?.main?.[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
		items.map(() => ({ item: 0 })),
	);
	const message = expect.stringContaining("Behind 'Code', n8n may take this item for another one");
	expect(jsonOf(execution, TRACKFINITY)).toEqual(
		items.map(() => ({ error: expect.objectContaining({ outcome: 'notSent', message }) })),
	);
});
