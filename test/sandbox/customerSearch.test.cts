import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';

import { useSandbox } from './useSandbox.cts';

const client = useSandbox();

type Customer = Record<string, string>;

interface Found {
	status: string;
	message?: string;
	customers?: Customer[];
}

const filters = ['card_number', 'email', 'customer_username'] as const;
const anna = {
	code: '1234567890123456',
	card_number: '6035550000000191',
	email: 'anna.mueller@example.com',
	customer_username: 'anna_m',
	first_name: 'Anna',
	last_name: 'Müller',
	phone: '+49 221 5550191',
	street1: 'Brüsseler Straße 12',
	street2: '3. Stock',
	city: 'Köln',
	state: 'NRW',
	postal_code: '50674',
	country: 'DE',
	custom_date: '',
	custom_field: '',
	registered: '',
};
const shared = { email: 'office@harper-sons.example' };

async function search(form: Customer): Promise<{ type: string | null; body: string }> {
	const response = await client.post({ type: 'customer_search', ...form });
	expect(response.status).toBe(200);
	return { type: response.headers.get('content-type'), body: await response.text() };
}

async function inJson(form: Customer): Promise<Found> {
	const { type, body } = await search({ output: 'JSON', ...form });
	expect(type).toBe('application/json');
	return JSON.parse(body) as Found;
}

async function inXml(form: Customer): Promise<unknown> {
	const { type, body } = await search(form);
	expect(type).toBe('text/xml; charset=utf-8');
	const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false });
	return (parser.parse(body) as { response: unknown }).response;
}

const codesOf = async (form: Customer) =>
	(await inJson(form)).customers?.map(({ code }) => code) ?? [];

describe('the sandbox finds customers', () => {
	test.each(filters)('by %s, with all the fields of Customer Info', async (name) => {
		const exact = { [name]: anna[name], exact_match: 'sensitive' };
		expect(await inJson(exact)).toEqual({ status: 'success', customers: [anna] });
		expect(await inXml(exact)).toEqual({ '@_status': 'success', customer: anna });
	});

	test('several as a list', async () => {
		const codes = ['0000000000056e11', '0000000000056e12'].map((code) =>
			expect.objectContaining({ code, ...shared }),
		);
		expect(await inJson(shared)).toEqual({ status: 'success', customers: codes });
		expect(await inXml(shared)).toEqual({ '@_status': 'success', customer: codes });
	});

	test('none', async () => {
		const nobody = { email: 'nobody@example.com' };
		const message = expect.stringMatching(/customer/i);
		expect(await inJson(nobody)).toEqual({ status: 'no_match', message });
		expect(await inXml(nobody)).toEqual({ '@_status': 'no_match', message });
	});

	test.each([{}, { email: '' }, { exact_match: 'insensitive' }])(
		'all of them without a filter: %j',
		async (form) => {
			const all = client.sandbox.loyaltyCustomers().map(({ code }) => code);
			expect(await codesOf(form)).toEqual(all);
		},
	);

	test('by parts, unless the match has to be exact', async () => {
		expect(await codesOf({ email: 'MUELLER@' })).toEqual([anna.code]);
		expect(await codesOf({ email: 'mueller@', exact_match: 'insensitive' })).toEqual([]);
		const email = 'Anna.Mueller@example.com';
		expect(await codesOf({ email, exact_match: 'insensitive' })).toEqual([anna.code]);
		expect(await codesOf({ email, exact_match: 'sensitive' })).toEqual([]);
	});

	test('who have everything that is sent', async () => {
		const customers = client.sandbox.loyaltyCustomers();
		const value = (name: (typeof filters)[number]) =>
			fc.option(fc.constantFrom(...customers.map((customer) => customer[name]), 'else'), {
				nil: undefined,
			});
		const sent = fc.record(
			{
				card_number: value('card_number'),
				email: value('email'),
				customer_username: value('customer_username'),
			},
			{ requiredKeys: [] },
		);
		await fc.assert(
			fc.asyncProperty(sent, async (values) => {
				const form = Object.fromEntries(
					Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
				);
				const wanted = customers.filter((customer) =>
					filters.every((name) => (form[name] ?? customer[name]) === customer[name]),
				);
				expect(await codesOf({ ...form, exact_match: 'sensitive' })).toEqual(
					wanted.map(({ code }) => code),
				);
			}),
			{ numRuns: 40 },
		);
	});

	test('for those with the right key only', async () => {
		expect(await inJson({ user_id: 'somebody' })).toMatchObject({ status: 'error' });
	});

	test('until they are deleted', async () => {
		await client.post({ type: 'customer_delete', code: anna.code });
		expect(await codesOf({ email: anna.email })).toEqual([]);
	});
});
