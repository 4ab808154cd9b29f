import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { operations } from '../support/operations.cts';
import { customers, failureOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const run = async (parameters: INodeParameters, ...items: IDataObject[]) =>
	await workbench.run({ parameters, items, onError: 'continueRegularOutput' });

/** Why the item is invalid; makes sure that nothing was sent. */
async function invalidItem(parameters: INodeParameters, item: IDataObject = {}) {
	const { output } = await run(parameters, item);
	expect(workbench.sandbox.requestCount()).toBe(0);
	expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', attempts: 0 });
	return failureOf(output[0]);
}

const forms = () => workbench.sandbox.requests.map(({ form }) => form);
const detailsOf = (customer_id: string) =>
	workbench.sandbox.findCustomer({ customer_id })?.details ?? {};
const namesOf = (value: unknown) => [...(value as string[])].sort();

/** What nobody meant by the name of a field or a choice. */
const inherited = ['constructor', '__proto__', 'toString'];

test.each(operations.filter(({ lookups }) => lookups.size > 0))(
	'Find Customer By ($value): what is no choice is invalid, and what can be chosen is said',
	async ({ lookups, parameters }) => {
		const names = [...lookups.keys()];
		const fromItem: INodeParameters = {
			...parameters({ dryRun: true }),
			...Object.fromEntries(['lookupBy', ...names].map((name) => [name, `={{ $json.${name} }}`])),
		};
		const all = operations.flatMap((operation) => [...operation.lookups.keys()]);
		const others = all.filter((name) => !lookups.has(name));
		const choices = ['phone', '', null, 'customer_id', ...inherited, ...others];
		const { output } = await run(fromItem, ...choices.map((lookupBy) => ({ lookupBy })));
		expect(output).toHaveLength(choices.length);
		for (const { message, description } of output.map(failureOf)) {
			expect(message).toContain("'Find Customer By'");
			expect(description).toContain(names.join(', '));
		}
	},
);

describe('Fields to Keep', () => {
	const keep = (how: string | string[] = '={{ $json.keep }}'): INodeParameters => ({
		...{ operation: 'forget', customerId: '={{ $json.id ?? 191 }}', keep: how },
	});

	test.each([
		...[['email', 'phone'], 'phone, email', ' email ,, phone,', ['phone', 'email', 'phone']],
		...['Email, Phone', ['PHONE', 'eMail']],
	])('may be %j from an expression', async (given) => {
		const { output } = await run(keep(), { keep: given });
		expect(output[0]?.json).toMatchObject({ keptFields: ['email', 'phone'] });
		expect(forms()).toEqual([{ customer_id: '191', keep: 'email,phone' }]);
		expect(Object.keys(detailsOf('191')).sort()).toEqual(['email', 'phone']);
	});

	test('may differ per item; nothing chosen keeps nothing', async () => {
		const kept = [['email'], [], ['zip']];
		const items = kept.map((names, index) => ({ id: customers[index] ?? '', keep: names }));
		const { output } = await run(keep(), ...items);
		const { output: chosen } = await run(keep([]), { id: 226 });
		const { output: untouched } = await run({ operation: 'forget', customerId: '237' }, {});
		const all = [...output, ...chosen, ...untouched].map(({ json }) => json.keptFields);
		expect(all).toEqual([...kept, [], []]);
		const byCustomer = Object.fromEntries(forms().map((form) => [form.customer_id, form.keep]));
		expect(byCustomer).toEqual({ 191: 'email', 215: 'zip' });
	});

	const blank: unknown[] = ['', ' \u200b', ' , ', [' ', '\t', '\ufeff'], null, undefined];
	/** A list of names, or two of them as an example. */
	const names = /these names in .*address1, address2|such as \w+,\w+\.|return one value/;
	const wipes = /^'Fields to Keep' must be a list of field names, but is (empty|miss)/;
	test.each<[given: unknown, why: RegExp, advice?: RegExp]>([
		...blank.map((given): [unknown, RegExp, RegExp] => [given, wipes, /'Fields to Keep'/]),
		['email,shoe_size', /'shoe_size'/],
		[`email,${'x'.repeat(10_000)}`, /^.{1,150}$/],
		['__proto__', /'__proto__'/],
		[{ email: true }, /an object/],
		[['email', 7], /contains something else/],
		[['emails', 'email'], /'emails'/],
	])('%.50j is invalid', async (...[given, why, advice = names]) => {
		const { message, description } = await invalidItem(keep(), { keep: given as string });
		expect(message).toMatch(why);
		expect(message).toContain("'Fields to Keep'");
		expect(description).toMatch(advice);
	});
});

describe('Set Details', () => {
	const names = [
		...['firstname', 'lastname', 'email', 'username', 'password', 'address1', 'address2', 'city'],
		...['state', 'country', 'zip', 'custom1', 'custom2', 'custom3', 'custom4', 'custom5'],
	];
	const removable = names.filter((name) => name !== 'password');
	const set = (more: INodeParameters): INodeParameters => ({
		...{ operation: 'setDetails', customerId: '={{ $json.id ?? 191 }}', ...more },
	});

	test('every field is sent under its own name, and set', async () => {
		const fields = Object.fromEntries(names.map((name, index) => [name, `new ${index}`]));
		const { output } = await run(set({ fields }), {});
		expect(forms()).toEqual([{ customer_id: '191', ...fields }]);
		expect(namesOf(output[0]?.json.updatedFields)).toEqual([...names].sort());
		expect(output[0]?.json.removedFields).toEqual([]);
		expect(detailsOf('191')).toMatchObject(fields);
	});

	test('every field but the password is removed by the value REMOVE', async () => {
		const { output } = await run(set({ fieldsToRemove: removable }), {});
		const values = Object.fromEntries(removable.map((name) => [name, 'REMOVE']));
		expect(forms()).toEqual([{ customer_id: '191', ...values }]);
		expect(output[0]?.json.updatedFields).toEqual([]);
		expect(namesOf(output[0]?.json.removedFields)).toEqual([...removable].sort());
		expect(Object.keys(detailsOf('191')).filter((name) => removable.includes(name))).toEqual([]);
	});

	// Blank fields are left out: test/parameters/values.
	test.each([
		...[['custom1', 'zip'], ' zip,custom1 ', 'ZIP code, CUSTOM1'],
		...['', ' , ', [], ['', ' ']],
	])('Fields to Remove may be %j from an expression, beside fields to set', async (given) => {
		const parameters = set({ fields: { city: 'Bonn' }, fieldsToRemove: '={{ $json.names }}' });
		await run(parameters, { names: given });
		const removed = String(given).length > 5 ? { custom1: 'REMOVE', zip: 'REMOVE' } : {};
		expect(forms()).toEqual([{ customer_id: '191', city: 'Bonn', ...removed }]);
	});

	test.each(['password', 'Password', 'nickname', 'customer_id', 'undefined', ...inherited])(
		'%s cannot be removed',
		async (name) => {
			const parameters = set({ fieldsToRemove: '={{ $json.names }}' });
			const { message, description } = await invalidItem(parameters, { names: [name] });
			for (const part of [name, 'Fields to Remove']) expect(message).toContain(`'${part}'`);
			expect(description).toContain('address1, address2, city');
		},
	);

	test.each([...inherited, 'prototype'])('nor is %s set', async (name) => {
		const parameters = set({ fields: '={{ JSON.parse($json.fields) }}' });
		await invalidItem(parameters, { fields: `{"${name}":"x"}` });
	});

	test('a field both set and removed is invalid, but not one that is empty', async () => {
		const fields = { city: 'Bonn', zip: '53111' };
		const { message, description } = await invalidItem(set({ fields, fieldsToRemove: ['zip'] }));
		expect(message).toMatch(/^(?=.*'ZIP Code')(?=.*'Fields to Set').*'Fields to Remove'/);
		expect(description).toContain("Remove 'ZIP Code' from one");
		await run(set({ fields: { zip: '' }, fieldsToRemove: ['zip'] }), {});
		expect(forms()).toEqual([{ customer_id: '191', zip: 'REMOVE' }]);
	});

	test.each([{}, { fields: { city: '', zip: '={{ null }}' }, fieldsToRemove: [] }])(
		'an item with nothing to set or remove is invalid: %j',
		async (parameters) => {
			const { message, description } = await invalidItem(set(parameters));
			expect(message).toContain("'Fields to Set'");
			expect(description).toContain("'Fields to Remove'");
		},
	);
});
