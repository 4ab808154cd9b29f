import { useWorkbench } from '../support/workbench';
import { customers, itemsFor, parametersFor } from '../support/runs';

const workbench = useWorkbench();

type Options = Parameters<typeof parametersFor.lock>[0];

async function hintsOf(ids: unknown[], options: Options = {}): Promise<string[]> {
	const { hints } = await workbench.run({
		parameters: parametersFor.lock(options),
		items: itemsFor(ids),
		onError: 'continueRegularOutput',
	});
	expect(hints.every(({ location }) => location === 'outputPane')).toBe(true);
	return hints.map(({ message }) => message);
}

const busy = (times: number, id: string) =>
	workbench.sandbox.fault({
		kind: 'busy',
		retryAfter: '0',
		times,
		form: { customer_id: id },
	});

describe('the output panel says', () => {
	test('nothing about a run in which nothing is remarkable', async () => {
		expect(await hintsOf(customers)).toEqual([]);
	});

	test('that this was a dry run', async () => {
		const hints = await hintsOf(customers, { dryRun: true });

		expect(hints).toHaveLength(1);
		expect(hints[0]).toMatch(/dry run.*nothing was sent/i);
	});

	test.each([
		[['191', '191'], '1 duplicate '],
		[['191', '204', '191', '191', '204'], '3 duplicates '],
	])('how many duplicates were not sent again: %j', async (ids, count) => {
		const hints = await hintsOf(ids);

		expect(hints).toHaveLength(1);
		expect(hints[0]).toContain(count);
	});

	test('how many duplicates would not be sent again, in a dry run', async () => {
		const hints = await hintsOf(['191', '204', '191'], { dryRun: true });

		expect(hints.join('\n')).toMatch(/dry run/i);
		expect(hints.join('\n')).toContain('1 duplicate ');
	});

	test('nothing of duplicates when another request came between', async () => {
		const { hints } = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: ['Rome', 'Oslo', 'Rome'].map((city) => ({ id: '191', city })),
		});

		expect(hints).toEqual([]);
	});

	test.each([
		[['191'], '1 request '],
		[['191', '204', '215'], '3 requests '],
	])('how many requests were retried, not how often: %j', async (retried, count) => {
		for (const id of retried) busy(2, id);
		const hints = await hintsOf(customers);

		expect(hints).toHaveLength(1);
		expect(hints[0]).toContain(count);
		expect(hints[0]).toMatch(/retried/i);
	});

	test('that a request was retried also when it came to nothing', async () => {
		busy(9, '191');
		const hints = await hintsOf(['191', '204'], { retries: 1 });

		expect(hints.join('\n')).toMatch(/1 request retried/i);
	});

	test('both at once, with the request that duplicates share counted once', async () => {
		busy(1, '191');
		const hints = await hintsOf(['191', '191', '191']);

		expect(hints.join('\n')).toContain('2 duplicates ');
		expect(hints.join('\n')).toMatch(/1 request retried/i);
	});
});
