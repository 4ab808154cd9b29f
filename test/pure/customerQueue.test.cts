import fc from 'fast-check';

import type { CustomerQueue } from '../../nodes/Trackfinity/run/customerQueue';
import {
	customerKey,
	isSameRequest,
	queueByCustomer,
} from '../../nodes/Trackfinity/run/customerQueue';
import { planned, requestsFrom } from '../support/planned.cts';

/** Queues as `191 Rome: 0, 1`: each request with its items. */
function written(queues: CustomerQueue[]): string[][] {
	return queues.map(({ jobs }) =>
		jobs.map(({ request, items }) => {
			const form = Object.fromEntries(request.form);
			return `${form.customer_id} ${form.city}: ${items.join(', ')}`;
		}),
	);
}

const queued = (...texts: string[]) => written(queueByCustomer(requestsFrom(texts)));

describe('requests in queues', () => {
	test('no items make no queues', () => {
		expect(queued()).toEqual([]);
		expect(queued('invalid', 'invalid')).toEqual([]);
	});

	test('each customer has a queue, in the order of first appearance', () => {
		expect(queued('2 A', '1 A', '2 B', '3 A', '1 B')).toEqual([
			['2 A: 0', '2 B: 2'],
			['1 A: 1', '1 B: 4'],
			['3 A: 3'],
		]);
	});

	test('equal neighbours are one job', () => {
		expect(queued('1 A', '1 A', '1 B')).toEqual([['1 A: 0, 1', '1 B: 2']]);
	});

	test('A, B, A stays three jobs', () => {
		expect(queued('1 A', '1 B', '1 A')).toEqual([['1 A: 0', '1 B: 1', '1 A: 2']]);
	});

	test('neighbours are looked for within the customer: others and invalid items do not part them', () => {
		expect(queued('1 A', '2 A', 'invalid', '1 A', '2 A')).toEqual([['1 A: 0, 3'], ['2 A: 1, 4']]);
	});

	test('the same form sent to another path is another request', () => {
		const one = planned('7', 'A');
		expect(isSameRequest(one, { ...one })).toBe(true);
		expect(isSameRequest(one, { ...one, path: '/api/customer/other' })).toBe(false);
	});

	test('the same value under another parameter is another customer', () => {
		const one = planned('7', 'A');
		const other = planned('7', 'A');
		other.identifier.parameter = 'subscriptionId';

		expect(queueByCustomer([one, other])).toHaveLength(2);
	});
});

const items = fc.array(
	fc.oneof(
		{ weight: 1, arbitrary: fc.constant('invalid') },
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
	test('every valid item is in exactly one job, with the request that it came to', () => {
		fc.assert(
			fc.property(items, (texts) => {
				const input = requestsFrom(texts);
				const placed = queueByCustomer(input).flatMap(({ jobs }) =>
					jobs.flatMap(({ request, items }) => items.map((index) => ({ index, request }))),
				);
				const valid = input.flatMap((request, index) => (request ? [index] : []));

				expect(placed.map(({ index }) => index).sort((a, b) => a - b)).toEqual(valid);
				for (const { index, request } of placed) {
					expect(request.form).toEqual(input[index]?.form);
				}
			}),
		);
	});

	test('a queue holds one customer, whom it names, and a customer has one queue', () => {
		fc.assert(
			fc.property(items, (texts) => {
				const queues = queueByCustomer(requestsFrom(texts));
				for (const { customer, jobs } of queues) {
					expect(jobs.map(({ request }) => customerKey(request))).toEqual(jobs.map(() => customer));
				}
				expect(new Set(queues.map(({ customer }) => customer)).size).toBe(queues.length);
			}),
		);
	});

	test('the items of a queue are in input order', () => {
		fc.assert(
			fc.property(items, (texts) => {
				for (const { jobs } of queueByCustomer(requestsFrom(texts))) {
					const items = jobs.flatMap((job) => job.items);
					expect(items).toEqual([...items].sort((a, b) => a - b));
				}
			}),
		);
	});

	test('no two jobs next to each other in a queue are equal', () => {
		fc.assert(
			fc.property(items, (texts) => {
				for (const { jobs } of queueByCustomer(requestsFrom(texts))) {
					const forms = jobs.map(({ request }) => JSON.stringify(request.form));
					expect(forms.some((form, index) => form === forms[index + 1])).toBe(false);
				}
			}),
		);
	});
});
