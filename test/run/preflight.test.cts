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

describe('an invalid item in stop mode', () => {
	test('ends the run with nothing sent, and is listed with its own reason, as is every other invalid item', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['191', '', '204', { nested: '215' }, beyondExact, null, '215']),
		});

		const { text, itemIndex } = stopOf(result);
		const reasons = new Map(
			text.split('\n').flatMap((line) => {
				const named = /^\[Item (\d+)\] (.+)$/.exec(line);
				return named ? [[Number(named[1]), named[2]]] : [];
			}),
		);
		expect([...reasons.keys()]).toEqual([1, 3, 4, 5]);
		expect(reasons.get(1)).toContain("'Customer ID' must be text or a number, but is empty");
		expect(reasons.get(3)).toContain("'Customer ID' must be text or a number, but is an object");
		expect(reasons.get(4)).toContain("'Customer ID' is a number too long to be exact");
		expect(reasons.get(5)).toContain("'Customer ID' must be text or a number, but is empty");
		expect(itemIndex).toBe(1);
		expect(result).toMatchObject({ status: 'error', output: [] });
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each([false, true])(
		'is found before the first request, however late it comes, and named with its reason (dry run: %j)',
		async (dryRun) => {
			const result = await workbench.run({
				parameters: parametersFor.lock({ dryRun }),
				items: itemsFor([...manyIds(300), '']),
			});

			const { message, description, itemIndex } = stopOf(result);
			expect(message).toContain("'Customer ID' must be text or a number, but is empty");
			expect(message).toContain('[Item 300]');
			expect(description).toMatch(/nothing was sent/i);
			expect(itemIndex).toBe(300);
			expect(workbench.sandbox.requestCount()).toBe(0);
		},
	);

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

	test.each(continueModes)('makes an error item of that one only (%s)', async (onError) => {
		const result = await workbench.run({ parameters, items, onError });

		const failed = failedOf(result);
		expect(failed.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 1 }]);
		expect(failureOf(failed[0])).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(sent(workbench.sandbox)).toEqual(['191', '215']);
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

test.each(continueModes)(
	'a credential that cannot be used makes an error item of every item under %s, and a success of none',
	async (onError) => {
		const { trackfinityApi } = workbench.sandbox.credentials;
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(customers),
			credentials: { trackfinityApi: { ...trackfinityApi, baseUrl: 'ftp://nowhere' } },
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
