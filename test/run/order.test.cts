import type { Fault } from '../../sandbox/index.cts';
import { citiesSent, cityItems, customerOf, customers, sent } from '../support/customers.cts';
import { down } from '../support/faults.cts';
import { expectLinked, failedOf, failureOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { continueModes, continues, keepItems, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Sets cities, written as `191 Rome`. */
const setCities = async (texts: string[], options = {}) =>
	await workbench.run({
		...{ parameters: parametersFor.setDetails(options), items: cityItems(...texts), ...continues },
	});

test('requests for the same customer arrive in input order, never side by side, through retries', async () => {
	workbench.sandbox.fault({ kind: 'slow', ms: 3 });
	workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', form: { city: 'C3' }, times: 2 });
	const ids = customers.slice(0, 3);
	const cities = Array.from({ length: 5 }, (_, index) => `C${index}`);
	const texts = cities.flatMap((city) => ids.map((id) => `${id} ${city}`));
	await setCities(texts, { parallelRequests: 50 });

	for (const id of ids) {
		const arrived = [...new Set(citiesSent(workbench.sandbox, id))];
		expect(arrived).toEqual(cities.map((city) => `${id} ${city}`));
		const own = workbench.sandbox.requests.filter((request) => customerOf(request) === id);
		const isLater = own.slice(1).map(({ at }, index) => at >= (own[index]?.endedAt ?? Infinity));
		expect(isLater).not.toContain(false);
	}
	expect(workbench.sandbox.requestCount()).toBe(17);
});

test.each([
	['when they follow each other', '191 A,191 A,191 A,191 B', '191 A,191 B'],
	['but not when another comes between', '191 A,191 B,191 A', '191 A,191 B,191 A'],
	['with other customers between', '191 A,204 A,191 A,204 B,204 B', '191 A,204 A,204 B'],
	['with an invalid item between', '191 A, ,191 A', '191 A'],
	['also one that says no', '191 no,191 no,204 A,191 no', '191 no,204 A'],
])('equal requests are sent once, and their items share the response, %s', async (...row) => {
	const [, cities, arrived] = row;
	workbench.sandbox.fault({ kind: 'status', status: 400, form: { city: 'no' }, times: 1 });
	const texts = cities.split(',');
	const { output } = await setCities(texts);

	expect(citiesSent(workbench.sandbox).join()).toBe(arrived);
	expectLinked(output, texts.length);
	const named = output.map(({ json }) => Object(json.error ?? json).customerId ?? '');
	expect(named).toEqual(texts.map((text) => text.split(' ')[0]));
	const isDone = output.map(({ json }) => json.success === true);
	expect(isDone).toEqual(texts.map((text) => /\d [A-Z]/.test(text)));
	if (texts[1] === '191 A') expect(output[1]?.json).toEqual(output[0]?.json);
});

describe('items that forget the same customer but keep different fields', () => {
	const forget = { ...parametersFor.forget(), keep: '={{ $json.keep }}' };

	test.each([
		[['191 email', '191 city'], {}],
		[['191 email', '191 email,city'], { dryRun: true }],
		[['191 email', '204', '191 email', '191'], {}],
	])('end the run with nothing sent in stop mode: %j %j', async (texts, options) => {
		const parameters = { ...forget, options };
		const result = await workbench.run({ parameters, items: keepItems(...texts) });

		const { text, description } = stopOf(result);
		for (const [index, item] of texts.entries()) {
			expect(text.includes(`[Item ${index}]`)).toBe(item.startsWith('191'));
		}
		expect(text).toContain('forget the same customer but keep different fields');
		expect(description).toContain("Use the same 'Fields to Keep' for all items of a customer");
		expect(description).toContain('Nothing was sent');
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each(continueModes)('are both not sent under %s, and the others are', async (onError) => {
		const items = keepItems('191 email', '204', '191 city', '215 zip');
		const failed = failedOf(await workbench.run({ parameters: forget, items, onError }));

		expect(sent(workbench.sandbox)).toEqual(['204', '215']);
		expect(failed.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 0 }, { item: 2 }]);
		for (const item of failed) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain('Items 0 and 2 forget the same customer');
			expect(failureOf(item).description).toMatch(/^The first request.*'Fields to Keep'/);
		}
	});

	test('are not sent either where one of them is invalid: what it was to keep is not known', async () => {
		const items = [...keepItems('191 emial', '204 email'), { id: '191', keep: [] }];
		const { output } = await workbench.run({ parameters: forget, items, ...continues });

		expect(sent(workbench.sandbox)).toEqual(['204']);
		const { message, ...failure } = failureOf(output[2]);
		expect(message).toContain('another item names the same customer and is invalid');
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0, customerId: '191' });
	});

	test.each([
		['SUB-5521a', 'sub-5521A'],
		['Zo\u00eb-1', 'Zoe\u0308-1'],
		['A-1', '\uff21-1'],
	])('nor where a database may take their IDs for the same: %s, %s', async (one, other) => {
		const items = keepItems(`${one} email`, other, `${one} zip`);
		const { output } = await workbench.run({ parameters: forget, items, ...continues });

		expect(failureOf(output[0]).message).toContain('Items 0, 1 and 2 forget the same customer');
		expect(failureOf(output[0]).description).toMatch(/^A database may take the IDs for the same/);
		expect(outcomesOf(output)).toEqual(['notSent', 'notSent', 'notSent']);
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test('are no conflict where the set of fields is the same, or the customer another', async () => {
		const same = ['email,city', ['city', 'email'], 'City, Email'];
		const items = [...same.map((keep) => ({ id: 42, keep })), { id: '0042', keep: 'zip' }];
		await workbench.run({ parameters: forget, items });

		expect(sent(workbench.sandbox).sort()).toEqual(['0042', '42']);
	});
});

const rome = { form: { customer_id: '191', city: 'Rome' } };
const items = ['191 Rome', '191 Rome', '191 Oslo', '204 Oslo', '191 Rome'];

/** What becomes of each item. */
async function outcomesFor(texts: string[], options = {}): Promise<string[]> {
	const { output } = await setCities(texts, { retries: 0, timeout: 1, ...options });
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

describe('after a retry got a yes, other requests for this customer', () => {
	test('are not sent where the first attempt may still arrive, and those of others are', async () => {
		workbench.sandbox.fault({ ...down, status: 504, ...rome, times: 1 });
		const outcomes = await outcomesFor(items, { retries: 1, parallelRequests: 1 });

		expect(outcomes).toEqual(['done', 'done', 'notSent', 'done', 'notSent']);
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome', '204 Oslo']);
	});

	type Row = [what: string, fault: Fault, isSent: boolean];
	test.each<Row>([
		...[502, 504, 520, 522, 524].map(status).map((row): Row => [...row, false]),
		...[408, 425, 429, 503, 521, 523, 530].map(status).map((row): Row => [...row, true]),
		[...cut, false],
		['a timeout', { kind: 'hang' }, false],
		['a connection cut before the change', { kind: 'drop', when: 'before' }, false],
		['a connection cut in the response', { kind: 'drop', when: 'midAnswer' }, false],
		['an endless response', { kind: 'drip', bytes: ' ', everyMs: 10 }, false],
	])('where it came to %s are only sent if its work is over', async (...[, fault, isSent]) => {
		workbench.sandbox.fault({ ...fault, ...rome, times: 1 });
		const outcomes = await outcomesFor(['191 Rome', '191 Oslo'], { retries: 1 });

		expect(outcomes).toEqual(['done', isSent ? 'done' : 'notSent']);
	});
});

const unclear = [status(500), cut, ['a web page with status 200', { kind: 'html' }]] as const;
test.each(unclear)('behind an unclear request, its customer is let be: %s', async (_, fault) => {
	workbench.sandbox.fault({ ...fault, ...rome });
	const outcomes = await outcomesFor(['191 Rome', ...items.slice(2)]);

	expect(outcomes).toEqual(['unknown', 'notSent', 'done', 'notSent']);
	expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome']);
});
