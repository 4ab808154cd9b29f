import type { Customer, LoyaltyCustomer, Seed } from './state';

type Details = Customer['details'];

/** A customer who is not locked, not forgotten, in no loyalty programme and without notes, unless `more` says so. */
function customer(
	customer_id: string,
	subscription_id: string,
	orderids: string[],
	details: Details,
	more: Partial<Omit<Customer, 'deleted'>> = {},
): Customer {
	const tables = { member_note: [], member_auth: [] };
	const standing = { code: '', locked: false, forgotten: false, tables };
	return { customer_id, subscription_id, orderids, details, ...standing, ...more };
}

/** The customers of the page: made-up people with what tends to go wrong in names, addresses and ids. */
export function seededCustomers(): Seed {
	return { customers: trackfinityCustomers(), loyaltyCustomers: loyaltyCustomers() };
}

/**
 * Customers for measurements: both kinds have `count`, numbered from 1. Number 7 has customer_id `7`, orderid `order-7`,
 * subscription_id `subscription-7` and code `7`.
 */
export function syntheticCustomers(count: number): Seed {
	const numbers = Array.from({ length: count }, (_, index) => String(index + 1));
	return {
		customers: numbers.map((number) =>
			customer(
				number,
				`subscription-${number}`,
				[`order-${number}`],
				{ firstname: 'Customer', lastname: number, email: `customer${number}@example.com` },
				{ code: number },
			),
		),
		loyaltyCustomers: numbers.map((number) => ({
			code: number,
			name: `Customer ${number}`,
			email: `customer${number}@example.com`,
			points: 100,
		})),
	};
}

function trackfinityCustomers(): Customer[] {
	return [
		// The customer of the API pages' examples; the only one in whom every field is filled.
		customer(
			'191',
			'SUB-10191',
			['ORD-5001', 'ORD-5002', 'ORD-5077'],
			{
				firstname: 'Anna',
				lastname: 'Müller',
				email: 'anna.mueller@example.com',
				username: 'anna_m',
				password: 'sample-password-191',
				original_username: 'annamueller84',
				token_hash: '6b1f0c9d27e84a5f93d0',
				cryptpass: '$2y$10$SampleHashOfCustomer191',
				session: 'sess-4f9a1c77',
				phone: '+49 221 5550191',
				address1: 'Brüsseler Straße 12',
				address2: '3. Stock',
				city: 'Köln',
				state: 'NRW',
				zip: '50674',
				country: 'DE',
				shipping_firstname: 'Anna',
				shipping_lastname: 'Müller',
				shipping_address1: 'Packstation 114',
				shipping_address2: 'Postnummer 55501914',
				shipping_city: 'Köln',
				shipping_state: 'NRW',
				shipping_zip: '50667',
				shipping_country: 'DE',
				custom1: 'newsletter',
				custom2: 'gold',
				custom3: 'spring-campaign',
				custom4: '2024-03-18',
				custom5: 'calls only after 6 pm',
			},
			{
				code: '1234567890123456',
				tables: {
					member_note: ['Asked for a copy of her invoice.', 'Prefers e-mail.'],
					member_auth: ['Signed in from 203.0.113.24'],
				},
			},
		),
		customer(
			'204',
			'SUB-10204',
			['ORD-5003'],
			{
				firstname: 'Sinéad',
				lastname: "O'Brien",
				email: 'sinead.obrien@example.com',
				username: 'sinead',
				phone: '+353 1 555 0204',
				address1: "5 King's Inns Street",
				city: 'Dublin',
				zip: 'D01 X2P4',
				country: 'IE',
				custom1: 'newsletter',
			},
			{
				code: '9007199254740993123',
				tables: { member_note: ['Moved in May.'], member_auth: [] },
			},
		),
		customer('215', 'SUB-10215', ['ORD-5004', 'ORD-5019'], {
			firstname: 'Jörg',
			lastname: 'Weiß',
			email: 'joerg@weiss-soehne.example',
			username: 'weiss_soehne',
			phone: '+49 89 5550215',
			address1: 'Weiß & Söhne, Marktplatz 1',
			city: 'München',
			state: 'BY',
			zip: '80331',
			country: 'DE',
			custom1: 'wholesale',
		}),
		customer(
			'226',
			'SUB-10226',
			['ORD-5005'],
			{
				firstname: 'Liam',
				lastname: 'Carter',
				email: 'liam.carter@example.com',
				username: 'lcarter',
				address1: '742 Maple Avenue',
				city: 'Springfield',
				state: 'IL',
				zip: '62704',
				country: 'US',
			},
			{
				code: '2345678901234567',
				locked: true,
				tables: { member_note: ['Chargeback on ORD-5005, locked by support.'], member_auth: [] },
			},
		),
		// 42 and 0042 are two people: an id that loses its leading zeros hits the wrong one.
		customer(
			'42',
			'SUB-42',
			['ORD-42'],
			{
				firstname: 'Noah',
				lastname: 'Fischer',
				email: 'noah.fischer@example.com',
				username: 'noah42',
				city: 'Hamburg',
				zip: '20095',
				country: 'DE',
			},
			{ code: '3456789012345678' },
		),
		customer(
			'0042',
			'0000815',
			['0004711'],
			{
				firstname: 'Zoë',
				lastname: 'van den Berg',
				email: 'zoe@example.com',
				username: 'zoe',
				address1: 'Prinsengracht 263',
				city: 'Amsterdam',
				zip: '1016 GV',
				country: 'NL',
			},
			{ code: '0000123456789012' },
		),
		customer(
			'237',
			'SUB-10237',
			['ORD-5006', 'ORD-5007', 'ORD-5008'],
			{
				firstname: 'Łukasz',
				lastname: 'Nowak',
				email: 'lukasz.nowak@example.com',
				username: 'nowak_l',
				phone: '+48 22 555 02 37',
				address1: 'ul. Długa 7/12',
				city: 'Gdańsk',
				zip: '80-827',
				country: 'PL',
			},
			{ code: 'a1f0c3d29be84756' },
		),
		customer('248', 'SUB-10248', ['ORD-5009'], {
			firstname: 'María José',
			lastname: 'Núñez',
			email: 'mj.nunez+shop@example.com',
			username: 'mjnunez',
			address1: 'Calle Mayor 100% Moda, local 3',
			city: 'Sevilla',
			zip: '41001',
			country: 'ES',
		}),
		// Too long for a number: rounded, it would be nobody's.
		customer('98765432109876543210987654321', 'SUB-98765432109876543210', ['ORD-5010'], {
			firstname: 'Aarav',
			lastname: 'Sharma',
			email: 'aarav.sharma@example.com',
			username: 'aarav',
			city: 'Mumbai',
			zip: '400001',
			country: 'IN',
		}),
		customer(
			'259',
			'SUB-10259',
			['ORD-5011', 'ORD-5012'],
			{
				firstname: 'Misaki',
				lastname: 'Satō',
				email: 'misaki.sato@example.com',
				username: 'misaki',
				city: 'Ōsaka',
				zip: '530-0001',
				country: 'JP',
			},
			{ code: '4567890123456789' },
		),
		customer('270', 'SUB-10270', ['ORD-5013'], {
			firstname: 'Grace',
			lastname: 'Kim',
			email: 'grace.kim@example.com',
			username: 'gracek',
			phone: '+1 206 555 0270',
			address1: '88 Pike Street',
			address2: 'Apt #4',
			city: 'Seattle',
			state: 'WA',
			zip: '98101',
			country: 'US',
			custom1: 'newsletter',
			custom2: 'silver',
		}),
		customer('281', 'SUB-10281', ['ORD-5014', 'ORD-5015'], {
			firstname: 'François',
			lastname: "L'Écuyer",
			email: 'f.lecuyer@example.com',
			username: 'lecuyer',
			address1: '14 rue de la Gaîté',
			city: 'Montréal',
			state: 'QC',
			zip: 'H2X 1Y4',
			country: 'CA',
		}),
	];
}

function loyaltyCustomers(): LoyaltyCustomer[] {
	return [
		// The code of the API page's example.
		{
			code: '1234567890123456',
			name: 'Anna Müller',
			email: 'anna.mueller@example.com',
			points: 1250,
		},
		// 19 digits, more than a JavaScript number holds exactly.
		{
			code: '9007199254740993123',
			name: "Sinéad O'Brien",
			email: 'sinead.obrien@example.com',
			points: 480,
		},
		{
			code: '2345678901234567',
			name: 'Liam Carter',
			email: 'liam.carter@example.com',
			points: 0,
		},
		{
			code: '3456789012345678',
			name: 'Noah Fischer',
			email: 'noah.fischer@example.com',
			points: 95,
		},
		{ code: '0000123456789012', name: 'Zoë van den Berg', email: 'zoe@example.com', points: 310 },
		{
			code: 'a1f0c3d29be84756',
			name: 'Łukasz Nowak',
			email: 'lukasz.nowak@example.com',
			points: 2040,
		},
		{
			code: '4567890123456789',
			name: 'Misaki Satō',
			email: 'misaki.sato@example.com',
			points: 720,
		},
		// Reads like a number, 56 times 10 to the 11th, and is none.
		{
			code: '0000000000056e11',
			name: 'Harper & Sons',
			email: 'office@harper-sons.example',
			points: 5600,
		},
	];
}
