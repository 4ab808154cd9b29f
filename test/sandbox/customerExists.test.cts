import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';

import { useSandbox } from './useSandbox.cts';

const client = useSandbox();
const identifiers = ['code', 'card_number', 'customer_username', 'email'] as const;
const anna = '1234567890123456';
const nobody = '9999999999999999';

async function ask(form: Record<string, string>) {
	const response = await client.post({ type: 'customer_exists', ...form });
	expect(response.status).toBe(200);
	return { type: response.headers.get('content-type'), body: await response.text() };
}

async function statusFor(form: Record<string, string>): Promise<unknown> {
	const { body } = await ask({ output: 'JSON', ...form });
	return (JSON.parse(body) as { status: unknown }).status;
}

describe('the sandbox tells whether a customer exists', () => {
	it.each([
		['success', anna],
		['no_match', nobody],
	])('in XML: %s', async (status, code) => {
		const { type, body } = await ask({ code });
		expect(type).toBe('text/xml; charset=utf-8');
		const parser = new XMLParser({ ignoreAttributes: false });
		expect(parser.parse(body)).toEqual({
			response: { '@_status': status, message: expect.stringMatching(/customer/i) },
		});
	});

	it.each([
		['success', anna],
		['no_match', nobody],
	])('in JSON: %s', async (status, code) => {
		const { type, body } = await ask({ code, output: 'JSON' });
		expect(type).toBe('application/json');
		expect(JSON.parse(body)).toEqual({ status, message: expect.stringMatching(/customer/i) });
		expect(body).toContain('\n');
		const condensed = await ask({ code, output: 'JSON', condensed: 'yes' });
		expect(condensed.body).toBe(JSON.stringify(JSON.parse(body)));
	});

	it('in JSONP', async () => {
		const { type, body } = await ask({ code: anna, output: 'JSON', callback: 'app.done' });
		expect(type).toBe('application/javascript; charset=utf-8');
		const [, json = ''] = /^app\.done\((.*)\);$/s.exec(body) ?? [];
		expect(JSON.parse(json)).toMatchObject({ status: 'success' });
	});

	it('only if one customer has everything that is sent', async () => {
		const customers = client.sandbox.loyaltyCustomers();
		const values = (name: (typeof identifiers)[number]) =>
			fc.option(fc.constantFrom(...customers.map((customer) => customer[name]), 'else'), {
				nil: undefined,
			});
		const sent = fc
			.record({
				// Values of one customer, some of them exchanged for those of others.
				own: fc.constantFrom(...customers),
				names: fc.subarray([...identifiers], { minLength: 1 }),
				others: fc.record({
					code: values('code'),
					card_number: values('card_number'),
					customer_username: values('customer_username'),
					email: values('email'),
				}),
				isExchanged: fc.boolean(),
			})
			.map(({ own, names, others, isExchanged }) =>
				Object.fromEntries(
					names.map((name) => [name, (isExchanged ? others[name] : undefined) ?? own[name]]),
				),
			);
		await fc.assert(
			fc.asyncProperty(sent, async (form) => {
				const exists = customers.some((customer) =>
					Object.entries(form).every(
						([name, value]) => customer[name as keyof typeof customer] === value,
					),
				);
				expect(await statusFor(form)).toBe(exists ? 'success' : 'no_match');
			}),
			{ numRuns: 60 },
		);
	});

	it('and asks for at least one identifier', async () => {
		for (const form of [{}, { code: '' }]) {
			const { body } = await ask(form);
			expect(body).toMatch(/^<response status="error">\n<error>.*code.*<\/error>\n<\/response>$/);
		}
	});

	it('whatever is sent empty', async () => {
		const form = { code: '', card_number: '', email: 'anna.mueller@example.com' };
		expect(await statusFor(form)).toBe('success');
	});

	it('to those with the right key only', async () => {
		const form = { code: anna, user_id: 'somebody' };
		expect(await statusFor(form)).toBe('error');
	});

	it('without a change, until the customer is deleted', async () => {
		const before = client.sandbox.loyaltyCustomers();
		expect(await statusFor({ code: anna })).toBe('success');
		expect(await statusFor({ code: anna })).toBe('success');
		expect(client.sandbox.loyaltyCustomers()).toEqual(before);
		await client.post({ type: 'customer_delete', code: anna });
		expect(await statusFor({ code: anna })).toBe('no_match');
		expect(await statusFor({ email: 'anna.mueller@example.com' })).toBe('no_match');
	});
});
