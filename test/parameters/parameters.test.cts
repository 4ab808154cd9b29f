import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** The bodies that arrived, in the order of their customers, which is not always the order of arrival. */
const bodies = () => workbench.sandbox.requests.map(({ body }) => body).sort();

const inOrder = { parallelRequests: 1 };

/** Why the item is invalid; makes sure that nothing was sent. */
async function invalidItem(parameters: INodeParameters, item: IDataObject = {}) {
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

	const labels: Record<string, string[]> = {
		customerId: ['Customer ID', 'customer id', 'CUSTOMERID', ' customerid\u200b'],
		orderId: ['Order ID', 'ORDER ID', 'orderid'],
		subscriptionId: ['Subscription ID', 'subscription id', 'SubscriptionID'],
	};
	const byLabel = customers.flatMap(({ by, sent }) =>
		(labels[by] ?? []).map((label) => ({ label, by, sent })),
	);

	test.each(byLabel)('takes the choice by its label, ignoring case: $label', async (choice) => {
		const { output } = await workbench.run({
			parameters: { operation, lookupBy: '={{ $json.label }}', ...leftovers, ...own },
			items: [{ label: choice.label }],
		});
		expect(output[0]?.json).toMatchObject({ success: true, [choice.by]: expect.any(String) });
		expect(bodies()).toEqual([choice.sent + rest]);
	});

	const others = allowed.includes('orderId') ? [] : ['orderId', 'Order ID'];
	test.each(['email', '', null, 'customer_id', 'constructor', ...others])(
		'the choice %j is invalid, and what can be chosen is said',
		async (by) => {
			const { message, description } = await invalidItem(
				{ operation, lookupBy: '={{ $json.by }}', ...leftovers, ...own },
				{ by },
			);
			expect(message).toContain("'Find Customer By'");
			expect(description).toContain(allowed.join(', '));
		},
	);
});

describe('values of IDs and codes', () => {
	const taken: Array<[value: unknown, sent: string]> = [
		['  191 \n', '191'],
		['\u200b191\ufeff ', '191'],
		['\u00ad\u2060191\u200e', '191'],
		[191, '191'],
		[0, '0'],
		['0042', '0042'],
		[9007199254740991, '9007199254740991'],
		['98765432109876543210987654321', '98765432109876543210987654321'],
		['ORD 5/1&2+3=ß', 'ORD 5/1&2+3=ß'],
		['Null', 'Null'],
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

	test('1,000 characters are sent', async () => {
		const id = 'x'.repeat(1_000);
		await workbench.run({ parameters: { operation: 'lock', customerId: id }, items: [{}] });
		expect(bodies()).toEqual([`customer_id=${id}`]);
	});

	const noValue = 'must be text or a number, but is';
	const notExact = 'is a number too long to be exact; pass it as text, in quotes';
	const onOneLine = 'must be on one line';
	const invalid: Array<[what: string, value: unknown, why: string]> = [
		['an empty text', '', `${noValue} empty`],
		['a blank text', ' \t\n', `${noValue} empty`],
		['a text of zero-width characters', '\u200b\ufeff', `${noValue} empty`],
		['null', null, `${noValue} empty`],
		['a missing value', undefined, `${noValue} missing`],
		['true', true, `${noValue} true`],
		['false', false, `${noValue} false`],
		['a list', ['191'], `${noValue} a list`],
		['an empty list', [], `${noValue} an empty list`],
		['an object', { id: '191' }, `${noValue} an object`],
		['a number with a fraction', 1.5, 'must be text or a whole number, but is 1.5'],
		['2^53', 9007199254740992, notExact],
		['a number that has lost digits', 1234567890123456789, notExact],
		['a line break inside', '191\n204', onOneLine],
		['another line break inside', '191\u2028204', onOneLine],
		['a control character', '191\x07', onOneLine],
		['undefined as text', 'undefined', "is 'undefined'"],
		['null as text', ' null ', "is 'null'"],
		['NaN as text', 'NaN', "is 'NaN'"],
		['an object as text', '[object Object]', "is '[object Object]'"],
		['1,001 characters', 'x'.repeat(1_001), 'must have at most 1,000 characters'],
	];
	describe.each([
		['Customer ID', { operation: 'forget', customerId: '={{ $json.value }}' }],
		['Customer Code', { operation: 'delete', code: '={{ $json.value }}' }],
	] as const)('%s', (label, parameters) => {
		test.each(invalid)('%s is invalid', async (_what, value, why) => {
			const { message, description } = await invalidItem(
				parameters,
				value === undefined ? {} : { value: value as string },
			);
			expect(message).toContain(`'${label}' ${why}`);
			expect(description).toContain(`'${label}'`);
		});

		test('a text that an expression was to fill in with a missing value is invalid', async () => {
			const field = Object.keys(parameters)[1] ?? '';
			const { message } = await invalidItem({ ...parameters, [field]: '={{ String($json.no) }}' });
			expect(message).toContain(`'${label}' is 'undefined'`);
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
		['labels', 'Email, Phone'],
		['names and labels in any case', ['PHONE', 'eMail']],
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

	test('takes the labels of fields and tables as the form shows them', async () => {
		const { output } = await workbench.run({
			parameters: expression,
			items: [{ keep: 'First Name, Table: Member Notes, encrypted password,address LINE 1' }],
		});
		const keptFields = new Set(['address1', 'cryptpass', 'firstname', 'member_note']);
		expect(new Set(output[0]?.json['keptFields'] as string[])).toEqual(keptFields);
	});

	test('nothing chosen keeps nothing', async () => {
		for (const parameters of [forget([]), { operation: 'forget', customerId: '191' }]) {
			const { output } = await workbench.run({ parameters, items: [{}] });
			expect(output[0]?.json).toMatchObject({ success: true, keptFields: [] });
		}
		expect(bodies()).toEqual(['customer_id=191', 'customer_id=191']);
	});

	test.each([
		['an empty text', ''],
		['a blank text', ' \u200b'],
		['a comma', ' , '],
		['a list of an empty text', ['']],
		['a list of blanks', [' ', '\t', '\ufeff']],
		['null', null],
		['nothing', undefined],
	])('%s from an expression would wipe everything, so it is invalid', async (_what, keep) => {
		const { message, description } = await invalidItem(
			expression,
			keep === undefined ? {} : { keep },
		);
		expect(message).toMatch(
			/^'Fields to Keep' must be a list of field names, but is (empty|missing)/,
		);
		expect(description).toContain("'Fields to Keep'");
	});

	const conflicting = [
		{ id: 191, keep: 'email' },
		{ id: 204, keep: 'email' },
		{ id: '191', keep: ['phone'] },
		{ id: 204, keep: ['Email'] },
	];

	test('two items that forget one customer but keep different fields are invalid, both', async () => {
		const { output } = await workbench.run({
			parameters: { ...expression, customerId: '={{ $json.id }}' },
			items: conflicting,
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ json }) => json['error'] ?? json['keptFields'])).toEqual([
			expect.objectContaining({ outcome: 'notSent', message: expect.stringMatching(/0 and 2/) }),
			['email'],
			expect.objectContaining({ outcome: 'notSent', message: expect.stringMatching(/0 and 2/) }),
			['email'],
		]);
		expect(bodies()).toEqual(['customer_id=204&keep=email']);
	});

	test('where they stop the run, nobody is forgotten', async () => {
		const { status, error } = await workbench.run({
			parameters: { ...expression, customerId: '={{ $json.id }}' },
			items: conflicting,
		});
		expect(status).toBe('error');
		expect(`${error?.message} ${error?.description}`).toContain('keep different fields');
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each([
		['an unknown name', 'email,shoe_size', /'shoe_size'/],
		['the word of a broken expression', 'undefined', /'undefined'/],
		['a long text', `email,${'x'.repeat(10_000)}`, /^.{1,150}$/],
		['an inherited name', ['constructor'], /'constructor'/],
		['a number', 7, /'Fields to Keep'/],
		['an object', { email: true }, /'Fields to Keep'/],
		['a list with something else in it', ['email', 7], /'Fields to Keep'/],
	])('%s is invalid', async (_what, keep, why) => {
		const { message } = await invalidItem(expression, { keep: keep as string });
		expect(message).toMatch(why);
		expect(message).toContain("'Fields to Keep'");
	});
});
