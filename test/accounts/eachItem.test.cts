import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { fromItem, useAccounts } from '../support/accounts.cts';
import { expectLinked, failureOf, manyIds, outcomesOf } from '../support/runs.cts';

const { workbench, account, at, confirm, itemsOf, received, run } = useAccounts();

/** The path that a dry run shows. */
const addressIn = ({ request }: IDataObject) =>
	new URL((request as { url: string } | undefined)?.url ?? '').pathname;

describe.each(['forget', 'lock', 'unlock', 'setDetails', 'delete'] as const)('%s', (operation) => {
	const city = operation === 'setDetails' ? ' Rome' : '';
	const texts = ['A 191', 'B 191', 'A 204', 'C 215', 'B 204'].map((text) => `${text}${city}`);

	test('sends each item to the address of its own account, with its key, user and account', async () => {
		confirm('191', '204', '215');
		const { output } = await run(operation, itemsOf(operation, ...texts));

		expect(received().sort()).toEqual([...texts].sort());
		expect(outcomesOf(output)).toEqual(texts.map(() => 'done'));
		expectLinked(output, texts.length);
	});

	test('says in a dry run where each item would go, and for which account', async () => {
		const { output } = await run(operation, itemsOf(operation, ...texts), {
			options: { dryRun: true },
		});

		expect(output.map(({ json }) => addressIn(json))).toEqual(
			texts.map((text) => at(operation, text.charAt(0)).path),
		);
		if (operation === 'delete') {
			expect(output.map(({ json }) => json['request'])).toMatchObject(
				texts.map((text) => {
					const name = text.charAt(0);
					return { body: { user_id: `user-${name}`, account_id: `account-${name}` } };
				}),
			);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

describe('a credential in which one field alone is an expression', () => {
	const fields = [
		['lock', 'baseUrl', 'url'],
		['lock', 'username', 'user'],
		['lock', 'apiKey', 'key'],
		['delete', 'url', 'url'],
		['delete', 'userId', 'user'],
		['delete', 'apiKey', 'key'],
		['delete', 'accountId', 'account'],
	] as const;
	test.each(fields)('%s: %s', async (operation, field, part) => {
		confirm('191', '204', '215');
		const type = operation === 'delete' ? 'trackfinityDeleteApi' : 'trackfinityApi';
		const { url, user, key, account: id } = account(operation, 'A');
		const fixed = { baseUrl: url, username: user, url, userId: user, apiKey: key, accountId: id };
		const items = itemsOf(operation, 'A 191', 'A 204', 'A 215').map((item, index) =>
			index === 1 ? { ...item, [part]: account(operation, 'B')[part] } : item,
		);
		const { output } = await run(operation, items, {
			credentials: { [type]: { ...fixed, [field]: `={{ $json.${part} }}` } },
		});

		const mixed = part === 'url' ? 'B/A' : 'A/B';
		expect(received().sort()).toEqual(['A 191', `${mixed} 204`, 'A 215'].sort());
		expect(outcomesOf(output)).toEqual(['done', 'done', 'done']);
	});

	test('Send API Key In', async () => {
		confirm('191', '204');
		const items = itemsOf('delete', 'A 191', 'A 204').map((item, index) => ({
			...item,
			place: index === 0 ? 'header' : 'body',
		}));
		await run('delete', items, {
			credentials: {
				trackfinityDeleteApi: {
					...fromItem.trackfinityDeleteApi,
					sendApiKeyIn: '={{ $json.place }}',
				},
			},
		});

		const keys = workbench.sandbox.requests.map(({ headers, form }) => [
			form['code'],
			headers['api_access_key'],
			form['user_password'],
		]);
		expect(keys.sort()).toEqual([
			['191', 'key-A', undefined],
			['204', undefined, 'key-A'],
		]);
	});

	test('Allow Insecure Connections', async () => {
		const items = [true, false].map((insecure) => ({
			...itemsOf('lock', 'A 191')[0],
			url: 'http://tracking.example.com',
			insecure,
		}));
		const { output } = await run('lock', items, {
			credentials: {
				trackfinityApi: { ...fromItem.trackfinityApi, allowInsecure: '={{ $json.insecure }}' },
			},
			options: { dryRun: true },
			onError: 'continueRegularOutput',
		});

		expect(output[0]?.json['dryRun']).toBe(true);
		expect(failureOf(output[1]).message).toContain("'Base URL'");
	});
});

describe('only the 138th of 200 items is for another account', () => {
	const ids = manyIds(200);
	const names = ids.map((_, index) => (index === 137 ? 'B' : 'A'));
	const items = ids.map((id, index) => ({ id, ...(index === 137 && { name: 'B' }) }));

	test('and so it is sent', async () => {
		confirm();
		const { output } = await run(
			'lock',
			itemsOf('lock', ...ids.map((id, index) => `${names[index]} ${id}`)),
		);

		expect(received().sort()).toEqual(ids.map((id, index) => `${names[index]} ${id}`).sort());
		expect(outcomesOf(output)).toEqual(ids.map(() => 'done'));
	});

	/** Each gives B for that item and A for all others. */
	const expressions = [
		'$json.name ?? "A"',
		'$json["na" + "me"] ?? "A"',
		'$input.item?.json?.name ?? "A"',
		'(() => { try { return $json.name.trim() } catch { return "A" } })()',
		'$input.all()[$itemIndex].json.name ?? "A"',
		'$itemIndex === 137 ? "B" : "A"',
		'$position === 137 ? "B" : "A"',
		'$("Input").item.json.name ?? "A"',
		'$("Input").all()[$itemIndex].json.name ?? "A"',
		'$node["Input"].json.name ?? "A"',
		'$parameter.customerId === "C-137" ? "B" : "A"',
	];
	describe.each([
		['as n8n does it', false],
		['and n8n evaluates it even for who asks for it as stored', true],
	])('%s', (_how, ignoresRaw) => {
		test.each(expressions)('by an expression: %s', async (expression) => {
			const { url, user, key } = account('lock', '');
			const { output } = await run('lock', items, {
				credentials: {
					trackfinityApi: { baseUrl: `=${url}{{ ${expression} }}`, username: user, apiKey: key },
				},
				options: { dryRun: true },
				ignoresRaw,
			});

			expect(output.map(({ json }) => addressIn(json))).toEqual(
				names.map((name) => at('lock', name).path),
			);
		});
	});
});

describe('a credential that says the same for all items', () => {
	const constant = (credential: ICredentialDataDecryptedObject) =>
		Object.fromEntries(
			Object.entries(credential).map(([name, value]) => [
				name,
				typeof value === 'string' ? `={{ ${JSON.stringify(value)} }}` : value,
			]),
		);
	const counts = [1, 3, 200];
	describe.each([
		['plain', (credential: ICredentialDataDecryptedObject) => credential, [false, true]],
		// Where n8n doesn't show what is stored, nobody knows what an expression is made of.
		['of expressions without an item', constant, [false]],
	])('%s', (_what, write, raw) => {
		const cases = raw.flatMap((ignoresRaw) =>
			counts.flatMap((count) => [
				{ count, operation: 'lock' as const, ignoresRaw },
				{ count, operation: 'delete' as const, ignoresRaw },
			]),
		);
		test.each(cases)(
			'is read at most three times: $operation, $count items, ignoresRaw: $ignoresRaw',
			async ({ operation, count, ignoresRaw }) => {
				const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
				confirm(...manyIds(count));
				const { output, credentialReads } = await run(
					operation,
					manyIds(count).map((id) => ({ id })),
					{
						credentials: {
							trackfinityApi: write(trackfinityApi),
							trackfinityDeleteApi: write(trackfinityDeleteApi),
						},
						parameters: { safetyLimit: 0 },
						onError: 'continueRegularOutput',
						ignoresRaw,
					},
				);

				expect(output).toHaveLength(count);
				expect(workbench.sandbox.requestCount()).toBe(count);
				expect(credentialReads).toBeLessThanOrEqual(3);
			},
		);
	});
});
