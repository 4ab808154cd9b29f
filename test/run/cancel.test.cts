import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RunOptions } from '../../dev/engine/index.cts';
import {
	codes,
	customers,
	itemsFor,
	manyIds,
	modes,
	parametersFor,
	sent,
	sleep,
	tries,
	until,
} from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** The line in which the node says what had been done. */
const farewell = (logs: string[]) =>
	logs.filter((line) => line.startsWith('warn: The execution was canceled.')).join('\n');

const hasResponse = (status: number) =>
	until(() => workbench.sandbox.requests.some((request) => request.status === status));

describe('a canceled execution', () => {
	const run = async (
		options: INodeParameters,
		cancelWhen: Promise<unknown>,
		more: Partial<Pick<RunOptions, 'onError' | 'items'>> = {},
	) => {
		const { status, logs } = await workbench.run({
			...{ parameters: parametersFor.lock(options), items: itemsFor(customers), cancelWhen },
			...more,
		});
		expect(status).toBe('canceled');
		// What the service holds was cut off.
		expect(elapsedMs()).toBeLessThan(1500);
		return farewell(logs);
	};

	test.each(modes)('says in the log what was done, and what is unclear (%s)', async (onError) => {
		const hold = workbench.sandbox.hold({ form: { customer_id: '215' } });
		const said = await run({ parallelRequests: 1 }, hold.waiting(1), { onError });

		expect(said).toMatch(/done: 2 items \(items 0 (and|to) 1\)/i);
		expect(said).toMatch(/unclear[^.]*: 1 item \(item 2\)/i);
		expect(said).toMatch(/not sent: 7 items \(items 3 to 9\)/i);
	});

	test('waits for no retry', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '50', form: { customer_id: '191' } });
		// Its response comes when the other has long begun to wait.
		sandbox.fault({ kind: 'slow', ms: 200, form: { customer_id: '204' } });
		const said = await run({ parallelRequests: 2 }, hasResponse(200));

		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		expect(said).toMatch(/rejected by the service: 1 item \(item 0\)/i);
	});

	test('waits for no start under a rate limit', async () => {
		workbench.sandbox.fault({ kind: 'answer', body: 'true' });
		const said = await run({ maxRequestsPerSecond: 1 }, hasResponse(200), {
			items: itemsFor(manyIds(20)),
		});

		expect(sent(workbench.sandbox).length).toBeLessThanOrEqual(2);
		expect(said).toMatch(/not sent: 1\d items/i);
	});
});

test.each(['stopWorkflow', 'continueErrorOutput'] as const)(
	'a cancel between two tries says what the first one did (%s)',
	async (onError) => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'status', status: 400, form: { customer_id: '191' } });
		const { status, logs } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 2 }),
			items: itemsFor(['191', '204']),
			...{ onError, cancelWhen: hasResponse(200).then(async () => await sleep(1000)) },
			node: { ...tries(2).node, waitBetweenTries: 5000 },
		});
		// n8n doesn't wait for the node.
		await sleep(5000);

		expect(status).toBe('canceled');
		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		expect(farewell(logs)).toMatch(/done: 1 item \(item 1\).*rejected[^.]*: 1 item \(item 0\)/i);
	},
);

describe('a deletion that a cancel leaves unclear is not asked about', () => {
	const run = async (cancelWhen: Promise<unknown>) => {
		const parameters = parametersFor.delete({ parallelRequests: 1 });
		const { logs } = await workbench.run({ parameters, items: itemsFor(codes), cancelWhen });

		expect(elapsedMs()).toBeLessThan(1000);
		expect(workbench.sandbox.requests.map(({ form }) => form.type)).toEqual(['customer_delete']);
		expect(farewell(logs)).toMatch(/no items were done.*unclear[^.]*: 1 item \(item 0\)/i);
	};

	test('when it is cut off', async () => await run(workbench.sandbox.hold().waiting(1)));

	test('when the question waits for its time', async () => {
		const headers = { 'retry-after': '30' };
		workbench.sandbox.fault({ kind: 'status', status: 503, headers });
		await run(hasResponse(503));
	});
});

const watched = '={{ $json.watched }}';
const byId = parametersFor.lock();

test.each<[what: string, parameters: INodeParameters, apiKey?: string]>([
	['items', { ...byId, customerId: watched }],
	['settings', parametersFor.lock({ retries: '={{ $json.watched.length }}' })],
	['accounts', byId, watched],
])('a cancel ends the check of many %s at once', async (_what, parameters, apiKey = 'key') => {
	let seen = 0;
	let cancel: () => void;
	const canceled = new Promise<void>((resolve) => (cancel = resolve));
	const items = manyIds(200).map((id) =>
		Object.defineProperty({ id } as IDataObject, 'watched', {
			enumerable: true,
			get: () => {
				seen += 1;
				// The check takes its time, and the node lets others take their turn.
				jest.advanceTimersByTime(1);
				if (seen === 20) cancel();
				return 'C-1';
			},
		}),
	);
	const { trackfinityApi } = workbench.sandbox.credentials;
	const { status } = await workbench.run({
		...{ parameters, items, cancelWhen: canceled },
		credentials: { trackfinityApi: { ...trackfinityApi, apiKey } },
	});
	// n8n doesn't wait for the node.
	await sleep(5000);

	expect(status).toBe('canceled');
	expect(seen).toBeGreaterThanOrEqual(20);
	expect(seen).toBeLessThan(170);
	expect(workbench.sandbox.requestCount()).toBe(0);
});
