import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { recordLogs, type RunOptions } from '../../dev/engine/index.cts';
import { codes, customers, itemsFor, manyIds, sent } from '../support/customers.cts';
import { stopOf } from '../support/outcomes.cts';
import { continues, modes, oneByOne, parametersFor, sleep, until } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

type How = Pick<RunOptions, 'onError' | 'cancelWhen' | 'node'>;

const of = (id: string) => ({ form: { customer_id: id } });

/** The service says no to one customer. */
const reject = (id: string) => workbench.sandbox.fault({ kind: 'status', status: 400, ...of(id) });

/** Locks customers, one after the other unless told otherwise. */
const lock = async (ids: readonly string[], options: INodeParameters = oneByOne, more: How = {}) =>
	await workbench.run({ parameters: parametersFor.lock(options), items: itemsFor(ids), ...more });

const hasResponse = (status: number) =>
	until(() => workbench.sandbox.requests.some((request) => request.status === status));

describe('after the first failure in stop mode', () => {
	test('no new request starts, and those in flight finish', async () => {
		const { sandbox } = workbench;
		reject('204');
		const slow = ['191', '215'];
		const holds = slow.map((id) => sandbox.hold(of(id)));
		// Time enough to hear of the rejection before these two are done.
		for (const id of slow) sandbox.fault({ kind: 'slow', ms: 200, ...of(id) });
		const running = lock(customers, { parallelRequests: 3 });
		await Promise.all(holds.map((hold) => hold.waiting(1)));
		await hasResponse(400);
		for (const hold of holds) hold.release();
		const { message, description, itemIndex } = stopOf(await running);

		expect(sent(sandbox).sort()).toEqual(['191', '204', '215']);
		for (const id of slow) expect(sandbox.findCustomer({ customer_id: id })?.locked).toBe(true);
		expect(itemIndex).toBe(1);
		expect(message.match(/\[Item \d+\]/g)).toEqual(['[Item 1]']);
		expect(description).toMatch(/done: 2 items\b.*\b0\b.*\b2\b/i);
	});

	test('a wait for a retry ends, and that request is not sent again', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '50', ...of('191') });
		sandbox.fault({ kind: 'slow', ms: 200, ...of('204') });
		reject('204');
		const result = await lock(customers, { parallelRequests: 2 });

		expect(elapsedMs()).toBeLessThan(1000);
		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		expect(stopOf(result).itemIndex).toBe(1);
		expect(result.error).toMatchObject({ httpCode: '400', node: { name: 'Trackfinity' } });
	});

	test('a wait for a retry ends without a test call, however many noes come in the same words', async () => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '5', ...of('191'), times: 1 });
		sandbox.fault({ kind: 'answer', body: '{"error":"Access denied"}' });
		const result = await lock(['191', ...manyIds(10)], { parallelRequests: 11 });

		expect(sent(sandbox).sort()).toEqual(['191', ...manyIds(10)]);
		expect(stopOf(result).description).toMatch(/rejected by the service: 11 items\b/i);
	});

	test('an outcome that is unclear stops the run, too', async () => {
		workbench.sandbox.fault({ kind: 'drop', when: 'after', ...of('204') });
		const result = await lock(customers);
		const { description, itemIndex } = stopOf(result);

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		// There is no status where the service gave none.
		expect(result.error).toMatchObject({ httpCode: null, node: { name: 'Trackfinity' } });
		expect(itemIndex).toBe(1);
		expect(description).toMatch(/it's unclear whether this was applied/i);
		expect(description).toMatch(/done: 1 item\b.*\b0\b/i);
	});

	const twice = ['191', '204', '191', '204', '191', '215', '226'];
	const shared = /done: 3 items \(items 0, 2 and 4\).*not sent: 2 items \(items 5 (and|to) 6\)/i;
	test.each<[what: string, rejected: string, ids: string[], index: number, says: RegExp]>([
		['none were', '191', customers, 0, /no items were done.*not sent: 9 items/i],
		['all before it were', '270', customers, 9, /done: 9 items \(items 0 to 8\)/i],
		['duplicates share a request', '204', twice, 1, shared],
	])('the message says what was done and what was not, when %s', async (...row) => {
		const [, rejected, ids, index, says] = row;
		reject(rejected);
		const result = await lock(ids);

		expect(stopOf(result).itemIndex).toBe(index);
		expect(stopOf(result).description).toMatch(says);
	});
});

/** The line in which the node says what had been done. */
function farewell(logs: string[]): string {
	const said = logs.filter((line) => line.startsWith('warn: The execution was canceled.'));
	expect(said).toHaveLength(1);
	return said.join();
}

test.each(modes)('a canceled run says in the log how far it came (%s)', async (onError) => {
	const cancelWhen = workbench.sandbox.hold(of('215')).waiting(1);
	const { status, logs } = await lock(customers, { parallelRequests: 1 }, { onError, cancelWhen });
	const said = farewell(logs);

	expect(status).toBe('canceled');
	// What the service holds was cut off.
	expect(elapsedMs()).toBeLessThan(1500);
	expect(said).toMatch(/done: 2 items \(items 0 (and|to) 1\)/i);
	expect(said).toMatch(/unclear[^.]*: 1 item \(item 2\)/i);
	expect(said).toMatch(/not sent: 7 items \(items 3 to 9\)/i);
});

test.each(modes)('a cancel between two tries says what the first did (%s)', async (onError) => {
	reject('191');
	const cancelWhen = hasResponse(200).then(async () => await sleep(1000));
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 5000 };
	const how = { onError, cancelWhen, node };
	const { status, logs } = await lock(['191', '204'], { parallelRequests: 2 }, how);
	// n8n doesn't wait for the node.
	await sleep(5000);

	expect(status).toBe('canceled');
	expect(sent(workbench.sandbox).sort()).toEqual(['191', '204']);
	expect(farewell(logs)).toMatch(/done: 1 item \(item 1\).*rejected[^.]*: 1 item \(item 0\)/i);
});

test.each([
	['when it is cut off', () => workbench.sandbox.hold().waiting(1), {}],
	['when the question waits for its time', () => hasResponse(503), { 'retry-after': '30' }],
])('a deletion that a cancel leaves unclear is not asked about, %s', async (_, when, headers) => {
	workbench.sandbox.fault({ kind: 'status', status: 503, headers });
	const run = { parameters: parametersFor.delete(oneByOne), items: itemsFor(codes) };
	const { logs } = await workbench.run({ ...run, cancelWhen: when() });

	expect(elapsedMs()).toBeLessThan(1000);
	expect(workbench.sandbox.requests.map(({ form }) => form.type)).toEqual(['customer_delete']);
	expect(farewell(logs)).toMatch(/no items were done.*unclear[^.]*: 1 item \(item 0\)/i);
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
	const get = () => {
		seen += 1;
		// The check takes its time, and the node lets others take their turn.
		jest.advanceTimersByTime(1);
		if (seen === 20) cancel();
		return 'C-1';
	};
	const items = manyIds(200).map((id) =>
		Object.defineProperty({ id } as IDataObject, 'watched', { enumerable: true, get }),
	);
	const { trackfinityApi } = workbench.sandbox.credentials;
	const credentials = { trackfinityApi: { ...trackfinityApi, apiKey } };
	const { status } = await workbench.run({ parameters, items, credentials, cancelWhen: canceled });
	// n8n doesn't wait for the node.
	await sleep(5000);

	expect(status).toBe('canceled');
	expect(seen).toBeGreaterThanOrEqual(20);
	expect(seen).toBeLessThan(170);
	expect(workbench.sandbox.requestCount()).toBe(0);
});

describe('while a run goes on', () => {
	/** What the node says of its progress. */
	const progressIn = (lines: string[]) =>
		lines.flatMap((line) => /^info: .*\bstill running\. (.+)$/i.exec(line)?.[1] ?? []);

	beforeEach(() => {
		reject('204');
		workbench.sandbox.fault({ kind: 'slow', ms: 11_000, ...of('215') });
	});

	test('the log says how far it is, again and again, and nothing afterwards', async () => {
		const { lines, stop } = recordLogs();
		await lock(['191', '204', '', '226', '215', '237'], oneByOne, continues);
		await sleep(20_000);
		stop();

		const soFar =
			'Done: 2 items (items 0 and 3). Rejected by the service: 1 item (item 1). Not sent: 1 item (item 2). Not finished yet: 2 items (items 4 to 5).';
		expect(progressIn(lines)).toEqual([soFar, soFar]);
	});

	test('for less than five seconds, the log says nothing', async () => {
		workbench.sandbox.fault({ kind: 'slow', ms: 4800, ...of('226') });
		const { logs } = await lock(['191', '226']);

		expect(elapsedMs()).toBeGreaterThan(4799);
		expect(progressIn(logs)).toEqual([]);
	});
});
