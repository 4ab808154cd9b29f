import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { code, deletion, question, useDeletions } from '../support/deletions.cts';
import { broken, down, rejection, seen } from '../support/faults.cts';
import { expectLinked, failureOf, lettersOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { deletedXml, responseXml, says } from '../support/responses.cts';
import {
	changing,
	changingItems,
	citiesSent,
	codes,
	continues,
	customerOf,
	itemsFor,
	modes,
	oneByOne,
	parametersFor,
	sent,
	sleep,
	stops,
	tries,
	until,
} from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { keptOf } from '../support/strings.cts';

const { calls, inTurn, isThere, runDeletions, runTries, workbench } = useDeletions();

const lock = parametersFor.lock(oneByOne);
const setCity = parametersFor.setDetails(oneByOne);
const byCode = parametersFor.delete(oneByOne);
const no = { kind: 'status', status: 400 } as const;
const wrongKey = { kind: 'status', status: 401 } as const;
/** Says that there is no such customer. */
const noMatch = says(responseXml('no_match', ''));
const now = '={{ $now.toMillis() }}';

const hang: Fault = { kind: 'hang' };
/** Carried out, but nobody says so. */
const lost: Fault = { kind: 'drop', when: 'after' };
const gaveUp: Fault = { ...down, status: 504 };
const done: Fault = { kind: 'answer', body: 'true', carryOut: true };

const of = (id: string) => ({ form: { customer_id: id } });
const itemsOf = (...texts: string[]) => changingItems(workbench.sandbox, ...texts);
const cityNow = () => workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city;

/** An item that sets a city: A to C of one customer, X and Y of a customer each, - of nobody. */
function settingCity(city: string): { city: string; id: string } {
	return { city, id: { '-': '', X: '204', Y: '215' }[city] ?? '191' };
}

type Faults = Record<string, readonly Fault[]>;
type How = { onError?: 'stopWorkflow'; fields?: INodeParameters; retries?: number };

/**
 * Runs the node over items such as `A -/B X`: the second one names nobody at first, and B in the last try. These faults befall
 * the requests with a city, in turn. Expects the cities in `arrived` to be sent, which has a word for each try, - for none.
 */
async function expectTries(items: string, faults: Faults, arrived: string, how: How = {}) {
	for (const [city, befall] of Object.entries(faults)) inTurn({ form: { city } }, ...befall);
	const { fields, onError = 'continueRegularOutput', retries = 0 } = how;
	const parameters = parametersFor.setDetails({ ...oneByOne, timeout: 1, retries });
	const inTries = arrived.split(' ').map((cities) => cities.replace('-', ''));
	const before = inTries.slice(0, -1).join('').length;
	const result = await workbench.run({
		parameters: { ...parameters, ...(fields && { fields }) },
		items: items.split(' ').map((item) => {
			const [first = '', last = first] = item.split('/');
			return changing(workbench.sandbox, before, settingCity(first), settingCity(last));
		}),
		...{ onError, ...tries(inTries.length) },
	});
	const cities = [...inTries.join('')].map(settingCity);
	expect(citiesSent(workbench.sandbox)).toEqual(cities.map(({ id, city }) => `${id} ${city}`));
	return result;
}

describe('what was done in an earlier try', () => {
	test('is not sent again, comes out as done, and stays so over several tries', async () => {
		for (const id of ['204', '215']) inTurn(of(id), broken);
		const items = itemsFor(['191', '204', '215', '191']);
		const { status, output } = await workbench.run({ parameters: lock, items, ...tries(3) });

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '204', '215', '215']);
		expect(outcomesOf(output)).toEqual(['done', 'done', 'done', 'done']);
		expect(output.map(({ json }) => json.customerId)).toEqual(['191', '204', '215', '191']);
		expectLinked(output, 4);
	});

	test.each([
		['was rejected, as it is now', no, 2],
		// The new one, too, would leave it open which of the two came last.
		['ended unclear, as it was', broken, 1],
	] as const)('is not sent again as another request; what %s', async (_, fault, stamps) => {
		inTurn(of('204'), fault);
		const parameters = { ...setCity, fields: { custom1: now } };
		const items = itemsFor(['191', '204', '215']);
		await workbench.run({ parameters, items, ...tries(3) });
		const of204 = workbench.sandbox.requests.filter((request) => customerOf(request) === '204');

		expect(sent(workbench.sandbox)).toEqual(['191', '204', '204', '215']);
		expect(new Set(of204.map(({ form }) => form.custom1)).size).toBe(stamps);
	});

	test('says what was sent for it, whatever an expression gives in the next try', async () => {
		inTurn(of('204'), no);
		const items = ['191', '204'].map((id) => {
			const item = { id, city: 'Rome', email: '' };
			return changing(workbench.sandbox, 2, item, { ...item, email: 'a@example.com' });
		});
		const fields = { city: '={{ $json.city }}', email: '={{ $json.email }}' };
		const parameters = { ...setCity, fields };
		const { output } = await workbench.run({ parameters, items, ...tries(2) });

		expect(output.map(({ json }) => json.updatedFields)).toEqual([['city'], ['city', 'email']]);
	});

	test('is put out where another item contradicts it now', async () => {
		const { sandbox } = workbench;
		inTurn(of('204'), no);
		const last = changing(sandbox, 2, { id: '', keep: 'email' }, { id: '191', keep: 'email' });
		const items = [{ id: '204', keep: 'city' }, { id: '191', keep: 'city' }, last];
		const parameters = { ...parametersFor.forget(oneByOne), keep: '={{ $json.keep }}' };
		const { output } = await runTries(parameters, items);

		expect(sent(sandbox)).toEqual(['204', '191', '204']);
		expect(outcomesOf(output)).toEqual(['done', 'done', 'notSent']);
	});

	test('is put out where the settings cannot be read in the next try', async () => {
		const { sandbox } = workbench;
		inTurn(of('191'), no);
		const first = changing(sandbox, 2, { id: '191', seconds: 30 }, { id: '191', seconds: null });
		const parameters = parametersFor.lock({ ...oneByOne, timeout: '={{ $json.seconds }}' });
		const { output } = await runTries(parameters, [first, { id: '204', seconds: 30 }]);

		expect(sent(sandbox)).toEqual(['191', '204']);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ error: { operation: 'lock', customerId: '191', outcome: 'rejected' } },
			{ success: true, operation: 'lock', customerId: '204' },
		]);
	});

	test.each(modes)('is put out where the run was canceled (%s)', async (onError) => {
		const { sandbox } = workbench;
		const hold = sandbox.hold(of('191'));
		const isOneDone = until(() => sandbox.requests.some(({ status }) => status === 200));
		const { output, errorOutput } = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 2, retries: 0 }),
			items: itemsFor(['191', '204']),
			...{ onError, cancelWhen: isOneDone.then(async () => await sleep(50)), ...tries(2) },
		});
		hold.release();

		expect(sent(sandbox).sort()).toEqual(['191', '204']);
		const put = [...output, ...errorOutput];
		expect(JSON.stringify(put)).not.toContain('while its items were checked');
		expect(put.flatMap(({ json }) => (json.success ? [json.customerId] : []))).toEqual(['204']);
	});
});

const [onceNo, undone] = [{ X: [no] }, { A: [no, broken] }];
const wasRejected = { X: [no, wrongKey], A: [no] };
const open = { ...onceNo, B: [broken] };

test.each<[what: string, items: string, Faults, arrived: string, end: string]>([
	['what was done is for nobody, and sent again', 'A/B B/-', { A: [no] }, 'AB B', 'dd'],
	['what was done is for nobody, and undone', 'A B/-', { A: [no] }, 'AB A', 'dn'],
	['what was done is for another item', 'X A -/A', onceNo, 'XA X', 'ddd'],
	['what was done is for an item before it', 'X -/A A', onceNo, 'XA X', 'ddd'],
	['what was rejected is for another item', 'X A -/A', { ...onceNo, A: [no] }, 'XA XA', 'ddd'],
	['what was done is wanted before another', 'X -/B A B/-', onceNo, 'XAB XBA', 'dddn'],
	['what was done is wanted behind another, too', 'X A B -/A', onceNo, 'XAB XA', 'dddd'],
	['what was done is wanted between others, too', 'X A -/B A B', onceNo, 'XAB XBAB', 'ddddd'],
	['what was done is wanted last, too', 'X A B -/B', onceNo, 'XAB X', 'dddd'],
	['what was done is wanted last, too, and sent again', 'A B -/B', { A: [no] }, 'AB AB', 'ddd'],
	['what was done is for somebody else', 'X A/Y', onceNo, 'XA X', 'dd'],
	['what was done is for nobody, and stays', 'X A/-', onceNo, 'XA X', 'dd'],
	['what may be done is for nobody, and what was stays', 'X A B/- -/C', open, 'XAB X', 'ddnn'],
	['what may be undone is for somebody else', 'A B/Y', undone, 'AB A AB', 'dd'],
	['what may be undone is for nobody', 'A B/-', undone, 'AB A A', 'dn'],
	['what was rejected is something else', 'X A/B', wasRejected, 'XA X', 'rr'],
	['what was rejected is for somebody else', 'X A/Y', wasRejected, 'XA X', 'rn'],
])('in the next try, %s: %s', async (_what, items, faults, arrived, end) => {
	const { output } = await expectTries(items, faults, arrived);

	expect(lettersOf(output)).toBe(end);
});

describe('several requests for one customer, which are others in each try', () => {
	const fields = { city: '={{ $json.city }}', custom1: now };
	const once = { retries: 1 };
	const twice = [no, no];

	test.each<[what: string, items: string, Faults, How, arrived: string, end: string]>([
		['A done, B rejected', 'A B C', { B: [no] }, stops, 'AB BC', 'ddd'],
		['A rejected, B done', 'A B', { A: [no] }, {}, 'AB AB', 'dd'],
		['A rejected, B unclear', 'A B', { A: [no], B: [lost, no] }, {}, 'AB AB', 'du'],
		['A unclear', 'A B', { A: [broken] }, stops, 'A AB', 'dd'],
		['A rejected twice, B done', 'A B', { A: twice }, {}, 'AB A', 'rd'],
		['A, B no', 'A B C', { A: [no], B: twice }, {}, 'ABC ABC', 'drd'],
		['A no, B done, then no', 'A B C', { A: [no], B: [done, no] }, {}, 'ABC AB', 'duu'],
		['A no, B late', 'A B C', { A: twice, B: [hang] }, once, 'ABB A', 'rdn'],
		['A rejected, B late', 'A B C', { A: [no], B: [hang] }, once, 'ABB AB', 'ddn'],
	])('%s: all from the first that was not done are sent again', async (...row) => {
		const [, items, faults, how, arrived, end] = row;
		const { output } = await expectTries(items, faults, arrived, { fields, ...how });

		expect(lettersOf(output)).toBe(end);
		expect(cityNow()).toBe('ABC'[end.lastIndexOf('d')]);
	});

	test.each<[string, Fault, How, arrived: string]>([
		['A timed out', hang, {}, 'A A -'],
		['A timed out before a retry got a yes', hang, once, 'AA - -'],
		["A's proxy gave up waiting, before a retry got a yes", gaveUp, once, 'AA - -'],
	])('%s, and may still arrive: B is not sent in any try', async (_, fault, how, arrived) => {
		const result = await expectTries('A B', { A: [fault] }, arrived, { fields, ...how, ...stops });

		expect(stopOf(result).message).toContain('may still arrive');
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toMatch(/Done: 1 item \(item 0\)/);
	});
});

const undoneSince = /^Done in an earlier try, but another request .* may have undone it since/;
test.each<[what: string, Fault[], arrived: string, attempts: number, message: RegExp]>([
	['was unclear', [lost], 'AB A', 1, /was cut before the response/],
	['was done', [], 'AB A', 1, undoneSince],
	['was done, and may still arrive late', [hang], 'ABB A', 2, undoneSince],
])('B, which %s, is unclear behind A, which is unclear now', async (...row) => {
	const [, faults, arrived, attempts, message] = row;
	const how = { retries: attempts - 1 };
	const { output } = await expectTries('A B', { A: [no, broken], B: faults }, arrived, how);

	expect(cityNow()).toBe('B');
	expect(lettersOf(output)).toBe('uu');
	expect(failureOf(output[1]).attempts).toBe(attempts);
	expect(failureOf(output[1]).message).toMatch(message);
});

test('B, which was done, then unclear behind A, and is rejected in the last try, stays unclear', async () => {
	const faults = { A: [no, broken], B: [done, no] };
	const { output } = await expectTries('A B', faults, 'AB A AB');

	expect(lettersOf(output)).toBe('du');
	const { attempts, message, description } = failureOf(output[1]);
	expect([attempts, message]).toEqual([2, expect.stringMatching(undoneSince)]);
	expect(description).toMatch(/^Sent again: Trackfinity rejected .* run this item again if needed/);
});

test.each<[what: string, Fault[]]>([
	['was done at once', []],
	['has a late attempt that may still do it again', [hang]],
])('B, which %s, is unclear where A before it is sent again, and B is not', async (_, faults) => {
	inTurn({ form: { city: 'Rome' } }, no);
	inTurn({ form: { city: 'Oslo' } }, ...faults);
	// In the second try: while A is under way, the run ends.
	workbench.sandbox.fault({ kind: 'slow', ms: 300, form: { city: 'Rome' } });
	inTurn({ form: { city: 'Bern' } }, no, wrongKey);
	const options = { parallelRequests: 2, retries: 1, timeout: 1 };
	const items = itemsOf('191 Rome', '191 Oslo', '204 Bern');
	const { output } = await runTries(parametersFor.setDetails(options), items);

	const oslo = ['191 Oslo', ...faults.map(() => '191 Oslo')];
	expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome', ...oslo, '191 Rome']);
	expect(cityNow()).toBe('Rome');
	expect(outcomesOf(output)).toEqual(['done', 'unknown', 'rejected']);
});

test('a run that stops at B, which was done and is rejected behind A, says what the item would', async () => {
	inTurn(of('204'), no);
	inTurn({ form: { city: 'Oslo' } }, done, no);
	const parameters = parametersFor.setDetails({ parallelRequests: 2, retries: 0 });
	const items = itemsOf('204 Rome, after 2: 191 Rome', '191 Oslo');
	const result = await workbench.run({ parameters, items, ...stops, ...tries(2) });

	expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Oslo', '191 Rome', '191 Oslo']);
	const { message, description, itemIndex } = stopOf(result);
	expect(message).toMatch(/^Stopped at item 1: Done in an earlier try, but another request/);
	expect(description).toMatch(/^Sent again: Trackfinity rejected the request \(HTTP 400\)/);
	expect(description).toMatch(/Unclear: 1 item \(item 1\)/);
	expect(itemIndex).toBe(1);
});

// The service puts its response into a call whose name is another in each try.
const callback = '={{ "done_" + $now.toMillis() }}';

test('a deletion that is sent again and deletes another customer says that, and not to run it again', async () => {
	const [, other = ''] = codes;
	inTurn({ form: { code: other } }, wrongKey);
	inTurn({ form: { code } }, says(deletedXml(code)), says(deletedXml(code)), says(deletedXml('7')));
	const options = { responseFormat: 'json', callback, parallelRequests: 2, retries: 0 };
	const parameters = parametersFor.delete(options);
	const items = itemsOf(`${other}, after 2: ${code}`, code);
	const { output } = await runTries(parameters, items);

	expect(sent(workbench.sandbox)).toEqual([other, code, code, code]);
	expect(outcomesOf(output)).toEqual(['done', 'unknown']);
	const { message, description } = failureOf(output[1]);
	expect(message).toMatch(/deleted another customer/);
	expect(description).toMatch(/the code 7\. Nothing more is sent\. Don't run the item again/);
});

describe('a deletion that an earlier try left unknown', () => {
	const options: INodeParameters = { ...oneByOne, responseFormat: 'json', callback };
	const triesToEnd = (maxTries: number) => ({ ...stops, ...tries(maxTries) });

	/** A deletion that nobody can tell anything about. */
	function unclearTry(carryOut: boolean): void {
		inTurn(deletion, { ...down, carryOut });
		inTurn(question, broken);
	}

	test('is asked about first, and sent, as it was, because the customer is still there', async () => {
		unclearTry(false);
		const { output } = await runDeletions([code], options, triesToEnd(2));

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'delete']);
		expect(output[0]?.json).toMatchObject({ deleted: true });
		expect(output[0]?.json).not.toHaveProperty('verified');
		expect(new Set(workbench.sandbox.requests.map(({ form }) => form.callback)).size).toBe(1);
	});

	test.each([
		['stopWorkflow', [code, code, ...codes]],
		['continueRegularOutput', [code, ...codes, code]],
	] as const)('is not sent because the customer is gone (%s)', async (onError, arrived) => {
		unclearTry(true);
		const { output } = await runDeletions(codes, options, { onError, ...tries(2) });

		expect(sent(workbench.sandbox)).toEqual(arrived);
		expect(calls().filter((type) => type === 'delete')).toHaveLength(3);
		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined, undefined]);
	});

	test('is asked about, and not sent as long as nobody can say', async () => {
		unclearTry(false);
		workbench.sandbox.fault({ ...broken, ...question });
		const result = await runDeletions([code], options, triesToEnd(3));

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'exists']);
		expect(stopOf(result).description).toMatch(/unclear[^.]*: 1 item \(item 0\)/i);
		expect(isThere()).toBe(true);
	});

	test('is asked about after the pause that it was told, and then nobody pauses again', async () => {
		inTurn(deletion, down, { kind: 'busy', retryAfter: '20' });
		inTurn(question, seen, noMatch);
		const two = codes.slice(0, 2);
		const { output } = await runDeletions(two, { ...options, retries: 1 }, triesToEnd(2));

		expect(calls()).toEqual(['delete', 'exists', 'delete', 'exists', 'delete']);
		expect(outcomesOf(output)).toEqual(['done', 'done']);
		expect(elapsedMs()).toBeLessThan(21_000);
	});

	test('counts as sent, and as perhaps carried out, also for another item that asks for it now', async () => {
		const [, other = '', another = ''] = codes;
		inTurn({ form: { code: other } }, wrongKey, rejection);
		unclearTry(true);
		const parameters = { ...parametersFor.delete(options), safetyLimit: 2 };
		const items = itemsOf(other, code, `, after 1: ${code}`);
		const { output, contextData } = await runTries(parameters, items);
		expect(sent(workbench.sandbox)).toEqual([other, other, code, code]);
		expect(outcomesOf(output)).toEqual(['rejected', 'unknown', 'unknown']);

		const next = async (id: string) =>
			(await workbench.run({ parameters, items: itemsFor([id]), contextData, ...continues }))
				.output[0];
		expect((await next(code))?.json).toMatchObject({ deleted: true, verified: true });
		expect(failureOf(await next(another)).message).toContain("'Safety Limit'");
	});

	test('is asked about first where only another item asks for it now', async () => {
		unclearTry(true);
		const items = itemsOf(`${code}, after 1: `, `, after 1: ${code}`);
		const { output } = await runTries(byCode, items);

		expect(calls()).toEqual(['delete', 'exists', 'exists']);
		expect(output[1]?.json).toMatchObject({ code, deleted: true, verified: true });
	});

	test('one that was rejected, but may still arrive late, is asked about as well', async () => {
		inTurn(deletion, { kind: 'hang' }, rejection);
		await runDeletions([code], { ...options, retries: 1 }, triesToEnd(2));

		expect(calls()).toEqual([...['delete', 'exists', 'delete', 'exists'], ...['exists', 'delete']]);
		expect(isThere()).toBe(false);
	});
});

describe('what is remembered', () => {
	test('is nowhere in what n8n stores', async () => {
		inTurn(of('204'), broken, broken);
		const fields = { city: 'Rome', password: '={{ "open" + "sesame" }}' };
		const run = { parameters: { ...setCity, fields }, items: itemsFor(['191', '204']) };
		const result = await workbench.run({ ...run, ...tries(2) });

		expect(workbench.sandbox.requests.map(({ form }) => form.password)).toContain('opensesame');
		expect(keptOf(result)).not.toContain('opensesame');
		expect(result.contextData['node:Trackfinity'] ?? {}).toEqual({});
	});

	test.each([
		['stopWorkflow', ['191', '204', '204']],
		// The first item was done, so n8n doesn't try again.
		['continueRegularOutput', ['191', '204']],
	] as const)('is nothing in the next turn of a loop (%s)', async (onError, inFirstTurn) => {
		inTurn(of('204'), broken);
		const batches = [itemsFor(['191', '204']), itemsFor(['191', '204'])];
		const { turns } = await workbench.run({ parameters: lock, batches, onError, ...tries(3) });

		expect(sent(workbench.sandbox)).toEqual([...inFirstTurn, '191', '204']);
		expect(outcomesOf(turns[1]?.output ?? [])).toEqual(['done', 'done']);
	});
});

describe('where an expression names another customer in the next try', () => {
	test('nobody is deleted whom an item names in a third try, where its second customer was deleted for another item', async () => {
		const { sandbox } = workbench;
		for (const code of ['X-1', 'A']) sandbox.fault({ ...no, form: { code } });
		for (const code of ['B', 'C']) sandbox.fault({ ...says(deletedXml(code)), form: { code } });
		const tryNow = () => sent(sandbox).filter((code) => code === 'X-1').length;
		const item = Object.defineProperty({}, 'id', { get: () => ['A', 'B'][tryNow()] ?? 'C' });
		const { output } = await runTries(byCode, [{ id: 'X-1' }, { id: 'B' }, item], 4);

		expect(sent(sandbox)).not.toContain('C');
		expect(output[2]?.json).toMatchObject({ code: 'B', deleted: true });
	});

	test('a deletion that ended unclear is asked about, though its item names somebody else now', async () => {
		inTurn(deletion, broken);
		inTurn({ form: { type: 'customer_exists', code: '7001' } }, broken);
		const { output } = await runTries(byCode, itemsOf('7001, after 2: 7002'));

		const calls = workbench.sandbox.requests.map(({ form }) => `${form.type} ${form.code}`);
		expect(calls).toEqual(['customer_delete 7001', 'customer_exists 7001', 'customer_exists 7001']);
		expect(output[0]?.json).toMatchObject({ code: '7001', deleted: true, verified: true });
	});

	test.each<[what: string, faults: Fault[], arrived: string, attempts: number]>([
		['at once', [done, no], 'AB AB', 2],
		['and may still arrive late', [hang, done, no], 'ABB AB', 3],
	])('what was done %s never looks rejected, though it is sent again', async (...row) => {
		const [, faults, arrived, attempts] = row;
		const how = { retries: attempts - 2 };
		const { output } = await expectTries('A B', { A: [no], B: faults }, arrived, how);

		expect(cityNow()).toBe('A');
		expect(lettersOf(output)).toBe('du');
		expect(failureOf(output[1])).toMatchObject({
			...{ statusCode: 400, attempts },
			message: expect.stringContaining('Done in an earlier try'),
			description: expect.stringContaining('Sent again: Trackfinity rejected the request'),
		});
	});

	test('an item that was never sent says why it cannot be sent now', async () => {
		workbench.sandbox.fault({ ...wrongKey, ...of('191') });
		const { output } = await runTries(lock, itemsOf('191', '204, after 1: '));

		expect(failureOf(output[1]).message).toContain("'Customer ID' must be text");
	});

	test('what was never sent is called so where a later try sends nothing', async () => {
		workbench.sandbox.fault({ ...no, ...of('204') });
		const items = itemsOf('191', '204', '215', '226, after 2: ');
		const result = await workbench.run({ parameters: lock, items, ...tries(2) });

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		expect(stopOf(result).description).toContain(
			'In earlier tries: Done: 1 item (item 0). Rejected by the service: 1 item (item 1). Not sent: 2 items (items 2 to 3). In this try: ',
		);
	});

	test('nothing is sent behind what may still arrive, though its own item names nobody then', async () => {
		const faults = { A: [gaveUp], X: [no, no] };
		const { output } = await expectTries('A/- X/B', faults, 'AX -');

		expect(failureOf(output[1])).toMatchObject({ customerId: '191', outcome: 'notSent' });
		expect(failureOf(output[1]).message).toContain('may still arrive');
	});

	test('items that newly ask for the same are one request, though one of them was rejected for another', async () => {
		inTurn(of('191'), no);
		const items = ['191', ''].map((id) =>
			changing(workbench.sandbox, 1, { id, keep: 'email' }, { id: '191', keep: 'city' }),
		);
		const parameters = { ...parametersFor.forget(oneByOne), keep: '={{ $json.keep }}' };
		const { output } = await runTries(parameters, items);

		expect(workbench.sandbox.requests.map(({ form }) => form['keep'])).toEqual(['email', 'city']);
		expect(outcomesOf(output)).toEqual(['done', 'done']);
	});

	test.each([
		['never sent: the run ended early', { ...wrongKey, ...of('204') }, ['204 Bonn'], 'done'],
		['not sent behind an unclear one', { ...down, status: 502, ...of('191') }, [], 'unknown'],
	])('equal items with another between share nothing: %s', async (_, fault, before, first) => {
		workbench.sandbox.fault({ kind: 'slow', ms: 700, times: 1, ...of('204') });
		workbench.sandbox.fault(fault);
		const options = { ...oneByOne, parallelRequests: 2, maxRequestsPerSecond: 2 };
		const items = itemsOf(...before, '191 Rome', '191 Oslo', '191 Rome');
		const { output } = await runTries(parametersFor.setDetails(options), items);

		expect(outcomesOf(output).slice(before.length)).toEqual([first, 'notSent', 'notSent']);
	});
});
