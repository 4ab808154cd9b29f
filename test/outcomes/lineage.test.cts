import { expectLinked, failureOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

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
		expect(output.map(({ json }) => ('dryRun' in json ? 'shown' : 'invalid'))).toEqual([
			'shown',
			'shown',
			'invalid',
			'shown',
			'shown',
			'invalid',
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
		'a run that is blocked as a whole gives one failed item per input: %j',
		async (more) => {
			const { output } = await workbench.run({
				parameters: { ...parametersFor.lock(), ...more, customerId: '={{ $json.nothing }}' },
				items: [{ id: 1 }, { id: 2 }, { id: 3 }],
				onError: 'continueRegularOutput',
			});
			expectLinked(output, 3);
			for (const item of output) expect(Object.keys(item.json)).toEqual(['error']);
		},
	);
});
