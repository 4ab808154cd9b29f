import type { INodeParameters } from 'n8n-workflow';

import { continues, credentialsWith } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Account and user with all that a form has to encode. */
const account = { userId: 'jöhn & co', accountId: 'a+b=c d%' };
const signed =
	'user_id=j%C3%B6hn+%26+co&user_password=1959caadac9b13dcb3&account_id=a%2Bb%3Dc+d%25';

const by191 = { customerId: '191' };
const byOrder = { lookupBy: 'orderId', orderId: 'Größe 5 & 1+2=3%, #7?/é' };
const order = 'orderid=Gr%C3%B6%C3%9Fe+5+%26+1%2B2%3D3%25%2C+%237%3F%2F%C3%A9';
const bySubscription = { lookupBy: 'subscriptionId', subscriptionId: 'SUB-10191' };
const subscription = 'subscription_id=SUB-10191';
const tables = ['address1', 'email', 'member_auth', 'member_note'];
const fields = { lastname: 'Müller & Söhne', email: 'a+b@example.com', custom1: '100% = alles?' };
const detailed =
	'lastname=M%C3%BCller+%26+S%C3%B6hne&email=a%2Bb%40example.com&custom1=100%25+%3D+alles%3F';
/** More than one line, and characters beyond 16 bits. */
const lines = { city: 'Zoë 🦊\r\nline 2\t"\'<>' };
const encoded = 'city=Zo%C3%AB+%F0%9F%A6%8A%0D%0Aline+2%09%22%27%3C%3E';
const jsonp = { responseFormat: 'json', condensed: true, callback: 'app.done' };
const deletion = `${signed}&type=customer_delete`;
const asJson = `${deletion}&code=%C3%A4+%26+b%2Bc&output=JSON`;
const asJsonp = `${deletion}&code=42&output=JSON&condensed=yes&callback=app.done`;

const set = 'set_customer_details';
const cases: Array<[path: string, operation: string, parameters: INodeParameters, body: string]> = [
	['lock', 'lock', by191, 'customer_id=191'],
	['lock', 'lock', byOrder, order],
	['unlock', 'unlock', bySubscription, subscription],
	['forget', 'forget', by191, 'customer_id=191'],
	['forget', 'forget', { ...by191, keep: ['email'] }, 'customer_id=191&keep=email'],
	['forget', 'forget', { ...byOrder, keep: tables }, `${order}&keep=${tables.join('%2C')}`],
	[set, 'setDetails', { ...by191, fields }, `customer_id=191&${detailed}`],
	[set, 'setDetails', { ...by191, fieldsToRemove: ['zip'] }, 'customer_id=191&zip=REMOVE'],
	[set, 'setDetails', { ...bySubscription, fields: lines }, `${subscription}&${encoded}`],
	['', 'delete', { code: '0000123456789012' }, `${deletion}&code=0000123456789012&output=XML`],
	['', 'delete', { code: 'ä & b+c', options: { responseFormat: 'json' } }, asJson],
	['', 'delete', { code: '42', options: jsonp }, asJsonp],
];

/** A body is a set of named values: which of them comes first is not promised. */
const sorted = (body = '') => body.split('&').sort();

test.each(cases)('what goes over the wire: %s %s %j', async (path, operation, parameters, body) => {
	const credentials = credentialsWith(workbench.sandbox, account);
	const how = { parameters: { operation, ...parameters }, items: [{}], credentials };
	await workbench.run({ ...how, ...continues });

	const [sent, ...others] = workbench.sandbox.requests;
	expect(others).toEqual([]);
	expect(sent).toMatchObject(
		operation === 'delete'
			? { method: 'POST', path: '/', service: 'delete' }
			: { method: 'PATCH', path: `/api/customer/${path}`, service: 'trackfinity' },
	);
	expect(sorted(sent?.body)).toEqual(sorted(body));
});
