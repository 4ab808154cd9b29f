import type { INodeParameters } from 'n8n-workflow';

import { failureOf, outcomesOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

test.each<[why: string, parameters: INodeParameters]>([
	['Fields to Keep', { ...parametersFor.forget(), keep: '={{ [$json.city] }}' }],
	['Fields to Set', { ...parametersFor.setDetails(), fields: { city: 'REMOVE' } }],
	['another item keeps more', { ...parametersFor.forget(), keep: '={{ $json.keep }}' }],
	['its account', parametersFor.lock({ dryRun: true })],
])('an item that cannot be sent names its customer: %s', async (why, parameters) => {
	const items = [['email'], []].map((keep) => ({ id: ' 191 ', city: 'Rome', keep }));
	const { trackfinityApi } = workbench.sandbox.credentials;
	const username = why === 'its account' ? '={{ $json.user }}' : trackfinityApi.username;
	const { output } = await workbench.run({
		parameters,
		// Where none has an account, that is the reason of the run.
		items: [...items, { id: '204', city: 'Bonn', keep: ['zip'], user: 'u' }],
		onError: 'continueRegularOutput',
		credentials: { trackfinityApi: { ...trackfinityApi, username } },
	});
	const named = { customerId: '191', attempts: 0 };

	expect(output.slice(0, 2).map((item) => failureOf(item))).toMatchObject([named, named]);
});

test('the error output gets every failed item, still linked, and no other', async () => {
	const ids = ['191', 'nobody', '', '204', '191', null, '215'];
	const { output, errorOutput, run } = await workbench.run({
		parameters: parametersFor.lock(),
		items: ids.map((id, row) => ({ id, row })),
		onError: 'continueErrorOutput',
	});
	const [done, failed] = [output, errorOutput].map((all) => all.map((one) => one.pairedItem));
	expect(done).toEqual([0, 3, 4, 6].map((item) => ({ item })));
	expect(failed).toMatchObject([1, 2, 5].map((item) => ({ item })));
	expect(outcomesOf(errorOutput)).toEqual(['rejected', 'notSent', 'notSent']);
	expect(failureOf(errorOutput[0])).toMatchObject({ customerId: 'nobody', statusCode: 404 });
	expect(errorOutput.every((item) => item.error === undefined)).toBe(true);

	const next = run.data.resultData.runData['Failed']?.[0]?.data?.['main']?.[0];
	expect(next?.map(({ json }) => json['row'])).toEqual([1, 2, 5]);
});

test("n8n's old setting Continue On Fail counts also beside On Error", async () => {
	const { output } = await workbench.run({
		parameters: parametersFor.lock(),
		items: [{ id: 'nobody' }],
		node: { continueOnFail: true, onError: 'stopWorkflow' },
	});
	expect(failureOf(output[0]).outcome).toBe('rejected');
});
