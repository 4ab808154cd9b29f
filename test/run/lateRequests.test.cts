import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { atOnce } from '../support/deletions.cts';
import {
	citiesSent,
	cityItems,
	failureOf,
	outcomesOf,
	parametersFor,
	sleep,
	stopOf,
} from '../support/runs.cts';
import type { RawResponse } from '../support/servers.cts';
import { httpResponse, startScriptedServer } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const rome = { form: { customer_id: '191', city: 'Rome' } };

const LATE_MS = 1800;

/** The service carries it out long after the node has stopped waiting for it. */
const late = (times: number): Fault => ({ kind: 'slow', ms: LATE_MS, times, ...rome });

/** What becomes of each item that sets the city of a customer. */
async function run(texts: string[], options: INodeParameters = {}): Promise<string[]> {
	const { output } = await workbench.run({
		parameters: parametersFor.setDetails({ retries: 0, timeout: 1, ...options }),
		items: cityItems(...texts),
		onError: 'continueRegularOutput',
	});
	expect(output).toHaveLength(texts.length);
	for (const item of output.filter(({ json }) => json.success !== true)) {
		const { outcome, message, description, ...failure } = failureOf(item);
		if (outcome !== 'notSent') continue;
		expect(failure).toEqual({ operation: 'setDetails', customerId: '191', attempts: 0 });
		expect(message).toMatch(/^Not sent, because an earlier request for this customer/);
		expect(description).toContain('run this item again');
	}
	return outcomesOf(output);
}

const status = (code: number): [string, Fault] => [
	`HTTP ${code}`,
	{ kind: 'status', status: code, headers: atOnce },
];

/** A proxy that didn't wait for the service behind it, or a connection that was cut: the work may go on. */
const mayBeLate: Array<[string, Fault]> = [
	...[502, 504, 520, 522, 524].map(status),
	['a time-out', { kind: 'hang' }],
	['a connection cut before the change', { kind: 'drop', when: 'before' }],
	['a connection cut after the change', { kind: 'drop', when: 'after' }],
	['a connection cut in the response', { kind: 'drop', when: 'midAnswer' }],
];

/** Nothing of what was sent goes on. */
const isOver = [408, 425, 429, 503, 521, 523, 530].map(status);

const items = ['191 Rome', '191 Rome', '191 Oslo', '204 Oslo', '191 Rome'];

describe('after a retry got a yes, other requests for this customer', () => {
	test.each(mayBeLate)('are not sent where the first attempt came to %s', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...rome, times: 1 });
		const outcomes = await run(items, { retries: 1, parallelRequests: 1 });

		expect(outcomes).toEqual(['done', 'done', 'notSent', 'done', 'notSent']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome', '204 Oslo']);
	});

	test.each(isOver)('are sent where it came to %s', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...rome, times: 1 });

		expect(await run(items, { retries: 1 })).toEqual(Array(5).fill('done'));
	});
});

describe('behind a request without a clear response, all for that customer are not sent', () => {
	test.each<[string, Fault]>([
		...[500, 503, 504].map(status),
		['a dropped connection', { kind: 'drop', when: 'after' }],
		['a web page with status 200', { kind: 'html' }],
		['a time-out', { kind: 'hang' }],
	])('%s', async (_what, fault) => {
		workbench.sandbox.fault({ ...fault, ...rome });
		const outcomes = await run(['191 Rome', '204 Rome', '191 Oslo', '204 Oslo', '191 Rome']);

		expect(outcomes).toEqual(['unknown', 'done', 'notSent', 'done', 'notSent']);
		expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome']);
	});

	test('a run that stops at failures says which', async () => {
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

	test('behind a no, the next one is sent', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, ...rome });

		expect(await run(['191 Rome', '191 Oslo'])).toEqual(['rejected', 'done']);
	});
});

describe('what is called done is what there is in the end', () => {
	test.each([
		['whose attempts all timed out', 2, 'unknown'],
		['that timed out and got a yes when it was sent again', 1, 'done'],
	])('behind a request %s', async (_, times, outcome) => {
		workbench.sandbox.fault(late(times));
		const outcomes = await run(['191 Rome', '191 Oslo', '191 Bonn'], { retries: 1 });
		await sleep(LATE_MS + 100);

		expect(outcomes).toEqual([outcome, 'notSent', 'notSent']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome']);
		expect(workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city).toBe('Rome');
	});

	test.each<[string, RawResponse]>([
		['HTTP 502', { bytes: httpResponse(502, '') }],
		['HTTP 504', { bytes: httpResponse(504, '') }],
		['HTTP 524', { bytes: httpResponse(524, '') }],
		['a cut connection', { bytes: Buffer.alloc(0), isReset: true }],
	])('where a service goes on behind its proxy after %s', async (_, first) => {
		let city: string | undefined;
		let arrived = 0;
		const server = await startScriptedServer(({ form }) => {
			arrived += 1;
			if (arrived > 1) {
				city = form.city;
				return { bytes: httpResponse(200, 'true') };
			}
			setTimeout(() => (city = form.city), LATE_MS);
			return first;
		});
		const { trackfinityApi } = workbench.sandbox.credentials;
		const { output } = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 AAA', '191 BBB'),
			onError: 'continueRegularOutput',
			credentials: { trackfinityApi: { ...trackfinityApi, baseUrl: server.urlFor('api') } },
		});
		await sleep(LATE_MS + 100);
		await server.close();

		expect(outcomesOf(output)).toEqual(['done', 'notSent']);
		expect(city).toBe('AAA');
	});
});
