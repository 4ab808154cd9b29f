import fc from 'fast-check';

import { deletedXml, foundForms, responseXml } from '../support/responses.cts';
import { forAll, useScripts } from '../support/manyRuns.cts';
import { credentialsAt, outcomesOf } from '../support/runs.cts';
import { httpResponse } from '../support/servers.cts';
import { deleteBy, lookups } from '../support/searches.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const startScript = useScripts();

const ways = lookups.map(([by, , field]) => ({ by, field }));
type Field = (typeof ways)[number]['field'];
type Customer = Record<'code' | Field, string>;

/** Values that differ in letter case, in white space, by a part or by nothing. */
const names = ['jane', 'Jane', ' jane', 'jane ', 'mary.jane', 'jan', 'john', '', '7', '07', '7.0'];
const codes = ['7', '07', ' 7 ', '70', 'A7', 'a7', '', ' ', 'undefined', '8', '9', '10', '11'];

const customer = fc.record<Customer>({
	code: fc.constantFrom(...codes),
	card_number: fc.constantFrom(...names),
	email: fc.constantFrom(...names),
	customer_username: fc.constantFrom(...names),
});

/** What services make of a search: some know no exact matches, forget the filter, or mix up customers. */
const manners: Record<string, (own: string, wanted: string) => boolean> = {
	exact: (own, wanted) => own.trim().toLowerCase() === wanted.toLowerCase(),
	partial: (own, wanted) => own.toLowerCase().includes(wanted.toLowerCase()),
	'without a filter': () => true,
	wrong: (own, wanted) => own !== wanted,
};

const cases = fc.record({
	customers: fc.array(customer, { minLength: 1, maxLength: 4 }),
	asked: fc.array(fc.record({ way: fc.constantFrom(...ways), value: fc.constantFrom(...names) }), {
		minLength: 4,
		maxLength: 8,
	}),
	manner: fc.oneof(
		{ weight: 2, arbitrary: fc.constant('exact') },
		fc.constantFrom(...Object.keys(manners)),
	),
	form: fc.nat(5),
	ignoreMissing: fc.boolean(),
	onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput'),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const folded = (text: string) => text.trim().toLowerCase();

/** Whether somebody has this code, and in one of these fields what was asked. */
const isWanted = ({ customers, asked }: Pick<Case, 'customers' | 'asked'>, code: string) =>
	customers.some(
		(one) =>
			one.code.trim() === code &&
			asked.some(({ way: { field }, value }) => folded(one[field]) === folded(value)),
	);

/** By what customers are searched; the search is right if it is one field, and not empty. */
function filtersOf(form: Record<string, string>): Array<{ field: Field; value: string }> {
	return ways.flatMap(({ field }) => {
		const value = form[field];
		return value === undefined ? [] : { field, value };
	});
}

function respond({ customers, manner, form }: Case, sent: Record<string, string>): Buffer {
	if (sent['type'] === 'customer_delete') return httpResponse(200, deletedXml(sent['code'] ?? ''));
	const [{ field, value } = { field: 'email' as const, value: '' }] = filtersOf(sent);
	const found = customers.filter((one) => manners[manner]?.(one[field], value));
	if (found.length === 0) return httpResponse(200, responseXml('no_match', ''));
	return httpResponse(200, foundForms(found)[form]?.[1] ?? '');
}

test('over whatever customers a service has and however it searches: nobody is deleted but those whose own field is what was asked', async () => {
	let deleted = 0;
	let spared = 0;
	await forAll(cases, 40, async (one) => {
		const { url, requests } = startScript(({ form }) => ({ bytes: respond(one, form) }));
		const { output } = await workbench.run({
			parameters: deleteBy('={{ $json.by }}', { ignoreMissing: one.ignoreMissing }),
			items: one.asked.map(({ way: { by }, value }) => ({ by, id: value })),
			onError: one.onError,
			credentials: credentialsAt(workbench.sandbox, url),
		});
		const sent = requests.map(({ form }) => form);
		for (const form of sent.filter(({ type }) => type === 'customer_search')) {
			expect(form['exact_match']).toBe('insensitive');
			expect(filtersOf(form)).toEqual([
				{ field: expect.any(String), value: expect.stringMatching(/\S/) },
			]);
		}
		const codesSent = sent.flatMap(({ type, code = '' }) =>
			type === 'customer_delete' ? [code] : [],
		);
		deleted += codesSent.length;
		for (const code of codesSent) expect(isWanted(one, code)).toBe(true);
		expect(new Set(codesSent).size).toBe(codesSent.length);
		for (const [index, { json }] of output.entries()) {
			const asked = one.asked.slice(index, index + 1);
			if (json.deleted !== true) spared += 1;
			else expect(isWanted({ ...one, asked }, String(json.code))).toBe(true);
		}
		if (one.onError !== 'stopWorkflow') expect(outcomesOf(output)).toHaveLength(one.asked.length);
	});
	// A law about nothing would hold, too.
	expect(deleted).toBeGreaterThan(10);
	expect(spared).toBeGreaterThan(10);
});
