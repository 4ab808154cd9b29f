import type { IExecuteContextData } from 'n8n-workflow';

import { broken, deletion, down, question } from '../support/deletions.cts';
import { responseXml, says } from '../support/responses.cts';
import { changing, failureOf, oneByOne, outcomesOf, stops, tries } from '../support/runs.cts';
import {
	deleteBy,
	emails,
	found,
	nobody,
	search,
	searchFor,
	type SearchRun,
	useSearches,
	zoe,
} from '../support/searches.cts';
import { expectNoneIn } from '../support/strings.cts';

const { calls, deleteThem, deletions, inTurn, searched, runTries, workbench } = useSearches();

const twice = tries(2);
const [first = '', second = '', third = ''] = emails;
const [firstCode = '', secondCode = ''] = found.map(([, code]) => code);
const notToday = says(responseXml('error', '<error>Not today</error>'));

describe("n8n's Retry On Fail", () => {
	test.each<[string, SearchRun]>([
		['a run that stops', stops],
		['one that goes on', {}],
	])('looks for nobody again whom it has found: %s', async (_, how) => {
		inTurn({ form: { ...deletion.form, code: firstCode } }, notToday);
		const { output } = await deleteThem([first, second], oneByOne, { ...how, ...twice });

		expect(searched()).toEqual([first, second]);
		expect(deletions().filter((code) => code === firstCode)).toHaveLength(2);
		expect(deletions().filter((code) => code === secondCode)).toHaveLength(1);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ email: first, code: firstCode, deleted: true },
			{ email: second, code: secondCode, deleted: true },
		]);
	});

	test('looks again for whom it has not found', async () => {
		inTurn(searchFor(second), broken);
		const { status, output } = await deleteThem([first, second, third], oneByOne, {
			...stops,
			...twice,
		});

		expect(status).toBe('success');
		expect(searched().filter((one) => one === first)).toEqual([first]);
		expect(searched().filter((one) => one === second)).toEqual([second, second]);
		expect(outcomesOf(output)).toEqual(['done', 'done', 'done']);
	});

	test('looks for another whom an expression names in the next try', async () => {
		inTurn({ form: { ...deletion.form, code: firstCode } }, notToday);
		const { output } = await workbench.run({
			parameters: deleteBy('email', oneByOne),
			items: [changing(workbench.sandbox, 2, { id: first }, { id: second })],
			...twice,
		});

		expect(searched()).toEqual([first, second]);
		expect(deletions()).toEqual([firstCode, secondCode]);
		expect(output[0]?.json).toMatchObject({ email: second, code: secondCode });
	});

	test('deletes once whom an item names by code and another one, found in the next try only, by email', async () => {
		inTurn(searchFor(zoe.email), broken);
		inTurn(deletion, notToday);
		const { output } = await runTries(
			{ ...deleteBy('={{ $json.by }}', oneByOne), safetyLimit: 0 },
			[
				{ id: zoe.code, by: 'code' },
				{ id: zoe.email, by: 'email' },
			],
		);

		expect(calls()).toEqual(['search', 'delete', 'search', 'delete']);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ code: zoe.code, deleted: true },
			{ email: zoe.email, code: zoe.code, deleted: true },
		]);
	});

	test('asks about a deletion that ended unclear, by its code', async () => {
		inTurn(deletion, { ...down, carryOut: true });
		inTurn(question, broken);
		const { output } = await deleteThem([first], oneByOne, { ...stops, ...twice });

		expect(calls()).toEqual(['search', 'delete', 'exists', 'exists']);
		expect(output[0]?.json).toMatchObject({ email: first, code: firstCode, verified: true });
	});
});

describe("n8n's Retry button", () => {
	/** An execution that stopped after its first deletion; forgets what was sent for that. */
	async function stopped(safetyLimit = 5): Promise<IExecuteContextData> {
		inTurn({ form: { ...deletion.form, code: secondCode } }, notToday);
		const { status, contextData } = await deleteThem([first, second, third], oneByOne, {
			...stops,
			parameters: { safetyLimit },
		});
		expect(status).toBe('error');
		expect(deletions()).toEqual([firstCode, secondCode]);
		workbench.sandbox.requests.length = 0;
		return contextData;
	}

	test('finishes it: who was deleted is not found any more, and that is what was wanted', async () => {
		const contextData = await stopped();
		const { status, output } = await deleteThem([first, second, third], oneByOne, {
			...stops,
			contextData,
		});

		expect(status).toBe('success');
		expect(output.map(({ json }) => [json.deleted, json.verified])).toEqual([
			[true, true],
			[true, undefined],
			[true, undefined],
		]);
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
])(
	'nobody is looked for by a username in a later try, once somebody whose username is not known was deleted by %s',
	async (by, id) => {
		inTurn({ form: { ...deletion.form, code: secondCode } }, notToday);
		const before = by === 'email' ? 3 : 2;
		const named = (id: string) => ({ by: 'username', id });
		const { output } = await runTries(deleteBy('={{ $json.by }}', oneByOne), [
			{ by: 'code', id: secondCode },
			{ by, id },
			changing(workbench.sandbox, before, named(''), named('nowak_l')),
		]);

		expect(searched()).toEqual(by === 'email' ? [zoe.email] : []);
		expect(deletions()).toEqual([secondCode, zoe.code, secondCode]);
		expect(failureOf(output[2])).toMatchObject({ outcome: 'notSent', username: 'nowak_l' });
		expect(failureOf(output[2]).message).toContain('may not be the one who is meant');
	},
);

test('nor after somebody was looked for in that try by what is known of all who were deleted', async () => {
	inTurn({ form: { ...deletion.form, code: secondCode } }, notToday);
	const later = (by: string, id: string) =>
		changing(workbench.sandbox, 3, { by, id: '' }, { by, id });
	const { output } = await runTries(deleteBy('={{ $json.by }}', oneByOne), [
		{ by: 'code', id: secondCode },
		{ by: 'email', id: zoe.email },
		later('email', third),
		later('username', 'nowak_l'),
	]);

	expect(searched()).toEqual([zoe.email, third]);
	expect(failureOf(output[3]).message).toContain('may not be the one who is meant');
});

test('nor once a deletion is unclear, whatever else was asked for its customer since', async () => {
	const { sandbox } = workbench;
	sandbox.fault({ ...notToday, form: { ...deletion.form, code: firstCode } });
	inTurn({ form: { ...deletion.form, code: secondCode } }, broken);
	inTurn(question, broken);
	const [nothing, byCode, byEmail] = ['', secondCode, zoe.email].map((id) => ({
		...{ id, by: id.includes('@') ? 'email' : 'code' },
	}));
	// The second try sends a deletion for the first item alone, and in other words to nobody.
	const callback = '={{ "done_" + $now.toMillis() }}';
	const items = [
		{ by: 'code', id: firstCode },
		changing(sandbox, 3, { ...byCode }, { ...nothing }),
		changing(sandbox, 3, { ...nothing }, { ...byCode }),
		changing(sandbox, 4, { ...nothing }, { ...byEmail }),
	];
	const parameters = deleteBy('={{ $json.by }}', { ...oneByOne, responseFormat: 'json', callback });
	const { output } = await runTries(parameters, items, 3);

	expect(calls()).toEqual(['delete', 'delete', 'exists', 'delete', 'delete']);
	expect(failureOf(output[3]).message).toContain('may not be the one who is meant');
});

test('a try that finds nobody is no reason to forget who was deleted', async () => {
	inTurn({ form: { ...search.form, email: second } }, broken);
	const { output } = await deleteThem([second, first], oneByOne, twice);

	expect(searched()).toEqual([second, first, second]);
	expect(deletions().sort()).toEqual([firstCode, secondCode].sort());
	expect(output.map(({ json }) => json.deleted)).toEqual([true, true]);
});
