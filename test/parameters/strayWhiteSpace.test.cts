import type { INodeParameters } from 'n8n-workflow';

import { customerOf, failureOf, itemsFor, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const byId = (customerId: string): INodeParameters => ({ operation: 'lock', customerId });
const byCode = (code: string): INodeParameters => ({ ...parametersFor.delete(), code });
const inFirstName = (firstname: string): INodeParameters => ({
	...{ operation: 'setDetails', customerId: '={{ $itemIndex }}' },
	fields: { firstname, city: 'Bonn' },
});

/** What became of each item: what was sent, or what is said of it. */
async function resultsOf(parameters: INodeParameters, values: unknown[]) {
	const { output } = await workbench.run({
		parameters: { ...parameters, options: { parallelRequests: 1 } },
		items: itemsFor(values),
		onError: 'continueRegularOutput',
	});
	const refused = output
		.map(({ json }, index) => ({ json, index }))
		.filter(({ json }) => Object(json.error).outcome === 'notSent')
		.map(({ index }): [value: unknown, message: string] => [
			values[index],
			failureOf(output[index]).message,
		]);
	return { refused, requests: workbench.sandbox.requests };
}

/** How an expression looks in a field into which a space or a line break slipped; n8n makes text of what it gives. */
const strays = [
	...['= {{ $json.id }}', '={{ $json.id }} ', '=  {{ $json.id }}\n', '=\n{{ $json.id }}'],
	...['=\t{{ $json.id }}\r\n', '=\u00a0{{ $json.id }}', '=\u200b{{ $json.id }}\ufeff'],
];

const taken: Array<[value: unknown, sent: string]> = [
	[42, '42'],
	['0042', '0042'],
	[' 204 ', '204'],
	['9007199254740993123', '9007199254740993123'],
];

const missing = /missing|empty/;
const neverTaken: Array<[value: unknown, words: RegExp]> = [
	[1234567890123456789, /too long to be exact/],
	[null, missing],
	[undefined, missing],
	['', missing],
	[true, /true/],
	[['191'], /a list/],
	[{ id: '191' }, /an object/],
	[191.5, /191\.5/],
];

/** The values that were refused, with the words that don't fit. */
function unfit(refused: Array<[unknown, string]>, label: string, expected: typeof neverTaken) {
	expect(refused.map(([value]) => value)).toEqual(expected.map(([value]) => value));
	return refused.filter(
		([, message], index) => !message.includes(`'${label}'`) || !expected[index]?.[1].test(message),
	);
}

const values = [...neverTaken, ...taken].map(([value]) => value);

describe.each([
	['Customer ID', byId],
	['Customer Code', byCode],
] as const)(
	'white space around the expression of a %s changes nothing',
	(label, parametersWith) => {
		test.each(strays)('%j', async (stray) => {
			const { refused, requests } = await resultsOf(parametersWith(stray), values);
			expect(requests.map(customerOf)).toEqual(taken.map(([, sent]) => sent));
			expect(unfit(refused, label, neverTaken)).toEqual([]);
		});
	},
);

describe('nor does white space around that of a detail', () => {
	const refusedHere: typeof neverTaken = [
		[1234567890123456789, /too long to be exact/],
		[['Anna'], /a list/],
		[{ first: 'Anna' }, /an object/],
	];

	test.each(strays)('%j', async (stray) => {
		const { refused, requests } = await resultsOf(inFirstName(stray), [
			...refusedHere.map(([value]) => value),
			...[null, undefined, '', 42, 19.5, false],
		]);
		expect(unfit(refused, 'First Name', refusedHere)).toEqual([]);
		expect(requests.map(({ form }) => form.firstname)).toEqual([
			...[undefined, undefined, undefined, '42', '19.5', 'false'],
		]);
	});
});

test.each([
	['={{ $json.id }}{{ $itemIndex }}', '70'],
	['= {{ $json.id }} {{ $itemIndex }} ', '7 0'],
	['=C-{{ $json.id }}', 'C-7'],
	['= C {{ 1234567890123456789 }}', 'C 1234567890123456800'],
	['={{ $json.id }}-{{ $json.id }}', '7-7'],
])('two expressions, or text around one, are text as n8n gives it: %j', async (stored, sent) => {
	const { requests } = await resultsOf(byId(stored), [7]);
	expect(requests.map(customerOf)).toEqual([sent]);
});
