import type { IDataObject, IExecuteContextData } from 'n8n-workflow';

import { deletion, ofCode, question } from '../support/deletions.cts';
import { broken, rejection } from '../support/faults.cts';
import { failureOf } from '../support/outcomes.cts';
import { deletedXml, foundJson, says } from '../support/responses.cts';
import { changing, changingItems, continues, oneByOne, stops, tries } from '../support/runs.cts';
import { emails, found, jane, nobody, shared, zoe } from '../support/searchedCustomers.cts';
import { deleteBy, search, searchFor, type SearchRun, useSearches } from '../support/searches.cts';
import { expectNoneIn } from '../support/strings.cts';

const { calls, deleteThem, deletions, inTurn, searched, runTries, workbench } = useSearches();

const twice = tries(2);
const byItsWay = deleteBy('={{ $json.by }}', oneByOne);
const [first = '', second = '', third = ''] = emails;
const [firstCode = '', secondCode = ''] = found.map(([, code]) => code);

/** Items as `code 7001`, or as `email , after 3: zoe@example.com`: for nobody until so many requests have arrived. */
const itemsOf = (...texts: string[]): IDataObject[] =>
	texts.map((text) => {
		const [by = '', id = '', after = '0', later = id] = text.split(/, after |: | /);
		return changing(workbench.sandbox, Number(after), { by, id }, { by, id: later });
	});

describe("n8n's Retry On Fail", () => {
	test.each<[string, SearchRun]>([
		['a run that stops', stops],
		['one that goes on', {}],
	])('looks for nobody again whom it has found: %s', async (_, how) => {
		inTurn(ofCode(firstCode), rejection);
		const { output } = await deleteThem([first, second], oneByOne, { ...how, ...twice });

		expect(searched()).toEqual([first, second]);
		expect(deletions().sort()).toEqual([firstCode, firstCode, secondCode].sort());
		expect(output.map(({ json }) => json)).toMatchObject([
			{ email: first, code: firstCode, deleted: true },
			{ email: second, code: secondCode, deleted: true },
		]);
	});

	test('looks for another whom an expression names in the next try', async () => {
		inTurn(ofCode(firstCode), rejection);
		const items = changingItems(workbench.sandbox, `${first}, after 2: ${second}`);
		const { output } = await runTries(deleteBy('email', oneByOne), items);

		expect(searched()).toEqual([first, second]);
		expect(deletions()).toEqual([firstCode, secondCode]);
		expect(output[0]?.json).toMatchObject({ email: second, code: secondCode });
	});

	test('deletes once whom an item names by code and another one, found in the next try only, by email', async () => {
		inTurn(searchFor(zoe.email), broken);
		inTurn(deletion, rejection);
		const items = itemsOf(`code ${zoe.code}`, `email ${zoe.email}`);
		const { output } = await runTries({ ...byItsWay, safetyLimit: 0 }, items);

		expect(calls()).toEqual(['search', 'delete', 'search', 'delete']);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ code: zoe.code, deleted: true },
			{ email: zoe.email, code: zoe.code, deleted: true },
		]);
	});
});

describe("n8n's Retry button", () => {
	/** An execution that stopped after its first deletion; forgets what was sent for that. */
	async function stopped(safetyLimit = 5): Promise<IExecuteContextData> {
		inTurn(ofCode(secondCode), rejection);
		const how = { ...stops, parameters: { safetyLimit } };
		const { status, contextData } = await deleteThem([first, second, third], oneByOne, how);
		expect(status).toBe('error');
		expect(deletions()).toEqual([firstCode, secondCode]);
		workbench.sandbox.requests.length = 0;
		return contextData;
	}

	test('finishes it: who was deleted is not found any more, and that is what was wanted', async () => {
		const how = { ...stops, contextData: await stopped() };
		const { status, output } = await deleteThem([first, second, third], oneByOne, how);

		expect(status).toBe('success');
		expect(output.map(({ json }) => json.deleted)).toEqual([true, true, true]);
		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined, undefined]);
		expect(output[0]?.json).not.toHaveProperty('code');
	});

	test.each<[what: string, id: string, how: SearchRun, limit: number]>([
		['somebody else who is not found', nobody, {}, 5],
		['the same word of another kind', first, { by: 'username' }, 5],
		['anybody without a Safety Limit, which remembers nobody', first, {}, 0],
	])('does not take for deleted %s', async (_, id, how, safetyLimit) => {
		const contextData = await stopped(safetyLimit);
		const more = { ...how, contextData, parameters: { safetyLimit } };
		const { output } = await deleteThem([id], oneByOne, more);

		expect(failureOf(output[0]).outcome).toBe('rejected');
	});

	test('carries over nothing by which anybody could tell who was looked for', async () => {
		expectNoneIn(await stopped(), found.flat());
	});
});

test.each([
	['email', zoe.email],
	['code', zoe.code],
])('no search by username once somebody without a known one is gone, by %s', async (by, id) => {
	inTurn(ofCode(secondCode), rejection);
	const later = `username , after ${by === 'email' ? 3 : 2}: nowak_l`;
	const items = itemsOf(`code ${secondCode}`, `${by} ${id}`, later);
	const { output } = await runTries(byItsWay, items);

	expect(searched()).toEqual(by === 'email' ? [zoe.email] : []);
	expect(deletions()).toEqual([secondCode, zoe.code, secondCode]);
	expect(failureOf(output[2])).toMatchObject({ outcome: 'notSent', username: 'nowak_l' });
	expect(failureOf(output[2]).message).toContain('may not be the one who is meant');
});

test('nor after somebody was looked for in that try by what is known of all who were deleted', async () => {
	inTurn(ofCode(secondCode), rejection);
	const later = [`email , after 3: ${third}`, 'username , after 3: nowak_l'];
	const items = itemsOf(`code ${secondCode}`, `email ${zoe.email}`, ...later);
	const { output } = await runTries(byItsWay, items);

	expect(searched()).toEqual([zoe.email, third]);
	expect(failureOf(output[3]).message).toContain('may not be the one who is meant');
});

test('nor once a deletion is unclear, whatever else was asked for its customer since', async () => {
	workbench.sandbox.fault({ ...rejection, ...ofCode(firstCode) });
	inTurn(ofCode(secondCode), broken);
	inTurn(question, broken);
	// The second try sends a deletion for the first item alone, and in other words to nobody.
	const callback = '={{ "done_" + $now.toMillis() }}';
	const moving = [`code ${secondCode}, after 3: `, `code , after 3: ${secondCode}`];
	const items = itemsOf(`code ${firstCode}`, ...moving, `email , after 4: ${zoe.email}`);
	const options = { ...oneByOne, responseFormat: 'json', callback };
	const { output } = await runTries({ ...byItsWay, options }, items, 3);

	expect(calls()).toEqual(['delete', 'delete', 'exists', 'delete', 'delete']);
	expect(failureOf(output[3]).message).toContain('may not be the one who is meant');
});

test('a try that finds nobody is no reason to forget who was deleted', async () => {
	inTurn(searchFor(second), broken);
	const { output } = await deleteThem([second, first], oneByOne, twice);

	expect(searched()).toEqual([second, first, second]);
	expect(deletions().sort()).toEqual([firstCode, secondCode].sort());
	expect(output.map(({ json }) => json.deleted)).toEqual([true, true]);
});

/** The codes of the two customers of the sandbox who share an address. */
const sharing = () =>
	workbench.sandbox.loyaltyCustomers().flatMap(({ email, code }) => (email === shared ? code : []));

describe('an email that two customers share', () => {
	test.each<[where: string, before: string, status?: number]>([
		['in the next try', shared],
		['where the first try had no response to its search', shared, 503],
		['where its item named somebody else in the first try', nobody],
		['where its item named nobody in the first try', ''],
	])('is not taken for the one who is left %s', async (...[, before, status]) => {
		const [one = '', other = ''] = sharing();
		if (status !== undefined) inTurn(search, { kind: 'status', status });
		const items = itemsOf(`email ${before}, after 1: ${shared}`, `code ${one}`);
		const { output } = await runTries(byItsWay, items);

		expect(deletions()).toEqual([one]);
		expect(sharing()).toEqual([other]);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', email: shared });
	});

	// What happens elsewhere between two tries, or was done although the service said no, leaves one of them.
	test.each([0, 50])('nor in the next try if it found both (limit: %d)', async (safetyLimit) => {
		const both = foundJson([jane, { ...jane, code: '7002' }]);
		inTurn(search, says(both), says(foundJson([jane])));
		const { email } = jane;
		const { output } = await runTries({ ...deleteBy('email'), safetyLimit }, [{ id: email }]);

		expect(deletions()).toEqual([]);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', email });
	});

	test('nor in a later turn of a loop, or call of an agent', async () => {
		const [one = '', other = ''] = sharing();
		const texts = [`email ${shared}`, `code ${one}`, `email ${shared}`];
		const batches = texts.map((text) => itemsOf(text));
		const { turns } = await workbench.run({ parameters: byItsWay, batches, ...continues });

		expect(deletions()).toEqual([one]);
		expect(sharing()).toEqual([other]);
		expect(failureOf(turns[2]?.output[0])).toMatchObject({ outcome: 'notSent' });
	});

	test('is told to find whoever is left', async () => {
		const { output } = await deleteThem([shared]);
		expect(failureOf(output[0]).description).toContain('finds whoever is left');
	});
});

// Hours may be between the two, and people come back.
test('whoever is found by what another customer was deleted by is let be, also if rejected before', async () => {
	const [one, other] = ['7001', '7002'];
	inTurn(search, ...[one, other].map((code) => says(foundJson([{ ...jane, code }]))));
	inTurn(ofCode(one), says(deletedXml(one)));
	inTurn(ofCode(other), rejection, says(deletedXml(other)));
	const texts = [`email ${jane.email}`, `code ${other}`, `email ${jane.email}`];
	const batches = texts.map((text) => itemsOf(text));
	const { turns } = await workbench.run({ parameters: byItsWay, batches, ...continues });

	expect(deletions()).toEqual([one, other]);
	expect(failureOf(turns[2]?.output[0]).outcome).toBe('notSent');
});

test.each([true, false])('who was deleted stays in sight (ignores: %j)', async (ignoreMissing) => {
	const [, [refused, refusedCode]] = found;
	workbench.sandbox.fault({ kind: 'status', status: 400, ...ofCode(refusedCode) });
	const items = changingItems(workbench.sandbox, refused, `${zoe.email}, after 4: ${nobody}`);
	const { output } = await runTries(deleteBy('email', { ...oneByOne, ignoreMissing }), items);

	expect(deletions()).toEqual([refusedCode, zoe.code, refusedCode]);
	expect(output[1]?.json).toMatchObject({ email: zoe.email, code: zoe.code, deleted: true });
});
