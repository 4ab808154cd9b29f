import type { INodeParameters } from 'n8n-workflow';

import { expectLinked, failedOf, failureOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

describe('what a done item says beside what those of every operation say', () => {
	test.each<[string, INodeParameters, object]>([
		['lock', parametersFor.lock(), {}],
		['unlock', parametersFor.unlock(), {}],
		['forget', parametersFor.forget(), { keptFields: [] }],
		[
			'forget, with fields to keep',
			{ ...parametersFor.forget(), keep: ['email', 'member_note'] },
			{ keptFields: ['email', 'member_note'] },
		],
		['set details', parametersFor.setDetails(), { updatedFields: ['city'], removedFields: [] }],
		[
			'set details, by name and without values',
			{
				...parametersFor.setDetails(),
				fields: { city: 'Rome', email: '', password: 'n3w-p4ssw0rd' },
				fieldsToRemove: ['address2', 'zip'],
			},
			{ updatedFields: ['city', 'password'], removedFields: ['address2', 'zip'] },
		],
	])('%s', async (_, parameters, more) => {
		const { output } = await workbench.run({ parameters, items: [{ id: 191, city: 'Rome' }] });
		expect(output.map(({ json }) => json)).toEqual([
			{
				...{ success: true, operation: parameters.operation, customerId: '191' },
				...{ processedAt: expect.any(String), ...more },
			},
		]);
	});

	test('delete', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: [{ id: ' 1234567890123456 ' }],
		});
		expect(output.map(({ json }) => json)).toEqual([
			{
				...{ success: true, operation: 'delete', code: '1234567890123456' },
				...{ deleted: true, processedAt: expect.any(String) },
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
		expectLinked(output, ids.length);
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
		expectLinked(output, ids.length);
		expect(output.map(({ json }) => 'dryRun' in json)).toEqual([
			true,
			true,
			false,
			true,
			true,
			false,
			true,
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

	test.each([{ customerId: '={{ $json.nothing }}' }, { options: { retries: -1 } }])(
		'a run of which nothing can be sent gives one failed item per input: %j',
		async (more) => {
			const result = await workbench.run({
				parameters: { ...parametersFor.lock(), ...more },
				items: [{ id: 1 }, { id: 2 }, { id: 3 }],
				onError: 'continueRegularOutput',
			});
			expectLinked(failedOf(result), 3);
			for (const item of result.output) expect(Object.keys(item.json)).toEqual(['error']);
		},
	);
});
