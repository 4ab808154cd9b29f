import fc from 'fast-check';
import { deletedXml, foundForms, responseXml } from '../../test/support/responses.cts';
import { lawOfRuns } from './law.cts';
import { useBench } from './node.cts';
import type { Received, Response } from './node.cts';

/** The ways to find a customer, by the values of 'Find Customer By'. */
const ways = { cardNumber: 'card_number', email: 'email', username: 'customer_username' } as const;
type Way = keyof typeof ways;
type Field = (typeof ways)[Way];
type Customer = Record<'code' | Field, string>;

/** Values that differ in letter case, in white space, by a part or by nothing. */
const names = [
	...['jane@x.dev', 'Jane@x.dev', ' jane@x.dev', 'jane@x.dev ', 'mary.jane@x.dev', 'jane@x.de'],
	...['john@x.dev', '', '7', '07', '7.0'],
];
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

const searchRuns = fc.record({
	customers: fc.array(customer, { minLength: 1, maxLength: 4 }),
	asked: fc.array(
		fc.record({
			by: fc.constantFrom<Way>('cardNumber', 'email', 'username'),
			id: fc.constantFrom(...names),
		}),
		{ minLength: 4, maxLength: 8 },
	),
	manner: fc.oneof(
		{ weight: 2, arbitrary: fc.constant('exact') },
		fc.constantFrom(...Object.keys(manners)),
	),
	form: fc.nat(5),
	ignoreMissing: fc.boolean(),
	onError: fc.constantFrom('stopWorkflow' as const, 'continueRegularOutput' as const),
});
type Run = typeof searchRuns extends fc.Arbitrary<infer T> ? T : never;

const folded = (text: string) => text.trim().toLowerCase();

/** Whether somebody has this code, and in one of these fields what was asked. */
const isWanted = ({ customers }: Run, asked: Run['asked'], code: string) =>
	customers.some(
		(one) =>
			one.code.trim() === code && asked.some(({ by, id }) => folded(one[ways[by]]) === folded(id)),
	);

const fieldsIn = ({ form }: Received) => Object.values(ways).filter((field) => field in form);

/** Whether a search is exact, by one field, and that not empty: without a filter it would find everybody. */
function isExact(request: Received): boolean {
	const [field = '', ...others] = fieldsIn(request);
	const isFiltered = /\S/.test(request.form[field] ?? '') && others.length === 0;
	return isFiltered && request.form['exact_match'] === 'insensitive';
}

function respond({ customers, manner, form }: Run, request: Received): Response {
	const { type, code = '' } = request.form;
	if (type === 'customer_delete') return { body: deletedXml(code) };
	const [field = 'email'] = fieldsIn(request);
	const found = customers.filter((one) => manners[manner]?.(one[field], request.form[field] ?? ''));
	if (found.length === 0) return { body: responseXml('no_match', '') };
	return { body: foundForms(found)[form]?.[1] ?? '' };
}

export const searches = lawOfRuns(
	'nobody is deleted but those whose own field is what was asked',
	0.06,
	searchRuns,
	async (run) => {
		const requests: Received[] = [];
		const bench = await useBench();
		const id = '={{ $json.id }}';
		const { output } = await bench.run(
			(request) => {
				requests.push(request);
				return respond(run, request);
			},
			{
				parameters: {
					...{ operation: 'delete', lookupBy: '={{ $json.by }}' },
					...{ cardNumber: id, email: id, username: id },
					options: { ignoreMissing: run.ignoreMissing },
				},
				items: run.asked,
				onError: run.onError,
			},
			(url) => ({
				trackfinityDeleteApi: { url, userId: 'fuzz', apiKey: 'a key', accountId: 'fuzz' },
			}),
		);
		const of = (type: string) => requests.filter(({ form }) => form['type'] === type);
		const deleted = of('customer_delete').map(({ form }) => form['code'] ?? '');
		return (
			of('customer_search').every(isExact) &&
			deleted.every((code) => isWanted(run, run.asked, code)) &&
			new Set(deleted).size === deleted.length &&
			output.every(
				({ json }, index) =>
					json['deleted'] !== true ||
					isWanted(run, run.asked.slice(index, index + 1), String(json['code'])),
			) &&
			(run.onError === 'stopWorkflow' || output.length === run.asked.length)
		);
	},
);
