import fc from 'fast-check';

import { customerKey, enqueue } from '../../nodes/Trackfinity/plan/customerQueue';
import type { Job } from '../../nodes/Trackfinity/plan/customerQueue';
import { accountOf, jobOf } from '../support/jobs.cts';

function queuesOf(jobs: readonly Job[]): Array<[Job, ...Job[]]> {
	const queues = new Map<string, [Job, ...Job[]]>();
	for (const job of jobs) {
		const added = enqueue(queues, job);
		expect(added.items).toContain(job.items[0]);
		expect([...queues.values()].flat()).toContain(added);
	}
	return [...queues.values()];
}

const textOf = ({ request: { value, fields } }: Job) =>
	`${value} ${Object.fromEntries(fields).city}`;

test('the same ID as another identifier, or of another account, is another customer; with another key it is not', () => {
	const one = jobOf('7', 0);
	const lookup = { ...one.request.lookup, parameter: 'subscriptionId' };
	const subscription = { ...jobOf('7', 1), request: { ...one.request, lookup } };
	expect(queuesOf([one, subscription, jobOf('7', 2, accountOf('other'))])).toHaveLength(3);
	expect(queuesOf([one, jobOf('7', 1, accountOf('shop', 'new key'))])).toHaveLength(1);
});

test('what goes on with different requests of an earlier try is not one job', () => {
	const previous = jobOf('7', 0);
	expect(queuesOf([{ ...jobOf('7', 0), previous }, jobOf('7', 1)])[0]).toHaveLength(2);
	const both = [0, 1].map((index) => ({ ...jobOf('7', index), previous }));
	expect(queuesOf(both)[0]).toHaveLength(1);
});

test('whatever the items are, each is in one job with its request, in order, and no neighbors are equal', () => {
	const customer = fc.constantFrom('1', '2', '3', '__proto__');
	const item = fc.tuple(customer, fc.constantFrom('A', 'B')).map((parts) => parts.join(' '));
	fc.assert(
		fc.property(fc.array(item, { maxLength: 40 }), (texts) => {
			const queues = queuesOf(texts.map((text, index) => jobOf(text, index)));
			const placed = queues.flat().flatMap((job) => job.items.map((index) => ({ index, job })));
			expect(placed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...texts.keys()]);
			for (const { index, job } of placed) expect(textOf(job)).toBe(texts[index]);
			for (const queue of queues) {
				const items = queue.flatMap((job) => job.items);
				const sent = queue.map(textOf);
				expect(sent.some((text, place) => text === sent[place + 1])).toBe(false);
				expect(items).toEqual([...items].sort((a, b) => a - b));
			}
			const keys = queues.map((queue) => queue.map((job) => customerKey(job.account, job.request)));
			expect(new Set(keys.flat()).size).toBe(queues.length);
		}),
	);
});
