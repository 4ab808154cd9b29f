import { failureOf, parametersFor } from '../support/runs';
import { useWorkbench } from '../support/workbench';

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

	test('an item that was refused before sending has no status, no attempts and no identifier', async () => {
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

describe('order and lineage', () => {
	const ids = ['191', 'nobody', '', '204', '191', null, '215'];
	const items = ids.map((id, row) => ({ id, row }));

	test('one item out per item in, in input order, each linked to its own', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 50 }),
			items,
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(output.map(({ json }) => json.customerId ?? failureOf({ json }).outcome)).toEqual([
			'191',
			'rejected',
			'notSent',
			'204',
			'191',
			'notSent',
			'215',
		]);
	});

	test('a dry run, too', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock({ dryRun: true }),
			items,
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(output.map(({ json }) => ('dryRun' in json ? 'shown' : 'refused'))).toEqual([
			'shown',
			'shown',
			'refused',
			'shown',
			'shown',
			'refused',
			'shown',
		]);
	});

	test('the error output gets every failed item, still linked, and no other', async () => {
		const { output, errorOutput, run } = await workbench.run({
			parameters: parametersFor.lock(),
			items,
			onError: 'continueErrorOutput',
		});
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 3, 4, 6].map((item) => ({ item })),
		);
		expect(errorOutput.map(({ pairedItem }) => pairedItem)).toMatchObject(
			[1, 2, 5].map((item) => ({ item })),
		);
		expect(errorOutput.map((item) => failureOf(item).outcome)).toEqual([
			'rejected',
			'notSent',
			'notSent',
		]);
		expect(failureOf(errorOutput[0])).toMatchObject({ customerId: 'nobody', statusCode: 404 });
		expect(errorOutput.every((item) => item.error === undefined)).toBe(true);

		const next = run.data.resultData.runData['Failed']?.[0]?.data?.['main']?.[0];
		expect(next?.map(({ json }) => json['row'])).toEqual([1, 2, 5]);
	});

	test.each([{ customerId: '' }, { options: { retries: -1 } }])(
		'a run that is refused as a whole gives one failed item per input: %j',
		async (more) => {
			const { output } = await workbench.run({
				parameters: { ...parametersFor.lock(), ...more, customerId: '={{ $json.nothing }}' },
				items: [{ id: 1 }, { id: 2 }, { id: 3 }],
				onError: 'continueRegularOutput',
			});
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2].map((item) => ({ item })),
			);
			for (const item of output) expect(Object.keys(item.json)).toEqual(['error']);
		},
	);
});
