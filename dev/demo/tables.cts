import Table from 'cli-table3';

import { who, type Row } from './file.cts';
import type { Ending, Outcome, Result } from './run.cts';
import { changes, type World } from './world.cts';

const endings: Record<Ending, string> = {
	done: 'done',
	rejected: 'rejected',
	notSent: 'not sent',
	unknown: 'unclear',
};

/** The columns of a table: the head of each, and its width in characters with the space around it. */
type Columns = Record<string, number>;

/** @param isRuled whether a line divides the rows, which texts of several lines need */
function table(columns: Columns, rows: string[][], isRuled = false): string {
	const lines = new Table({
		head: Object.keys(columns),
		colWidths: Object.values(columns),
		wordWrap: true,
		style: { head: [], border: [], compact: !isRuled },
	});
	lines.push(...rows);
	return lines.toString();
}

/** What the input file holds. */
export function inputTable(rows: readonly Row[]): string {
	return table(
		{ Row: 5, Request: 9, 'For whom': 27, 'New details': 37, Why: 36 },
		rows.map((row) => {
			const { first_name, email, city, remove } = row;
			const set = [first_name, email, city].filter((cell) => cell !== '' && cell !== who(row));
			const details = [...set, ...(remove === '' ? [] : [`without ${remove}`])];
			return [String(row.row), row.request, who(row), details.join(', '), row.why];
		}),
	);
}

/** The customers of both services. */
export function worldTable({ customers, loyalty }: World): string {
	return table(
		{ Customer: 31, Name: 20, City: 13, Email: 28, State: 10, Points: 8 },
		customers.map(({ customer_id, code, details, locked }) => [
			customer_id,
			nameOf(details),
			details['city'] ?? '',
			details['email'] ?? '',
			locked ? 'locked' : '',
			String(loyalty.find((one) => one.code === code)?.points ?? ''),
		]),
	);
}

/** What is different from before, customer by customer. */
export function changesTable(before: World, after: World): string {
	const customers = before.customers.map((customer) => {
		const found = after.customers.find((one) => one.customer_id === customer.customer_id);
		return [customer.customer_id, nameOf(customer.details), changes(customer, found)];
	});
	const loyalty = before.loyalty.map(({ code, name }) => [
		`code ${code}`,
		name,
		after.loyalty.some((one) => one.code === code) ? '' : 'deleted from the loyalty program',
	]);
	const changed = [...customers, ...loyalty].filter(([, , what]) => what !== '');
	return table({ Customer: 25, 'Name before': 22, 'What is different now': 69 }, changed);
}

/** What would be sent for each row. */
export function dryRunTable({ results }: Outcome): string {
	return table(
		{ Row: 5, 'For whom': 25, 'Would be sent': 29, With: 56 },
		results.map((result) => [String(result.row.row), who(result.row), ...wouldBeSent(result)]),
		true,
	);
}

/** What came out for each row; rows that came to the same in the same words share a line. */
export function resultTable({ results }: Outcome): string {
	const lines = new Map<string, Result[]>();
	for (const result of results) {
		const key = `${endings[result.ending]}\n${words(result)}`;
		lines.set(key, [...(lines.get(key) ?? []), result]);
	}
	return table(
		{ Row: 5, 'For whom': 27, 'What came out': 15, 'What happened, and what to do': 68 },
		[...lines.values()].map((same) => [
			same.map(({ row }) => row.row).join('\n'),
			same.map(({ row }) => who(row)).join('\n'),
			...same.slice(0, 1).flatMap((result) => [endings[result.ending], words(result)]),
		]),
		true,
	);
}

function words({ ending, json, message, description }: Result): string {
	// The node counts items from 0, as n8n does; here the rows of the file have their own numbers.
	if (ending !== 'done') return `${message.replace(/ \[Item \d+\]$/, '')}\n${description}`;
	const lists = { keptFields: 'Kept', updatedFields: 'Set', removedFields: 'Removed' };
	const texts = Object.entries(lists)
		.map(([key, label]) => [label, String(json[key] ?? '').replaceAll(',', ', ')])
		.filter(([, names]) => names !== '')
		.map((parts) => parts.join(': '));
	if (json['email'] !== undefined) texts.push(`Found: code ${String(json['code'])}`);
	const asked = json['verified'] === true || json['deleted'] === false;
	return [asked ? String(json['message']) : 'Confirmed by the service', ...texts].join('. ');
}

function wouldBeSent(result: Result): string[] {
	if (result.json['dryRun'] !== true) {
		return [result.ending === 'done' ? 'nothing: it was sent for real' : 'nothing', words(result)];
	}
	const { exists, reason } = result.json;
	if (exists === false) return ['nothing', 'The service has no such customer'];
	if (reason !== undefined) return ['nothing', String(reason)];
	const { method, url, body } = result.json['request'] as {
		method: string;
		url: string;
		body: Record<string, string>;
	};
	const form = Object.entries(body).map(([name, value]) => `${name} = ${value}`);
	return [`${method} ${new URL(url).pathname}`, form.join('\n')];
}

function nameOf({ firstname = '', lastname = '' }: Record<string, string>): string {
	return `${firstname} ${lastname}`.trim();
}
