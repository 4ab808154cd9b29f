import type { RecordedRequest, Service, ServiceResponse } from './service.cts';
import { isFormEncoded, pathname } from './service.cts';
import type { Customer, Lookup, State } from './state.cts';

/** Who may call the service. */
export type TrackfinityLogin = {
	username: string;
	apiKey: string;
};

const ADDRESS = ['address1', 'address2', 'city', 'state', 'zip', 'country'];
const SHIPPING = ['firstname', 'lastname', ...ADDRESS].map((name) => `shipping_${name}`);
const SIGN_IN = ['token_hash', 'original_username', 'password', 'cryptpass', 'session'];

/** The fields that the page of Forget Customer lets one keep; `email` is in the vendor's other pages. */
export const KEEPABLE_FIELDS = [
	...['firstname', 'lastname', 'email', 'username', 'phone'],
	...SIGN_IN,
	...ADDRESS,
	...SHIPPING,
];

/** The fields of the page of Set Customer Details. */
export const DETAIL_FIELDS = [
	...['firstname', 'lastname', 'email', 'username', 'password'],
	...ADDRESS,
	...['custom1', 'custom2', 'custom3', 'custom4', 'custom5'],
];

/** The tables that the page of Forget Customer lets one keep. */
const KEEPABLE_TABLES = ['member_note', 'member_auth'] as const;

type Form = RecordedRequest['form'];

interface Endpoint {
	method: string;
	run(request: RecordedRequest, state: State): ServiceResponse;
}

const JSON_TYPE = 'application/json';
const KEEPABLE = new Set<string>([...KEEPABLE_FIELDS, ...KEEPABLE_TABLES]);

const respondJson = (status: number, body: unknown): ServiceResponse => ({
	status,
	headers: { 'content-type': JSON_TYPE },
	body: JSON.stringify(body),
});

// No page shows the body of a rejection; this shape is the sandbox's choice.
const rejection = (status: number, message: string) => respondJson(status, { error: message });

function forget(customer: Customer, form: Form): ServiceResponse {
	const keep = new Set((form.keep ?? '').split(',').map((name) => name.trim()));
	keep.delete('');
	for (const name of keep) {
		if (!KEEPABLE.has(name)) return rejection(404, `Invalid field to keep: ${name}`);
	}
	// Nobody says whether custom1 to custom5 are wiped. They hold whatever the advertiser put there, so the sandbox
	// wipes them: it never leaves behind what could identify someone. Nor does anybody say that a lock protects from
	// being forgotten; here it does not.
	for (const name of Object.keys(customer.details)) {
		if (!keep.has(name)) Reflect.deleteProperty(customer.details, name);
	}
	for (const table of KEEPABLE_TABLES) {
		if (!keep.has(table)) customer.tables[table] = [];
	}
	customer.forgotten = true;
	return respondJson(200, true);
}

const setLocked = (locked: boolean) => (customer: Customer) => {
	customer.locked = locked;
	return respondJson(200, true);
};

function setDetails(customer: Customer, form: Form): ServiceResponse {
	const names = DETAIL_FIELDS.filter((name) => form[name] !== undefined);
	if (names.length === 0) return rejection(400, 'At least one field must be passed');
	if (form.password === 'REMOVE') return rejection(400, 'The password cannot be removed');
	// The page of Lock Customer says that a locked customer cannot be edited, not how that is said. The sandbox says
	// it with status 200, so that a client has to read the body.
	if (customer.locked) return rejection(200, 'Customer is locked');
	for (const name of names) {
		const value = form[name];
		if (value === undefined || value === 'REMOVE') Reflect.deleteProperty(customer.details, name);
		else customer.details[name] = value;
	}
	return respondJson(200, true);
}

function customerEndpoint(
	lookups: Lookup[],
	parameters: string[],
	change: (customer: Customer, form: Form) => ServiceResponse,
): Endpoint {
	const known = new Set<string>([...lookups, ...parameters]);
	return {
		method: 'PATCH',
		run({ headers, form }, state) {
			if (!isFormEncoded(headers)) {
				return rejection(400, 'The request body must be form-encoded');
			}
			const unknown = Object.keys(form).find((name) => !known.has(name));
			if (unknown !== undefined) return rejection(404, `Invalid parameter: ${unknown}`);
			// Nobody says which lookup wins if two are sent; the sandbox takes none of them.
			const [lookup, second] = lookups.filter((name) => form[name]);
			if (lookup === undefined || second !== undefined) {
				return rejection(400, `Exactly one of these must be passed: ${lookups.join(', ')}`);
			}
			const customer = state.find(lookup, form[lookup] ?? '');
			return customer ? change(customer, form) : rejection(404, 'Customer not found');
		},
	};
}

const ANY_LOOKUP: Lookup[] = ['customer_id', 'subscription_id', 'orderid'];

const ENDPOINTS = new Map<string, Endpoint>([
	['/api/service/ping', { method: 'GET', run: () => respondJson(200, 1) }],
	['/api/customer/forget', customerEndpoint(ANY_LOOKUP, ['keep'], forget)],
	['/api/customer/lock', customerEndpoint(ANY_LOOKUP, [], setLocked(true))],
	['/api/customer/unlock', customerEndpoint(ANY_LOOKUP, [], setLocked(false))],
	[
		'/api/customer/set_customer_details',
		customerEndpoint(['customer_id', 'subscription_id'], DETAIL_FIELDS, setDetails),
	],
]);

/** Trackfinity's own API, as its public pages describe it. */
export function trackfinityService(state: State, login: TrackfinityLogin): Service {
	return {
		name: 'trackfinity',
		contentType: JSON_TYPE,
		respond(request) {
			// No page shows the response to a wrong key; 401, and before anything else, is the sandbox's choice.
			const { 'api-username': username, 'api-key': apiKey } = request.headers;
			if (username !== login.username || apiKey !== login.apiKey) {
				return rejection(401, 'Invalid API username or API key');
			}
			const endpoint = ENDPOINTS.get(pathname(request.path));
			if (!endpoint) return rejection(404, 'Invalid endpoint');
			if (request.method !== endpoint.method) return rejection(405, 'Method not allowed');
			return endpoint.run(request, state);
		},
		reject: (_request, message, status = 400) => rejection(status, message),
	};
}
