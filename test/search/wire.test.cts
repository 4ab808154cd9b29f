import type { INodeParameters } from 'n8n-workflow';

import { outcomesOf } from '../support/runs.cts';
import { deleteBy, lookups, notFoundOf, useSearches, zoe } from '../support/searches.cts';
import { failureOf } from '../support/runs.cts';

const { calls, deleteThem, workbench } = useSearches();

const formats: Array<[string, INodeParameters]> = [
	['XML', {}],
	['JSON', { responseFormat: 'json' }],
	['condensed JSON', { responseFormat: 'json', condensed: true }],
	['JSONP', { responseFormat: 'json', callback: 'app.done' }],
];

describe.each(lookups)('Delete by %s', (by, label, field) => {
	test.each(formats)(
		'searches with exactly one filter, and deletes by code: %s',
		async (_, options) => {
			const { sandbox } = workbench;
			const { trackfinityDeleteApi } = sandbox.credentials;
			const url = `${trackfinityDeleteApi.url}api.php`;
			const { output } = await deleteThem([` ${zoe[field]}\u200B `], options, {
				by,
				credentials: { trackfinityDeleteApi: { ...trackfinityDeleteApi, url } },
			});
			const [searched, deletion, ...others] = sandbox.requests.map(
				({ method, path, headers, form }) => ({
					method,
					path,
					headers: { ...headers, 'content-length': '' },
					form,
				}),
			);
			const { code, ...form } = deletion?.form ?? {};

			expect(others).toEqual([]);
			expect(code).toBe(zoe.code);
			expect(form).toMatchObject({
				type: 'customer_delete',
				output: 'responseFormat' in options ? 'JSON' : 'XML',
			});
			expect(searched).toEqual({
				...deletion,
				form: {
					...form,
					type: 'customer_search',
					exact_match: 'insensitive',
					[field]: zoe[field],
				},
			});
			expect(output).toEqual([
				{
					json: {
						success: true,
						operation: 'delete',
						[by]: zoe[field],
						code: zoe.code,
						deleted: true,
						processedAt: expect.any(String),
					},
					pairedItem: { item: 0 },
				},
			]);
			expect(sandbox.loyaltyCustomers().map((customer) => customer.code)).not.toContain(zoe.code);
		},
	);

	test('goes with the key where the credential puts it', async () => {
		const { trackfinityDeleteApi } = workbench.sandbox.credentials;
		const { apiKey } = trackfinityDeleteApi;
		await deleteThem(
			[zoe[field]],
			{},
			{
				by,
				credentials: { trackfinityDeleteApi: { ...trackfinityDeleteApi, sendApiKeyIn: 'body' } },
			},
		);

		expect(workbench.sandbox.requests.map(({ form }) => form.user_password)).toEqual([
			apiKey,
			apiKey,
		]);
		expect(workbench.sandbox.requests[0]?.headers).not.toHaveProperty('api_access_key');
	});

	test.each([
		'',
		' \u200B',
		null,
		true,
		[zoe[field]],
		{ [field]: zoe[field] },
		2 ** 53,
		'undefined',
		'[object Object]',
		'{{ $json.email }}',
		'#N/A',
		'a\u200Bb',
		'a\nb',
		'x'.repeat(1001),
	])('is never sent without its filter: %j is invalid', async (value) => {
		const { output } = await deleteThem([value], {}, { by });
		const failure = failureOf(output[0]);

		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(failure.message).toContain(`'${label}'`);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each([{}, { dryRun: true }])(
		'that arrives as a number is told by its label: %j',
		async (options) => {
			const { hints } = await deleteThem([42], options, { by });

			expect(hints.map(({ message }) => message).join('\n')).toMatch(
				new RegExp(`'${label}' arrived as a number`),
			);
		},
	);

	test.each([by, label, by.toUpperCase(), label.toLowerCase()])(
		"is what '%s' in an expression means",
		async (choice) => {
			await deleteThem([zoe[field]], {}, { by: `={{ "${choice}" }}` });

			expect(workbench.sandbox.requests[0]?.form).toMatchObject({ [field]: zoe[field] });
			expect(calls()).toEqual(['search', 'delete']);
		},
	);
});

describe('Find Customer By of Delete', () => {
	test.each(['code', 'Customer Code', 'CODE'])('%s: nobody is looked for', async (by) => {
		const { output } = await deleteThem([zoe.code], {}, { by: `={{ "${by}" }}` });

		expect(calls()).toEqual(['delete']);
		expect(output[0]?.json).not.toHaveProperty('lookupBy');
		expect(outcomesOf(output)).toEqual(['done']);
	});

	test('may be another for each item', async () => {
		const { output } = await workbench.run({
			parameters: deleteBy('={{ $json.by }}'),
			items: [
				{ by: 'email', id: 'misaki.sato@example.com' },
				{ by: 'Username', id: 'nowak_l' },
				{ by: 'code', id: '1234567890123456' },
				// A number, as a spreadsheet's column gives it.
				{ by: 'cardNumber', id: Number(zoe.card_number) },
			],
		});

		expect(
			output.map(({ json: { email, username, cardNumber, code } }) => [
				email ?? username ?? cardNumber,
				code,
			]),
		).toEqual([
			['misaki.sato@example.com', '4567890123456789'],
			['nowak_l', 'a1f0c3d29be84756'],
			[undefined, '1234567890123456'],
			[zoe.card_number, zoe.code],
		]);
	});

	test('only the chosen field counts', async () => {
		const { output } = await deleteThem(
			[zoe.email],
			{},
			{
				parameters: {
					code: '',
					cardNumber: '={{ undefined }}',
					username: '={{ $json.nowhere.else }}',
				},
			},
		);

		expect(outcomesOf(output)).toEqual(['done']);
	});

	test('another choice is invalid', async () => {
		const { output } = await deleteThem([zoe.email], {}, { by: '={{ "phone" }}' });

		expect(failureOf(output[0]).message).toContain("'Find Customer By'");
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('in the form: a code by default, and no field that has to be filled in', () => {
		const [type] = Object.values(workbench.package.nodeTypes);
		const properties =
			type !== undefined && 'description' in type && 'properties' in type.description
				? type.description.properties
				: [];
		const ofDelete = properties.filter(({ displayOptions }) =>
			displayOptions?.show?.['operation']?.includes('delete'),
		);
		const [by] = ofDelete.filter(({ name }) => name === 'lookupBy');

		expect(by).toMatchObject({ displayName: 'Find Customer By', type: 'options', default: 'code' });
		expect(by?.options).toEqual(
			expect.arrayContaining([
				...lookups.map(([value, name]) => expect.objectContaining({ name, value })),
				expect.objectContaining({ value: 'code' }),
			]),
		);
		for (const name of ['code', ...lookups.map(([value]) => value)]) {
			const [field, ...more] = ofDelete.filter((one) => one.name === name);
			expect(field).toMatchObject({ type: 'string', default: '' });
			expect(field?.required).not.toBe(true);
			expect(more).toEqual([]);
		}
	});
});

test('a tool of an AI agent tells what was not found, without item numbers', async () => {
	const { output } = await deleteThem(
		['office@harper-sons.example'],
		{},
		{
			nodeType: 'n8n-nodes-trackfinity.trackfinityTool',
		},
	);

	expect(notFoundOf(output[0]).message).not.toMatch(/item 0/i);
});
