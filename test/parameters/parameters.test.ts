import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench';

const workbench = useWorkbench();

/** The bodies that arrived, in the order of their customers, which is not always the order of arrival. */
const bodies = () => workbench.sandbox.requests.map(({ body }) => body).sort();

const inOrder = { parallelRequests: 1 };

/** Why the item at fault was refused; makes sure that nothing was sent. */
async function refusal(parameters: INodeParameters, item: IDataObject = {}) {
	const { output } = await workbench.run({
		parameters,
		items: [item],
		onError: 'continueRegularOutput',
	});
	expect(workbench.sandbox.requestCount()).toBe(0);
	expect(output).toHaveLength(1);
	expect(Object.keys(output[0]?.json ?? {})).toEqual(['error']);
	const error = output[0]?.json['error'] as Record<'message' | 'description', string>;
	expect(error).toMatchObject({ outcome: 'notSent', attempts: 0 });
	return error;
}

describe.each([
	['lock', ['customerId', 'orderId', 'subscriptionId']],
	['unlock', ['customerId', 'orderId', 'subscriptionId']],
	['forget', ['customerId', 'orderId', 'subscriptionId']],
	['setDetails', ['customerId', 'subscriptionId']],
])('Find Customer By (%s)', (operation, allowed) => {
	const own: INodeParameters = operation === 'setDetails' ? { fields: { city: 'Bonn' } } : {};
	const rest = operation === 'setDetails' ? '&city=Bonn' : '';
	const customers = [
		{ by: 'customerId', sent: 'customer_id=191' },
		{ by: 'orderId', sent: 'orderid=ORD-5003' },
		{ by: 'subscriptionId', sent: 'subscription_id=SUB-10215' },
	].filter(({ by }) => allowed.includes(by));
	const leftovers = { customerId: '191', orderId: 'ORD-5003', subscriptionId: 'SUB-10215' };

	test.each(customers)('$by is sent as $sent', async ({ by, sent }) => {
		const { output } = await workbench.run({
			parameters: { operation, lookupBy: by, ...leftovers, ...own },
			items: [{}],
		});
		expect(output[0]?.json).toMatchObject({ success: true, [by]: Object(leftovers)[by] });
		expect(bodies()).toEqual([sent + rest]);
	});

	test('may differ per item; what is left over in the other fields is never sent', async () => {
		const { output } = await workbench.run({
			parameters: {
				operation,
				lookupBy: '={{ $json.by }}',
				customerId: '={{ $json.c }}',
				orderId: '={{ $json.o }}',
				subscriptionId: '={{ $json.s }}',
				...own,
			},
			items: customers.map(({ by }) => ({ by, c: '191', o: 'ORD-5003', s: 'SUB-10215' })),
		});
		expect(output.map(({ json }) => Object.keys(json).filter((key) => /Id$/.test(key)))).toEqual(
			customers.map(({ by }) => [by]),
		);
		expect(bodies()).toEqual(customers.map(({ sent }) => sent + rest).sort());
	});

	test('does not look at an unusable value in a field that is not chosen', async () => {
		const { output } = await workbench.run({
			parameters: {
				operation,
				lookupBy: '={{ "subscriptionId" }}',
				customerId: '={{ $json.list }}',
				orderId: '={{ $json.missing }}',
				subscriptionId: 'SUB-10215',
				...own,
			},
			items: [{ list: [1, 2] }],
		});
		expect(output[0]?.json).toMatchObject({ success: true });
	});

	test('needs only the chosen field to be filled in, also where the choice is an expression', async () => {
		const { status, error } = await workbench.run({
			parameters: { operation, lookupBy: '={{ "customerId" }}', customerId: '191', ...own },
			items: [{}],
		});
		expect(error?.message).toBeUndefined();
		expect(status).toBe('success');
	});

	test.each(['email', '', null, 'customerid', ...(allowed.includes('orderId') ? [] : ['orderId'])])(
		'refuses the choice %j',
		async (by) => {
			const { message } = await refusal(
				{ operation, lookupBy: '={{ $json.by }}', ...leftovers, ...own },
				{ by },
			);
			expect(message).toContain("'Find Customer By'");
		},
	);
});

describe('values of IDs and codes', () => {
	const taken: Array<[value: unknown, sent: string]> = [
		['  191 \n', '191'],
		[191, '191'],
		[0, '0'],
		['0042', '0042'],
		[9007199254740991, '9007199254740991'],
		['98765432109876543210987654321', '98765432109876543210987654321'],
		['ORD 5/1&2+3=ß', 'ORD 5/1&2+3=ß'],
	];
	test.each(taken)('%j is sent as %j, for an ID and for a code', async (value, sent) => {
		const items = [{ value: value as string }];
		const onError = 'continueRegularOutput';
		await workbench.run({
			parameters: { operation: 'lock', customerId: '={{ $json.value }}' },
			items,
			onError,
		});
		await workbench.run({
			parameters: { operation: 'delete', code: '={{ $json.value }}' },
			items,
			onError,
		});
		const [byId, byCode] = workbench.sandbox.requests;
		expect(byId?.form['customer_id']).toBe(sent);
		expect(byCode?.form['code']).toBe(sent);
	});

	const refused: Array<[what: string, value: unknown]> = [
		['an empty text', ''],
		['a blank text', ' \t\n'],
		['null', null],
		['a missing value', undefined],
		['true', true],
		['false', false],
		['a list', ['191']],
		['an empty list', []],
		['an object', { id: '191' }],
		['a number with a fraction', 19.1],
		['2^53', 9007199254740992],
		['a number that has lost digits', 1234567890123456789],
	];
	describe.each([
		['Customer ID', { operation: 'forget', customerId: '={{ $json.value }}' }],
		['Customer Code', { operation: 'delete', code: '={{ $json.value }}' }],
	] as const)('%s', (label, parameters) => {
		test.each(refused)('refuses %s', async (_what, value) => {
			const { message, description } = await refusal(
				parameters,
				value === undefined ? {} : { value: value as string },
			);
			expect(message).toContain(`'${label}'`);
			expect(description).toContain(`'${label}'`);
		});
	});

	test('codes with leading zeros and with 19 digits survive', async () => {
		const codes = ['0000123456789012', '9007199254740993123', '0000000000056e11'];
		const { output } = await workbench.run({
			parameters: { operation: 'delete', code: '={{ $json.code }}', options: inOrder },
			items: codes.map((code) => ({ code })),
		});
		expect(output.map(({ json }) => json['code'])).toEqual(codes);
		expect(workbench.sandbox.requests.map(({ form }) => form['code'])).toEqual(codes);
	});

	test('the two IDs 42 and 0042 are two customers', async () => {
		await workbench.run({
			parameters: { operation: 'lock', customerId: '={{ $json.id }}' },
			items: [{ id: '0042' }],
		});
		expect(workbench.sandbox.findCustomer({ customer_id: '0042' })?.locked).toBe(true);
		expect(workbench.sandbox.findCustomer({ customer_id: '42' })?.locked).toBe(false);
	});
});

describe('Fields to Keep', () => {
	const forget = (keep: unknown): INodeParameters => ({
		operation: 'forget',
		customerId: '191',
		keep: keep as string,
	});
	const expression = forget('={{ $json.keep }}');

	test.each([
		['a choice', ['email', 'phone']],
		['a text with commas', 'phone, email'],
		['a text with blanks and empty parts', ' email ,, phone,'],
		['a list with a name twice', ['phone', 'email', 'phone']],
	])('takes %s from an expression', async (_what, keep) => {
		const { output } = await workbench.run({ parameters: expression, items: [{ keep }] });
		expect(output[0]?.json).toMatchObject({ keptFields: ['email', 'phone'] });
		expect(workbench.sandbox.requests.map(({ form }) => form)).toEqual([
			{ customer_id: '191', keep: 'email,phone' },
		]);
		const { details = {} } = workbench.sandbox.findCustomer({ customer_id: '191' }) ?? {};
		expect(Object.keys(details).sort()).toEqual(['email', 'phone']);
	});

	test('may differ per item', async () => {
		const { output } = await workbench.run({
			parameters: { ...expression, customerId: '={{ $json.id }}' },
			items: [
				{ id: 191, keep: 'email' },
				{ id: 204, keep: [] },
				{ id: 215, keep: ['zip'] },
			],
		});
		expect(output.map(({ json }) => json['keptFields'])).toEqual([['email'], [], ['zip']]);
		expect(bodies()).toEqual([
			'customer_id=191&keep=email',
			'customer_id=204',
			'customer_id=215&keep=zip',
		]);
	});

	test.each([
		['an unknown name', 'email,shoe_size', /'shoe_size'/],
		['a name in other letters', ['Email'], /'Email'/],
		['an inherited name', ['constructor'], /'constructor'/],
		['a number', 7, /'Fields to Keep'/],
		['null', null, /'Fields to Keep'/],
		['an object', { email: true }, /'Fields to Keep'/],
		['a list with something else in it', ['email', 7], /'Fields to Keep'/],
	])('refuses %s', async (_what, keep, why) => {
		const { message } = await refusal(expression, { keep: keep as string });
		expect(message).toMatch(why);
		expect(message).toContain("'Fields to Keep'");
	});
});
