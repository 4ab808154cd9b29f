import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { Account } from '../support/accounts.cts';
import { fromItem, useAccounts } from '../support/accounts.cts';
import {
	continueModes,
	expectLinked,
	failedOf,
	failureOf,
	outcomesOf,
	stopOf,
} from '../support/runs.cts';

const { workbench, confirm, itemsOf, received, run } = useAccounts();

type Changes = Partial<Record<keyof Account, string | null>>;

const cases: Array<[operation: 'lock' | 'delete', what: string, changes: Changes, label: string]> =
	[
		['lock', 'an address of another scheme', { url: 'ftp://example.com' }, 'Base URL'],
		['lock', 'no key', { key: null }, 'API Key'],
		['lock', 'a key that no header can hold', { key: 'key\nx: y' }, 'API Key'],
		['lock', 'an empty user', { user: '' }, 'API Username'],
		['delete', 'an address without encryption', { url: 'http://tracking.example.com' }, 'API URL'],
		['delete', 'a blank key', { key: ' \u200b' }, 'API Key'],
		['delete', 'an empty user', { user: '' }, 'User ID'],
		['delete', 'no account', { account: null }, 'Account ID'],
	];

/** The first and the third of four items get these changes; all are for one account otherwise. */
const itemsWith = (operation: 'lock' | 'delete', changes: Changes): IDataObject[] =>
	itemsOf(operation, 'A 191', 'A 204', 'A 215', 'B 226').map((item, index) =>
		index % 2 === 0 ? { ...item, ...changes } : item,
	);

describe.each(cases)('%s: %s', (operation, _what, changes, label) => {
	test('of one item ends the run with nothing sent in stop mode', async () => {
		const result = await run(operation, itemsWith(operation, changes));

		expect(stopOf(result).message).toContain(`'${label}'`);
		expect(stopOf(result).itemIndex).toBe(0);
		expect(stopOf(result).text).toMatch(/\[Item 2\]/);
		expect(stopOf(result).text).not.toMatch(/\[Item [13]\]/);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each(continueModes)('makes an error item of it alone under %s', async (onError) => {
		confirm('204', '226');
		const result = await run(operation, itemsWith(operation, changes), { onError });

		const failed = failedOf(result);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		for (const item of failed) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain(`'${label}'`);
		}
		expect(received().sort()).toEqual(['A 204', 'B 226']);
	});
});

describe('an expression of the credential that n8n cannot evaluate for an item', () => {
	/** n8n throws where there is no such node. */
	const apiKey = '={{ $json.key ?? $("Nowhere").item.json.key }}';
	const credentials = (
		operation: 'lock' | 'delete',
	): Record<string, ICredentialDataDecryptedObject> =>
		operation === 'lock'
			? { trackfinityApi: { ...fromItem.trackfinityApi, apiKey } }
			: { trackfinityDeleteApi: { ...fromItem.trackfinityDeleteApi, apiKey } };

	describe.each(['lock', 'delete'] as const)('%s', (operation) => {
		const items = () => itemsWith(operation, { key: null });

		test('ends the run with nothing sent in stop mode', async () => {
			const result = await run(operation, items(), { credentials: credentials(operation) });

			expect(result.status).toBe('error');
			expect(stopOf(result).text).toMatch(/\[Item 0\]/);
			expect(workbench.sandbox.requestCount()).toBe(0);
		});

		test.each(continueModes)('makes an error item of it alone under %s', async (onError) => {
			confirm('204', '226');
			const result = await run(operation, items(), {
				credentials: credentials(operation),
				onError,
			});

			const failed = failedOf(result);
			expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
			expect(outcomesOf(failed)).toEqual(['notSent', 'notSent']);
			expect(received().sort()).toEqual(['A 204', 'B 226']);
		});
	});
});

test('an item whose credential is invalid takes no place under the Safety Limit', async () => {
	confirm('204', '226');
	const items = itemsOf('delete', 'A 191', 'A 204').map((item, index) =>
		index === 0 ? { ...item, key: '' } : item,
	);
	const { output } = await run('delete', items, {
		onError: 'continueRegularOutput',
		parameters: { safetyLimit: 1 },
	});

	expect(received()).toEqual(['A 204']);
	expect(failureOf(output[0]).message).toContain("'API Key'");
});

test('in a dry run it is shown which items could not be sent', async () => {
	const { output } = await run('lock', itemsWith('lock', { url: 'ftp://example.com' }), {
		onError: 'continueRegularOutput',
		options: { dryRun: true },
	});

	expectLinked(output, 4);
	expect(output.map(({ json }) => json['dryRun'] ?? failureOf({ json }).outcome)).toEqual([
		'notSent',
		true,
		'notSent',
		true,
	]);
	expect(workbench.sandbox.requestCount()).toBe(0);
});
