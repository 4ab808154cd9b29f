import { DONE, NOT_DONE, overItems, START, TRACKFINITY } from './support/overItems.cts';
import { useN8n } from './support/playground.cts';
import { itemsOf, jsonOf } from './support/trigger.cts';
import { withWorkflow } from './support/examples.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

describe('the error output', () => {
	test('gets what was not done, with its item, and the other branch what was done, with its own', async () => {
		const items = ['999', '191', '', '204', '191', '998'].map((customerId, index) => ({
			id: `item ${index}`,
			customerId,
		}));
		const workflow = overItems('Both branches', items, {
			parameters: {
				operation: 'lock',
				lookupBy: 'customerId',
				customerId: '={{ $json.customerId }}',
			},
			onError: 'continueErrorOutput',
		});
		const execution = await withWorkflow(n8n, workflow, async (created) =>
			api.finished(await api.run(created, START)),
		);

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, TRACKFINITY, 0)).toEqual([
			{ json: done('191'), pairedItem: { item: 1 } },
			{ json: done('204'), pairedItem: { item: 3 } },
			{ json: done('191'), pairedItem: { item: 4 } },
		]);
		expect(itemsOf(execution, TRACKFINITY, 1)).toEqual([
			{ json: { ...items[0], error: rejected('999') }, pairedItem: { item: 0 } },
			{ json: { ...items[2], error: notSent }, pairedItem: { item: 2 } },
			{ json: { ...items[5], error: rejected('998') }, pairedItem: { item: 5 } },
		]);

		// What a person's next node finds with $('Each customer').item.
		expect(jsonOf(execution, DONE)).toMatchObject([
			{ from: 'item 1', customerId: '191' },
			{ from: 'item 3', customerId: '204' },
			{ from: 'item 4', customerId: '191' },
		]);
		expect(jsonOf(execution, NOT_DONE)).toMatchObject([
			{ from: 'item 0', error: { customerId: '999' } },
			{ from: 'item 2', error: { outcome: 'notSent' } },
			{ from: 'item 5', error: { customerId: '998' } },
		]);

		const locked = (await sandbox.customers()).filter((customer) => customer.locked);
		expect(locked.map(({ customer_id }) => customer_id)).toEqual(['191', '204', '226']);
		const sent = (await sandbox.requests()).map(({ form }) => form.customer_id);
		expect(sent.sort()).toEqual(['191', '204', '998', '999']);
	});
});

function done(customerId: string) {
	return { success: true, operation: 'lock', customerId, processedAt: expect.any(String) };
}

function rejected(customerId: string) {
	return {
		message: expect.stringContaining('Customer not found'),
		description: expect.any(String),
		operation: 'lock',
		customerId,
		outcome: 'rejected',
		statusCode: 404,
		attempts: 1,
	};
}

const notSent = {
	message: expect.stringContaining("'Customer ID'"),
	description: expect.any(String),
	operation: 'lock',
	outcome: 'notSent',
	attempts: 0,
};
