import {
	continueModes,
	credentialsAt,
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

afterEach(() => expect(sent(workbench.sandbox)).toEqual(sentAfterAll));
let sentAfterAll: string[] = [];
beforeEach(() => (sentAfterAll = []));

/** The reasons in the error of a run, by the item that each is about. */
function reasonsIn(text: string): Map<number, string> {
	return new Map(
		text.split('\n').flatMap((line): Array<[number, string]> => {
			const [, item, reason = ''] = /^\[Item (\d+)\] (.+)$/.exec(line) ?? [];
			return item === undefined ? [] : [[Number(item), reason]];
		}),
	);
}

describe('an invalid item in stop mode ends the run with nothing sent', () => {
	test('and is listed with its own reason, as is every other invalid item', async () => {
		const ids = ['191', '', '204', { nested: '215' }, 2 ** 53 + 2, null, '215'];
		const result = await workbench.run({ parameters: parametersFor.lock(), items: itemsFor(ids) });
		const { text, description, itemIndex } = stopOf(result);

		expect([...reasonsIn(text)]).toEqual([
			[1, expect.stringContaining("'Customer ID' must be text or a number, but is empty")],
			[3, expect.stringContaining("'Customer ID' must be text or a number, but is an object")],
			[4, expect.stringContaining("'Customer ID' is a number too long to be exact")],
			[5, expect.stringContaining("'Customer ID' must be text or a number, but is empty")],
		]);
		expect(text).not.toContain('more item');
		expect(description).toMatch(/^Nothing was sent for any of the 7 items\.\n/);
		expect(text).toContain('Fix these items or filter them out before this node. To continue');
		expect(itemIndex).toBe(1);
		expect(result.output).toEqual([]);
	});

	test('and is named by a message that n8n leaves as it is, whatever code it finds in it', async () => {
		const parameters = { ...parametersFor.forget(), keep: 'repermitted' };
		const result = await workbench.run({ parameters, items: itemsFor(['191']) });

		expect(stopOf(result).message).toContain("'repermitted' isn't one of the fields");
		expect(result.logs.join()).not.toContain('canceled');
	});

	test.each([
		[20, {}, 'Nothing was sent for any of the 21 items. To continue with'],
		[20, { dryRun: true }, 'Nothing was sent for any of the 21 items. To continue with'],
		[0, {}, 'before this node. Nothing was sent.'],
	])('however many come before it: %d %j', async (count, options, advice) => {
		const items = itemsFor([...manyIds(count), '']);
		const result = await workbench.run({ parameters: parametersFor.lock(options), items });
		const { message, description, itemIndex } = stopOf(result);

		expect(message).toContain("'Customer ID' must be text or a number, but is empty");
		expect(message).toContain(`[Item ${count}]`);
		expect(description).toContain(advice);
		expect(itemIndex).toBe(count);
	});

	test('and is named with the first twenty of 30, and the others are counted', async () => {
		const parameters = { ...parametersFor.lock(), customerId: '' };
		const result = await workbench.run({ parameters, items: itemsFor(manyIds(30)) });
		const { message, description } = stopOf(result);

		expect(message).toContain('30 of 30 items are invalid');
		expect([...reasonsIn(description).keys()]).toEqual(Array.from({ length: 20 }, (_, i) => i));
		expect(description).toContain("10 more items can't be sent.");
	});

	test.each([
		['{{ $("Nobody").item.json.x }}', /Referenced node doesn't exist/, /Check the expressions/],
		['{{ $("Input").itemMatching(99).json.x }}', /Can.t get data/, /Input.+not executed yet/],
	])('and what n8n says of an expression is passed on: %s', async (expression, says, advises) => {
		const parameters = { ...parametersFor.lock(), customerId: `=${expression}` };
		const result = await workbench.run({ parameters, items: itemsFor(['191']) });

		expect(stopOf(result).message).toMatch(says);
		expect(stopOf(result).description).toMatch(advises);
	});
});

test.each(continueModes)(
	'an expression that breaks in one item makes an error item of that one only (%s)',
	async (onError) => {
		const customerId = "={{ $json.broken ? $('Nowhere').first().json.id : $json.id }}";
		const parameters = { ...parametersFor.lock(), customerId };
		const items = [{ id: '191' }, { id: '204', broken: true }, { id: '215' }];
		const failed = failedOf(await workbench.run({ parameters, items, onError }));

		expect(failed.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 1 }]);
		expect(failureOf(failed[0])).toMatchObject({ outcome: 'notSent', attempts: 0 });
		sentAfterAll = ['191', '215'];
	},
);

describe('a credential', () => {
	const parameters = parametersFor.lock();

	test('that is missing ends the run with what to do', async () => {
		const { error } = await workbench.run({
			parameters,
			items: itemsFor(['191']),
			credentials: {},
		});

		expect(error?.message).toContain('credential');
		expect(error?.description).toBe("Check the node's credential. Nothing was sent.");
	});

	test.each(continueModes)('that cannot be used fails every item under %s', async (onError) => {
		const credentials = credentialsAt(workbench.sandbox, 'ftp://nowhere');
		const items = itemsFor(customers);
		const failed = failedOf(await workbench.run({ parameters, items, credentials, onError }));

		expectLinked(failed, customers.length);
		for (const [index, item] of failed.entries()) {
			const customerId = customers[index];
			expect(failureOf(item)).toMatchObject({ customerId, outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain("'Base URL'");
		}
	});
});
