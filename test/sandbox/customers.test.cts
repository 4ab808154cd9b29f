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
const nobody = 'nobody@example.com';
const shared = { email: 'office@harper-sons.example' };
const exists = { type: 'customer_exists' };
const search = { type: 'customer_search' };
const message = expect.stringMatching(/customer/i);

async function say(form: Form): Promise<{ type: string | null; body: string }> {
	const response = await client.post(form);
	expect(response.status).toBe(200);
	return { type: response.headers.get('content-type'), body: await response.text() };
}

async function inJson(form: Form) {
	const { type, body } = await say({ output: 'JSON', ...form });
	expect(type).toBe('application/json');
	return JSON.parse(body) as { status: string; customers?: Form[] };
}

async function inXml(form: Form): Promise<unknown> {
	const { type, body } = await say(form);
	expect(type).toBe('text/xml; charset=utf-8');
	const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false });
	return (parser.parse(body) as { response: unknown }).response;
}

const codesOf = async (form: Form) =>
	(await inJson({ ...search, ...form })).customers?.map(({ code }) => code) ?? [];

test.each([
	['success', anna.email],
	['no_match', nobody],
])(
	'the sandbox tells whether a customer exists in XML, JSON and JSONP: %s',
	async (status, email) => {
		const form = { ...exists, email };
		expect(await inXml(form)).toEqual({ '@_status': status, message });
		expect(await inJson(form)).toEqual({ status, message });
		const { body } = await say({ ...form, output: 'JSON' });
		expect(body).toContain('\n');
		const condensed = await say({ ...form, output: 'JSON', condensed: 'yes' });
		expect(condensed.body).toBe(JSON.stringify(JSON.parse(body)));
		const jsonp = await say({ ...form, output: 'JSON', callback: 'app.done' });
		expect(jsonp.type).toBe('application/javascript; charset=utf-8');
		expect(jsonp.body).toBe(`app.done(${body});`);
	},
);

describe('the sandbox finds customers', () => {
	test.each(['card_number', 'email', 'customer_username'] as const)(
		'by %s, with all the fields of Customer Info',
		async (name) => {
			const exact = { ...search, [name]: anna[name], exact_match: 'sensitive' };
			expect(await inJson(exact)).toEqual({ status: 'success', customers: [anna] });
			expect(await inXml(exact)).toEqual({ '@_status': 'success', customer: anna });
		},
	);

	test('several as a list, and none', async () => {
		const customers = ['0000000000056e11', '0000000000056e12'].map((code) =>
			expect.objectContaining({ code, ...shared }),
		);
		const several = { ...search, ...shared };
		expect(await inJson(several)).toEqual({ status: 'success', customers });
		expect(await inXml(several)).toEqual({ '@_status': 'success', customer: customers });
		const none = { ...search, email: nobody };
		expect(await inJson(none)).toEqual({ status: 'no_match', message });
		expect(await inXml(none)).toEqual({ '@_status': 'no_match', message });
	});

	test.each<[form: Form, codes: 'all' | string[]]>([
		[{}, 'all'],
		[{ email: '' }, 'all'],
		[{ exact_match: 'insensitive' }, 'all'],
		[{ email: 'MUELLER@' }, [anna.code]],
		[{ email: 'mueller@', exact_match: 'insensitive' }, []],
		[{ email: 'Anna.Mueller@example.com', exact_match: 'insensitive' }, [anna.code]],
		[{ email: 'Anna.Mueller@example.com', exact_match: 'sensitive' }, []],
	])('by parts, unless the match has to be exact: %j', async (form, codes) => {
		const all = client.sandbox.loyaltyCustomers().map(({ code }) => code);
		expect(await codesOf(form)).toEqual(codes === 'all' ? all : codes);
	});
});

test.each(['customer_exists', 'customer_search'])(
	'%s changes nothing, is for those with the right key, and knows who was deleted',
	async (type) => {
		const form = { type, email: anna.email };
		const before = client.sandbox.loyaltyCustomers();
		expect(await inJson({ ...form, user_id: 'somebody' })).toMatchObject({ status: 'error' });
		expect(await inJson(form)).toMatchObject({ status: 'success' });
		expect(client.sandbox.loyaltyCustomers()).toEqual(before);
		await client.post({ type: 'customer_delete', code: anna.code });
		expect(await inJson(form)).toMatchObject({ status: 'no_match' });
	},
);
