import { irreversible, operations } from '../support/operations.cts';
import {
	continueModes,
	expectLinked,
	failureOf,
	itemsFor,
	manyIds,
	sent,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Ten noes in the same words would lead to the credential's test call. */
const doneIfMissing = { ignoreMissing: true };

describe.each(irreversible)('the safety limit of $value', ({ value: operation, parameters }) => {
	const limit = (safetyLimit: number) => ({ ...parameters(), safetyLimit });

	test('is 50 customers unless told otherwise: with 51 nothing at all is sent', async () => {
		const result = await workbench.run({
			parameters: parameters(),
			items: itemsFor(manyIds(51)),
		});

		const { message, description } = stopOf(result);
		expect(message).toContain('51');
		expect(message).toContain('50');
		expect(message).toContain("'Safety Limit'");
		expect(description).toMatch(/nothing was sent/i);
		expect(result.output).toEqual([]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('lets 50 customers through', async () => {
		await workbench.run({
			parameters: parameters(doneIfMissing),
			items: itemsFor(manyIds(50)),
			onError: 'continueRegularOutput',
		});

		expect(new Set(sent(workbench.sandbox)).size).toBe(50);
	});

	test.each(continueModes)('gives one error item per input item under %s', async (onError) => {
		const { status, output, errorOutput } = await workbench.run({
			parameters: limit(2),
			items: itemsFor(['1', '2', '3', '1']),
			onError,
		});

		const [failed, other] =
			onError === 'continueErrorOutput' ? [errorOutput, output] : [output, errorOutput];
		expect(status).toBe('success');
		expect(other).toEqual([]);
		expectLinked(failed, 4);
		for (const item of failed) {
			expect(failureOf(item)).toMatchObject({ operation, outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain("'Safety Limit'");
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('counts different customers, not items', async () => {
		await workbench.run({
			parameters: limit(2),
			items: itemsFor(['1', '2', '1', ' 2 ', 1, '2']),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(['1', '2']);
	});

	test('does not take 7 and 007 for one customer', async () => {
		const result = await workbench.run({
			parameters: limit(1),
			items: itemsFor(['7', '007']),
		});

		expect(stopOf(result).message).toContain("'Safety Limit'");
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('is lifted by 0', async () => {
		await workbench.run({
			parameters: { ...parameters(doneIfMissing), safetyLimit: 0 },
			items: itemsFor(manyIds(60)),
			onError: 'continueRegularOutput',
		});

		expect(new Set(sent(workbench.sandbox)).size).toBe(60);
	});

	test('does not count the items that cannot be sent anyway', async () => {
		const { output } = await workbench.run({
			parameters: limit(2),
			items: itemsFor(['1', '', '2', null]),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(['1', '2']);
		expect(failureOf(output[1]).message).toContain('but is empty');
		expect(failureOf(output[3]).message).toContain('but is empty');
	});

	test('holds for a dry run too, which shows what the real one would do', async () => {
		const result = await workbench.run({
			parameters: { ...parameters({ dryRun: true }), safetyLimit: 2 },
			items: itemsFor(['1', '2', '3']),
		});

		expect(stopOf(result).message).toContain("'Safety Limit'");
	});
});

const reversible = operations.filter((operation) => !irreversible.includes(operation));

test.each(reversible)('$value has no safety limit', async ({ parameters }) => {
	await workbench.run({
		parameters: { ...parameters(), safetyLimit: 1 },
		items: manyIds(60).map((id) => ({ id, city: 'Wien' })),
		onError: 'continueRegularOutput',
	});

	expect(new Set(sent(workbench.sandbox)).size).toBe(60);
});
