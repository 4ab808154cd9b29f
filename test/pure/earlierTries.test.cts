import type { IExecuteFunctions } from 'n8n-workflow';

import type { Delivery } from '../../nodes/Trackfinity/outcomes/delivery';
import { addExistence } from '../../nodes/Trackfinity/outcomes/delivery';
import type { Done, Failed } from '../../nodes/Trackfinity/outcomes/outcome';
import type { CustomerQueue } from '../../nodes/Trackfinity/run/customerQueue';
import { queueByCustomer } from '../../nodes/Trackfinity/run/customerQueue';
import type { EarlierTries } from '../../nodes/Trackfinity/run/earlierTries';
import type { JobResult } from '../../nodes/Trackfinity/run/results';
import { beginTry, openDelivery } from '../../nodes/Trackfinity/run/earlierTries';
import {
	deliveryOf,
	dropped,
	plannedDeletion,
	plannedLock,
	rejected,
	timedOut,
} from '../support/deliveries.cts';

const done: Done = { kind: 'done', proof: 'confirmed', processedAt: '', attempts: 1 };
const failed = (outcome: Failed['outcome']): Failed => ({
	kind: 'failed',
	outcome,
	message: '',
	description: '',
	attempts: 1,
});

/** What a try of a run knows of its node: n8n gives every try the same context object and the same number of the run. */
function aTry({
	context = {},
	runIndex = 0,
	node = { retryOnFail: true },
}: {
	context?: object;
	runIndex?: number;
	node?: { retryOnFail?: boolean; maxTries?: number };
} = {}): EarlierTries {
	return beginTry({
		getNode: () => node,
		getContext: () => context,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
	} as unknown as IExecuteFunctions);
}

/** A queue of requests that set one customer's city to each of these. */
function queueOf(...cities: string[]): CustomerQueue {
	const requests = cities.map((city) => {
		const request = plannedLock();
		return { ...request, form: [...request.form, ['city', city] as [string, string]] };
	});
	const [queue] = queueByCustomer(requests);
	if (queue === undefined) throw new TypeError('There is no queue');
	return queue;
}

const queue = queueOf('Rome', 'Oslo');
const results: JobResult[] = [{ outcome: done }, { outcome: failed('rejected') }];

/** A try that ends so. */
function endAs(one: EarlierTries, isSuccess: boolean): void {
	one.remember([queue], () => results, isSuccess);
}

describe('between the tries of a run', () => {
	test('how its requests ended is remembered', () => {
		const context = {};
		endAs(aTry({ context }), false);

		expect(aTry({ context }).recall(queue)).toEqual(results);
	});

	test.each([
		[undefined, 3],
		[0, 3],
		[1, 2],
		[2, 2],
		[4, 4],
		[9, 5],
	])(
		'with Max. Tries %p there are %d, and after the last one nothing is left',
		(maxTries, count) => {
			const context = {};
			const node = { retryOnFail: true, ...(maxTries !== undefined && { maxTries }) };
			const recalled = Array.from({ length: count + 2 }, () => {
				const one = aTry({ context, node });
				const before = one.recall(queue).length;
				endAs(one, false);
				return before;
			});

			expect(recalled).toEqual([0, ...Array.from({ length: count - 1 }, () => 2), 0, 2]);
		},
	);

	test('a try that succeeds leaves nothing', () => {
		const context = {};
		endAs(aTry({ context }), false);
		endAs(aTry({ context }), true);

		expect(aTry({ context }).recall(queue)).toEqual([]);
	});

	test('a try that ends before anything is sent takes nothing away', () => {
		const context = {};
		endAs(aTry({ context }), false);
		aTry({ context });

		expect(aTry({ context }).recall(queue)).toEqual(results);
	});

	test.each([{ retryOnFail: false }, {}])(
		'without Retry On Fail (%j) nothing is remembered',
		(node) => {
			const context = {};
			endAs(aTry({ context, node }), false);

			expect(aTry({ context, node }).recall(queue)).toEqual([]);
			expect(aTry({ context }).recall(queue)).toEqual([]);
		},
	);

	test('another turn of a loop, and another execution, know nothing of it', () => {
		const context = {};
		endAs(aTry({ context, runIndex: 0 }), false);

		expect(aTry({ context, runIndex: 1 }).recall(queue)).toEqual([]);
		expect(aTry({ context: {} }).recall(queue)).toEqual([]);
		expect(context).toEqual({});
	});

	test.each<[string[], number]>([
		[['Rome', 'Oslo'], 2],
		[['Rome', 'Oslo', 'Bern'], 2],
		[['Rome', 'Bern'], 1],
		[['Rome'], 1],
		[['Oslo', 'Rome'], 0],
		[['Bern', 'Oslo'], 0],
	])('requests that an expression made others are not taken for the same: %j', (cities, known) => {
		const context = {};
		endAs(aTry({ context }), false);

		expect(aTry({ context }).recall(queueOf(...cities))).toEqual(results.slice(0, known));
	});
});

describe('what an earlier try left open', () => {
	const deletion = plannedDeletion();
	const late = addExistence(deliveryOf(deletion, timedOut, rejected), 'exists', new Date());

	test.each<[string, JobResult | undefined]>([
		['nothing is known', undefined],
		['it was never sent', { outcome: failed('notSent') }],
		['it was done', { outcome: done, delivery: deliveryOf(deletion, timedOut) }],
		['it was rejected', { outcome: failed('rejected'), delivery: deliveryOf(deletion, rejected) }],
	])('%s: nothing', (_, result) => {
		expect(openDelivery(result)).toBeUndefined();
	});

	test.each<[string, Failed['outcome'], Delivery]>([
		['it ended unknown', 'unknown', deliveryOf(deletion, dropped)],
		['it was rejected, but may still arrive', 'rejected', late],
	])('%s: whether it was applied, to be found out first', (_, outcome, delivery) => {
		const open = openDelivery({ outcome: failed(outcome), delivery });

		expect(open).toMatchObject({
			verdict: 'unclear',
			attempts: delivery.attempts,
			mayArriveLate: delivery.mayArriveLate,
		});
		expect(open).not.toHaveProperty('existence');
	});
});
