import { escapeMarkup } from './markup';
import type { Answer, RecordedRequest, Service } from './service';
import type { State } from './state';

/** Who may call the service. */
export interface DeleteLogin {
	userId: string;
	apiKey: string;
	accountId: string;
}

/** What an answer says, in both of the formats in which it can be asked for. */
interface Reply {
	xml: string;
	json: object;
}

const failed = (message: string): Reply => ({
	xml: `<response status="error">\n<error>${escapeMarkup(message)}</error>\n</response>`,
	json: { status: 'error', error: message },
});

const deleted = (code: string): Reply => ({
	xml: [
		'<response status="success">',
		'<customer status="deleted">',
		`<code>${escapeMarkup(code)}</code>`,
		'</customer>',
		'</response>',
	].join('\n'),
	json: { status: 'success', customer: { status: 'deleted', code } },
});

const accountInfo = (accountId: string): Reply => ({
	// The vendor's pages show that the real answer has a raw, unescaped ampersand in it; so has this one.
	xml: [
		'<response status="success">',
		`<account id="${escapeMarkup(accountId)}">`,
		'<name>Great Widgets & Gadgets</name>',
		'</account>',
		'</response>',
	].join('\n'),
	json: { status: 'success', account: { id: accountId, name: 'Great Widgets & Gadgets' } },
});

/** XML unless JSON is asked for; `callback` and `condensed` count for JSON only, as the page of Delete a Customer says. */
function write(reply: Reply, form: RecordedRequest['form'], status = 200): Answer {
	if (form.output?.toUpperCase() !== 'JSON') {
		return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: reply.xml };
	}
	const indent = form.condensed === 'yes' ? undefined : 2;
	const json = JSON.stringify(reply.json, null, indent);
	return form.callback
		? {
				status,
				headers: { 'content-type': 'application/javascript; charset=utf-8' },
				body: `${form.callback}(${json});`,
			}
		: { status, headers: { 'content-type': 'application/json' }, body: json };
}

// The real address shows web pages too, with status 200, so the status alone proves nothing.
const WEB_PAGE: Answer = {
	status: 200,
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body: '<!doctype html><html lang="en"><title>API</title><h1>API</h1><p>Post form data to this address.</p></html>\n',
};

/** The delete service, which removes a customer of the loyalty programme for good. */
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
		if (form.type !== 'customer_delete') return failed('Invalid type');
		if (!form.code) return failed('Missing customer code');
		return state.deleteLoyaltyCustomer(form.code)
			? deleted(form.code)
			: failed('Customer not found');
	}
	return {
		name: 'delete',
		contentType: 'text/xml; charset=utf-8',
		// Any path will do: the vendor's host takes the root, one's own domain takes /api.php.
		answer: (request) =>
			request.method === 'POST' ? write(reply(request), request.form) : WEB_PAGE,
		refuse: (request, message, status) => write(failed(message), request.form, status),
	};
}
