import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { deletedXml } from '../support/responses.cts';
import {
	httpResponse,
	type ScriptedRequest,
	type ScriptedServer,
	startScriptedServer,
} from '../support/servers.cts';
import type { CredentialFile, Execution } from '../../dev/playground/index.cts';
import { withWorkflow } from './support/examples.cts';
import { DONE, EACH, overItems, START } from './support/overItems.cts';
import { useN8n } from './support/playground.cts';
import { jsonOf } from './support/trigger.cts';

const n8n = useN8n();
const { api } = n8n;

/** Both services of all tenants: every request is carried out, whoever signed it. */
let services: ScriptedServer;
beforeAll(async () => {
	services = await startScriptedServer(({ form: { code } }) => ({
		bytes: httpResponse(200, code === undefined ? 'true' : deletedXml(code)),
	}));
});
beforeEach(() => void services.requests.splice(0));
afterAll(async () => await services.close());

const deletion: INodeParameters = { operation: 'delete', code: '={{ $json.customer }}' };

/** A credential of which one account after the other is a tenant. */
function forDeletions(accountId: string, apiKey = '={{ $json.key }}'): CredentialFile {
	return {
		name: 'Whose account the item says',
		type: 'trackfinityDeleteApi',
		data: { url: services.urlFor('api.php'), userId: 'john1970', apiKey, accountId },
	};
}

/** Runs the node over items with a credential for which each item has values of its own. */
async function run(
	credential: CredentialFile,
	parameters: INodeParameters,
	items: IDataObject[],
): Promise<Execution> {
	const created = await api.createCredential(credential);
	const workflow = overItems('Tenants', items, {
		parameters,
		credentials: { [credential.type]: { id: null, name: '' } },
	});
	return await withWorkflow({ ...n8n, credentials: [created] }, workflow, async (held) =>
		api.finished(await api.run(held, START)),
	);
}

describe('one credential for two tenants', () => {
	test.each([
		{
			what: 'accounts of the Delete service',
			parameters: deletion,
			credential: () => forDeletions('={{ $json.tenant }}'),
			seen: ({ form, headers }: ScriptedRequest) => [
				form.account_id,
				headers.api_access_key ?? form.user_password,
				form.code,
			],
		},
		{
			what: 'addresses of Trackfinity',
			parameters: {
				operation: 'forget',
				lookupBy: 'customerId',
				customerId: '={{ $json.customer }}',
			},
			credential: () => ({
				name: 'Whose Trackfinity the item says',
				type: 'trackfinityApi',
				data: { baseUrl: '={{ $json.url }}', username: 'tf_admin', apiKey: '={{ $json.key }}' },
			}),
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
			const items = owed.map(([tenant = '', key, customer], index) => ({
				id: `item ${index}`,
				tenant,
				url: services.urlFor(tenant),
				key,
				customer,
			}));
			const execution = await run(credential(), parameters, items);

			// The third pair asks for what the first has done.
			expect(services.requests.map(seen).sort()).toEqual(owed.slice(0, 4).sort());
			expect(jsonOf(execution, DONE)).toEqual(
				items.map(({ id }) => expect.objectContaining({ success: true, from: id })),
			);
		},
	);
});

describe('a list of 200 of which only the 138th is of another account', () => {
	const items = Array.from({ length: 200 }, (_, index) => ({
		customer: `${7000 + index}`,
		tenant: index === 137 ? 'shop-b' : 'shop-a',
	}));

	test.each([
		'$json.tenant',
		'$input.item?.json?.tenant ?? "shop-a"',
		'$input.all()[$itemIndex].json.tenant',
		`$('${EACH}').item.json.tenant`,
		'$itemIndex === 137 ? "shop-b" : "shop-a"',
	])('reaches that one there, and it alone, by {{ %s }}', async (expression) => {
		const execution = await run(
			forDeletions(`={{ ${expression} }}`, 'one-key'),
			{ ...deletion, safetyLimit: items.length },
			items,
		);

		expect(jsonOf(execution, DONE)).toHaveLength(items.length);
		expect(services.requests).toHaveLength(items.length);
		const there = services.requests.filter(({ form }) => form.account_id !== 'shop-a');
		expect(there.map(({ form }) => [form.account_id, form.code])).toEqual([['shop-b', '7137']]);
	});
});
