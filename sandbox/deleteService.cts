import { escapeMarkup } from './markup.cts';
import type { RecordedRequest, Service, ServiceResponse } from './service.cts';
import type { LoyaltyCustomer, State } from './state.cts';

/** Who may call the service. */
export type DeleteLogin = {
	userId: string;
	apiKey: string;
	accountId: string;
};

const XML_TYPE = 'text/xml; charset=utf-8';

type Form = RecordedRequest['form'];

/** What a response says, in both of the formats that can be asked for; `xml` goes inside of the `<response>`. */
interface Reply {
	status: 'success' | 'no_match' | 'error';
	xml: string;
	json: object;
}

const failed = (error: string): Reply => ({
	status: 'error',
	xml: `<error>${escapeMarkup(error)}</error>`,
	json: { error },
});

const deleted = (code: string): Reply => ({
	status: 'success',
	xml: `<customer status="deleted">\n<code>${escapeMarkup(code)}</code>\n</customer>`,
	json: { customer: { status: 'deleted', code } },
});

const accountInfo = (id: string): Reply => ({
	status: 'success',
	// The vendor's pages show that the real response has a raw, unescaped ampersand in it; so has this one.
	xml: `<account id="${escapeMarkup(id)}">\n<name>Great Widgets & Gadgets</name>\n</account>`,
	json: { account: { id, name: 'Great Widgets & Gadgets' } },
});

const IDENTIFIERS = ['code', 'card_number', 'customer_username', 'email'] as const;

/** The page of Customer Exists asks for at least one identifier; all that are sent must be the customer's. */
function customerExists(form: Form, state: State): Reply {
	const sent = IDENTIFIERS.filter((name) => form[name]);
	if (sent.length === 0) return failed(`At least one is required: ${IDENTIFIERS.join(', ')}`);
	const exists = state
		.loyaltyCustomers(form.code || undefined)
		.some((customer) => sent.every((name) => customer[name] === form[name]));
	const message = exists ? 'Customer exists' : 'No matching customer';
	// No page shows this response in JSON; the sandbox writes it as it does the others.
	const said = { xml: `<message>${message}</message>`, json: { message } };
	return { status: exists ? 'success' : 'no_match', ...said };
}

/**
 * The page of Customer Search finds partial matches unless `exact_match` is `sensitive` or `insensitive`, and all
 * customers where there is nothing to search for. Nobody says whether letter case counts for partial matches, nor what an
 * empty value is: here it doesn't, and an empty value is none, so that forgetting the one filter shows.
 */
function customerSearch(form: Form, state: State): Reply {
	const filters = IDENTIFIERS.flatMap((name) => {
		const wanted = form[name];
		return wanted ? [{ name, wanted }] : [];
	});
	const found = state
		.loyaltyCustomers()
		.filter((customer) =>
			filters.every(({ name, wanted }) => matches(customer[name], wanted, form.exact_match)),
		);
	if (found.length === 0) {
		const message = 'No matching customer';
		return { status: 'no_match', xml: `<message>${message}</message>`, json: { message } };
	}
	const customers = found.map(customerInfo);
	// Nobody says where several stand in XML: below the response, as here, or below an element of their own.
	return { status: 'success', xml: customers.map(customerXml).join('\n'), json: { customers } };
}

function matches(value: string, wanted: string, exactMatch: string | undefined): boolean {
	if (exactMatch === 'sensitive') return value === wanted;
	const [one, other] = [value.toLowerCase(), wanted.toLowerCase()];
	return exactMatch === 'insensitive' ? one === other : one.includes(other);
}

/** The fields of the page of Customer Info. */
function customerInfo(customer: LoyaltyCustomer): Record<string, string> {
	const { code, card_number, email, customer_username, info } = customer;
	return { code, card_number, email, customer_username, ...info };
}

function customerXml(customer: Record<string, string>): string {
	const fields = Object.entries(customer).map(
		([name, value]) => `<${name}>${escapeMarkup(value)}</${name}>`,
	);
	return `<customer>\n${fields.join('\n')}\n</customer>`;
}

function deleteCustomer({ code }: Form, state: State): Reply {
	if (!code) return failed('Missing customer code');
	return state.deleteLoyaltyCustomer(code) ? deleted(code) : failed('Customer not found');
}

/** XML unless JSON is asked for; `callback` and `condensed` count for JSON only, as the page of Delete a Customer says. */
function write({ status, xml, json }: Reply, form: Form, httpStatus = 200): ServiceResponse {
	const respond = (type: string, body: string): ServiceResponse => ({
		status: httpStatus,
		headers: { 'content-type': type },
		body,
	});
	if (form.output?.toUpperCase() !== 'JSON') {
		return respond(XML_TYPE, `<response status="${status}">\n${xml}\n</response>`);
	}
	const text = JSON.stringify({ status, ...json }, null, form.condensed === 'yes' ? 0 : 2);
	return form.callback
		? respond('application/javascript; charset=utf-8', `${form.callback}(${text});`)
		: respond('application/json', text);
}

// The real address shows web pages too, with status 200, so the status alone proves nothing.
const WEB_PAGE: ServiceResponse = {
	status: 200,
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body: '<!doctype html><html lang="en"><title>API</title><h1>API</h1><p>Post form data to this address.</p></html>\n',
};

/** The Delete service, which removes a customer of the loyalty program for good. */
export function deleteService(state: State, login: DeleteLogin): Service {
	function reply({ headers, form }: RecordedRequest): Reply {
		// "If the key is provided in both locations, the API will process and validate only the value provided in the
		// headers", says the page of Delete a Customer; also when that value is the wrong one of the two.
		const apiKey = headers.api_access_key ?? form.user_password;
		if (form.user_id !== login.userId || apiKey !== login.apiKey) {
			return failed('Invalid user ID or API key');
		}
		if (form.account_id !== login.accountId) return failed('Invalid account ID');
		if (form.type === 'account_info') return accountInfo(login.accountId);
		if (form.type === 'customer_exists') return customerExists(form, state);
		if (form.type === 'customer_search') return customerSearch(form, state);
		return form.type === 'customer_delete' ? deleteCustomer(form, state) : failed('Invalid type');
	}
	return {
		name: 'delete',
		contentType: XML_TYPE,
		// Any path will do: the vendor's host takes the root, one's own domain takes /api.php.
		respond: (request) =>
			request.method === 'POST' ? write(reply(request), request.form) : WEB_PAGE,
		reject: (request, message, status) => write(failed(message), request.form, status),
	};
}
