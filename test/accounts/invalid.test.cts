import type { IDataObject } from 'n8n-workflow';

import { type Account, fromItem, useAccounts } from '../support/accounts.cts';
import { failedOf, failureOf, stopOf } from '../support/outcomes.cts';
import { continues, credentialsAt, credentialsWith } from '../support/runs.cts';

const { workbench, confirm, itemsOf, received, run } = useAccounts();

type Changes = Partial<Record<keyof Account, string | number | null>>;

/** The first and the third of four items get these changes; all are for one account otherwise. */
const itemsWith = (operation: 'lock' | 'delete', changes: Changes): IDataObject[] =>
	itemsOf(operation, 'A 191', 'A 204', 'A 215', 'B 226').map((item, index) =>
		index % 2 === 0 ? { ...item, ...changes } : item,
	);

/** Both credentials, of which all but this comes from the item. */
const fromItemBut = (ofTrackfinity: object, ofDelete = ofTrackfinity) => ({
	trackfinityApi: { ...fromItem.trackfinityApi, ...ofTrackfinity },
	trackfinityDeleteApi: { ...fromItem.trackfinityDeleteApi, ...ofDelete },
});

/** n8n throws where there is no such node. */
const throwing = fromItemBut({ apiKey: '={{ $json.key ?? $("Nowhere").item.json.key }}' });

/** Addresses and accounts that are put together: what is left where a part is missing may be another account. */
const inParts = fromItemBut(
	{ baseUrl: '={{ $json.url.slice(0, -2) }}/{{ $json.account?.at(-1) }}' },
	{ accountId: '=account-{{ $json.account?.at(-1) }}' },
);

const plainHttp = { url: 'http://tracking.example.com' };
/** The space makes text of it. */
const textTrue = fromItemBut({ allowInsecure: '= {{ true }}' });
test.each<['lock' | 'delete', Changes, says: string, credentials?: typeof fromItem]>([
	['lock', { url: 'ftp://example.com' }, "'Base URL'"],
	['lock', { key: null }, "'API Key'"],
	['lock', { key: 'key\nx: y' }, "'API Key'"],
	['lock', { user: '' }, "'API Username'"],
	['delete', plainHttp, "'API URL' starts with http:"],
	['lock', plainHttp, "or turn on 'Allow Insecure Connections'"],
	['lock', plainHttp, "'Allow Insecure Connections' be one expression that returns true", textTrue],
	['delete', { key: ' \u200b' }, "'API Key'"],
	['delete', { user: '' }, "'User ID'"],
	['delete', { account: null }, "'Account ID'"],
	['delete', { account: 2 ** 53 }, "'Account ID' isn't text or an exact"],
	['lock', { user: 0.1 }, "'API Username' isn't text or an exact"],
	['lock', { user: 'tf_undefined' }, "'API Username' in the credential contains"],
	['lock', { url: 'https://null.example.com' }, "'Base URL' in the credential contains"],
	['delete', { account: '[object Object]' }, "'Account ID' in the credential contains"],
	['delete', { user: 'NaN' }, "'User ID' in the credential contains"],
	['lock', { account: null }, "'Base URL'", inParts],
	['lock', { account: '' }, "'Base URL'", inParts],
	['delete', { account: null }, "'Account ID'", inParts],
	['lock', { key: null }, "Referenced node doesn't exist", throwing],
	['delete', { key: null }, "Referenced node doesn't exist", throwing],
])('%s with an account of %j: an error item of it alone', async (...row) => {
	const [operation, changes, says, credentials = fromItem] = row;
	confirm('204', '226');
	const how = { credentials, onError: 'continueErrorOutput' } as const;
	const failed = failedOf(await run(operation, itemsWith(operation, changes), how));

	expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	for (const failure of failed.map(failureOf)) {
		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(failure.message).toContain(says);
	}
	expect(received().sort()).toEqual(['A 204', 'B 226']);
});

test('another reason for each item: all are listed', async () => {
	const [one, two] = itemsOf('lock', 'A 191', 'A 204');
	const items = [
		{ ...one, key: null },
		{ ...two, user: '' },
	];
	const { message, description } = stopOf(await run('lock', items));

	expect(message).toMatch(/^2 of 2 items are invalid, item 0 first: .*'API Key'/);
	expect(description).toMatch(/^\[Item 0\] .*'API Key'.*\n\[Item 1\] .*'API Username'/m);
});

test.each([1, 4])('the same for all of %d items: nothing is sent, no key shown', async (count) => {
	const of = async (changes: IDataObject) => {
		const credentials = credentialsWith(workbench.sandbox, changes);
		const items = itemsOf('lock', 'A 191', 'A 204', 'A 215', 'A 226').slice(0, count);
		return stopOf(await run('lock', items, { credentials })).text;
	};
	const isEmpty = /'Base URL'.* is empty.*\nWhat is left may be another account\. Filter out/;
	const baseUrl = `=${workbench.sandbox.trackfinityUrl}/{{ $vars.brand }}`;
	expect(await of({ baseUrl })).toMatch(isEmpty);
	for (const apiKey of ['={{ 12345678901234567 }}', '=k-{{ "sesame" && $vars.nothing }}']) {
		const text = await of({ apiKey });
		expect(text).toContain("'API Key'");
		expect(text).not.toMatch(/1234567890|sesame/);
	}
	expect(workbench.sandbox.requestCount()).toBe(0);
});

type Row = [given: unknown, accountId: string, says: RegExp, advice: RegExp];
const isNone = /'Account ID' of the credential is empty, or not text/;
test.each<Row>([
	...[null, ['a'], { a: 1 }, true, ''].map((given): Row => {
		return [given, '={{ $json.account }}', isNone, /^Filter out items without this data/];
	}),
	['A', '=shop-{{ $json.account ?? $self.userId }}', /\$self beside other data/, /one expression/],
	['A', '=shop-{{ String(Math.random()) }}', /return the same value each time/, /change nothing/],
])('%j gives no account by %s', async (account, accountId, says, advice) => {
	const [item] = itemsOf('delete', 'A 191');
	const how = { credentials: fromItemBut({}, { accountId }), ...continues };
	const { output } = await run('delete', [{ ...item, account: account as string }], how);
	const { message, description } = failureOf(output[0]);
	expect(message).toMatch(says);
	expect(description).toMatch(advice);
	expect(workbench.sandbox.requestCount()).toBe(0);
});

test('a part that only n8n can read is taken as n8n reads it, and what is stored beside the fields names no account', async () => {
	confirm();
	const { username } = workbench.sandbox.credentials.trackfinityApi;
	const others = { allowedDomains: '=a.b,{{ $vars.more }}', old: '=-{{ $("Nowhere").item }}' };
	const apiKey = '=of-{{ $self.username }}';
	const credentials = credentialsWith(workbench.sandbox, { apiKey, ...others });
	await run('lock', itemsOf('lock', 'A 191'), { credentials });

	const keys = workbench.sandbox.requests.map(({ headers }) => headers['api-key']);
	expect(keys).toEqual([`of-${username}`]);
});

test.each([1, 3])('nothing is sent where n8n shows no credential: %d items', async (count) => {
	confirm();
	const credentials = { ...workbench.sandbox.credentials };
	const items = itemsOf('lock', 'A 191', 'A 204', 'A 215').slice(0, count);
	const { text } = stopOf(await run('lock', items, { credentials, refusesRaw: true }));

	expect(text).toContain('Not for this node');
	expect(workbench.sandbox.requestCount()).toBe(0);
});

describe('a part of an address leads to no other host or folder', () => {
	/** @returns what becomes of an item that gives this part; `HOST` is the sandbox's, with its port */
	async function outcomeOf(address: string, given: string | number) {
		confirm();
		const withHost = (text: string) =>
			text.replace('HOST', new URL(workbench.sandbox.trackfinityUrl).host);
		const part = typeof given === 'string' ? withHost(given) : given;
		const credentials = credentialsWith(workbench.sandbox, { baseUrl: withHost(address) });
		const { output } = await run('lock', [{ id: '191', part }], { credentials, ...continues });
		return output[0];
	}

	const inFolder = '=http://HOST/A/{{ $json.part }}';
	test.each([
		...['.', '..', '../B', '..\\B', '%2e%2e', '.B', 'B.'].map((part) => [inFolder, part]),
		...['api', 'api\u200b'].map((part) => ['=http://HOST/{{ $json.part }}', part]),
		['=http://{{ $json.part }}.localhost', 'HOST/x'],
		['={{ $json.part }}.localhost', 'http://HOST/x'],
		['=http:/{{ $json.part }}', '/HOST'],
		['=http://{{ $json.part }}/{{ $json.part }}', 'HOST'],
		['=http://HOST/A/id={{ $json.part }}', '/../../B'],
		['=http://{{ "HOST" }}{{ $json.part }}', '/B'],
		['={{ $json.part }}{{ "B" }}', 'http://HOST/'],
		['=http://HOST/A/{{ $json.part }}{{ $json.part }}', '.'],
	])('%s: not by %s', async (address, part) => {
		const { outcome, message, description } = failureOf(await outcomeOf(address ?? '', part ?? ''));
		expect([outcome, workbench.sandbox.requestCount()]).toEqual(['notSent', 0]);
		expect(message).toMatch(/'Base URL'/);
		expect(description).toContain('put the whole field into one expression');
	});

	test.each<[address: string, part: string | number, path: string]>([
		[inFolder, 'b-1_~.c.d', '/A/b-1_~.c.d'],
		[inFolder, 'b\n', '/A/b'],
		[inFolder, 'bücher', '/A/b%C3%BCcher'],
		[inFolder, 5, '/A/5'],
		['=http://HOST/{{ $json.part }}-{{ $json.part }}/x', 'a', '/a-a/x'],
		['=http://{{ $json.part }}', 'HOST', ''],
		['=http://{{ $json.part }}/A', 'HOST', '/A'],
		['= HTTP://{{ $json.part }} ', 'HOST/A/B', '/A/B'],
		['={{ $json.part }}/A', 'http://HOST/B', '/B/A'],
		['={{ $json.part }}/{{ $json.id }}', 'http://HOST', '/191'],
	])('%s: but by %s as it is', async (address, part, path) => {
		expect((await outcomeOf(address, part))?.json['success']).toBe(true);
		expect(workbench.sandbox.requests[0]?.path).toBe(`${path}/api/customer/lock`);
	});

	test('api is a folder like any other in an API URL', async () => {
		const { sandbox } = workbench;
		const credentials = credentialsAt(sandbox, `=${sandbox.deleteUrl}{{ $json.part }}`);
		confirm('191');
		await run('delete', [{ id: '191', part: 'api' }], { credentials });

		expect(workbench.sandbox.requests[0]?.path).toBe('/api');
	});
});

const neverEvaluated = "'Account ID' in the credential is an expression that was never evaluated";
test.each([
	['{{ $json.account }}', neverEvaluated],
	['account-{{$json.account}}', neverEvaluated],
	['=$json.account', neverEvaluated],
	["o'brien"],
	['dev-null'],
	['None'],
	['={{ "Null-Games" }}'],
])('an Account ID that says %s is sent, unless it is no value', async (accountId, says = '') => {
	confirm('191');
	const credentials = credentialsWith(workbench.sandbox, { accountId, apiKey: 'undefined' });
	const how = { credentials, ...continues };
	const { output } = await run('delete', itemsOf('delete', 'A 191'), how);

	expect(workbench.sandbox.requestCount()).toBe(says === '' ? 1 : 0);
	if (says !== '') expect(failureOf(output[0]).message).toContain(says);
});
