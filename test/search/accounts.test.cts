import { fromItem, useAccounts, written } from '../support/accounts.cts';
import { ofCode } from '../support/deletions.cts';
import { failureOf, outcomesOf } from '../support/outcomes.cts';
import { deletedXml, foundJson, responseXml, says } from '../support/responses.cts';
import { continues, oneByOne, parametersFor, tries } from '../support/runs.cts';
import { jane } from '../support/searchedCustomers.cts';
import { deleteBy, search } from '../support/searches.cts';

const { workbench, at, itemsOf, run } = useAccounts();

const byEmail = { lookupBy: 'email', email: '={{ $json.id }}' };
const { email } = jane;
const both = [`A ${email}`, `B ${email}`];

/** What an account responds: its own customer has the code, and a deletion of it is confirmed. */
function answer(name: string, code: string): void {
	const { path } = at('delete', name);
	workbench.sandbox.fault({ ...says(foundJson([{ ...jane, code }])), path, ...search });
	workbench.sandbox.fault({ ...says(deletedXml(code)), path, form: { code } });
}

const received = (type: string) =>
	workbench.sandbox.requests
		.filter(({ form }) => form.type === type)
		.map((one) => `${written(one).split(' ')[0]} ${one.form.code ?? one.form.email}`);

test.each([
	['the same code', '7001', '7001'],
	['two codes', '7001', '7002'],
])('one address in two accounts: each has its own search and deletion (%s)', async (_, a, b) => {
	answer('A', a);
	answer('B', b);
	const { output } = await run('delete', itemsOf('delete', ...both), { parameters: byEmail });

	expect(received('customer_search').sort()).toEqual(both);
	expect(received('customer_delete').sort()).toEqual([`A ${a}`, `B ${b}`]);
	const deleted = [a, b].map((code) => ({ email, code, deleted: true }));
	expect(output.map(({ json }) => json)).toMatchObject(deleted);
});

test('where a customer is looked for with the key of another item, that one says why nobody was asked, and another account is asked', async () => {
	workbench.sandbox.fault({ kind: 'status', status: 401, ...at('delete', 'A') });
	answer('B', '7001');
	const texts = ['A a@b.example', `A ${email}`, `A ${email}`, `B ${email}`];
	const items = itemsOf('delete', ...texts).map((item, index) =>
		index === 2 ? { ...item, key: 'key-B' } : item,
	);
	const how = { parameters: byEmail, options: oneByOne, ...continues };
	const { output } = await run('delete', items, how);

	expect(received('customer_search')).toEqual(['A a@b.example', `B ${email}`]);
	expect(outcomesOf(output)).toEqual(['notSent', 'notSent', 'notSent', 'done']);
	for (const item of output.slice(1, 3)) {
		expect(failureOf(item).message).toMatch(/^Not sent, because .* \(HTTP 401\)/);
	}
});

test('nobody is found for what another account was asked in an earlier turn of a loop, though their names differ in letter case alone', async () => {
	answer('A', '7001');
	workbench.sandbox.fault({ ...says(responseXml('no_match', '')), ...at('delete', 'a') });
	const { turns } = await workbench.run({
		parameters: { ...parametersFor.delete(), ...byEmail },
		batches: [`A ${email}`, `a ${email}`].map((text) => itemsOf('delete', text)),
		...{ credentials: fromItem, ...continues },
	});

	expect(turns.flatMap(({ output }) => outcomesOf(output))).toEqual(['done', 'rejected']);
});

test.each([true, false])('searched again, whoever else was deleted: %j', async (isDeleted) => {
	workbench.sandbox.fault({ kind: 'status', status: 400, ...search, times: 1 });
	if (isDeleted) workbench.sandbox.fault({ ...says(deletedXml('191')), ...ofCode('191') });
	const [sought, named] = itemsOf('delete', 'B b@example.com', 'A 191');
	const items = [
		{ ...sought, by: 'email' },
		{ ...named, by: 'code' },
	];
	const parameters = deleteBy('={{ $json.by }}');
	await run('delete', items, { parameters, ...continues, ...tries(2) });

	expect(received('customer_search')).toHaveLength(2);
});
