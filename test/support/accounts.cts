import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import type { RecordedRequest } from '../../sandbox/index.cts';
import { deletedXml } from './responses.cts';
import { customerOf, parametersFor } from './runs.cts';
import { useWorkbench } from './workbench.cts';

export type Operation = keyof typeof parametersFor;

/** What an item says of its account. Only the Delete service has the last. */
export type Account = { url: string; user: string; key: string; account: string };

/** An item that names its customer and its account. */
type AccountItem = Account & { id: string; city?: string };

/** A credential for each service that takes all it says from the item. */
const [url, user, apiKey] = ['={{ $json.url }}', '={{ $json.user }}', '={{ $json.key }}'];
const accountId = '={{ $json.account }}';
export const fromItem = {
	trackfinityApi: { baseUrl: url, username: user, apiKey },
	trackfinityDeleteApi: { url, userId: user, apiKey, accountId, sendApiKeyIn: 'header' },
};

const paths: Record<Operation, string> = {
	forget: '/api/customer/forget',
	lock: '/api/customer/lock',
	unlock: '/api/customer/unlock',
	setDetails: '/api/customer/set_customer_details',
	delete: '',
};

type More = Partial<Omit<RunOptions, 'items' | 'batches'>> & { options?: INodeParameters };

/**
 * A workbench for items that have accounts of their own. An account is called by a letter, which ends each of its parts:
 * address, user, key and account. The sandbox's services know none of them and are told what to respond.
 */
export function useAccounts() {
	const workbench = useWorkbench();
	const account = (operation: Operation, name: string): Account => {
		const { deleteUrl, trackfinityUrl } = workbench.sandbox;
		return {
			url: operation === 'delete' ? `${deleteUrl}${name}` : `${trackfinityUrl}/${name}`,
			user: `user-${name}`,
			key: `key-${name}`,
			account: `account-${name}`,
		};
	};
	return {
		workbench,
		account,
		/** Written as `A 191` or `A 191 Rome`: the account, the customer and the city to set. */
		itemsOf: (operation: Operation, ...texts: string[]): AccountItem[] =>
			texts.map((text) => {
				const [name = '', id = '', city] = text.split(' ');
				return { id, ...(city !== undefined && { city }), ...account(operation, name) };
			}),
		/** Runs the node with a credential that takes all it says from the items. */
		run: async (
			operation: Operation,
			items: readonly IDataObject[],
			{ options, parameters, ...more }: More = {},
		): Promise<RunResult> =>
			await workbench.run({
				parameters: { ...parametersFor[operation](options), ...parameters },
				items: [...items],
				credentials: fromItem,
				...more,
			}),
		/** Both services confirm what comes, the Delete service deletions of these customers. To be called after faults. */
		confirm: (...ids: string[]): void => {
			const { sandbox } = workbench;
			for (const id of ids) {
				sandbox.fault({ kind: 'answer', body: deletedXml(id), form: { code: id } });
			}
			sandbox.fault({ kind: 'answer', body: 'true', service: 'trackfinity' });
		},
		/** Which requests are for an account, for faults and holds. */
		at: (operation: Operation, name: string) => ({ path: `/${name}${paths[operation]}` }),
		/** What arrived, in order and written as the items. */
		received: (): string[] => workbench.sandbox.requests.map(written),
	};
}

/** A request that mixes accounts names all of them: `A/B 191`. */
export function written(request: RecordedRequest): string {
	const { city } = request.form;
	return `${accountOf(request)} ${customerOf(request)}${city === undefined ? '' : ` ${city}`}`;
}

function accountOf({ path, headers, form }: RecordedRequest): string {
	const address = /^\/[^/]*/.exec(path)?.[0] ?? '';
	const user = headers['api-username'] ?? form['user_id'];
	const key = headers['api-key'] ?? headers['api_access_key'] ?? form['user_password'];
	const parts = [address, user, key, ...('account_id' in form ? [form['account_id']] : [])];
	return [...new Set(parts.map((part) => part?.at(-1) ?? '-'))].join('/');
}
