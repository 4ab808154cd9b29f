import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { down } from '../support/deletions.cts';
import { citiesSent, cityItems, failureOf, outcomesOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const rome = { form: { customer_id: '191', city: 'Rome' } };
const items = ['191 Rome', '191 Rome', '191 Oslo', '204 Oslo', '191 Rome'];

/** What becomes of each item that sets the city of a customer. */
async function run(texts: string[], options: INodeParameters = {}): Promise<string[]> {
	const { output } = await workbench.run({
		parameters: parametersFor.setDetails({ retries: 0, timeout: 1, ...options }),
		items: cityItems(...texts),
		onError: 'continueRegularOutput',
	});
	for (const item of output.filter(({ json }) => json.success !== true)) {
		const { outcome, message, description, ...failure } = failureOf(item);
		if (outcome !== 'notSent') continue;
		expect(failure).toEqual({ operation: 'setDetails', customerId: '191', attempts: 0 });
		expect(message).toMatch(/^Not sent, because an earlier request for this customer/);
		expect(description).toContain('run this item again');
	}
	return outcomesOf(output);
}

const status = (code: number): [string, Fault] => [`HTTP ${code}`, { ...down, status: code }];
const cut: [string, Fault] = ['a cut connection', { kind: 'drop', when: 'after' }];
const silence: [string, Fault] = ['a time-out', { kind: 'hang' }];

describe('after a retry got a yes, other requests for this customer', () => {
	const two = ['191 Rome', '191 Oslo'];

	test('are not sent where the first attempt may still arrive, and those of others are', async () => {
		workbench.sandbox.fault({ ...down, status: 504, ...rome, times: 1 });
		const outcomes = await run(items, { retries: 1, parallelRequests: 1 });

		expect(outcomes).toEqual(['done', 'done', 'notSent', 'done', 'notSent']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome', '204 Oslo']);
	});

	test.each([
		...[502, 504, 520, 522, 524].map(status),
		...[cut, silence],
		['a connection cut before the change', { kind: 'drop', when: 'before' }] as const,
		['a connection cut in the response', { kind: 'drop', when: 'midAnswer' }] as const,
	])('are not sent where it came to %s: its work may go on', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...rome, times: 1 });

		expect(await run(two, { retries: 1 })).toEqual(['done', 'notSent']);
	});

	test.each([408, 425, 429, 503, 521, 523, 530].map(status))(
		'are sent where it came to %s',
		async (_, fault) => {
			workbench.sandbox.fault({ ...fault, ...rome, times: 1 });

			expect(await run(two, { retries: 1 })).toEqual(['done', 'done']);
		},
	);
});

describe('behind a request without a clear response', () => {
	const page: [string, Fault] = ['a web page with status 200', { kind: 'html' }];

	test.each([status(500), cut, page])(
		'all for that customer are not sent: %s',
		async (_, fault) => {
			workbench.sandbox.fault({ ...fault, ...rome });

			expect(await run(['191 Rome', ...items.slice(2)])).toEqual([
				...['unknown', 'notSent', 'done', 'notSent'],
			]);
			expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome']);
		},
	);

	test('but behind a no, the next one is sent', async () => {
		workbench.sandbox.fault({ ...down, status: 400, ...rome });

		expect(await run(['191 Rome', '191 Oslo'])).toEqual(['rejected', 'done']);
	});
});
