import { readFile } from 'node:fs/promises';
import type { IDataObject, NodeExecutionHint } from 'n8n-workflow';
import type { Execution } from '../../dev/playground/index.cts';
import { readExample, withWorkflow } from './support/examples.cts';
import { DONE, overItems, START, TRACKFINITY } from './support/overItems.cts';
import { useN8n } from './support/playground.cts';
import { itemsOf, jsonOf } from './support/trigger.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

/** Locks customers one after the other, the node's settings as they are for everybody who changes none. */
async function lock(customerIds: string[], options: IDataObject = {}): Promise<Execution> {
	const items = customerIds.map((customerId) => ({ id: customerId, customerId }));
	const workflow = overItems('Lock', items, {
		parameters: {
			operation: 'lock',
			lookupBy: 'customerId',
			customerId: '={{ $json.customerId }}',
			options: { parallelRequests: 1, ...options },
		},
	});
	return await withWorkflow(n8n, workflow, async (created) =>
		api.finished(await api.run(created, START)),
	);
}

/** What n8n has stored of our node's run. */
function nodeRun({ data }: Execution) {
	return data.resultData.runData[TRACKFINITY]?.at(-1);
}

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
		expect(execution.data.resultData.error).toMatchObject(error);
		expect(nodeRun(execution)?.error).toMatchObject(error);
		expect(jsonOf(execution, DONE)).toEqual([]);

		expect((await sandbox.requests()).map(({ form }) => form.customer_id)).toEqual(['191', '999']);
		expect((await sandbox.customer('191')).locked).toBe(true);
		expect((await sandbox.customer('204')).locked).toBe(false);
	});

	test('sends nothing when one item is bad, and names it', async () => {
		const execution = await lock(['191', '', '204']);

		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toMatch(/'Customer ID'.*\[Item 1\]/s);
		expect(await sandbox.requests()).toEqual([]);
	});

	test('leaves no API key in what n8n stores or logs', async () => {
		await sandbox.fault({ kind: 'echoSecrets', status: 400 });
		const execution = await lock(['191']);

		expect(execution.data.resultData.error?.message).toContain('[hidden]');
		const { apiKey } = n8n.sandboxCredentials.trackfinityApi;
		expect(JSON.stringify(execution)).not.toContain(apiKey);
		expect(await readFile(n8n.logFile, 'utf8')).not.toContain(apiKey);
	});
});

describe('hints', () => {
	test('are stored with a run: duplicates that were not sent again, and requests that were retried', async () => {
		await sandbox.fault({ kind: 'busy', retryAfter: '0', times: 1 });
		const execution = await lock(['191', '191', '204']);

		expect(execution.status).toBe('success');
		expect(messages(nodeRun(execution)?.hints)).toEqual([
			expect.stringMatching(/^1 duplicate request skipped/),
			expect.stringMatching(/^1 request retried/),
		]);
		expect(itemsOf(execution, TRACKFINITY)).toHaveLength(3);
		expect(await sandbox.requests()).toHaveLength(3);
	});

	test('are stored with a dry run', async () => {
		const execution = await lock(['191'], { dryRun: true });

		expect(messages(nodeRun(execution)?.hints)).toEqual([
			expect.stringMatching(/^This was a dry run: nothing is changed/),
		]);
		expect(await sandbox.requests()).toEqual([]);
	});
});

describe("n8n's own Retry On Fail", () => {
	test.each([
		'privacy-request.json',
		'chargeback.json',
		'scheduled-unlock.json',
		'crm-change.json',
		'loyalty-delete.json',
	])('is off in the example %s', async (file) => {
		const { nodes } = await readExample(file);
		const ours = nodes.filter(({ type }) => type === 'n8n-nodes-trackfinity.trackfinity');
		expect(ours.length).toBeGreaterThan(0);
		expect(ours.filter(({ retryOnFail }) => retryOnFail)).toEqual([]);
	});
});

function messages(hints: NodeExecutionHint[] | undefined): string[] {
	return (hints ?? []).map(({ message }) => message);
}
