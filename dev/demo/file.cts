import { readFile } from 'node:fs/promises';

import { parse } from 'csv-parse/sync';

type Column =
	| 'request'
	| 'customer_id'
	| 'order_id'
	| 'subscription_id'
	| 'code'
	| 'first_name'
	| 'email'
	| 'city'
	| 'remove'
	| 'why';

/** A row of the input file. Cells are texts, empty ones too; only rounded numbers are numbers, see below. */
export type Row = Record<Column, string | number> & {
	/** Its place in the file; the heading is row 1, as in a spreadsheet. */
	row: number;
};

/** So a spreadsheet saves a long number of which it has forgotten the last digits. */
const ROUNDED = /^\d(?:\.\d+)?E\+\d+$/;

/** Reads the input file as n8n's nodes for files would hand it on. */
export async function readRows(path: string): Promise<Row[]> {
	const records: Array<Omit<Row, 'row'>> = parse(await readFile(path, 'utf8'), {
		columns: true,
		cast: (cell) => (ROUNDED.test(cell) ? Number(cell) : cell),
	});
	return records.map((record, index) => ({ ...record, row: index + 2 }));
}

/** What a row says of the customer, in words. */
export function who({ customer_id, order_id, subscription_id, code }: Row): string {
	if (customer_id !== '') return `customer ${String(customer_id).trim()}`;
	if (order_id !== '') return `order ${order_id}`;
	if (subscription_id !== '') return `subscription ${subscription_id}`;
	return code === '' ? '(nobody)' : `code ${code}`;
}
