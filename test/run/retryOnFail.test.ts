import { useWorkbench } from '../support/workbench';
import { itemsFor, parametersFor, sent } from '../support/runs';

const workbench = useWorkbench();

/** What the README warns of: n8n's own switch, which knows nothing of what the run has done. */
const retryOnFail = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

const parameters = parametersFor.lock({ parallelRequests: 1, retries: 0 });

describe("n8n's own Retry On Fail", () => {
	test('repeats the whole run, what was done included', async () => {
		workbench.sandbox.fault({
			kind: 'status',
			status: 500,
			form: { customer_id: '204' },
			times: 1,
		});
		const { status } = await workbench.run({
			parameters,
			items: itemsFor(['191', '204', '215']),
			node: retryOnFail,
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '191', '204', '215']);
	});

	test('repeats it under the continue modes as well, when the first item failed', async () => {
		workbench.sandbox.fault({
			kind: 'status',
			status: 500,
			form: { customer_id: '191' },
			times: 1,
		});
		const { output } = await workbench.run({
			parameters,
			items: itemsFor(['191', '204']),
			onError: 'continueRegularOutput',
			node: retryOnFail,
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204', '191', '204']);
		expect(output.map(({ json }) => json.success)).toEqual([true, true]);
	});
});
