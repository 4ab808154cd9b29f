import type { IDataObject } from 'n8n-workflow';
import { deletedXml } from '../support/responses.cts';
import { httpResponse, type ScriptedServer, startScriptedServer } from '../support/servers.cts';
import type { CredentialFile } from '../../dev/playground/index.cts';
import { useN8n } from './support/playground.cts';
import { DONE, EACH, jsonOf, NOT_DONE, type OurNode, overItems } from './support/workflows.cts';

const n8n = useN8n();

/** Trackfinity and the Delete service of all tenants: every request is carried out, whoever signed it. */
let services: ScriptedServer;
beforeAll(async () => {
	services = await startScriptedServer(({ form: { code } }) => ({
		bytes: httpResponse(200, code === undefined ? 'true' : deletedXml(code)),
	}));
});
beforeEach(() => void services.requests.splice(0));
afterAll(async () => await services.close());

/** Runs the node over items with a credential for which each item has values of its own. */
async function run(credential: Omit<CredentialFile, 'name'>, node: OurNode, items: IDataObject[]) {
	const created = await n8n.api.createCredential({ name: 'Whose the item says', ...credential });
	return await n8n.run(overItems('Tenants', items, node), [created]);
}

// n8n itself reads credentials in another way than the engine of the other tests: test/accounts.
test('one credential reaches two addresses, each with its own key, for customers of the same name too', async () => {
	const owed = ['7001', '7002', '7001'].flatMap((customer) => [
		['shop-a', 'key-of-a', customer],
		['shop-b', 'key-of-b', customer],
	]);
	const items = owed.map(([tenant = '', key, customer], index) => {
		return { id: `item ${index}`, url: services.urlFor(tenant), key, customer };
	});
	const parameters = { operation: 'forget', customerId: '={{ $json.customer }}' };
	const data = { baseUrl: '={{ $json.url }}', username: 'tf_admin', apiKey: '={{ $json.key }}' };
	const execution = await run({ type: 'trackfinityApi', data }, { parameters }, items);

	expect(jsonOf(execution, DONE)).toEqual(
		items.map(({ id }) => expect.objectContaining({ success: true, from: id })),
	);
	const seen = services.requests.map(({ run: tenant, headers, form }) => [
		...[tenant, headers['api-key'], form.customer_id],
	]);
	// The third pair asks for what the first has done.
	expect(seen.sort()).toEqual(owed.slice(0, 4).sort());
});

test('an item that lacks a part of its account or of its code is not sent, and the others are, each to its own account', async () => {
	const items = [
		{ id: 'whole', area: '1', no: 7, shop: 'a' },
		{ id: 'without a shop', area: '1', no: 8 },
		{ id: 'without a number', area: '1', shop: 'b' },
		{ id: 'whole, too', area: '2', no: 7, shop: 'b' },
	];
	const parameters = { operation: 'delete', code: '={{ $json.area }}-{{ $json.no }}' };
	const accountId = `=shop-{{ $('${EACH}').item.json.shop }}`;
	const data = { url: services.urlFor('api.php'), userId: 'john1970', apiKey: 'k', accountId };
	const node = { parameters, onError: 'continueErrorOutput' } as const;
	const execution = await run({ type: 'trackfinityDeleteApi', data }, node, items);

	const failed = (from: string, message: RegExp) => ({
		error: expect.objectContaining({ outcome: 'notSent', message: expect.stringMatching(message) }),
		...items.find(({ id }) => id === from),
		from,
	});
	expect(jsonOf(execution, DONE)).toMatchObject([{ from: 'whole' }, { from: 'whole, too' }]);
	expect(jsonOf(execution, NOT_DONE)).toEqual([
		failed('without a shop', /'Account ID' of the credential is empty/),
		failed('without a number', /\{\{ \$json\.no \}\}' in 'Customer Code' must be text/),
	]);
	const sent = services.requests.map(({ form }) => `${form.account_id} ${form.code}`);
	expect(sent.sort()).toEqual(['shop-a 1-7', 'shop-b 2-7']);
});
