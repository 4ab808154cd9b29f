import { formats } from '../support/deletions.cts';
import { failureOf, outcomesOf } from '../support/runs.cts';
import { deleteBy, lookups, useSearches, zoe } from '../support/searches.cts';

const { calls, deleteThem, searched, workbench } = useSearches();

describe.each(lookups)('Delete by %s', (by, label, field) => {
	const account = () => workbench.sandbox.credentials.trackfinityDeleteApi;

	test.each(formats)('searches with one filter, and deletes by code: %s', async (_, options) => {
		const trackfinityDeleteApi = { ...account(), url: `${account().url}api.php` };
		const how = { by, credentials: { trackfinityDeleteApi } };
		const { output } = await deleteThem([` ${zoe[field]}\u200B `], options, how);

		const [searched, deletion, ...others] = workbench.sandbox.requests.map(
			({ method, path, headers, form }) => ({
				...{ method, path, form },
				headers: { ...headers, 'content-length': '' },
			}),
		);
		expect(others).toEqual([]);
		const { code, ...form } = deletion?.form ?? {};
		expect(code).toBe(zoe.code);
		const format = 'responseFormat' in options ? 'JSON' : 'XML';
		expect(form).toMatchObject({ type: 'customer_delete', output: format });
		const sought = { type: 'customer_search', exact_match: 'insensitive', [field]: zoe[field] };
		expect(searched).toEqual({ ...deletion, form: { ...form, ...sought } });
		const named = { operation: 'delete', [by]: zoe[field], code: zoe.code };
		const json = { success: true, ...named, deleted: true, processedAt: expect.any(String) };
		expect(output).toEqual([{ json, pairedItem: { item: 0 } }]);
	});

	test('is never sent without its filter: what cannot be one is invalid', async () => {
		const values = [
			...['', ' \u200B', null, true, [zoe[field]], { [field]: zoe[field] }, 2 ** 53, 'undefined'],
			...['[object Object]', '{{ $json.email }}', '#N/A', 'a\u200Bb', 'a\nb', 'x'.repeat(1001)],
		];
		const { output } = await deleteThem(values, {}, { by });

		expect(output).toHaveLength(values.length);
		for (const item of output) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain(`'${label}'`);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});
});

describe.each(lookups.filter(([by]) => by !== 'email'))('Delete by %s', (by, label) => {
	test.each([{}, { dryRun: true }])('is told when it is a number: %j', async (options) => {
		const { hints } = await deleteThem([42], options, { by });

		expect(hints.map(({ message }) => message).join('\n')).toMatch(
			new RegExp(`'${label}' arrived as a number`),
		);
	});
});

describe('Find Customer By of Delete', () => {
	test.each(['code', 'Customer Code', 'CODE'])('%s: nobody is looked for', async (by) => {
		const { output } = await deleteThem([zoe.code], {}, { by: `={{ "${by}" }}` });

		expect(calls()).toEqual(['delete']);
		expect(output[0]?.json).not.toHaveProperty('lookupBy');
		expect(outcomesOf(output)).toEqual(['done']);
	});

	test('may be another for each item', async () => {
		const rows: Array<[by: string, id: string | number, code: string]> = [
			['email', 'misaki.sato@example.com', '4567890123456789'],
			['Username', 'nowak_l', 'a1f0c3d29be84756'],
			['code', '1234567890123456', '1234567890123456'],
			// A number, as a spreadsheet's column gives it.
			['cardNumber', Number(zoe.card_number), zoe.code],
		];
		const items = rows.map(([by, id]) => ({ by, id }));
		const { output } = await workbench.run({ parameters: deleteBy('={{ $json.by }}'), items });

		expect(
			output.map(({ json: { email, username, cardNumber, code } }) => [
				...[email ?? username ?? cardNumber ?? code, code],
			]),
		).toEqual(rows.map(([, id, code]) => [String(id), code]));
	});
});

test('addresses of every kind are looked for', async () => {
	const all = [
		...["o'brien@example.com", 'zoe+news@example.com', 'jürgen@müller.example', '用户@例子.广告'],
		...['xxxx..k@mail.x-y.example', '#1!$&/=?^_`~@a.b.museum', 'शी@example.photography'],
	];
	await deleteThem(all);

	expect(searched().sort()).toEqual([...all].sort());
});

test.each(['cardNumber', 'username'])('what stands for nothing is no %s', async (by) => {
	const nothing = [
		...[0, '0', '0000', '0000-0000', '0/0', '-', '?', 'na', 'n.a.', '(Unknown)', 'NIL', 'false'],
		...['True', '-- none --', '<NULL>', '[empty]', 'Undefined', 'nan', '####', '●●●●', '••1234'],
		...['************1234', '6035 55** **** 0042', '*0042', '＊＊＊＊0042', '????0042', '...??'],
		...(by === 'cardNumber' ? ['XXXX', 'xxxx-xxxx-1234', 'XXX XXX 042'] : []),
	];
	const { output } = await deleteThem([...nothing, 'a@x.com; b@y.com'], {}, { by });

	const messages = output.map((item) => failureOf(item).message);
	for (const message of messages.slice(0, -1))
		expect(message).toContain("stands for data that isn't");
	expect(messages.at(-1)).toContain('must be one value');
	const [first = '', ...others] = output.map((item) => failureOf(item).description);
	expect(first).toContain('Filter out items without');
	expect(others.at(-1)).toContain('Pass one value alone');
	expect(calls()).toEqual([]);
});

test.each(['cardNumber', 'username'])('what only looks like it is a %s', async (by) => {
	const all = ['007', 'Nana', 'x-x-x', 'zoe*', 'unknown7', '0x0', '🦊', 'xxxxl_zoe', 'zoe#1'];
	if (by === 'username') all.push('xxx12');
	await deleteThem(all, {}, { by });

	expect(searched().sort()).toEqual([...all].sort());
});
