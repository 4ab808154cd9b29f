/** How Delete finds a customer who has no code yet: the values of 'Find Customer By', their labels, and what is sent. */
export const lookups = [
	['cardNumber', 'Card Number', 'card_number'],
	['email', 'Email', 'email'],
	['username', 'Username', 'customer_username'],
] as const;

/** A customer of the sandbox, what the sandbox finds nobody by, and what it finds two by. */
export const zoe = {
	code: '0000123456789012',
	card_number: '6035550000010042',
	email: 'zoe@example.com',
	customer_username: 'zoe',
};
export const nobody = 'nobody@example.com';
export const shared = 'office@harper-sons.example';

/** Customers of the sandbox that nobody shares an address with. */
export const found = [
	['zoe@example.com', '0000123456789012'],
	['liam.carter@example.com', '2345678901234567'],
	['noah.fischer@example.com', '3456789012345678'],
	['lukasz.nowak@example.com', 'a1f0c3d29be84756'],
	['misaki.sato@example.com', '4567890123456789'],
] as const;
export const emails = found.map(([email]) => email);

/** A customer that only a made-up response knows. */
export const jane = {
	code: '7001',
	card_number: 'CARD-OF-JANE',
	email: 'jane@example.com',
	customer_username: 'jane',
	first_name: 'Hildegard',
	phone: '+49 555 0815',
};
