import type { IDataObject } from 'n8n-workflow';

import type { Account } from '../support/accounts.cts';
import { fromItem, useAccounts } from '../support/accounts.cts';
import { continues, failedOf, failureOf, stopOf } from '../support/runs.cts';

const { workbench, confirm, itemsOf, received, run } = useAccounts();

type Changes = Partial<Record<keyof Account, string | number | null>>;

/** The first and the third of four items get these changes; all are for one account otherwise. */
const itemsWith = (operation: 'lock' | 'delete', changes: Changes): IDataObject[] =>
	itemsOf(operation, 'A 191', 'A 204', 'A 215', 'B 226').map((item, index) =>
		index % 2 === 0 ? { ...item, ...changes } : item,
	);

/** n8n throws where there is no such node. */
const apiKey = '={{ $json.key ?? $("Nowhere").item.json.key }}';
const throwing = {
	trackfinityApi: { ...fromItem.trackfinityApi, apiKey },
	trackfinityDeleteApi: { ...fromItem.trackfinityDeleteApi, apiKey },
};

/** Addresses and accounts that are put together: what is left where a part is missing may be another account. */
const inParts = {
	trackfinityApi: {
		...fromItem.trackfinityApi,
		baseUrl: '={{ $json.url.slice(0, -1) }}{{ $json.account?.at(-1) }}',
	},
	trackfinityDeleteApi: {
		...fromItem.trackfinityDeleteApi,
		accountId: '=account-{{ $json.account?.at(-1) }}',
	},
};

const plainHttp = { url: 'http://tracking.example.com' };
describe.each<[operation: 'lock' | 'delete', changes: Changes, says: string, object?]>([
	['lock', { url: 'ftp://example.com' }, "'Base URL'"],
	['lock', { key: null }, "'API Key'"],
	['lock', { key: 'key\nx: y' }, "'API Key'"],
	['lock', { user: '' }, "'API Username'"],
	['delete', plainHttp, "'API URL'"],
	['delete', { key: ' \u200b' }, "'API Key'"],
	['delete', { user: '' }, "'User ID'"],
	['delete', { account: null }, "'Account ID'"],
	['delete', { account: 2 ** 53 }, "'Account ID' isn't text or an exact"],
	['lock', { user: 0.1 }, "'API Username' isn't text or an exact"],
	['lock', { account: null }, "'Base URL'", inParts],
	['lock', { account: '' }, "'Base URL'", inParts],
	['delete', { account: null }, "'Account ID'", inParts],
	['lock', { key: null }, "Referenced node doesn't exist", throwing],
	['delete', { key: null }, "Referenced node doesn't exist", throwing],
])('%s with an account of %j', (operation, changes, says, credentials = fromItem) => {
	const how = { credentials: credentials as typeof fromItem };

	test('of one item ends the run with nothing sent in stop mode', async () => {
		const { text, itemIndex } = stopOf(await run(operation, itemsWith(operation, changes), how));

		expect(text).toContain(says);
		expect(itemIndex).toBe(0);
		expect(text).toMatch(/\[Item 2\]/);
		expect(text).not.toMatch(/\[Item [13]\]/);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('makes an error item of it alone where On Error continues', async () => {
		confirm('204', '226');
		const goesOn = { ...how, onError: 'continueErrorOutput' } as const;
		const result = await run(operation, itemsWith(operation, changes), goesOn);

		const failed = failedOf(result);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		for (const item of failed) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain(says);
		}
		expect(received().sort()).toEqual(['A 204', 'B 226']);
	});
});

test('in a dry run it is shown which items could not be sent', async () => {
	const how = { ...continues, options: { dryRun: true } };
	const { output } = await run('lock', itemsWith('lock', { url: 'ftp://example.com' }), how);

	expect(output.map(({ json }) => json['dryRun'] ?? failureOf({ json }).outcome)).toEqual([
		...['notSent', true, 'notSent', true],
	]);
	expect(workbench.sandbox.requestCount()).toBe(0);
});

test.each([1, 4])(
	'the same for all of %d items: nothing is sent, and the key not shown',
	async (count) => {
		const { trackfinityApi } = workbench.sandbox.credentials;
		const of = async (changes: IDataObject) => {
			const credentials = { trackfinityApi: { ...trackfinityApi, ...changes } };
			const items = itemsOf('lock', 'A 191', 'A 204', 'A 215', 'A 226').slice(0, count);
			return stopOf(await run('lock', items, { credentials })).text;
		};
		expect(await of({ baseUrl: `=${trackfinityApi['baseUrl']}/{{ $vars.brand }}` })).toContain(
			"'Base URL'",
		);
		for (const apiKey of ['={{ 12345678901234567 }}', '=k-{{ "sesame" && $vars.nothing }}']) {
			const text = await of({ apiKey });
			expect(text).toContain("'API Key'");
			expect(text).not.toMatch(/1234567890|sesame/);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	},
);

test('what n8n stores beside the fields of the credential names no account', async () => {
	confirm();
	const { trackfinityApi } = workbench.sandbox.credentials;
	const others = {
		allowedDomains: '=example.com,{{ $vars.more }}',
		old: '=-{{ $("Nowhere").item }}',
	};
	const credentials = { trackfinityApi: { ...trackfinityApi, ...others } };
	await run('lock', itemsOf('lock', 'A 191'), { credentials });

	expect(workbench.sandbox.requestCount()).toBe(1);
});
