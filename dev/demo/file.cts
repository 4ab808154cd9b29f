import { readFile } from 'node:fs/promises';

import { parse } from 'csv-parse/sync';

type Column =
	| 'request'
	| 'customer_id'
	| 'order_id'
	| 'subscription_id'
	| 'code'
	| 'shop'
	| 'first_name'
	| 'email'
	| 'city'
	| 'remove'
	| 'why';

/** A row of the input file. */
export type Row = Record<Column, string> & {
	/** Its place in the file; the heading is row 1, as in a spreadsheet. */
	row: number;
};

/** Reads the input file as n8n's "Extract From CSV" hands it on: every cell is a text, empty ones too. */
export async function readRows(path: string): Promise<Row[]> {
	const records: Array<Omit<Row, 'row'>> = parse(await readFile(path, 'utf8'), { columns: true });
	return records.map((record, index) => ({ ...record, row: index + 2 }));
}

/** What a row says of the customer, in words. */
export function who({ customer_id, order_id, subscription_id, code, email, shop }: Row): string {
	const where = shop === '' ? '' : ` of shop ${shop}`;
	if (customer_id !== '') return `customer ${customer_id.trim()}${where}`;
	if (order_id !== '') return `order ${order_id}`;
	if (subscription_id !== '') return `subscription ${subscription_id}`;
	if (code !== '') return `code ${code}`;
	return email === '' ? '(nobody)' : email;
}
