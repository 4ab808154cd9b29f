import { XMLParser } from 'fast-xml-parser';

import { useSandbox } from './useSandbox.cts';

const client = useSandbox();

type Form = Record<string, string>;

const anna = {
	...{ code: '1234567890123456', card_number: '6035550000000191' },
	...{ email: 'anna.mueller@example.com', customer_username: 'anna_m' },
	...{ first_name: 'Anna', last_name: 'Müller', phone: '+49 221 5550191' },
	...{ street1: 'Brüsseler Straße 12', street2: '3. Stock', city: 'Köln', state: 'NRW' },
	...{ postal_code: '50674', country: 'DE', custom_date: '', custom_field: '', registered: '' },
};
const search = { type: 'customer_search' };

const say = async (form: Form) => await (await client.post(form)).text();

async function inJson(form: Form) {
	const body = await say({ output: 'JSON', ...form });
	return JSON.parse(body) as { status: string; customers?: Form[] };
}

// That it responds in each format is what the node's tests go by: test/search and test/run/certainDeletions.
const ways = ['card_number', 'email', 'customer_username'] as const;
test.each(ways)('the sandbox finds customers by %s, with all their fields', async (name) => {
	const exact = { ...search, [name]: anna[name], exact_match: 'sensitive' };
	expect(await inJson(exact)).toEqual({ status: 'success', customers: [anna] });
	const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false });
	const response = { '@_status': 'success', customer: anna };
	expect(parser.parse(await say(exact))).toMatchObject({ response });
});

test.each<[form: Form, codes: 'all' | string[]]>([
	[{}, 'all'],
	[{ email: '' }, 'all'],
	[{ exact_match: 'insensitive' }, 'all'],
	[{ email: 'MUELLER@' }, [anna.code]],
	[{ email: 'mueller@', exact_match: 'insensitive' }, []],
	[{ email: 'Anna.Mueller@example.com', exact_match: 'insensitive' }, [anna.code]],
	[{ email: 'Anna.Mueller@example.com', exact_match: 'sensitive' }, []],
])('the sandbox finds by parts, unless the match has to be exact: %j', async (form, codes) => {
	const all = client.sandbox.loyaltyCustomers().map(({ code }) => code);
	const { customers = [] } = await inJson({ ...search, ...form });
	expect(customers.map(({ code }) => code)).toEqual(codes === 'all' ? all : codes);
});

const questions = ['customer_exists', 'customer_search'];
test.each(questions)('%s only asks, with the right key, and knows who is gone', async (type) => {
	const form = { type, email: anna.email };
	const before = client.sandbox.loyaltyCustomers();
	expect(await inJson({ ...form, user_id: 'somebody' })).toMatchObject({ status: 'error' });
	expect(await inJson(form)).toMatchObject({ status: 'success' });
	expect(client.sandbox.loyaltyCustomers()).toEqual(before);
	await client.post({ type: 'customer_delete', code: anna.code });
	expect(await inJson(form)).toMatchObject({ status: 'no_match' });
});
