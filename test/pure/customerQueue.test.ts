import fc from 'fast-check';

import type { CustomerQueue } from '../../nodes/Trackfinity/run/customerQueue';
import { queueByCustomer } from '../../nodes/Trackfinity/run/customerQueue';
import { entriesFrom } from '../support/planned';

/** Lines as `191 Rome: 0, 1`: each request with its items. */
function written(queues: CustomerQueue[]): string[][] {
	return queues.map((line) =>
		line.map(({ request, items }) => {
			const form = Object.fromEntries(request.form);
			return `${form.customer_id} ${form.city}: ${items.join(', ')}`;
		}),
	);
}

const arranged = (...texts: string[]) => written(queueByCustomer(entriesFrom(texts)));

describe('arranging requests in queues', () => {
	test('no items make no queues', () => {
		expect(arranged()).toEqual([]);
		expect(arranged('bad', 'bad')).toEqual([]);
	});

	test('each customer has a line, in the order of first appearance', () => {
		expect(arranged('2 A', '1 A', '2 B', '3 A', '1 B')).toEqual([
			['2 A: 0', '2 B: 2'],
			['1 A: 1', '1 B: 4'],
			['3 A: 3'],
		]);
	});

	test('equal neighbours are one job', () => {
		expect(arranged('1 A', '1 A', '1 B')).toEqual([['1 A: 0, 1', '1 B: 2']]);
	});

	test('A, B, A stays three jobs', () => {
		expect(arranged('1 A', '1 B', '1 A')).toEqual([['1 A: 0', '1 B: 1', '1 A: 2']]);
	});

	test('neighbours are looked for within the customer: others and bad items do not part them', () => {
		expect(arranged('1 A', '2 A', 'bad', '1 A', '2 A')).toEqual([['1 A: 0, 3'], ['2 A: 1, 4']]);
	});

	test('the same value under another parameter is another customer', () => {
		const [one, other] = entriesFrom(['7 A', '7 A']);
		if (one?.request === undefined || other?.request === undefined) throw new TypeError();
		other.request.identifier.parameter = 'subscriptionId';

		expect(queueByCustomer([one, other])).toHaveLength(2);
	});
});

const entries = fc.array(
	fc.oneof(
		{ weight: 1, arbitrary: fc.constant('bad') },
		{
			weight: 9,
			arbitrary: fc
				.tuple(fc.constantFrom('1', '2', '3', '__proto__'), fc.constantFrom('A', 'B'))
				.map((parts) => parts.join(' ')),
		},
	),
	{ maxLength: 40 },
);

describe('whatever the items are', () => {
	test('every good item is in exactly one job, with the request that it came to', () => {
		fc.assert(
			fc.property(entries, (texts) => {
				const input = entriesFrom(texts);
				const placed = queueByCustomer(input).flatMap((line) =>
					line.flatMap(({ request, items }) => items.map((index) => ({ index, request }))),
				);
				const good = input.flatMap(({ request }, index) => (request ? [index] : []));

				expect(placed.map(({ index }) => index).sort((a, b) => a - b)).toEqual(good);
				for (const { index, request } of placed) {
					expect(request.form).toEqual(input[index]?.request?.form);
				}
			}),
		);
	});

	test('a line holds one customer, and a customer has one line', () => {
		fc.assert(
			fc.property(entries, (texts) => {
				const owners = queueByCustomer(entriesFrom(texts)).map((line) => [
					...new Set(line.map(({ request }) => request.identifier.value)),
				]);

				expect(owners.every((values) => values.length === 1)).toBe(true);
				expect(new Set(owners.flat()).size).toBe(owners.length);
			}),
		);
	});

	test('the items of a line are in input order', () => {
		fc.assert(
			fc.property(entries, (texts) => {
				for (const line of queueByCustomer(entriesFrom(texts))) {
					const items = line.flatMap((job) => job.items);
					expect(items).toEqual([...items].sort((a, b) => a - b));
				}
			}),
		);
	});

	test('no two neighbouring jobs of a line are equal', () => {
		fc.assert(
			fc.property(entries, (texts) => {
				for (const line of queueByCustomer(entriesFrom(texts))) {
					const forms = line.map(({ request }) => JSON.stringify(request.form));
					expect(forms.some((form, index) => form === forms[index + 1])).toBe(false);
				}
			}),
		);
	});
});
