import { useEditor } from './editor/editor.cts';
import type { NodeView } from './editor/nodeView.cts';
import { picture } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const browser = useEditor(n8n);

/** Above the fields of every operation of Trackfinity's own API. */
const top = ['Resource', 'Credential for Trackfinity API', 'Operation'];

/** The fields that show for each way to find a customer. */
async function fieldsByLookup(node: NodeView, lookups: string[]): Promise<string[][]> {
	const fields: string[][] = [];
	for (const lookup of lookups) {
		await node.choose('lookupBy', lookup);
		fields.push(await node.labels());
	}
	return fields;
}

/** What the one request to the sandbox said. */
async function sent(): Promise<{ request: string; body: Record<string, string> }> {
	const [request, ...more] = await n8n.sandbox.requests();
	expect(more).toEqual([]);
	return {
		request: `${request?.method} ${request?.path}`,
		body: Object.fromEntries(new URLSearchParams(request?.body)),
	};
}

async function takePicture(name: string, node: NodeView): Promise<void> {
	const parts = [...(await node.header.all()), node.fields.last()];
	await picture(browser.editor.page, name, { parts });
}

describe('the forms, filled by hand', () => {
	test('the list of operations says in a sentence what each does', async () => {
		const { page } = browser.editor;
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		const operations = await node.openList(node.input('operation'));

		const sentence = /^(Delete|Forget|Lock|Set Details|Unlock)\n[A-Z].{20,}/;
		const ofN8n = 'Custom API Call';
		expect((await operations.allInnerTexts()).filter((text) => !text.startsWith(ofN8n))).toEqual(
			Array.from({ length: 5 }, () => expect.stringMatching(sentence)),
		);

		// The list scrolls; the picture is to show it whole.
		await page.addStyleTag({
			content: '.el-select-dropdown__wrap { max-height: none !important }',
		});
		const label = node.form.getByText('Operation', { exact: true });
		await picture(page, 'operations', { parts: [label, ...(await operations.all()).slice(0, 5)] });
	});

	test('forget: each way to find a customer has its one field; a notice tells that there is no undo', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.choose('operation', 'Forget');

		const bottom = ['Fields to Keep', 'Safety Limit', 'Options'];
		expect(await fieldsByLookup(node, ['Subscription ID', 'Customer ID', 'Order ID'])).toEqual([
			[...top, 'Find Customer By', 'Subscription ID', ...bottom],
			[...top, 'Find Customer By', 'Customer ID', ...bottom],
			[...top, 'Find Customer By', 'Order ID', ...bottom],
		]);
		expect(await node.notices()).toEqual([expect.stringMatching(/There is no undo/)]);
		expect(await node.box('safetyLimit').inputValue()).toBe('50');

		await node.type('orderId', 'ORD-5001');
		await node.chooseAll('keep', ['First Name', 'Last Name', 'ZIP Code', 'City']);
		expect(await node.chosen('keep')).toEqual(['First Name', 'Last Name', 'ZIP Code', 'City']);
		await node.type('safetyLimit', '1');
		await takePicture('form-forget', node);

		await node.execute();
		expect(await node.table()).toEqual([
			expect.objectContaining({ success: 'true', operation: 'forget', orderId: 'ORD-5001' }),
		]);
		expect(await sent()).toEqual({
			request: 'PATCH /api/customer/forget',
			body: { orderid: 'ORD-5001', keep: 'city,firstname,lastname,zip' },
		});
	});

	test('lock: nothing but the customer, without a notice', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.choose('operation', 'Lock');

		expect(await fieldsByLookup(node, ['Subscription ID', 'Order ID', 'Customer ID'])).toEqual([
			[...top, 'Find Customer By', 'Subscription ID', 'Options'],
			[...top, 'Find Customer By', 'Order ID', 'Options'],
			[...top, 'Find Customer By', 'Customer ID', 'Options'],
		]);
		expect(await node.notices()).toEqual([]);

		await node.choose('lookupBy', 'Order ID');
		await node.type('orderId', 'ORD-5001');
		await takePicture('form-lock', node);

		await node.execute();
		expect(await node.table()).toEqual([
			expect.objectContaining({ success: 'true', operation: 'lock', orderId: 'ORD-5001' }),
		]);
		expect(await sent()).toEqual({
			request: 'PATCH /api/customer/lock',
			body: { orderid: 'ORD-5001' },
		});
		expect(await n8n.sandbox.customer('191')).toMatchObject({ locked: true });
	});

	test('unlock: nothing but the customer, without a notice', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.choose('operation', 'Unlock');

		expect(await fieldsByLookup(node, ['Order ID', 'Customer ID', 'Subscription ID'])).toEqual([
			[...top, 'Find Customer By', 'Order ID', 'Options'],
			[...top, 'Find Customer By', 'Customer ID', 'Options'],
			[...top, 'Find Customer By', 'Subscription ID', 'Options'],
		]);
		expect(await node.notices()).toEqual([]);

		await node.type('subscriptionId', 'SUB-10191');
		await takePicture('form-unlock', node);

		await node.execute();
		expect(await node.table()).toEqual([
			expect.objectContaining({ success: 'true', subscriptionId: 'SUB-10191' }),
		]);
		expect(await sent()).toEqual({
			request: 'PATCH /api/customer/unlock',
			body: { subscription_id: 'SUB-10191' },
		});
	});

	test('set details: no order ID, fields added one by one, the password masked', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.choose('operation', 'Set Details');

		const lookups = await node.openList(node.input('lookupBy'));
		expect(await lookups.allInnerTexts()).toEqual([
			expect.stringMatching(/^Customer ID/),
			expect.stringMatching(/^Subscription ID/),
		]);
		await lookups.first().click();
		const bottom = ['Fields to Set', 'Fields to Remove', 'Options'];
		expect(await fieldsByLookup(node, ['Subscription ID', 'Customer ID'])).toEqual([
			[...top, 'Find Customer By', 'Subscription ID', ...bottom],
			[...top, 'Find Customer By', 'Customer ID', ...bottom],
		]);
		expect(await node.notices()).toEqual([]);

		await node.type('customerId', '191');
		await node.add('Add Field', 'Email');
		await node.type('email', 'anna.new@example.com');
		await node.add('Add Field', 'City');
		await node.type('city', 'Bonn');
		await node.add('Add Field', 'Password');
		await node.type('password', 'a new one');
		expect(await node.box('password').getAttribute('type')).toBe('password');
		expect(await node.addable('Add Field')).not.toContain('Email');
		await node.chooseAll('fieldsToRemove', ['Address Line 2', 'Custom 1']);
		await takePicture('form-set-details', node);

		await node.execute();
		expect(await node.table()).toEqual([
			expect.objectContaining({ success: 'true', operation: 'setDetails', customerId: '191' }),
		]);
		expect(await node.output.innerText()).not.toContain('a new one');
		expect(await sent()).toEqual({
			request: 'PATCH /api/customer/set_customer_details',
			body: {
				customer_id: '191',
				email: 'anna.new@example.com',
				city: 'Bonn',
				password: 'a new one',
				address2: 'REMOVE',
				custom1: 'REMOVE',
			},
		});
	});

	test('delete: another credential and other ways to find a customer, a notice; an email in, one loyalty customer out', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.choose('operation', 'Delete');

		const ways = ['Card Number', 'Username', 'Customer Code', 'Email'];
		const other = ['Resource', 'Credential for Trackfinity Delete API', 'Operation'];
		expect(await fieldsByLookup(node, ways)).toEqual(
			ways.map((way) => [...other, 'Find Customer By', way, 'Safety Limit', 'Options']),
		);
		expect(await node.notices()).toEqual([expect.stringMatching(/There is no undo/)]);
		expect(await node.box('safetyLimit').inputValue()).toBe('50');

		await node.type('email', 'zoe@example.com');
		await takePicture('form-delete', node);

		await node.execute();
		const code = '0000123456789012';
		expect(await node.table()).toEqual([
			expect.objectContaining({ success: 'true', deleted: 'true', email: 'zoe@example.com', code }),
		]);
		expect((await n8n.sandbox.requests()).map(({ form }) => form)).toMatchObject([
			{ type: 'customer_search', exact_match: 'insensitive', email: 'zoe@example.com' },
			{ type: 'customer_delete', code, output: 'XML' },
		]);
		expect(await n8n.sandbox.codes()).not.toContain(code);
	});

	test('a way to find the customer that comes from an expression shows all the fields it can lead to', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.typeExpression('lookupBy', '$json.lookup');

		await node.input('orderId').waitFor();
		expect(await node.labels()).toEqual([
			...top,
			'Find Customer By',
			'Customer ID',
			'Order ID',
			'Subscription ID',
			'Options',
		]);
	});
});
