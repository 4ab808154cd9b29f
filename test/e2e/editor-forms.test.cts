import { useEditor } from './editor/editor.cts';
import type { NodeView } from './editor/nodeView.cts';
import { picture } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const editor = useEditor(n8n);

const withoutUndo = [expect.stringMatching(/There is no undo/)];
const zoe = { email: 'zoe@example.com', code: '0000123456789012' };

/** The form of an operation, from the choice of the operation on. */
interface Form {
	operation: string;
	/** Of Find Customer By; the last one is used. */
	ways: string[];
	/** What is between the customer and the options. */
	more: string[];
	notices?: unknown[];
	/** What a person enters after that. */
	fill: (node: NodeView) => Promise<void>;
	item: object;
	sent: Array<{ path: string; form: unknown }>;
	/** The name of its picture. */
	inReadme?: string;
}

const forms: Form[] = [
	{
		operation: 'Forget',
		inReadme: 'form-forget',
		ways: ['Subscription ID', 'Customer ID', 'Order ID'],
		more: ['Fields to Keep', 'Safety Limit'],
		notices: withoutUndo,
		fill: async (node) => {
			expect(await node.box('safetyLimit').inputValue()).toBe('50');
			await node.type('orderId', 'ORD-5001');
			await node.chooseAll('keep', ['First Name', 'Last Name', 'ZIP Code', 'City']);
			expect(await node.chosen('keep')).toEqual(['First Name', 'Last Name', 'ZIP Code', 'City']);
			await node.type('safetyLimit', '1');
		},
		item: { operation: 'forget', orderId: 'ORD-5001' },
		sent: [
			{
				path: '/api/customer/forget',
				form: { orderid: 'ORD-5001', keep: 'city,firstname,lastname,zip' },
			},
		],
	},
	{
		operation: 'Lock',
		ways: ['Subscription ID', 'Customer ID', 'Order ID'],
		more: [],
		fill: async (node) => await node.type('orderId', 'ORD-5001'),
		item: { operation: 'lock', orderId: 'ORD-5001' },
		sent: [{ path: '/api/customer/lock', form: { orderid: 'ORD-5001' } }],
	},
	{
		operation: 'Unlock',
		ways: ['Order ID', 'Customer ID', 'Subscription ID'],
		more: [],
		fill: async (node) => await node.type('subscriptionId', 'SUB-10191'),
		item: { operation: 'unlock', subscriptionId: 'SUB-10191' },
		sent: [{ path: '/api/customer/unlock', form: { subscription_id: 'SUB-10191' } }],
	},
	{
		operation: 'Set Details',
		inReadme: 'form-set-details',
		ways: ['Subscription ID', 'Customer ID'],
		more: ['Fields to Set', 'Fields to Remove'],
		fill: async (node) => {
			await node.type('customerId', '191');
			await node.add('Add Field', 'Email', 'City', 'Password');
			await node.type('email', 'anna.new@example.com');
			await node.type('city', 'Bonn');
			await node.type('password', 'a new one');
			expect(await node.box('password').getAttribute('type')).toBe('password');
			expect(await node.addable('Add Field')).not.toContain('Email');
			await node.chooseAll('fieldsToRemove', ['Address Line 2', 'Custom 1']);
		},
		item: { operation: 'setDetails', customerId: '191' },
		sent: [
			{
				path: '/api/customer/set_customer_details',
				form: {
					customer_id: '191',
					email: 'anna.new@example.com',
					city: 'Bonn',
					password: 'a new one',
					address2: 'REMOVE',
					custom1: 'REMOVE',
				},
			},
		],
	},
	{
		operation: 'Delete',
		inReadme: 'form-delete',
		ways: ['Card Number', 'Username', 'Customer Code', 'Email'],
		more: ['Safety Limit'],
		notices: withoutUndo,
		fill: async (node) => {
			expect(await node.box('safetyLimit').inputValue()).toBe('50');
			await node.type('email', zoe.email);
		},
		item: { operation: 'delete', deleted: 'true', ...zoe },
		sent: [
			{ path: '/', form: expect.objectContaining({ type: 'customer_search', email: zoe.email }) },
			{ path: '/', form: expect.objectContaining({ type: 'customer_delete', code: zoe.code }) },
		],
	},
];

describe('the forms, filled by hand', () => {
	test.each(forms)(
		'$operation: each way to find a customer has its one field, a notice tells where there is no undo, and what is filled in is sent',
		async ({ operation, ways, more, notices = [], fill, item, sent, inReadme }) => {
			const isDelete = operation === 'Delete';
			const credential = `Credential for Trackfinity ${isDelete ? 'Delete API' : 'API'}`;
			const top = ['Resource', credential, 'Operation', 'Find Customer By'];
			const node = await editor.openOurNode();
			await node.choose('operation', operation);

			const all = await node.openList(node.input('lookupBy'));
			expect(await all.allInnerTexts()).toHaveLength(ways.length);
			await all.first().click();
			expect(await node.labelsFor('lookupBy', ways)).toEqual(
				ways.map((way) => [...top, way, ...more, 'Options']),
			);
			expect(await node.notices()).toEqual(notices);
			// Which options it has: test/parameters/form.
			expect((await node.addable('Add Option')).includes('Response Format')).toBe(isDelete);

			await fill(node);
			if (inReadme !== undefined) {
				const lastField = node.form.getByTestId('parameter-item').filter({ visible: true }).last();
				const parts = [...(await node.header.all()), lastField];
				await picture(editor.page, inReadme, { parts });
			}
			await node.execute();
			expect(await node.table()).toEqual([expect.objectContaining({ success: 'true', ...item })]);
			const requests = await n8n.sandbox.requests();
			expect(requests.map(({ path, form }) => ({ path, form }))).toEqual(sent);
		},
	);

	test('a way to find the customer that comes from an expression shows all the fields it can lead to', async () => {
		const node = await editor.openOurNode();
		await node.typeExpression('lookupBy', '$json.lookup');

		await node.input('orderId').waitFor();
		const ids = ['Customer ID', 'Order ID', 'Subscription ID'];
		expect((await node.labels()).slice(3)).toEqual(['Find Customer By', ...ids, 'Options']);
	});
});
