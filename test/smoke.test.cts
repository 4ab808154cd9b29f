import { useWorkbench } from './support/workbench.cts';

const workbench = useWorkbench();

test('the main job: a customer of the CRM is locked', async () => {
	const { output, status } = await workbench.run({
		parameters: { operation: 'lock', lookupBy: 'customerId', customerId: '={{ $json.id }}' },
		items: [{ id: 191 }],
	});

	expect(status).toBe('success');
	expect(output).toEqual([
		{
			json: {
				success: true,
				operation: 'lock',
				customerId: '191',
				processedAt: expect.any(String),
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(workbench.sandbox.findCustomer({ customer_id: '191' })?.locked).toBe(true);
});
