import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const names = [
	...['firstname', 'lastname', 'email', 'username', 'password', 'address1', 'address2', 'city'],
	...['state', 'country', 'zip', 'custom1', 'custom2', 'custom3', 'custom4', 'custom5'],
];
const removable = names.filter((name) => name !== 'password');

const setDetails = (more: INodeParameters): INodeParameters => ({
	operation: 'setDetails',
	customerId: '191',
	...more,
});

/** Sets first name (and city) by expression. */
const fromItem = setDetails({ fields: { firstname: '={{ $json.value }}', city: 'Bonn' } });
const onlyFromItem = setDetails({ fields: { firstname: '={{ $json.value }}' } });

const run = async (parameters: INodeParameters, item: IDataObject = {}) =>
	await workbench.run({ parameters, items: [item] });

/** Why the item is invalid; makes sure that nothing was sent. */
async function invalidItem(parameters: INodeParameters, item: IDataObject = {}) {
	const { status, error, output } = await run(parameters, item);
	expect(status).toBe('error');
	expect(output).toEqual([]);
	expect(workbench.sandbox.requestCount()).toBe(0);
	return { message: String(error?.message), description: String(error?.description) };
}

const sent = () => workbench.sandbox.requests[0]?.form;

describe('Fields to Set', () => {
	test('every field is sent under its own name, and set', async () => {
		const fields = Object.fromEntries(names.map((name, index) => [name, `new ${index}`]));
		const { output } = await run(setDetails({ fields }));
		expect(sent()).toEqual({ customer_id: '191', ...fields });
		expect(new Set(output[0]?.json['updatedFields'] as string[])).toEqual(new Set(names));
		expect(output[0]?.json['removedFields']).toEqual([]);
		expect(workbench.sandbox.findCustomer({ customer_id: '191' })?.details).toMatchObject(fields);
	});

	test.each([
		['text, spaces and all', '  Ann & Bob + 100% Größe ', '  Ann & Bob + 100% Größe '],
		['several lines', 'first\nsecond', 'first\nsecond'],
		['numbers', 4711, '4711'],
		['zero', 0, '0'],
		['fractions', 19.5, '19.5'],
		['switches', false, 'false'],
		['text that looks like a number', '0042', '0042'],
		['text that only holds the word', 'REMOVED', 'REMOVED'],
		['the word in small letters', 'remove', 'remove'],
		['emoji', 'Zoë 🦊', 'Zoë 🦊'],
		['the name Null', 'Null', 'Null'],
		['the word null', 'null', 'null'],
		['a word that only holds another', 'undefined street', 'undefined street'],
		['10,000 characters', 'x'.repeat(10_000), 'x'.repeat(10_000)],
	])('values go as given: %s', async (_what, value, as) => {
		await run(onlyFromItem, { value });
		expect(sent()).toEqual({ customer_id: '191', firstname: as });
	});

	test.each([
		['empty', { value: '' }],
		['blank', { value: ' \n' }],
		['of zero-width characters', { value: '\u200b\ufeff' }],
		['null', { value: null }],
		['missing', {}],
	] as Array<[string, IDataObject]>)(
		'a field that is %s is left out, and the customer keeps what was there',
		async (_what, item) => {
			const { output } = await run(fromItem, item);
			expect(sent()).toEqual({ customer_id: '191', city: 'Bonn' });
			expect(output[0]?.json['updatedFields']).toEqual(['city']);
			expect(workbench.sandbox.findCustomer({ customer_id: '191' })?.details).toMatchObject({
				firstname: 'Anna',
				city: 'Bonn',
			});
		},
	);

	test('what is left out may differ per item', async () => {
		const { output } = await workbench.run({
			parameters: {
				operation: 'setDetails',
				customerId: '={{ $json.id }}',
				fields: { firstname: '={{ $json.first }}', zip: '={{ $json.zip }}' },
				options: { parallelRequests: 1 },
			},
			items: [
				{ id: 191, first: 'Ann', zip: '' },
				{ id: 204, first: null, zip: 50674 },
			],
		});
		expect(output.map(({ json }) => json['updatedFields'])).toEqual([['firstname'], ['zip']]);
		expect(workbench.sandbox.requests.map(({ form }) => form)).toEqual([
			{ customer_id: '191', firstname: 'Ann' },
			{ customer_id: '204', zip: '50674' },
		]);
	});

	test.each([
		['a list', ['Anna']],
		['an empty list', []],
		['an object', { first: 'Anna' }],
		['a number that has lost digits', 1234567890123456789],
		['undefined as text', 'undefined'],
		['undefined as text with a space', 'undefined '],
		['an object as text', '[object Object]'],
		['10,001 characters', 'x'.repeat(10_001)],
	])('%s is invalid', async (_what, value) => {
		const { message, description } = await invalidItem(fromItem, { value });
		expect(message).toContain("'First Name'");
		expect(message.length).toBeLessThan(200);
		expect(description).toContain("'First Name'");
	});

	test.each(['REMOVE', ' REMOVE ', '\u200bREMOVE'])(
		'the literal value %j is invalid, with a pointer to Fields to Remove',
		async (value) => {
			const { message, description } = await invalidItem(fromItem, { value });
			expect(message).toContain("'First Name'");
			expect(description).toContain("'Fields to Remove'");
		},
	);

	test('REMOVE is invalid as a password, which cannot be removed', async () => {
		const { message, description } = await invalidItem(
			setDetails({ fields: { password: 'REMOVE' } }),
		);
		expect(message).toContain("'Password'");
		expect(description).not.toContain("'Fields to Remove'");
	});
});

describe('Fields to Remove', () => {
	test('each is sent as the value REMOVE, and removed', async () => {
		const { output } = await run(setDetails({ fieldsToRemove: removable }));
		expect(sent()).toEqual({
			customer_id: '191',
			...Object.fromEntries(removable.map((name) => [name, 'REMOVE'])),
		});
		expect(output[0]?.json['updatedFields']).toEqual([]);
		expect(new Set(output[0]?.json['removedFields'] as string[])).toEqual(new Set(removable));
		const { details = {} } = workbench.sandbox.findCustomer({ customer_id: '191' }) ?? {};
		expect(Object.keys(details).filter((name) => removable.includes(name))).toEqual([]);
	});

	test('go together with fields to set, by expression as a list or a text, by name or label', async () => {
		for (const fieldsToRemove of [['custom1', 'zip'], ' zip,custom1 ', 'ZIP code, CUSTOM1']) {
			await run(setDetails({ fields: { city: 'Bonn' }, fieldsToRemove: '={{ $json.names }}' }), {
				names: fieldsToRemove,
			});
		}
		const form = { customer_id: '191', city: 'Bonn', custom1: 'REMOVE', zip: 'REMOVE' };
		expect(workbench.sandbox.requests.map((request) => request.form)).toEqual([form, form, form]);
	});

	test.each(['', ' , ', [], ['', ' ']])('%j removes nothing', async (given) => {
		await run(setDetails({ fields: { city: 'Bonn' }, fieldsToRemove: '={{ $json.names }}' }), {
			names: given,
		});
		expect(sent()).toEqual({ customer_id: '191', city: 'Bonn' });
	});

	test.each(['password', 'Password', 'nickname', 'customer_id', 'undefined'])(
		'%s is not one of them',
		async (name) => {
			const { message, description } = await invalidItem(
				setDetails({ fieldsToRemove: '={{ $json.names }}' }),
				{ names: [name] },
			);
			expect(message).toContain("'Fields to Remove'");
			expect(message).toContain(`'${name}'`);
			expect(description).toContain('address1, address2, city');
		},
	);
});

describe('set and remove together', () => {
	test('a field both set and removed is invalid', async () => {
		const { message } = await invalidItem(
			setDetails({ fields: { city: 'Bonn', zip: '53111' }, fieldsToRemove: ['zip'] }),
		);
		expect(message).toContain("'ZIP Code'");
		expect(message).toContain("'Fields to Set'");
		expect(message).toContain("'Fields to Remove'");
	});

	test('a field that is empty in Fields to Set may be removed', async () => {
		const { status } = await run(setDetails({ fields: { zip: '' }, fieldsToRemove: ['zip'] }));
		expect(status).toBe('success');
		expect(sent()).toEqual({ customer_id: '191', zip: 'REMOVE' });
	});

	test.each([
		['none was added', setDetails({})],
		['all are empty', setDetails({ fields: { city: '', zip: '={{ null }}' }, fieldsToRemove: [] })],
	])('an item with nothing to set or remove is invalid: %s', async (_what, parameters) => {
		const { message, description } = await invalidItem(parameters);
		expect(message).toContain("'Fields to Set'");
		expect(description).toContain("'Fields to Remove'");
	});
});
