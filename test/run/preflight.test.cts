import type { INodeParameters } from 'n8n-workflow';

import { failedOf, failureOf, stopOf } from '../support/outcomes.cts';
import { continueModes, itemsFor, manyIds, parametersFor, sent } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const lock = parametersFor.lock();

/** The lines that say why an item is invalid. */
const reasonsIn = (text: string) => text.split('\n').filter((line) => /^\[Item \d+\] ./.test(line));

describe('an invalid item in stop mode ends the run with nothing sent', () => {
	afterEach(() => expect(workbench.sandbox.requestCount()).toBe(0));

	test('and is listed with its own reason, as is every other invalid item', async () => {
		const ids = ['191', '', '204', { nested: '215' }, 2 ** 53 + 2, null, '215'];
		const result = await workbench.run({ parameters: lock, items: itemsFor(ids) });
		const { text, description, itemIndex } = stopOf(result);

		const reasons = [
			"[Item 1] 'Customer ID' must be text or a number, but is empty",
			"[Item 3] 'Customer ID' must be text or a number, but is an object",
			"[Item 4] 'Customer ID' is a number too long to be exact",
			"[Item 5] 'Customer ID' must be text or a number, but is empty",
		];
		expect(reasonsIn(text)).toEqual(reasons.map((reason) => expect.stringContaining(reason)));
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
		const parameters = { ...lock, customerId: '' };
		const result = await workbench.run({ parameters, items: itemsFor(manyIds(30)) });
		const { message, description } = stopOf(result);

		expect(message).toContain('30 of 30 items are invalid');
		const named = reasonsIn(description).map((line) => parseInt(line.slice('[Item '.length), 10));
		expect(named).toEqual([...Array(20).keys()]);
		expect(description).toContain("10 more items can't be sent.");
		// There is none to continue with.
		expect(description).toMatch(/\nCheck 'Customer ID': .* items without one before this node\.$/);
	});

	const nowhere = '={{ $("Nobody").item.json.x }}';
	const late = '={{ $("Input").itemMatching(99).json.x }}';
	test.each<[INodeParameters, advises: RegExp, says?: RegExp]>([
		[{ customerId: nowhere }, /in 'Customer ID'/, /Referenced node doesn't exist/],
		[{ customerId: late }, /Input.+not executed yet/, /Can.t get data/],
		[{ lookupBy: '={{ }}' }, /Check the expressions in 'Find Customer By'\./],
		[{ fields: { city: '={{ }}' } }, /Check the expressions in 'Fields to Set'\./],
		[{ options: { timeout: '={{ }}' } }, /Check the expressions in 'Options'\./],
	])('and what is wrong with an expression is said: %j', async (changes, advises, says = /./) => {
		const parameters = { ...parametersFor.setDetails(), ...changes };
		const result = await workbench.run({ parameters, items: itemsFor(['191']) });

		expect(stopOf(result).message).toMatch(says);
		expect(stopOf(result).description).toMatch(advises);
	});
});

test.each(continueModes)('one broken expression makes one error item (%s)', async (onError) => {
	const customerId = "={{ $json.broken ? $('Nowhere').first().json.id : $json.id }}";
	const parameters = { ...lock, customerId };
	const items = [{ id: '191' }, { id: '204', broken: true }, { id: '215' }];
	const failed = failedOf(await workbench.run({ parameters, items, onError }));

	expect(failed.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 1 }]);
	expect(failureOf(failed[0])).toMatchObject({ outcome: 'notSent', attempts: 0 });
	expect(sent(workbench.sandbox)).toEqual(['191', '215']);
});

test('a credential that is missing ends the run with what to do', async () => {
	const items = itemsFor(['191', '204']);
	const run = { parameters: lock, items, credentials: {} };
	const { error } = await workbench.run(run);
	const { output } = await workbench.run({ ...run, onError: 'continueRegularOutput' });

	expect(error?.message).toContain('credential');
	expect(error?.description).toBe(
		'Choose a credential in this node, or check the chosen one. Nothing was sent.',
	);
	expect(failureOf(output[0])).toMatchObject({ customerId: '191', outcome: 'notSent' });
	expect(sent(workbench.sandbox)).toEqual([]);
});
