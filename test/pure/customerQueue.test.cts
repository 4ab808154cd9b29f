import fc from 'fast-check';

import { CustomerQueues, queueKey } from '../../nodes/Trackfinity/plan/customerQueue';
import type { CustomerQueue, Job } from '../../nodes/Trackfinity/plan/customerQueue';
import { accountOf, jobOf } from '../support/jobs.cts';

function queuesOf(jobs: readonly Job[]): CustomerQueue[] {
	const queues = new CustomerQueues();
	for (const job of jobs) {
		const added = queues.add(job);
		expect(added.items).toContain(job.items[0]);
		expect(queues.all.flat()).toContain(added);
	}
	return queues.all;
}

const cityOf = ({ request }: Job) => Object.fromEntries(request.fields).city;

/** Queues as `191 Rome: 0, 1`: each request with its items. */
function written(jobs: readonly Job[]): string[][] {
	return queuesOf(jobs).map((queue) =>
		queue.map((job) => `${job.request.value} ${cityOf(job)}: ${job.items.join(', ')}`),
	);
}

const queued = (...texts: string[]) => written(texts.map((text, index) => jobOf(text, index)));

describe('requests in queues', () => {
	test('each customer has a queue, in the order of first appearance', () => {
		expect(queued()).toEqual([]);
		expect(queued('2 A', '1 A', '2 B', '3 A', '1 B')).toEqual([
			['2 A: 0', '2 B: 2'],
			['1 A: 1', '1 B: 4'],
			['3 A: 3'],
		]);
	});

	test('equal neighbors within a customer are one job; A, B, A stays three', () => {
		expect(queued('1 A', '2 A', '1 A', '2 A', '1 B', '1 A')).toEqual([
			['1 A: 0, 2', '1 B: 4', '1 A: 5'],
			['2 A: 1, 3'],
		]);
	});

	test('the same ID as another identifier, or of another account, is another customer', () => {
		const one = jobOf('7', 0);
		const lookup = { ...one.request.lookup, parameter: 'subscriptionId' };
		const subscription = { ...jobOf('7', 1), request: { ...one.request, lookup } };
		expect(written([one, subscription, jobOf('7', 2, accountOf('other'))])).toHaveLength(3);
	});

	test('the same customers with another key are the same, whoever signs', () => {
		expect(written([jobOf('7', 0), jobOf('7', 1, accountOf('shop', 'new key'))])).toHaveLength(1);
	});

	test('what goes on with different requests of an earlier try is not one job', () => {
		const previous = jobOf('7', 0);
		expect(queuesOf([{ ...jobOf('7', 0), previous }, jobOf('7', 1)])[0]).toHaveLength(2);
		const both = [0, 1].map((index) => ({ ...jobOf('7', index), previous }));
		expect(queuesOf(both)[0]).toHaveLength(1);
	});
});

test('whatever the items are, each is in one job with its request, in order, and no neighbors are equal', () => {
	const customer = fc.constantFrom('1', '2', '3', '__proto__');
	const item = fc.tuple(customer, fc.constantFrom('A', 'B')).map((parts) => parts.join(' '));
	fc.assert(
		fc.property(fc.array(item, { maxLength: 40 }), (texts) => {
			const queues = queuesOf(texts.map((text, index) => jobOf(text, index)));
			const placed = queues.flat().flatMap((job) => job.items.map((index) => ({ index, job })));
			expect(placed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...texts.keys()]);
			for (const { index, job } of placed) {
				expect(`${job.request.value} ${cityOf(job)}`).toBe(texts[index]);
			}
			for (const queue of queues) {
				const items = queue.flatMap((job) => job.items);
				const cities = queue.map(cityOf);
				expect(new Set(queue.map((job) => queueKey([job]))).size).toBe(1);
				expect(cities.some((city, place) => city === cities[place + 1])).toBe(false);
				expect(items).toEqual([...items].sort((a, b) => a - b));
			}
			expect(new Set(queues.map(queueKey)).size).toBe(queues.length);
		}),
	);
});
