import {
	continueModes,
	customers,
	expectLinked,
	failedOf,
	failureOf,
	itemsFor,
	manyIds,
	parametersFor,
	sent,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const beyondExact = 2 ** 53 + 2;
/** Valid ones at 0, 2 and 6; every other is invalid in a way of its own. */
const mixedIds = ['191', '', '204', { nested: '215' }, beyondExact, null, '215'];
const invalidIndexes = [1, 3, 4, 5];

describe('an invalid item in stop mode', () => {
	test('ends the run with nothing sent', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(mixedIds),
		});

		expect(result.status).toBe('error');
		expect(result.output).toEqual([]);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('is listed with its own reason, and so is every other invalid item', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(mixedIds),
		});

		const { text, itemIndex } = stopOf(result);
		const reasons = new Map(
			text.split('\n').flatMap((line) => {
				const named = /^\[Item (\d+)\] (.+)$/.exec(line);
				return named ? [[Number(named[1]), named[2]]] : [];
			}),
		);
		expect([...reasons.keys()]).toEqual(invalidIndexes);
		expect(reasons.get(1)).toContain("'Customer ID' must be text or a number, but is empty");
		expect(reasons.get(3)).toContain("'Customer ID' must be text or a number, but is an object");
		expect(reasons.get(4)).toContain("'Customer ID' is a number too long to be exact");
		expect(reasons.get(5)).toContain("'Customer ID' must be text or a number, but is empty");
		expect(itemIndex).toBe(1);
	});

	test('is named, with its reason, when it is the only one', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['191', '204', '']),
		});

		const { message, description, itemIndex } = stopOf(result);
		expect(message).toContain("'Customer ID' must be text or a number, but is empty");
		expect(message).toContain('[Item 2]');
		expect(description).toMatch(/nothing was sent/i);
		expect(itemIndex).toBe(2);
	});

	test('is found before the first request, however late it comes', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor([...manyIds(300), '']),
		});

		expect(stopOf(result).message).toContain('[Item 300]');
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('ends a dry run just the same', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock({ dryRun: true }),
			items: itemsFor(['191', '']),
		});

		expect(stopOf(result).message).toContain('[Item 1]');
	});

	test('is named with the first twenty of 3,000, and the others are counted', async () => {
		const result = await workbench.run({
			parameters: { ...parametersFor.lock(), customerId: '' },
			items: itemsFor(['191', ...manyIds(2_999)]),
		});

		const { message, description } = stopOf(result);
		expect(message).toContain('3000 of 3000 items are invalid');
		expect(description).toContain('[Item 19]');
		expect(description).not.toContain('[Item 20]');
		expect(description).toContain('2980 more items are invalid.');
		expect(description.length).toBeLessThan(3000);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

describe('what n8n says of an expression is passed on', () => {
	test.each([
		['{{ $("Nobody").item.json.x }}', /Referenced node doesn't exist/, /Check the expressions/],
		['{{ $("Input").itemMatching(99).json.x }}', /Can.t get data/, /Input.+not executed yet/],
	])('%s', async (expression, message, description) => {
		const result = await workbench.run({
			parameters: { ...parametersFor.lock(), customerId: `=${expression}` },
			items: itemsFor(['191']),
		});

		expect(stopOf(result).message).toMatch(message);
		expect(stopOf(result).description).toMatch(description);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

test('a missing credential ends the run with what to do', async () => {
	const { status, error } = await workbench.run({
		parameters: parametersFor.lock(),
		items: itemsFor(['191']),
		credentials: {},
	});

	expect(status).toBe('error');
	expect(error?.message).toContain('credential');
	expect(error?.description).toBe("Check the node's credential. Nothing was sent.");
});

describe('invalid items in the continue modes', () => {
	test('become error items in their places, and the valid ones go on', async () => {
		const { status, output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(mixedIds),
			onError: 'continueRegularOutput',
		});

		expect(status).toBe('success');
		expectLinked(output, mixedIds.length);
		for (const index of invalidIndexes) {
			expect(Object.keys(output[index]?.json ?? {})).toEqual(['error']);
			expect(failureOf(output[index])).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(output[index])).not.toHaveProperty('statusCode');
		}
		const valid = output.filter((_, index) => !invalidIndexes.includes(index));
		expect(valid.map(({ json }) => json.customerId)).toEqual(['191', '204', '215']);
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '215']);
	});

	test('go to the error output where there is one', async () => {
		const { output, errorOutput } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(mixedIds),
			onError: 'continueErrorOutput',
		});

		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 2, 6].map((item) => ({ item })));
		expect(errorOutput.map(({ pairedItem }) => pairedItem)).toEqual(
			invalidIndexes.map((item) => ({ item })),
		);
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '215']);
	});

	test('are shown by a dry run beside what would be sent for the valid ones', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock({ dryRun: true }),
			items: itemsFor(['191', '']),
			onError: 'continueRegularOutput',
		});

		expect(output[0]?.json).toMatchObject({ dryRun: true, customerId: '191' });
		expect(failureOf(output[1]).outcome).toBe('notSent');
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('do not hold up the rest even when all of them are invalid', async () => {
		const { status, output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['', null]),
			onError: 'continueRegularOutput',
		});

		expect(status).toBe('success');
		expect(output.map((item) => failureOf(item).outcome)).toEqual(['notSent', 'notSent']);
	});
});

describe('an expression that breaks in one item', () => {
	const parameters = {
		...parametersFor.lock(),
		customerId: "={{ $json.broken ? $('Nowhere').first().json.id : $json.id }}",
	};
	const items = [{ id: '191' }, { id: '204', broken: true }, { id: '215' }];

	test('ends the run with nothing sent in stop mode', async () => {
		const result = await workbench.run({ parameters, items });

		expect(stopOf(result).message).toContain('[Item 1]');
		expect(stopOf(result).itemIndex).toBe(1);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('makes an error item of that one only in the continue modes', async () => {
		const { output } = await workbench.run({
			parameters,
			items,
			onError: 'continueRegularOutput',
		});

		expect(failureOf(output[1])).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(output[0]?.json.success).toBe(true);
		expect(output[2]?.json.success).toBe(true);
		expect(sent(workbench.sandbox)).toEqual(['191', '215']);
	});
});

describe('a credential that cannot be used', () => {
	const credentials = () => ({
		trackfinityApi: { ...workbench.sandbox.credentials.trackfinityApi, baseUrl: 'ftp://nowhere' },
	});

	test('ends the run with nothing sent in stop mode', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(customers),
			credentials: credentials(),
		});

		expect(stopOf(result).message).toContain("'Base URL'");
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each(continueModes)(
		'makes an error item of every item under %s, and a success of none',
		async (onError) => {
			const result = await workbench.run({
				parameters: parametersFor.lock(),
				items: itemsFor(customers),
				credentials: credentials(),
				onError,
			});

			expect(result.output).toHaveLength(onError === 'continueErrorOutput' ? 0 : customers.length);
			const failed = failedOf(result);
			expectLinked(failed, customers.length);
			for (const item of failed) {
				expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
				expect(failureOf(item).message).toContain("'Base URL'");
			}
		},
	);
});
