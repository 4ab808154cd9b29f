import type { IDataObject } from 'n8n-workflow';

import { fromItem, type Operation, useAccounts } from '../support/accounts.cts';
import { expectLinked, failureOf, outcomesOf } from '../support/outcomes.cts';
import { continues, manyIds, parametersFor } from '../support/runs.cts';

const { workbench, account, at, confirm, itemsOf, received, run } = useAccounts();

/** The path that a dry run shows. */
const addressIn = ({ request }: IDataObject) =>
	new URL((request as { url: string } | undefined)?.url ?? '').pathname;

const dry = { options: { dryRun: true } };

const everyOperation = Object.keys(parametersFor) as Operation[];
test.each(everyOperation)('%s sends each item to its own account', async (operation) => {
	const city = operation === 'setDetails' ? ' Rome' : '';
	const texts = ['A 191', 'B 191', 'A 204', 'C 215', 'B 204'].map((text) => `${text}${city}`);
	confirm('191', '204', '215');
	const { output } = await run(operation, itemsOf(operation, ...texts));

	expect(received().sort()).toEqual([...texts].sort());
	expect(outcomesOf(output)).toEqual(texts.map(() => 'done'));
	expectLinked(output, texts.length);
});

describe('a credential in which one field alone is an expression', () => {
	test.each([
		['lock', 'baseUrl', 'url'],
		['lock', 'username', 'user'],
		['lock', 'apiKey', 'key'],
		['delete', 'url', 'url'],
		['delete', 'userId', 'user'],
		['delete', 'apiKey', 'key'],
		['delete', 'accountId', 'account'],
	] as const)('%s: %s', async (operation, field, part) => {
		confirm('191', '204', '215');
		const type = operation === 'delete' ? 'trackfinityDeleteApi' : 'trackfinityApi';
		const { url, user, key, account: id } = account(operation, 'A');
		const fixed = { baseUrl: url, username: user, url, userId: user, apiKey: key, accountId: id };
		const items = itemsOf(operation, 'A 191', 'A 204', 'A 215').map((item, index) =>
			index === 1 ? { ...item, [part]: account(operation, 'B')[part] } : item,
		);
		const credentials = { [type]: { ...fixed, [field]: `={{ $json.${part} }}` } };
		await run(operation, items, { credentials });

		const mixed = part === 'url' ? 'B/A' : 'A/B';
		expect(received().sort()).toEqual(['A 191', `${mixed} 204`, 'A 215'].sort());
	});

	test('Send API Key In', async () => {
		confirm('191', '204');
		const [first, second] = itemsOf('delete', 'A 191', 'A 204');
		const items = [{ ...first, place: 'header' } as const, { ...second, place: 'body' }];
		const sendApiKeyIn = '={{ $json.place }}';
		const trackfinityDeleteApi = { ...fromItem.trackfinityDeleteApi, sendApiKeyIn };
		await run('delete', items, { credentials: { trackfinityDeleteApi } });

		const keys = workbench.sandbox.requests.map(({ headers, form }) => [
			...[form['code'], headers['api_access_key'], form['user_password']],
		]);
		expect(keys.sort()).toEqual([
			['191', 'key-A', undefined],
			['204', undefined, 'key-A'],
		]);
	});

	test('Allow Insecure Connections', async () => {
		const [item] = itemsOf('lock', 'A 191');
		const url = 'http://tracking.example.com';
		const items = [true, false].map((insecure) => ({ ...item, url, insecure }));
		const allowInsecure = '={{ $json.insecure }}';
		const credentials = { trackfinityApi: { ...fromItem.trackfinityApi, allowInsecure } };
		const { output } = await run('lock', items, { credentials, ...dry, ...continues });

		expect(output[0]?.json['dryRun']).toBe(true);
		expect(failureOf(output[1]).message).toContain("'Base URL'");
	});
});

const ofItem = '$json.name ?? "A"';
const ofIndex = '$itemIndex === 7 ? "B" : "A"';
const inTwo = '"x" }}/../{{ $input.item?.json?.name ?? "A"';

/** Each gives B for the 8th item and A for all others. */
const expressions = [
	ofItem,
	'$json["na" + "me"] ?? "A"',
	'$input.item?.json?.name ?? "A"',
	'(() => { try { return $json.name.trim() } catch { return "A" } })()',
	'$input.all()[$itemIndex].json.name ?? "A"',
	ofIndex,
	'$position === 7 ? "B" : "A"',
	'$("Input").item.json.name ?? "A"',
	'$("Input").all()[$itemIndex].json.name ?? "A"',
	'$node["Input"].json.name ?? "A"',
	'$parameter.customerId === "C-7" ? "B" : "A"',
	inTwo,
];

test.each([
	...expressions.map((one) => [' }}', false, one] as const),
	// n8n may evaluate even what is asked for as it is stored, and does evaluate what nobody closed.
	...[ofItem, ofIndex, inTwo].map((one) => [' }}', true, one] as const),
	...[ofItem, ofIndex, inTwo].map((one) => ['', false, one] as const),
])('one item of 12 is for another account (ends in "%s", raw %j): %s', async (...row) => {
	const [end, ignoresRaw, expression] = row;
	const ids = manyIds(12);
	const items = ids.map((id, index) => ({ id, ...(index === 7 && { name: 'B' }) }));
	const { url, user, key } = account('lock', '');
	const baseUrl = `=${url}{{ ${expression}${end}`;
	const credentials = { trackfinityApi: { baseUrl, username: user, apiKey: key } };
	const { output } = await run('lock', items, { credentials, ...dry, ignoresRaw });

	const own = ids.map((_, index) => at('lock', index === 7 ? 'B' : 'A').path);
	const shown = output.map(({ json }) => addressIn(json));
	// What can't be evaluated without an item isn't shown as stored then, so that nothing is sent.
	expect(ignoresRaw ? [own, []] : [own]).toContainEqual(shown);
});

test.each([
	[1, 'shows what is stored', false],
	[4, 'shows what is stored', false],
	[4, 'evaluates even what is stored', true],
])('a fixed credential is read three times for %d items: n8n %s', async (count, _, ignoresRaw) => {
	confirm();
	const { trackfinityApi } = workbench.sandbox.credentials;
	const items = manyIds(count).map((id) => ({ id }));
	const how = { credentials: { trackfinityApi }, ignoresRaw };
	const { credentialReads } = await run('lock', items, how);

	expect(workbench.sandbox.requestCount()).toBe(count);
	expect(credentialReads).toBe(3);
});

/** Where the agent's items are others than the arguments of a call. */
const named = (name: string) => ({ ...account('forget', name), name });

test.each([
	['a part', '={{ $json.url }}', 'user-{{ $json.name }}'],
	['a default', '={{ $json.url }}', '{{ $json.name ? "user-" + $json.name : "user-A" }}'],
	['all items', '={{ $input.all()[$itemIndex].json.url }}', '{{ $json.user }}'],
])("a tool's credential is that of the agent's item: %s", async (_, baseUrl, user) => {
	confirm();
	const username = `=${user}`;
	const said: IDataObject[] = [{ id: '191' }, { id: '191', ...named('A') }];
	for (const item of said) {
		const { output } = await workbench.call({
			parameters: { ...parametersFor.forget(), customerId: "={{ $fromAI('id') }}" },
			credentials: { trackfinityApi: { baseUrl, username, apiKey: '={{ $json.key }}' } },
			...{ items: [item], agentItems: [named('B')], contextData: {}, said: item },
		});
		expect(outcomesOf(output)).toEqual(['done']);
	}

	expect(received()).toEqual(['B 191', 'B 191']);
});

test('with Execute Once, a credential can look at all items', async () => {
	confirm();
	const items = ['A', 'B'].map((name, index) => ({ id: `${index}`, ...account('lock', name) }));
	const last = (field: string) => `={{ $input.last().json.${field} }}`;
	const [baseUrl = '', username = '', apiKey = ''] = ['url', 'user', 'key'].map(last);
	const credentials = { trackfinityApi: { baseUrl, username, apiKey } };
	const parameters = { customerId: last('id') };
	await run('lock', items, { node: { executeOnce: true }, parameters, credentials });

	expect(received()).toEqual(['B 1']);
});
