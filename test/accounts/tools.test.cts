import type { IDataObject } from 'n8n-workflow';

import { callTool } from '../../dev/engine/index.cts';
import { useAccounts } from '../support/accounts.cts';
import { outcomesOf, parametersFor } from '../support/runs.cts';

const { workbench, account, confirm, received, run } = useAccounts();

const { url, user, key } = { url: '$json.url', user: '$json.user', key: '$json.key' };

/** Where the agent's items are others than the arguments of a call. */
describe("a tool's credential is that of the agent's item, not of the arguments", () => {
	const named = (name: string) => ({ ...account('forget', name), name });

	test.each([
		['a part', `={{ ${url} }}`, 'user-{{ $json.name }}'],
		['a default', `={{ ${url} }}`, '{{ $json.name ? "user-" + $json.name : "user-A" }}'],
		['all items', '={{ $input.all()[$itemIndex].json.url }}', `{{ ${user} }}`],
	])('%s of it', async (_what, baseUrl, username) => {
		confirm();
		const said: IDataObject[] = [{ id: '191' }, { id: '191', ...named('A') }];
		for (const item of said) {
			const { output } = await callTool(workbench.package, {
				parameters: { ...parametersFor.forget(), customerId: "={{ $fromAI('id') }}" },
				credentials: {
					trackfinityApi: { baseUrl, username: `=${username}`, apiKey: `={{ ${key} }}` },
				},
				items: [item],
				agentItems: [named('B')],
				contextData: {},
				said: item,
			});
			expect(outcomesOf(output)).toEqual(['done']);
		}

		expect(received()).toEqual(['B 191', 'B 191']);
	});
});

test('with Execute Once, a credential can look at all items', async () => {
	confirm();
	const items = ['A', 'B'].map((name, index) => ({ id: `${index}`, ...account('lock', name) }));
	const last = (field: string) => `={{ $input.last().json.${field} }}`;
	await run('lock', items, {
		node: { executeOnce: true },
		parameters: { customerId: last('id') },
		credentials: {
			trackfinityApi: { baseUrl: last('url'), username: last('user'), apiKey: last('key') },
		},
	});

	expect(received()).toEqual(['B 1']);
});
