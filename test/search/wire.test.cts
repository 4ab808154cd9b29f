import { formats } from '../support/deletions.cts';
import { failureOf } from '../support/runs.cts';
import { lookups, useSearches, zoe } from '../support/searches.cts';

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

test.each(lookups.filter(([by]) => by !== 'email'))(
	'what to delete by %s is told when it is a number',
	async (by, label) => {
		for (const dryRun of [false, true]) {
			const { hints } = await deleteThem([42], { dryRun }, { by });
			expect(hints.map(({ message }) => message).join()).toContain(
				`'${label}' arrived as a number`,
			);
		}
	},
);

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
