import { escapeMarkup } from './markup.cts';
import { SCRIPT, STYLE } from './pageAssets.cts';
import type { RecordedRequest } from './service.cts';
import type { Customer, LoyaltyCustomer, State } from './state.cts';
import type { Traffic } from './traffic.cts';

const MOST_ROWS = 100;
const MOST_REQUESTS = 20;
const NOTHING = '<span class="nothing">–</span>';
/** Not for show, not even here: the page ends up in pictures. */
const SECRET_FIELDS = new Set(['user_password', 'password', 'cryptpass', 'token_hash', 'session']);
/** The details that stand under Person and Address. */
const PLACED_FIELDS =
	/^((first|last)name|email|username|phone|address[12]|city|state|zip|country)$/;

/** The head of a table's column, its share of the width in percent, and what it shows, as HTML. */
type Column<Entry> = [head: string, width: number, cell: (entry: Entry) => string];

const CUSTOMER_COLUMNS: Column<Customer>[] = [
	['Customer ID', 12, ({ customer_id }) => code(customer_id)],
	['Order IDs', 8, ({ orderids }) => orderids.map(code).join('<br>')],
	['Subscription ID', 12, ({ subscription_id }) => code(subscription_id)],
	[
		'Person',
		19,
		({ details: { firstname, lastname, email, username, phone } }) =>
			lines([join(' ', firstname, lastname), email, username, phone]),
	],
	[
		'Address',
		17,
		({ details: { address1, address2, zip, city, state, country } }) =>
			lines([address1, address2, join(' ', zip, city), join(', ', state, country)]),
	],
	[
		'Other details',
		23,
		({ details, tables }) => {
			const others = Object.entries(details).filter(([name]) => !PLACED_FIELDS.test(name));
			const kept = Object.entries(tables).filter(([, entries]) => entries.length > 0);
			return lines([
				others.map(([name, value]) => `${name}: ${masked(name, value)}`).join('; '),
				...kept.map(([name, entries]) => `${name}: ${entries.length}`),
			]);
		},
	],
	[
		'State',
		9,
		({ locked, forgotten }) => {
			const states = [locked ? 'locked' : '', forgotten ? 'forgotten' : ''].filter(Boolean);
			return (states.length > 0 ? states : ['active']).map(badge).join(' ');
		},
	],
];

const LOYALTY_COLUMNS: Column<[code: string, customer: LoyaltyCustomer | undefined]>[] = [
	['Code', 24, ([id]) => code(id)],
	[
		'Card Number',
		20,
		([, customer]) => (customer?.card_number ? code(customer.card_number) : NOTHING),
	],
	[
		'Person',
		35,
		([, customer]) => lines([customer?.name, customer?.email, customer?.customer_username]),
	],
	['Points', 12, ([, customer]) => lines([customer?.points.toLocaleString('en')])],
	['State', 9, ([, customer]) => badge(customer ? 'active' : 'deleted')],
];

const REQUEST_COLUMNS: Column<RecordedRequest>[] = [
	['Time', 10, ({ at }) => new Date(performance.timeOrigin + at).toISOString().slice(11, 23)],
	['Service', 9, ({ service }) => service],
	['Request', 29, ({ method, path }) => code(`${method} ${path.replace(/^(.{120}).+/, '$1…')}`)],
	[
		'Body',
		34,
		({ form }) =>
			lines([
				Object.entries(form)
					.map(([name, value]) => `${name}=${masked(name, value)}`)
					.join(' & '),
			]),
	],
	['Response', 9, ({ status, endedAt }) => String(status ?? (endedAt ? 'cut off' : 'waiting'))],
	['Duration', 9, ({ at, endedAt }) => (endedAt ? `${Math.round(endedAt - at)} ms` : NOTHING)],
];

/** The page of the sandbox: both services' customers as they are now, and the latest requests. */
export function renderPage(state: State, traffic: Traffic): string {
	const requests = traffic.requests.slice(-MOST_REQUESTS).reverse();
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Trackfinity sandbox</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1>Trackfinity sandbox</h1><p>Made-up customers of both services, as they are now.</p></header>
<main>
${table('Trackfinity customers', CUSTOMER_COLUMNS, state.customers)}
${table('Loyalty program customers (Delete service)', LOYALTY_COLUMNS, [...state.loyalty])}
${table('Latest requests', REQUEST_COLUMNS, requests, traffic.count)}
${traffic.faults.count > 0 ? `<p class="note">Faults active: ${traffic.faults.count}</p>` : ''}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function table<Entry>(
	title: string,
	columns: Column<Entry>[],
	entries: Entry[],
	total = entries.length,
): string {
	const shown = entries.slice(0, MOST_ROWS);
	const heads = columns.map(([head, width]) => `<th style="width: ${width}%">${head}</th>`);
	const rows = shown.map((entry) => columns.map(([, , cell]) => `<td>${cell(entry)}</td>`));
	const more = total > shown.length ? ` <small>${shown.length} of ${total} shown</small>` : '';
	const none = [`<td colspan="${columns.length}">None</td>`];
	return `<section><h2>${title}${more}</h2>
<table><thead><tr>${heads.join('')}</tr></thead><tbody>
${(rows.length > 0 ? rows : [none]).map((cells) => `<tr>${cells.join('')}</tr>`).join('\n')}
</tbody></table></section>`;
}

/** The texts that are there, escaped, each on a line of its own. */
function lines(texts: (string | undefined)[]): string {
	return texts.filter(isThere).map(escapeMarkup).join('<br>') || NOTHING;
}

const isThere = (text: string | undefined): text is string => Boolean(text);

const join = (divider: string, ...texts: (string | undefined)[]) =>
	texts.filter(isThere).join(divider);

const masked = (name: string, value: string) => (SECRET_FIELDS.has(name) ? '••••' : value);

const code = (text: string) => `<code>${escapeMarkup(text)}</code>`;

const badge = (state: string) => `<span class="badge ${state}">${state}</span>`;
