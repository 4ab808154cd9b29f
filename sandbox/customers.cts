import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Customer, LoyaltyCustomer, Seed } from './state.cts';
import { DETAIL_FIELDS, KEEPABLE_FIELDS } from './trackfinity.cts';

/** A line of customers.csv by column; a cell of several values divides them by `|`, and `why` is for readers. */
type Row = Record<string, string>;

const ROWS: Row[] = parse(readFileSync(join(__dirname, 'customers.csv')), { columns: true });

const FIELDS = [...new Set([...KEEPABLE_FIELDS, ...DETAIL_FIELDS])];

/** The customers of the page: made-up people with what tends to go wrong in names, addresses and IDs. */
export function seededCustomers(): Seed {
	return seedFrom(ROWS);
}

/**
 * Customers for measurements: both kinds have `count`, numbered from 1. Number 7 has customer_id `7`, orderid `order-7`,
 * subscription_id `subscription-7` and code `7`.
 */
export function syntheticCustomers(count: number): Seed {
	const rows = Array.from({ length: count }, (_, index) => {
		const number = String(index + 1);
		return {
			customer_id: number,
			subscription_id: `subscription-${number}`,
			orderids: `order-${number}`,
			code: number,
			points: '100',
			firstname: 'Customer',
			lastname: number,
			email: `customer${number}@example.com`,
		};
	});
	return seedFrom(rows);
}

/** Without a customer ID, a row is for the Delete service only; without a code, for Trackfinity only. */
function seedFrom(rows: Row[]): Seed {
	return {
		customers: rows.filter(({ customer_id }) => customer_id).map(toCustomer),
		loyaltyCustomers: rows.filter(({ code }) => code).map(toLoyaltyCustomer),
	};
}

function toCustomer(row: Row): Customer {
	const { customer_id = '', subscription_id = '', code = '' } = row;
	return {
		customer_id,
		subscription_id,
		orderids: values(row.orderids),
		code,
		locked: row.locked === 'yes',
		forgotten: false,
		details: Object.fromEntries(
			FIELDS.flatMap((name) => (row[name] ? [[name, row[name]] as const] : [])),
		),
		tables: { member_note: values(row.member_note), member_auth: values(row.member_auth) },
	};
}

function toLoyaltyCustomer(row: Row): LoyaltyCustomer {
	const { code = '', card_number = '', username = '', email = '' } = row;
	return {
		code,
		card_number,
		customer_username: username,
		email,
		name: [row.firstname, row.lastname].filter(Boolean).join(' '),
		points: Number(row.points),
		info: {
			first_name: row.firstname ?? '',
			last_name: row.lastname ?? '',
			phone: row.phone ?? '',
			// The page of Customer Info has address fields; these names for them are the sandbox's choice.
			street1: row.address1 ?? '',
			street2: row.address2 ?? '',
			city: row.city ?? '',
			state: row.state ?? '',
			postal_code: row.zip ?? '',
			country: row.country ?? '',
			custom_date: '',
			custom_field: '',
			registered: '',
		},
	};
}

function values(cell = ''): string[] {
	return cell === '' ? [] : cell.split('|');
}
