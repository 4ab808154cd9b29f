import type { INodeParameters } from 'n8n-workflow';

import { cityItems, codes, customers, itemsFor, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

type Operation = 'lock' | 'delete';

async function hintsOf(
	ids: unknown[],
	options: INodeParameters = {},
	operation: Operation = 'lock',
): Promise<string[]> {
	const { hints } = await workbench.run({
		parameters: parametersFor[operation](options),
		items: itemsFor(ids),
		onError: 'continueRegularOutput',
	});
	for (const hint of hints) expect(hint).toMatchObject({ location: 'outputPane', type: 'info' });
	return hints.map(({ message }) => message);
}

const busy = (times: number, id: string) =>
	workbench.sandbox.fault({
		kind: 'busy',
		retryAfter: '0',
		times,
		form: { customer_id: id },
	});

/** The deletion is made, but no response comes. */
const cut = (code: string) =>
	workbench.sandbox.fault({
		kind: 'drop',
		when: 'after',
		times: 1,
		form: { type: 'customer_delete', code },
	});

describe('the output panel says', () => {
	test('nothing about a run in which nothing is remarkable', async () => {
		expect(await hintsOf(customers)).toEqual([]);
	});

	test('that this was a dry run', async () => {
		expect(await hintsOf(customers, { dryRun: true })).toEqual([
			"This was a dry run: nothing was sent. Turn off the option 'Dry Run' to send the requests.",
		]);
	});

	test.each([
		[['191', '191'], '1 duplicate request skipped'],
		[['191', '204', '191', '191', '204'], '3 duplicate requests skipped'],
	])('how many duplicates were not sent again: %j', async (ids, count) => {
		expect(await hintsOf(ids)).toEqual([
			`${count}: identical requests for the same customer are sent once`,
		]);
	});

	test('how many duplicates would not be sent again, in a dry run', async () => {
		const [first, ...others] = await hintsOf(['191', '204', '191'], { dryRun: true });

		expect(first).toContain('dry run');
		expect(others).toEqual([
			'1 duplicate request would be skipped: identical requests for the same customer are sent once',
		]);
	});

	test('nothing of duplicates when another request came between', async () => {
		const { hints } = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo', '191 Rome'),
		});

		expect(hints).toEqual([]);
	});

	test.each([
		[['191'], '1 request retried.'],
		[['191', '204', '215'], '3 requests retried.'],
	])('how many requests were retried, not how often: %j', async (retried, count) => {
		for (const id of retried) busy(2, id);

		expect(await hintsOf(customers)).toEqual([
			`${count} If this happens often, lower 'Parallel Requests' or set 'Max Requests per Second'.`,
		]);
	});

	test('that a request was retried also when it came to nothing', async () => {
		busy(9, '191');
		const hints = await hintsOf(['191', '204'], { retries: 1 });

		expect(hints.join('\n')).toContain('1 request retried.');
	});

	test('both at once, with the request that duplicates share counted once', async () => {
		busy(1, '191');
		const hints = await hintsOf(['191', '191', '191']);

		expect(hints).toHaveLength(2);
		expect(hints.join('\n')).toContain('2 duplicate requests skipped');
		expect(hints.join('\n')).toContain('1 request retried.');
	});
});

describe('of deletions, the output panel says', () => {
	test.each([
		[1, '1 deletion verified'],
		[2, '2 deletions verified'],
	])('how many of them were verified: %d', async (count, text) => {
		for (const code of codes.slice(0, count)) cut(code);

		expect(await hintsOf([...codes, ...codes], { retries: 0 }, 'delete')).toEqual([
			'3 duplicate requests skipped: identical requests for the same customer are sent once',
			`${text}: there was no clear response, so the service was asked, and it has no such customer`,
		]);
	});

	test.each([
		[['nobody'], '1 customer was missing'],
		[['nobody', 'none', 'nobody'], '2 customers were missing'],
	])('how many customers were missing: %j', async (ids, text) => {
		const hints = await hintsOf([...codes, ...ids], { ignoreMissing: true }, 'delete');

		expect(hints.at(-1)).toBe(
			`${text} and counted as done, because 'Ignore Missing Customers' is on`,
		);
	});

	test('nothing when every one was confirmed', async () => {
		expect(await hintsOf(codes, { ignoreMissing: true }, 'delete')).toEqual([]);
	});

	test('nothing of a customer that is missing and counts as rejected', async () => {
		expect(await hintsOf(['nobody'], {}, 'delete')).toEqual([]);
	});
});
