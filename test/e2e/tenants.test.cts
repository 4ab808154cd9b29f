import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { deletedXml } from '../support/responses.cts';
import {
	httpResponse,
	type ScriptedRequest,
	type ScriptedServer,
	startScriptedServer,
} from '../support/servers.cts';
import type { CredentialFile } from '../../dev/playground/index.cts';
import { useN8n } from './support/playground.cts';
import { DONE, EACH, jsonOf, NOT_DONE, overItems } from './support/workflows.cts';

const n8n = useN8n();

/** Both services of all tenants: every request is carried out, whoever signed it. */
let services: ScriptedServer;
beforeAll(async () => {
	services = await startScriptedServer(({ form: { code } }) => ({
		bytes: httpResponse(200, code === undefined ? 'true' : deletedXml(code)),
	}));
});
beforeEach(() => void services.requests.splice(0));
afterAll(async () => await services.close());

const forget = {
	operation: 'forget',
	lookupBy: 'customerId',
	customerId: '={{ $json.customer }}',
	safetyLimit: 0,
};
const deletion = { operation: 'delete', code: '={{ $json.customer }}', safetyLimit: 0 };

const trackfinity = (): CredentialFile => ({
	name: 'Whose Trackfinity the item says',
	type: 'trackfinityApi',
	data: { baseUrl: '={{ $json.url }}', username: 'tf_admin', apiKey: '={{ $json.key }}' },
});
const deleteApi = (accountId: string, apiKey = '={{ $json.key }}'): CredentialFile => ({
	name: 'Whose account the item says',
	type: 'trackfinityDeleteApi',
	data: { url: services.urlFor('api.php'), userId: 'john1970', apiKey, accountId },
});

/** Runs the node over items with a credential for which each item has values of its own, and gives what was done. */
async function done(
	credential: CredentialFile,
	parameters: INodeParameters,
	items: IDataObject[],
): Promise<unknown[]> {
	const created = await n8n.api.createCredential(credential);
	return jsonOf(await n8n.run(overItems('Tenants', items, { parameters }), [created]), DONE);
}

describe('one credential for two tenants', () => {
	test.each([
		{
			what: 'accounts of the Delete service',
			parameters: deletion,
			credential: () => deleteApi('={{ $json.tenant }}'),
			seen: ({ form, headers }: ScriptedRequest) => [
				form.account_id,
				headers.api_access_key ?? form.user_password,
				form.code,
			],
		},
		{
			what: 'addresses of Trackfinity',
			parameters: forget,
			credential: trackfinity,
			seen: ({ run: tenant, form, headers }: ScriptedRequest) => [
				tenant,
				headers['api-key'],
				form.customer_id,
			],
		},
	])(
		'reaches both $what, each with its own key, for customers of the same name too',
		async ({ parameters, credential, seen }) => {
			const owed = ['7001', '7002', '7001'].flatMap((customer) => [
				['shop-a', 'key-of-a', customer],
				['shop-b', 'key-of-b', customer],
			]);
			const items = owed.map(([tenant = '', key, customer], index) => {
				return { id: `item ${index}`, tenant, url: services.urlFor(tenant), key, customer };
			});

			expect(await done(credential(), parameters, items)).toEqual(
				items.map(({ id }) => expect.objectContaining({ success: true, from: id })),
			);
			// The third pair asks for what the first has done.
			expect(services.requests.map(seen).sort()).toEqual(owed.slice(0, 4).sort());
		},
	);
});

describe('a list of 200 of which only the 138th is of another account', () => {
	const items = Array.from({ length: 200 }, (_, index) => ({
		customer: `${7000 + index}`,
		tenant: index === 137 ? 'shop-b' : 'shop-a',
	}));

	test.each([
		// More of them: test/accounts/eachItem.
		'$json.tenant',
		`$('${EACH}').item.json.tenant`,
		'$itemIndex === 137 ? "shop-b" : "shop-a"',
	])('reaches that one there, and it alone, by {{ %s }}', async (expression) => {
		const credential = deleteApi(`={{ ${expression} }}`, 'one-key');

		expect(await done(credential, deletion, items)).toHaveLength(items.length);
		expect(services.requests).toHaveLength(items.length);
		const there = services.requests.filter(({ form }) => form.account_id !== 'shop-a');
		expect(there.map(({ form }) => [form.account_id, form.code])).toEqual([['shop-b', '7137']]);
	});
});

test('an item that lacks a part of its account or of its code is not sent, and the others are', async () => {
	const parts = [
		{ area: '1', no: 7, shop: 'a' },
		{ area: '1', no: 8 },
		{ area: '1', shop: 'b' },
	];
	const items = [...parts, { area: '2', no: 7, shop: 'b' }];
	const code = '={{ $json.area }}-{{ $json.no }}';
	const parameters = { parameters: { ...deletion, code }, onError: 'continueErrorOutput' } as const;
	const created = await n8n.api.createCredential(deleteApi('=shop-{{ $json.shop }}', 'one-key'));
	const execution = await n8n.run(overItems('Parts', items, parameters), [created]);

	expect(jsonOf(execution, DONE)).toHaveLength(2);
	expect(JSON.stringify(jsonOf(execution, NOT_DONE))).toMatch(
		/'Account ID' of the credential is empty.*\{\{ \$json\.no \}\}' must be text/,
	);
	const sent = services.requests.map(({ form }) => `${form.account_id} ${form.code}`);
	expect(sent.sort()).toEqual(['shop-a 1-7', 'shop-b 2-7']);
});
