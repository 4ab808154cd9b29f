import { useSandbox } from './useSandbox.cts';

const client = useSandbox();

async function readPage(): Promise<string> {
	return await (await fetch(client.sandbox.trackfinityUrl)).text();
}

test('the page of the sandbox shows the customers, and in place of a deleted one that it is gone', async () => {
	// All by which Delete can find a customer.
	expect(await readPage()).toMatch(
		/0000000000056e12<.*6035550000090057<.*Sons Warehouse<br>office@harper-sons\.example<br>harper_warehouse</,
	);
	await client.post({ type: 'customer_delete', code: '0000000000056e12' });
	const page = await readPage();
	expect(page).not.toContain('Sons Warehouse');
	expect(page).toMatch(/<code>0000000000056e12<\/code>.*badge deleted/);
});

test('the page of the sandbox shows requests, but no secrets, and how many faults are active', async () => {
	expect(await readPage()).not.toContain('Faults active');
	client.sandbox.fault({ kind: 'drop', when: 'before', form: { type: 'customer_exists' } });
	await client.post({ type: 'customer_exists' }).catch(() => undefined);
	await client.post({ type: '<b>', user_password: 'top-secret' });
	const page = await readPage();
	expect(page).toMatch(/type=&lt;b&gt;.*user_password=••••.*<td>200<\/td>/);
	expect(page).toMatch(/type=customer_exists.*<td>cut off<\/td>/);
	expect(page).toContain('Faults active: 1');
	for (const secret of ['<b>', 'top-secret', 'sample-password-191', 'SampleHashOfCustomer191']) {
		expect(page).not.toContain(secret);
	}
});
