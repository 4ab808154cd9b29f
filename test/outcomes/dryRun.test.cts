import { parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

describe('items of a dry run', () => {
	test.each([
		['lock', 'PATCH', 'lock', { customer_id: '191' }],
		['unlock', 'PATCH', 'unlock', { customer_id: '191' }],
		['forget', 'PATCH', 'forget', { customer_id: '191' }],
		['setDetails', 'PATCH', 'set_customer_details', { customer_id: '191', city: 'Rome' }],
	] as const)('%s', async (operation, method, path, body) => {
		const { output } = await workbench.run({
			parameters: parametersFor[operation]({ dryRun: true }),
			items: [{ id: 191, city: 'Rome' }],
		});
		const url = `${workbench.sandbox.trackfinityUrl}/api/customer/${path}`;
		expect(output).toEqual([
			{
				json: { dryRun: true, operation, customerId: '191', request: { method, url, body } },
				pairedItem: { item: 0 },
			},
		]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('delete', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete({ dryRun: true }),
			items: [{ id: '0042' }],
		});
		expect(output).toEqual([
			{
				json: {
					dryRun: true,
					operation: 'delete',
					code: '0042',
					request: {
						method: 'POST',
						url: workbench.sandbox.deleteUrl,
						body: {
							user_id: 'john1970',
							account_id: 'greatwidgets',
							type: 'customer_delete',
							code: '0042',
							output: 'XML',
						},
					},
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('hides the key and a password as whole fields, and nothing else that looks like them', async () => {
		const { trackfinityDeleteApi } = workbench.sandbox.credentials;
		const keyInBody = { ...trackfinityDeleteApi, apiKey: '42', sendApiKeyIn: 'body' } as const;
		const details = await workbench.run({
			parameters: {
				...parametersFor.setDetails({ dryRun: true }),
				fields: { password: '1234', city: '1234 Rome' },
			},
			items: [{ id: '12345' }],
		});
		const deletion = await workbench.run({
			parameters: parametersFor.delete({ dryRun: true }),
			items: [{ id: '4242' }],
			credentials: { trackfinityDeleteApi: keyInBody },
		});

		expect(details.output[0]?.json).toMatchObject({
			customerId: '12345',
			request: { body: { customer_id: '12345', city: '1234 Rome', password: '[hidden]' } },
		});
		expect(deletion.output[0]?.json).toMatchObject({
			code: '4242',
			request: { body: { code: '4242', user_password: '[hidden]' } },
		});
	});
});
