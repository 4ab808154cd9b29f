import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { fromItem, useAccounts, written } from '../support/accounts.cts';
import { down } from '../support/deletions.cts';
import { refusedXml } from '../support/responses.cts';
import { failureOf, lettersOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { continues, manyIds, oneByOne, parametersFor, tries } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { shownBy } from '../support/strings.cts';

const { workbench, at, confirm, itemsOf, received, run } = useAccounts();

const bothServices = ['lock', 'delete'] as const;
const irreversible = ['forget', 'delete'] as const;
const forbidden: Fault = { kind: 'status', status: 403 };
const inBody = {
	trackfinityDeleteApi: { ...fromItem.trackfinityDeleteApi, sendApiKeyIn: 'body' },
};

/** So many customers for each of the accounts, in turns. */
const inTurns = (count: number, names = ['A', 'B']) =>
	manyIds(count).flatMap((id) => names.map((name) => `${name} ${id}`));
const of = (name: string, texts: readonly string[]) =>
	texts.filter((text) => text.startsWith(`${name} `));

/** Of what arrived, that of the first five seconds. */
function receivedEarly(): string[] {
	const { requests } = workbench.sandbox;
	const end = (requests[0]?.at ?? NaN) + 5000;
	return requests.filter((request) => request.at < end).map(written);
}

describe('the same customer ID in two accounts are two customers', () => {
	test('of whom none waits for the other', async () => {
		const headers = { 'retry-after': '8' };
		workbench.sandbox.fault({ ...down, headers, times: 1, ...at('setDetails', 'A') });
		confirm();
		await run('setDetails', itemsOf('setDetails', 'A 191 Rome', 'B 191 Oslo', 'A 191 Bern'));

		expect(receivedEarly().sort()).toEqual(['A 191 Rome', 'B 191 Oslo']);
		expect(of('A', received())).toEqual(['A 191 Rome', 'A 191 Rome', 'A 191 Bern']);
	});

	const keeping = (items: ReturnType<typeof itemsOf>) =>
		items.map((item, index) => ({ ...item, keep: index === 0 ? ['email'] : [] }));
	const parameters = { keep: '={{ $json.keep }}' };

	test('of whom Forget may keep different fields', async () => {
		confirm();
		await run('forget', keeping(itemsOf('forget', 'A 191', 'B 191')), { parameters });

		expect(received().sort()).toEqual(['A 191', 'B 191']);
	});

	test.each([
		['two slashes', (url = '') => url.replace('/A', '//A')],
		['one at the end', (url = '') => `${url}/`],
	])('but not by another spelling of the address: %s', async (_, spell) => {
		const inTwo = (operation: 'delete' | 'forget') => {
			const [item, other] = keeping(itemsOf(operation, 'A 191', 'A 191'));
			return [item, { ...other, url: spell(other?.url) }] as IDataObject[];
		};
		const forgotten = await run('forget', inTwo('forget'), { parameters, ...continues });
		expect(received()).toEqual([]);
		expect(outcomesOf(forgotten.output)).toEqual(['notSent', 'notSent']);

		workbench.sandbox.fault({ kind: 'status', status: 504, ...at('delete', 'A') });
		const deleted = await run('delete', inTwo('delete'), { options: oneByOne, ...continues });
		const types = workbench.sandbox.requests.map(({ form }) => form.type);
		expect(types.filter((type) => type === 'customer_delete')).toHaveLength(1);
		expect(outcomesOf(deleted.output)).toEqual(['unknown', 'unknown']);
	});

	test.each(bothServices)('of whom a later try sends who failed: %s', async (operation) => {
		workbench.sandbox.fault({ kind: 'status', status: 400, times: 1, ...at(operation, 'B') });
		confirm('191');
		// n8n tries again when the first item failed.
		const how = { options: oneByOne, ...continues, ...tries(2) };
		const { output } = await run(operation, itemsOf(operation, 'B 191', 'A 191'), how);

		expect(received().sort()).toEqual(['A 191', 'B 191', 'B 191']);
		expect(outcomesOf(output)).toEqual(['done', 'done']);
	});
});

test('the Safety Limit counts one ID in two accounts twice, over turns and when n8n retries the execution', async () => {
	confirm(...manyIds(5));
	const execution = async (safetyLimit: number, batches: string[], contextData = {}) =>
		await workbench.run({
			parameters: { ...parametersFor.delete(), safetyLimit },
			batches: batches.map((texts) => itemsOf('delete', ...texts.split(', '))),
			...{ credentials: fromItem, ...continues, contextData },
		});
	const first = await execution(4, ['A C-0, A C-1', 'B C-0', 'B C-1, A C-1']);
	expect(first.turns.map(({ output }) => lettersOf(output))).toEqual(['dd', 'd', 'dd']);

	const second = await execution(5, ['A C-0, B C-1', 'A C-4, B C-4'], first.contextData);
	expect(second.turns.map(({ output }) => lettersOf(output))).toEqual(['dd', 'nn']);
	expect(failureOf(second.output[0]).message).toContain("'Safety Limit'");
});

describe('an account is no longer called by what it said itself', () => {
	// What else ends it for the others: test/run/stoppedCalling.
	test.each<[operation: 'lock' | 'delete', what: string, fault: Fault, most: number]>([
		['lock', 'a wrong key', { kind: 'status', status: 401 }, 1],
		['lock', 'the second 403, whatever has succeeded in another', forbidden, 2],
		['delete', 'the second 403, whatever has succeeded in another', forbidden, 2],
		['lock', 'ten in a row without a usable response', { ...down, status: 429 }, 10],
	])('%s: %s', async (operation, _what, fault, most) => {
		workbench.sandbox.fault({ ...fault, ...at(operation, 'A') });
		const count = most + 2;
		confirm(...manyIds(count));
		const items = itemsOf(operation, ...inTurns(count));
		const { output } = await run(operation, items, { ...continues, options: oneByOne });

		expect(of('A', received())).toHaveLength(most);
		expect(of('B', received())).toHaveLength(count);
		expect(outcomesOf(output).at(-2)).toBe('notSent');
	});

	test('but in stop mode the first failure ends the run for all of them', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 404, ...at('lock', 'A') });
		confirm();
		const result = await run('lock', itemsOf('lock', ...inTurns(4)), { options: oneByOne });

		expect(received().length).toBeLessThanOrEqual(3);
		expect(stopOf(result).itemIndex).toBe(0);
	});
});

describe('the pace of two accounts', () => {
	test('a 429 of one does not hold up the other', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '8', times: 1, ...at('lock', 'A') });
		confirm();
		// All places would be taken by those who wait.
		await run('lock', itemsOf('lock', ...inTurns(6, ['A']), ...inTurns(6, ['B'])));

		expect(received()).toHaveLength(13);
		expect(elapsedMs()).toBeGreaterThan(7900);
		expect(of('B', receivedEarly())).toHaveLength(6);
	});

	test('Parallel Requests is for both together', async () => {
		const { sandbox } = workbench;
		// Also after its release a request takes long enough for one too many to arrive beside it.
		sandbox.fault({ kind: 'slow', ms: 100 });
		confirm();
		const hold = sandbox.hold();
		const ended = run('lock', itemsOf('lock', ...inTurns(4)), { options: { parallelRequests: 3 } });
		await hold.waiting(3);
		hold.release();
		await ended;

		expect(received().sort()).toEqual(inTurns(4).sort());
		expect(sandbox.peakInFlight()).toBe(3);
	});
});

describe('secrets', () => {
	test.each(bothServices)('are those of the account a text comes from: %s', async (operation) => {
		const says = 'No such customer here';
		workbench.sandbox.fault({ kind: 'answer', body: refusedXml(says), service: 'delete' });
		workbench.sandbox.fault({ kind: 'answer', body: JSON.stringify({ error: says }) });
		const [first, second] = itemsOf(operation, 'A 191', 'B 204');
		const items = [{ ...first }, { ...second, key: 'customer' }];
		const { output } = await run(operation, items, continues);

		expect(failureOf(output[0]).message).toContain(says);
		expect(failureOf(output[1]).message).toContain('No such [hidden] here');
	});

	test('are hidden in a dry run, each in its own request', async () => {
		const how = { credentials: inBody, options: { dryRun: true } };
		const result = await run('delete', itemsOf('delete', 'A 191', 'B 191'), how);

		const hidden = { request: { body: { user_password: '[hidden]' } } };
		expect(result.output.map(({ json }) => json)).toMatchObject([hidden, hidden]);
		expect(shownBy(result)).not.toMatch(/key-/);
	});
});

describe('one account', () => {
	test('is the same with another key: the requests for a customer go in order, each signed with its own', async () => {
		workbench.sandbox.fault({ ...down, headers: { 'retry-after': '8' }, times: 1 });
		confirm();
		const [first, second, third] = itemsOf('setDetails', 'A 191 Rome', 'A 191 Oslo', 'A 191 Rome');
		await run('setDetails', [{ ...first }, { ...second, key: 'key-B' }, { ...third }]);

		expect(received()).toEqual(['A 191 Rome', 'A 191 Rome', 'A/B 191 Oslo', 'A 191 Rome']);
	});

	test('is still called with another key, for the same customer, too', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 401, times: 1 });
		confirm();
		const items = itemsOf('setDetails', 'A 204 Rome', 'A 191 Oslo', 'A 191 Bern');
		for (const item of items.slice(0, 2)) item.key = 'key-B';
		await run('setDetails', items, { options: oneByOne, ...continues });

		expect(received()).toEqual(['A/B 204 Rome', 'A 191 Bern']);
	});

	test.each(irreversible)('is the same with another key or user: %s', async (operation) => {
		workbench.sandbox.fault({ kind: 'echoSecrets', times: 1, carryOut: false });
		const [item] = itemsOf(operation, 'A 191');
		const items = [{ ...item }, { ...item, key: 'key-B' }, { ...item, user: 'user-B' }];
		const result = await run(operation, items, { parameters: { safetyLimit: 1 }, ...continues });

		expect(received()).toEqual(['A 191']);
		expect(lettersOf(result.output)).toBe('rrr');
		expect(shownBy(result)).not.toMatch(/key-/);
	});

	test.each([
		['key', 'user_password'],
		['user', 'user_id'],
	] as const)('is another with another %s, in pace and when it ends', async (part, field) => {
		const other = `${part}-B`;
		const items = itemsOf('delete', ...inTurns(12, ['A'])).map((item, index) =>
			index < 6 ? { ...item, [part]: other } : item,
		);
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'busy', retryAfter: '8', times: 1, form: { [field]: other } });
		confirm(...manyIds(12));
		await run('delete', items, { credentials: inBody });
		expect(of('A', receivedEarly())).toHaveLength(6);
		expect(received()).toHaveLength(13);

		sandbox.reset();
		sandbox.fault({ kind: 'status', status: 401, form: { [field]: other } });
		confirm(...manyIds(12));
		const how = { credentials: inBody, ...continues, options: { parallelRequests: 2 } };
		const { output } = await run('delete', items, how);
		expect(of('A/B', received()).length).toBeLessThanOrEqual(2);
		expect(outcomesOf(output).slice(5)).toEqual(['notSent', ...Array(6).fill('done')]);
	});
});
