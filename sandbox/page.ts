import { escapeMarkup } from './markup';
import { SCRIPT, STYLE } from './page-assets';
import type { RecordedRequest } from './service';
import type { Customer, LoyaltyCustomer, State } from './state';
import type { Traffic } from './traffic';

const MOST_ROWS = 100;
const MOST_REQUESTS = 20;
const NOTHING = '<span class="nothing">–</span>';
/** Not for show, not even here: the page ends up in pictures. */
const SECRET_FIELDS = new Set(['user_password', 'password', 'cryptpass', 'token_hash', 'session']);

/** The heads of a table's columns and how many per cent of its width each takes. */
type Columns = Record<string, number>;

const CUSTOMER_COLUMNS: Columns = {
	'Customer ID': 12,
	'Order IDs': 8,
	'Subscription ID': 12,
	Person: 19,
	Address: 17,
	'Other details': 23,
	State: 9,
};
const LOYALTY_COLUMNS: Columns = { Code: 24, Name: 24, 'E-mail': 31, Points: 12, State: 9 };
const REQUEST_COLUMNS: Columns = {
	Time: 10,
	Service: 9,
	Request: 29,
	Body: 36,
	Answer: 8,
	Took: 8,
};

/** The page of the sandbox: both services' customers as they are now, and the latest requests. */
export function renderPage(state: State, traffic: Traffic): string {
	const requests = traffic.requests.slice(-MOST_REQUESTS).reverse();
	const customers = state.allCustomers();
	const loyalty = [...state.loyalty];
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
${table('Customers of Trackfinity', CUSTOMER_COLUMNS, customers.slice(0, MOST_ROWS).map(customerRow), customers.length)}
${table('Customers of the loyalty programme (Delete API)', LOYALTY_COLUMNS, loyalty.slice(0, MOST_ROWS).map(loyaltyRow), loyalty.length)}
${table('Latest requests', REQUEST_COLUMNS, requests.map(requestRow), traffic.count)}
${traffic.faults.count > 0 ? `<p class="note">Faults active: ${traffic.faults.count}</p>` : ''}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function table(title: string, columns: Columns, rows: string[], total: number): string {
	const heads = Object.entries(columns);
	const head = heads.map(([name, width]) => `<th style="width: ${width}%">${name}</th>`).join('');
	const more = total > rows.length ? ` <small>${rows.length} of ${total} shown</small>` : '';
	const body =
		rows.length > 0 ? rows.join('\n') : `<tr><td colspan="${heads.length}">None</td></tr>`;
	return `<section><h2>${title}${more}</h2>
<table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></section>`;
}

const row = (cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

/** The texts that are there, escaped, each on a line of its own. */
function lines(texts: (string | undefined)[]): string {
	const given = texts.filter((text) => text !== undefined && text !== '');
	return given.map((text) => escapeMarkup(String(text))).join('<br>') || NOTHING;
}

const code = (text: string) => `<code>${escapeMarkup(text)}</code>`;

const badge = (state: string) => `<span class="badge ${state}">${state}</span>`;

function customerRow({ details, tables, ...customer }: Customer): string {
	const shown = new Set(['firstname', 'lastname', 'email', 'username', 'phone']);
	const address = ['address1', 'address2', 'zip', 'city', 'state', 'country'];
	for (const name of address) shown.add(name);
	const others = Object.keys(details).filter((name) => !shown.has(name));
	const kept = Object.entries(tables).filter(([, entries]) => entries.length > 0);
	const states = [customer.locked ? 'locked' : '', customer.forgotten ? 'forgotten' : ''].filter(
		Boolean,
	);
	return row([
		code(customer.customer_id),
		customer.orderids.map(code).join('<br>'),
		code(customer.subscription_id),
		lines([
			[details.firstname, details.lastname].filter(Boolean).join(' '),
			details.email,
			details.username,
			details.phone,
		]),
		lines([
			details.address1,
			details.address2,
			[details.zip, details.city].filter(Boolean).join(' '),
			[details.state, details.country].filter(Boolean).join(', '),
		]),
		lines([
			others
				.map((name) => `${name}: ${SECRET_FIELDS.has(name) ? '••••' : details[name]}`)
				.join('; '),
			...kept.map(([name, entries]) => `${name}: ${entries.length}`),
		]),
		(states.length > 0 ? states : ['active']).map(badge).join(' '),
	]);
}

function loyaltyRow([id, customer]: [string, LoyaltyCustomer | 'deleted']): string {
	if (customer === 'deleted') return row([code(id), NOTHING, NOTHING, NOTHING, badge('deleted')]);
	const { name, email, points } = customer;
	return row([
		code(id),
		lines([name]),
		lines([email]),
		points.toLocaleString('en'),
		badge('active'),
	]);
}

function requestRow({ service, method, path, form, status, at, endedAt }: RecordedRequest): string {
	const body = Object.entries(form).map(
		([name, value]) => `${name}=${SECRET_FIELDS.has(name) ? '••••' : value}`,
	);
	const time = new Date(performance.timeOrigin + at).toISOString().slice(11, 23);
	return row([
		time,
		service,
		code(`${method} ${pathToShow(path)}`),
		lines([body.join(' & ')]),
		status === undefined ? (endedAt === undefined ? 'waiting' : 'cut off') : String(status),
		endedAt === undefined ? NOTHING : `${Math.round(endedAt - at)} ms`,
	]);
}

const pathToShow = (path: string) => (path.length > 120 ? `${path.slice(0, 120)}…` : path);
