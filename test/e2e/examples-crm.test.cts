import { useActiveExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { callWebhook, itemsOf, jsonOf } from './support/trigger.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

describe('the example "CRM change"', () => {
	const example = useActiveExample(n8n, 'crm-change.json');
	const setDetails = 'Set details';

	test('sets what has changed, removes what was emptied, and leaves all else as it is', async () => {
		const before = await sandbox.customer('191');
		const { status, execution } = await callWebhook(api, example.workflow, {
			customerId: '191',
			contact: { firstName: 'Zoë', city: 'Bonn', email: '', lastName: null },
			emptied: ['address2'],
		});

		expect(status).toBe(200);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, setDetails)).toEqual([
			{
				json: {
					success: true,
					operation: 'setDetails',
					customerId: '191',
					updatedFields: ['city', 'firstname'],
					removedFields: ['address2'],
					processedAt: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(jsonOf(execution, 'Changed in Trackfinity')).toHaveLength(1);
		expect(jsonOf(execution, 'Tell the CRM team')).toEqual([]);
		const { address2, ...rest } = before.details;
		expect(address2).toBeDefined();
		expect((await sandbox.customer('191')).details).toEqual({
			...rest,
			firstname: 'Zoë',
			city: 'Bonn',
		});
	});

	test('tells the CRM team about a customer that is locked', async () => {
		const { execution } = await callWebhook(api, example.workflow, {
			customerId: '226',
			contact: { city: 'Chicago' },
		});

		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Changed in Trackfinity')).toEqual([]);
		expect(jsonOf(execution, setDetails, 1)).toEqual([
			expect.objectContaining({ error: expect.objectContaining({ outcome: 'rejected' }) }),
		]);
		expect(jsonOf(execution, 'Tell the CRM team')).toEqual([
			{
				subject: 'Contact 226 was not updated in Trackfinity',
				text: expect.stringContaining('Customer is locked'),
			},
		]);
		expect((await sandbox.customer('226')).details.city).toBe('Springfield');
	});

	test('tells the CRM team, and sends nothing, when there is nothing to change', async () => {
		const { execution } = await callWebhook(api, example.workflow, {
			customerId: '191',
			contact: { city: '' },
		});

		expect(jsonOf(execution, setDetails, 1)).toEqual([
			expect.objectContaining({ error: expect.objectContaining({ outcome: 'notSent' }) }),
		]);
		expect(jsonOf(execution, 'Tell the CRM team')).toHaveLength(1);
		expect(await sandbox.requests()).toEqual([]);
	});
});
