import type { INodeExecutionData } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import {
	citiesSent,
	cityItems,
	failureOf,
	outcomesOf,
	parametersFor,
	stopOf,
	sleep,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const rome = { form: { customer_id: '191', city: 'Rome' } };

const LATE_MS = 1800;

/** The service carries it out long after the node has stopped waiting for it. */
const late = (times: number): Fault => ({ kind: 'slow', ms: LATE_MS, times, ...rome });

async function run(texts: string[], options: object = {}): Promise<INodeExecutionData[]> {
	const { output } = await workbench.run({
		parameters: parametersFor.setDetails({ retries: 0, timeout: 1, ...options }),
		items: cityItems(...texts),
		onError: 'continueRegularOutput',
	});
	expect(output).toHaveLength(texts.length);
	return output;
}

/** The city of customer 191 once all that is under way has arrived. */
async function cityInTheEnd(): Promise<string | undefined> {
	await sleep(LATE_MS + 100);
	return workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city;
}

describe('a later request for the same customer does not overtake an earlier one', () => {
	test('whose attempts all timed out', async () => {
		workbench.sandbox.fault(late(2));
		const output = await run(['191 Rome', '191 Oslo'], { retries: 1 });

		expect(outcomesOf(output)).toEqual(['unknown', 'notSent']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome']);
		expect(await cityInTheEnd()).toBe('Rome');
	});

	test('that timed out and got a yes when it was sent again', async () => {
		workbench.sandbox.fault(late(1));
		const output = await run(['191 Rome', '191 Oslo', '191 Bonn'], { retries: 1 });

		expect(outcomesOf(output)).toEqual(['done', 'notSent', 'notSent']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome']);
		expect(await cityInTheEnd()).toBe('Rome');
	});

	test('nor does a request equal to one before it, because the one between was not sent', async () => {
		workbench.sandbox.fault(late(1));
		const output = await run(['191 Rome', '191 Oslo', '191 Rome']);

		expect(outcomesOf(output)).toEqual(['unknown', 'notSent', 'notSent']);
	});
});

describe('behind a request without a clear response, all for that customer are not sent', () => {
	test.each<[string, Fault]>([
		['500', { kind: 'status', status: 500, ...rome }],
		['503 that was retried in vain', { kind: 'status', status: 503, ...rome }],
		['a dropped connection', { kind: 'drop', when: 'after', ...rome }],
		['a web page with status 200', { kind: 'html', ...rome }],
		['a time-out', { kind: 'hang', ...rome }],
	])('%s', async (_what, fault) => {
		workbench.sandbox.fault(fault);
		const output = await run(['191 Rome', '204 Rome', '191 Oslo', '204 Oslo', '191 Bonn']);

		expect(outcomesOf(output)).toEqual(['unknown', 'done', 'notSent', 'done', 'notSent']);
		expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome']);
		expect(failureOf(output[2])).toMatchObject({ customerId: '191', attempts: 0 });
		expect(failureOf(output[2])).not.toHaveProperty('statusCode');
		expect(failureOf(output[2]).message).toMatch(
			/^Not sent, because an earlier request for this customer/,
		);
		expect(failureOf(output[2]).description).toContain('run this item again');
	});

	test('and a run that stops at failures says which', async () => {
		workbench.sandbox.fault(late(1));
		const result = await workbench.run({
			parameters: parametersFor.setDetails({ retries: 1, timeout: 1 }),
			items: cityItems('191 Rome', '191 Oslo'),
		});

		const { message, description, itemIndex } = stopOf(result);
		expect(itemIndex).toBe(1);
		expect(message).toContain('an earlier request for this customer');
		expect(description).toContain('Done: 1 item (item 0). Not sent: 1 item (item 1).');
	});
});

describe('behind a request that is settled, the next one is sent', () => {
	test.each<[string, Fault]>([
		['503, then a yes', { kind: 'status', status: 503, times: 1, ...rome }],
		['a dropped connection, then a yes', { kind: 'drop', when: 'before', times: 1, ...rome }],
		['429, then a yes', { kind: 'busy', retryAfter: '0', times: 1, ...rome }],
	])('%s', async (_what, fault) => {
		workbench.sandbox.fault(fault);
		const output = await run(['191 Rome', '191 Oslo'], { retries: 1 });

		expect(outcomesOf(output)).toEqual(['done', 'done']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome', '191 Oslo']);
	});

	test('a no', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, ...rome });
		const output = await run(['191 Rome', '191 Oslo']);

		expect(outcomesOf(output)).toEqual(['rejected', 'done']);
	});
});
