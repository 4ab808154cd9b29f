import fc from 'fast-check';

import type { Account, Operation } from '../support/accounts.cts';
import { fromItem } from '../support/accounts.cts';
import { forAll, useScripts } from '../support/manyRuns.cts';
import { deletedXml, responseXml } from '../support/responses.cts';
import { outcomesOf, parametersFor } from '../support/runs.cts';
import { httpResponse } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const startScript = useScripts();

/** What a service may say; neither of them says all of it. */
const responses = {
	yes: (code?: string) => httpResponse(200, code === undefined ? 'true' : deletedXml(code)),
	no: () => httpResponse(200, '{"error":"No"}'),
	nothing: () => httpResponse(200, '{}'),
	missing: () => httpResponse(200, responseXml('no_match', '')),
	exists: () => httpResponse(200, responseXml('success', '')),
	'wrong key': () => httpResponse(401, ''),
	forbidden: () => httpResponse(403, ''),
	'not found': () => httpResponse(404, ''),
	busy: () => httpResponse(429, '', { 'Retry-After': '2' }),
	'busy for long': () => httpResponse(429, '', { 'Retry-After': '61' }),
	broken: () => httpResponse(500, ''),
	down: () => httpResponse(503, ''),
	cut: () => Buffer.alloc(0),
};
type Said = keyof typeof responses;
const said = fc.constantFrom(...(Object.keys(responses) as Said[]));

/** To the first requests for an account, and to all after them. */
interface Script {
	first: Said[];
	usual: Said;
}
const script = fc.record<Script>({
	first: fc.array(said, { maxLength: 5 }),
	usual: fc.oneof(fc.constant<Said>('yes'), said),
});

const names = ['A', 'B'] as const;
type Name = (typeof names)[number];

/** An account of the case: what tells it from the other ends with its name. */
function accountOf(name: Name, differing: ReadonlyArray<keyof Account>, urlFor: string): Account {
	const part = (of: keyof Account, value: string) =>
		`${value}${differing.includes(of) ? name : 'X'}`;
	return {
		url: part('url', urlFor),
		user: part('user', 'user-'),
		key: part('key', 'key-'),
		account: part('account', 'account-'),
	};
}

const ofAddress: Array<keyof Account> = ['url'];
const all: Array<keyof Account> = ['url', 'user', 'key', 'account'];
const ofService: Array<keyof Account> = ['account'];

const cases = fc
	.record({
		operation: fc.constantFrom<Operation>('forget', 'lock', 'setDetails', 'delete', 'delete'),
		differing: fc.constantFrom(ofAddress, all, ofService),
		items: fc.array(
			fc.record({
				name: fc.constantFrom(...names),
				id: fc.nat(14).map((index) => `C-${index}`),
				city: fc.constantFrom('Rome', 'Oslo'),
			}),
			{ minLength: 2, maxLength: 40 },
		),
		scripts: fc.record({ A: script, B: script }),
		options: fc.record({
			retries: fc.nat(2),
			maxRequestsPerSecond: fc.constantFrom(0, 0, 5),
		}),
		ignoreMissing: fc.boolean(),
	})
	// Trackfinity has one account for each address.
	.filter(({ operation, differing }) => operation === 'delete' || differing !== ofService);

test('each of two accounts receives what it would receive if its items ran alone', async () => {
	const shared = await forAll(cases, 6, async ({ items, scripts: says, ignoreMissing, ...one }) => {
		const { operation, differing } = one;
		const options = {
			...{ ...one.options, parallelRequests: 1 },
			...(operation === 'delete' && { ignoreMissing }),
		};

		/** @returns what the accounts of these items received, in order, and what became of the items */
		const run = async (some: typeof items) => {
			const received: Record<Name, string[]> = { A: [], B: [] };
			const { url } = startScript(({ run: path, form, headers }) => {
				const name = [path, form['account_id']].some((part) => part?.endsWith('A')) ? 'A' : 'B';
				const { first, usual } = says[name];
				const what = first[received[name].length] ?? usual;
				const signed = [headers['api-username'], headers['api-key'], headers['api_access_key']];
				received[name].push(JSON.stringify([form, signed]));
				return { bytes: responses[what](form['code']) };
			});
			const { output } = await workbench.run({
				parameters: { ...parametersFor[operation](options), safetyLimit: 0 },
				items: some.map(({ name, ...item }) => ({ ...item, ...accountOf(name, differing, url) })),
				onError: 'continueRegularOutput',
				credentials: fromItem,
			});
			expect(output).toHaveLength(some.length);
			return { received, outcomes: outcomesOf(output) };
		};

		const { received, outcomes } = await run(items);
		for (const name of names) {
			const own = items.filter((item) => item.name === name);
			const alone = own.length === 0 ? undefined : await run(own);
			expect(received[name]).toEqual(alone?.received[name] ?? []);
			expect(outcomes.filter((_, index) => items[index]?.name === name)).toEqual(
				alone?.outcomes ?? [],
			);
		}
		const idsOf = (name: Name) => items.flatMap((item) => (item.name === name ? item.id : []));
		const others = new Set(idsOf('B'));
		return idsOf('A').some((id) => others.has(id));
	});
	// A law about nothing would hold, too.
	expect(shared).toContain(true);
});
