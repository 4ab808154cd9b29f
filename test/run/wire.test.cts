import type { INodeParameters } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Account and user with all that a form has to encode. */
const account = { userId: 'jöhn & co', accountId: 'a+b=c d%' };
const signed =
	'user_id=j%C3%B6hn+%26+co&user_password=1959caadac9b13dcb3&account_id=a%2Bb%3Dc+d%25';

interface Case {
	what: string;
	parameters: INodeParameters;
	request: string;
	body: string;
}

const cases: Case[] = [
	{
		what: 'lock',
		parameters: { operation: 'lock', customerId: '191' },
		request: 'PATCH /api/customer/lock',
		body: 'customer_id=191',
	},
	{
		what: 'lock by an order ID with everything that a form has to encode',
		parameters: { operation: 'lock', lookupBy: 'orderId', orderId: 'Größe 5 & 1+2=3%, #7?/é' },
		request: 'PATCH /api/customer/lock',
		body: 'orderid=Gr%C3%B6%C3%9Fe+5+%26+1%2B2%3D3%25%2C+%237%3F%2F%C3%A9',
	},
	{
		what: 'unlock',
		parameters: { operation: 'unlock', lookupBy: 'subscriptionId', subscriptionId: 'SUB-10191' },
		request: 'PATCH /api/customer/unlock',
		body: 'subscription_id=SUB-10191',
	},
	{
		what: 'forget, keeping nothing',
		parameters: { operation: 'forget', customerId: '191' },
		request: 'PATCH /api/customer/forget',
		body: 'customer_id=191',
	},
	{
		what: 'forget, keeping one field',
		parameters: { operation: 'forget', customerId: '191', keep: ['email'] },
		request: 'PATCH /api/customer/forget',
		body: 'customer_id=191&keep=email',
	},
	{
		what: 'forget, keeping fields and tables, comma separated',
		parameters: {
			...{ operation: 'forget', lookupBy: 'orderId', orderId: 'ORD-5001' },
			keep: ['address1', 'email', 'member_auth', 'member_note'],
		},
		request: 'PATCH /api/customer/forget',
		body: 'orderid=ORD-5001&keep=address1%2Cemail%2Cmember_auth%2Cmember_note',
	},
	{
		what: 'set details',
		parameters: {
			...{ operation: 'setDetails', customerId: '191', fieldsToRemove: ['address2', 'zip'] },
			fields: { lastname: 'Müller & Söhne', email: 'a+b@example.com', custom1: '100% = alles?' },
		},
		request: 'PATCH /api/customer/set_customer_details',
		body: 'customer_id=191&lastname=M%C3%BCller+%26+S%C3%B6hne&email=a%2Bb%40example.com&custom1=100%25+%3D+alles%3F&address2=REMOVE&zip=REMOVE',
	},
	{
		what: 'set details with more than one line and characters beyond 16 bits',
		parameters: {
			...{ operation: 'setDetails', lookupBy: 'subscriptionId', subscriptionId: 'SUB-10191' },
			fields: { city: 'Zoë 🦊\r\nline 2\t"\'<>' },
		},
		request: 'PATCH /api/customer/set_customer_details',
		body: 'subscription_id=SUB-10191&city=Zo%C3%AB+%F0%9F%A6%8A%0D%0Aline+2%09%22%27%3C%3E',
	},
	{
		what: 'delete, the answer in XML',
		parameters: { operation: 'delete', code: '0000123456789012' },
		request: 'POST /',
		body: `${signed}&type=customer_delete&code=0000123456789012&output=XML`,
	},
	{
		what: 'delete, the answer in JSON',
		parameters: { operation: 'delete', code: 'ä & b+c', options: { responseFormat: 'json' } },
		request: 'POST /',
		body: `${signed}&type=customer_delete&code=%C3%A4+%26+b%2Bc&output=JSON`,
	},
	{
		what: 'delete, the answer in JSON, condensed and wrapped in a call',
		parameters: {
			...{ operation: 'delete', code: '42' },
			options: { responseFormat: 'json', condensed: true, callback: 'app.done' },
		},
		request: 'POST /',
		body: `${signed}&type=customer_delete&code=42&output=JSON&condensed=yes&callback=app.done`,
	},
];

async function run(parameters: INodeParameters) {
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	return await workbench.run({
		parameters,
		items: [{}],
		onError: 'continueRegularOutput',
		credentials: { trackfinityApi, trackfinityDeleteApi: { ...trackfinityDeleteApi, ...account } },
	});
}

/** A body is a set of named values: which of them comes first is not promised. */
const fields = (body: string) => body.split('&').sort();

describe('what goes over the wire', () => {
	test.each(cases)('$what', async ({ parameters, request, body }) => {
		await run(parameters);

		expect(workbench.sandbox.requestCount()).toBe(1);
		const [sent] = workbench.sandbox.requests;
		expect(`${sent?.method} ${sent?.path}`).toBe(request);
		expect(fields(sent?.body ?? '')).toEqual(fields(body));
		expect(sent?.service).toBe(request.startsWith('POST') ? 'delete' : 'trackfinity');
	});

	test('one HTTP request for each item, and no other before, between or after', async () => {
		const { trackfinityCustomers } = workbench.sandbox;
		const ids = trackfinityCustomers().map(({ customer_id }) => customer_id);
		await workbench.run({
			parameters: { operation: 'lock', customerId: '={{ $json.id }}' },
			items: ids.map((id) => ({ id })),
		});
		expect(workbench.sandbox.requests.map(({ form }) => form['customer_id']).sort()).toEqual(
			[...ids].sort(),
		);
	});
});
