import { useEditor } from './editor/editor.cts';
import type { NodeView } from './editor/nodeView.cts';
import { picture } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const editor = useEditor(n8n);

const zoe = { email: 'zoe@example.com', code: '0000123456789012' };

/** What a person fills in once the operation is chosen, and what comes of it. */
interface Form {
	operation: string;
	/** Of Find Customer By. */
	by: string;
	fill: (node: NodeView) => Promise<void>;
	item: object;
	sent: Array<[path: string, form: unknown]>;
	/** The name of its picture. */
	inReadme?: string;
}

/** Lock shows what Unlock shows. */
const forms: Form[] = [
	{
		operation: 'Forget',
		inReadme: 'form-forget',
		by: 'Order ID',
		fill: async (node) => {
			await node.type('orderId', 'ORD-5001');
			await node.chooseAll('keep', ['First Name', 'Last Name', 'ZIP Code', 'City']);
			expect(await node.chosen('keep')).toEqual(['First Name', 'Last Name', 'ZIP Code', 'City']);
			await node.type('safetyLimit', '1');
		},
		item: { operation: 'forget', orderId: 'ORD-5001' },
		sent: [['/api/customer/forget', { orderid: 'ORD-5001', keep: 'city,firstname,lastname,zip' }]],
	},
	{
		operation: 'Unlock',
		by: 'Subscription ID',
		fill: async (node) => await node.type('subscriptionId', 'SUB-10191'),
		item: { operation: 'unlock', subscriptionId: 'SUB-10191' },
		sent: [['/api/customer/unlock', { subscription_id: 'SUB-10191' }]],
	},
	{
		operation: 'Set Details',
		inReadme: 'form-set-details',
		by: 'Customer ID',
		fill: async (node) => {
			await node.type('customerId', '191');
			await node.add('Add Field', 'Email', 'City', 'Password');
			await node.type('email', 'anna.new@example.com');
			await node.type('city', 'Bonn');
			await node.type('password', 'a new one');
			expect(await node.box('password').getAttribute('type')).toBe('password');
			await node.chooseAll('fieldsToRemove', ['Address Line 2', 'Custom 1']);
		},
		item: { operation: 'setDetails', customerId: '191' },
		sent: [
			[
				'/api/customer/set_customer_details',
				{
					...{ customer_id: '191', email: 'anna.new@example.com', city: 'Bonn' },
					...{ password: 'a new one', address2: 'REMOVE', custom1: 'REMOVE' },
				},
			],
		],
	},
	{
		operation: 'Delete',
		inReadme: 'form-delete',
		by: 'Email',
		fill: async (node) => await node.type('email', zoe.email),
		item: { operation: 'delete', deleted: 'true', ...zoe },
		sent: [
			['/', expect.objectContaining({ type: 'customer_search', email: zoe.email })],
			['/', expect.objectContaining({ type: 'customer_delete', code: zoe.code })],
		],
	},
];

// Which fields they show, in which order and with which labels: test/parameters/form.
test.each(forms)(
	'the form of $operation, filled by hand: the customer is found by what was chosen, and what is filled in is sent',
	async ({ operation, by, fill, item, sent, inReadme }) => {
		const node = await editor.openOurNode();
		await node.choose('operation', operation);
		await node.choose('lookupBy', by);
		await fill(node);
		if (inReadme !== undefined) {
			const lastField = node.form.getByTestId('parameter-item').filter({ visible: true }).last();
			const parts = [...(await node.header.all()), lastField];
			await picture(editor.page, inReadme, { parts });
		}
		await node.execute();
		expect(await node.table()).toEqual([expect.objectContaining({ success: 'true', ...item })]);
		const requests = await n8n.sandbox.requests();
		expect(requests.map(({ path, form }) => [path, form])).toEqual(sent);
	},
);

test('a way to find the customer that comes from an expression shows all the fields it can lead to', async () => {
	const node = await editor.openOurNode();
	await node.typeExpression('lookupBy', '$json.lookup');

	for (const field of ['customerId', 'orderId', 'subscriptionId']) {
		await node.input(field).waitFor();
	}
});
