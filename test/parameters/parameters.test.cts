import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { operations } from '../support/operations.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** The bodies that arrived, in the order of their customers, which is not always the order of arrival. */
const bodies = () => workbench.sandbox.requests.map(({ body }) => body).sort();

/** By which some operation finds its customer. */
const allLookups = [...new Set(operations.flatMap(({ lookups }) => [...lookups.keys()]))];

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

const withChoice = operations.filter(({ lookups }) => lookups.size > 0);

describe.each(withChoice)('Find Customer By ($value)', ({ lookups, parameters }) => {
	const names = [...lookups.keys()];
	const fromItem: INodeParameters = {
		...parameters({ dryRun: true }),
		...Object.fromEntries(['lookupBy', ...names].map((name) => [name, `={{ $json.${name} }}`])),
	};

	test('may differ per item, and what is unusable in a field that is not chosen is not looked at', async () => {
		const { output } = await workbench.run({
			parameters: fromItem,
			items: names.map((name, index) => ({
				...{ city: 'Bonn', [names.at(index - 1) ?? '']: ['191', '204'] },
				...{ lookupBy: name, [name]: `C-${index}` },
			})),
		});
		const identifiers = output.map(({ json }) => names.map((name) => json[name]));
		expect(identifiers).toEqual(
			names.map((_, index) => names.map((_name, at) => (at === index ? `C-${at}` : undefined))),
		);
	});

	const others = allLookups.filter((name) => !lookups.has(name));
	test.each(['phone', '', null, 'customer_id', 'constructor', '__proto__', ...others])(
		'the choice %j is invalid, and what can be chosen is said',
		async (lookupBy) => {
			const { message, description } = await invalidItem(fromItem, { lookupBy });
			expect(message).toContain("'Find Customer By'");
			expect(description).toContain(names.join(', '));
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
	const missingData = 'contains what an expression returns when its data is missing';
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
		['undefined as text', 'undefined', missingData],
		['null as text', ' null ', missingData],
		['NaN as text', 'NaN', missingData],
		['an object as text', '[object Object]', 'contains what an expression makes of an object'],
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
			expect(message).toContain(`'${label}' ${missingData}`);
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

	test.each([
		['an unknown name', 'email,shoe_size', /'shoe_size'/],
		['the word of a broken expression', 'undefined', /'undefined'/],
		['a long text', `email,${'x'.repeat(10_000)}`, /^.{1,150}$/],
		['an inherited name', ['constructor'], /'constructor'/],
		['another one', '__proto__', /'__proto__'/],
		['a number', 7, /'Fields to Keep'/],
		['an object', { email: true }, /'Fields to Keep'/],
		['a list with something else in it', ['email', 7], /'Fields to Keep'/],
	])('%s is invalid', async (_what, keep, why) => {
		const { message } = await invalidItem(expression, { keep: keep as string });
		expect(message).toMatch(why);
		expect(message).toContain("'Fields to Keep'");
	});
});
