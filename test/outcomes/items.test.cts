import { parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const time = expect.stringMatching(ISO);

describe('items that are done', () => {
	test.each([
		['lock', { customerId: '191' }, {}],
		['unlock', { customerId: '191' }, {}],
		['forget', { customerId: '191' }, { keptFields: [] }],
		['setDetails', { customerId: '191' }, { updatedFields: ['city'], removedFields: [] }],
	] as const)('%s', async (operation, identifier, more) => {
		const { output, errorOutput, status } = await workbench.run({
			parameters: parametersFor[operation](),
			items: [{ id: 191, city: 'Rome' }],
		});
		expect(status).toBe('success');
		expect(errorOutput).toEqual([]);
		expect(output).toEqual([
			{
				json: { success: true, operation, ...identifier, ...more, processedAt: time },
				pairedItem: { item: 0 },
			},
		]);
	});

	test('delete', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: [{ id: ' 1234567890123456 ' }],
		});
		expect(output).toEqual([
			{
				json: {
					success: true,
					operation: 'delete',
					code: '1234567890123456',
					deleted: true,
					processedAt: time,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('delete, when there was no clear response but the customer is gone', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'after', form: { type: 'customer_delete' } });
		const { output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: [{ id: '1234567890123456' }],
		});
		expect(output).toEqual([
			{
				json: {
					success: true,
					operation: 'delete',
					code: '1234567890123456',
					deleted: true,
					verified: true,
					processedAt: time,
					message:
						'The deletion had no clear response, and the service has no customer with this code',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('delete, when there was nothing to delete and missing customers are ignored', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete({ ignoreMissing: true }),
			items: [{ id: 'nobody' }],
		});
		expect(output).toEqual([
			{
				json: {
					success: true,
					operation: 'delete',
					code: 'nobody',
					deleted: false,
					processedAt: time,
					message: 'There was nothing to delete: the service has no customer with this code',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test.each([
		['orderId', 'ORD-5001'],
		['subscriptionId', 'SUB-10191'],
	])('the identifier is named as it was sent: %s', async (lookupBy, value) => {
		const { output } = await workbench.run({
			parameters: { operation: 'lock', lookupBy, [lookupBy]: value },
			items: [{}],
		});
		expect(output[0]?.json).toEqual({
			success: true,
			operation: 'lock',
			[lookupBy]: value,
			processedAt: time,
		});
	});

	test('forget says which fields were kept', async () => {
		const { output } = await workbench.run({
			parameters: { ...parametersFor.forget(), keep: ['email', 'member_note'] },
			items: [{ id: '191' }],
		});
		expect(output[0]?.json.keptFields).toEqual(['email', 'member_note']);
	});

	test('set details says which fields were set and removed, by name and without values', async () => {
		const { output } = await workbench.run({
			parameters: {
				...parametersFor.setDetails(),
				fields: { city: 'Rome', email: '', password: 'n3w-p4ssw0rd' },
				fieldsToRemove: ['zip', 'address2'],
			},
			items: [{ id: '191' }],
		});
		expect(output[0]?.json).toEqual({
			success: true,
			operation: 'setDetails',
			customerId: '191',
			updatedFields: ['city', 'password'],
			removedFields: expect.arrayContaining(['address2', 'zip']),
			processedAt: time,
		});
		expect(output[0]?.json.removedFields).toHaveLength(2);
	});
});

describe('items that failed', () => {
	test.each([
		['lock', { customerId: 'nobody' }],
		['unlock', { customerId: 'nobody' }],
		['forget', { customerId: 'nobody' }],
		['setDetails', { customerId: 'nobody' }],
	] as const)('%s', async (operation, identifier) => {
		const { output } = await workbench.run({
			parameters: parametersFor[operation](),
			items: [{ id: 'nobody', city: 'Rome' }],
			onError: 'continueRegularOutput',
		});
		expect(output).toEqual([
			{
				json: {
					error: {
						message: expect.any(String),
						description: expect.any(String),
						operation,
						...identifier,
						outcome: 'rejected',
						statusCode: 404,
						attempts: 1,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('delete', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: [{ id: 'nobody' }],
			onError: 'continueRegularOutput',
		});
		expect(output).toEqual([
			{
				json: {
					error: {
						message: expect.stringContaining('Customer not found'),
						description: expect.any(String),
						operation: 'delete',
						code: 'nobody',
						outcome: 'rejected',
						statusCode: 200,
						attempts: 1,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('an invalid item has no status, no attempts and no identifier', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: [{ id: '' }],
			onError: 'continueRegularOutput',
		});
		expect(output).toEqual([
			{
				json: {
					error: {
						message: expect.stringContaining("'Customer ID'"),
						description: expect.any(String),
						operation: 'lock',
						outcome: 'notSent',
						attempts: 0,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
	});
});
