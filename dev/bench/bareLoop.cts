import type {
	IExecuteFunctions,
	IHttpRequestMethods,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { bareNodeType } from '../engine/nodeTypes.cts';

/** The name of its type in a workflow. */
export const bareLoopType = 'bench.bareLoop';

/** A call of a service, the same that the node makes for it. */
interface Call {
	credential: 'trackfinityApi' | 'trackfinityDeleteApi';
	method: IHttpRequestMethods;
	path: string;
	form: (id: string) => Record<string, string>;
	/** What a response holds that says yes. */
	yes: string;
}

const toDeleteService = { credential: 'trackfinityDeleteApi', method: 'POST', path: '' } as const;

/** All calls that it can make, by the parameter that chooses one. */
export const bareCalls = {
	lock: {
		credential: 'trackfinityApi',
		method: 'PATCH',
		path: '/api/customer/lock',
		form: (id) => ({ customer_id: id }),
		yes: 'true',
	},
	search: {
		...toDeleteService,
		form: (id) => ({
			type: 'customer_search',
			exact_match: 'insensitive',
			email: `${id}@example.com`,
			output: 'XML',
		}),
		yes: '<code>',
	},
	delete: {
		...toDeleteService,
		form: (id) => ({ type: 'customer_delete', code: id, output: 'XML' }),
		yes: 'deleted',
	},
} satisfies Record<string, Call>;
export type BareCall = keyof typeof bareCalls;

/**
 * The least that a node can do to send a request for each item with n8n's own means, and so the strictest fair opponent.
 *
 * It has all that makes n8n's helper fast, which few nodes use: the credential is read once and passed with every call,
 * every status comes back as it is (n8n would send a 401 twice), and it starts requests while items are still being read.
 * Its items are those of the node. It has nothing of what makes a run safe: no value is checked, nothing is checked before the first request, duplicates are
 * all sent, one customer's requests overlap, no response is classified, nothing is retried, stopped or canceled, and a
 * response without an end would be read into memory.
 */
export const bareLoop: INodeType = {
	description: {
		...bareNodeType('bareLoop').description,
		credentials: ['trackfinityApi', 'trackfinityDeleteApi'].map((name) => ({ name })),
		properties: [
			{ displayName: 'Call', name: 'call', type: 'string', default: 'lock' },
			{ displayName: 'Customer ID', name: 'customerId', type: 'string', default: '' },
			{ displayName: 'Parallel', name: 'parallel', type: 'number', default: 1 },
		],
	},
	execute,
};

async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { credential, method, path, form, yes }: Call =
		bareCalls[this.getNodeParameter('call', 0) as BareCall];
	const data = await this.getCredentials(credential);
	const decrypted = { credentialsDecrypted: { id: '', name: credential, type: credential, data } };
	const limit = pLimit(this.getNodeParameter('parallel', 0) as number);

	const send = async (index: number): Promise<INodeExecutionData> => {
		const customerId = this.getNodeParameter('customerId', index) as string;
		const response = (await this.helpers.httpRequestWithAuthentication.call(
			this,
			credential,
			{
				method,
				url: path,
				body: new URLSearchParams(form(customerId)),
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				encoding: 'text',
			},
			decrypted,
		)) as { body: string };
		return {
			json: {
				success: response.body.includes(yes),
				operation: 'lock',
				customerId,
				processedAt: new Date().toISOString(),
			},
			pairedItem: { item: index },
		};
	};
	const items = this.getInputData();
	return [await Promise.all(items.map((_item, index) => limit(async () => await send(index))))];
}
