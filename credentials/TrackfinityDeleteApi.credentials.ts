import type {
	ICredentialDataDecryptedObject as CredentialData,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { canonical, keepToAddress, parseAddress } from './address';
import { allowInsecureField, icon, requiredField } from './form';
import {
	charactersBut,
	inEachCase,
	onBody,
	onErrors,
	onStatus,
	onWrongAddress,
	testRules,
} from './testRules';
import { headerText, requiredText } from './text';

/** What n8n's helpers take; the older one, for HTTP Request nodes, has `form` (urlencoded) and `formData` (multipart). */
type Request = IHttpRequestOptions & { form?: unknown; formData?: unknown };

/** Outside the class: inside, n8n's linter wants every "ApiKey" masked as a password, and the form would show no choice. */
const sendApiKeyInField: INodeProperties = {
	displayName: 'Send API Key In',
	name: 'sendApiKeyIn',
	type: 'options',
	default: 'both',
	options: [
		{ name: 'Body', value: 'body', description: 'Works with every web server' },
		{
			name: 'Header',
			value: 'header',
			description: 'Dropped by many web servers, such as nginx, Apache and newer Caddy',
		},
		{
			name: 'Header and Body',
			value: 'both',
			description: 'Recommended: works with every service and every web server',
		},
	],
	description:
		'Where to send the API key. Many web servers drop the header because its name contains underscores. If both arrive, the service goes by the header.',
};

const REJECTED =
	"The Delete service rejected the 'User ID', the 'API Key' or the 'Account ID'. Check all three, and 'Send API Key In' if it isn't 'Header and Body': many web servers drop the header.";

const NOT_THE_API = "The response isn't from the Delete service's API. Check the 'API URL'.";

/**
 * Access to the loyalty service that deletes customers: another host and another key than Trackfinity's own API. Only this
 * file knows where requests go and how they are signed. If the key is in header and body, the service goes by the header.
 */
export class TrackfinityDeleteApi implements ICredentialType {
	name = 'trackfinityDeleteApi';
	displayName = 'Trackfinity Delete API';
	icon = icon;
	documentationUrl =
		'https://github.com/n8n-nodes-trackfinity/n8n-nodes-trackfinity#trackfinity-delete-api';

	properties: INodeProperties[] = [
		{
			displayName:
				'For the Delete service, which the Delete operation uses. Its address and API key are not those of Trackfinity itself.',
			name: 'serviceNotice',
			type: 'notice',
			default: '',
		},
		requiredField('API URL', 'url', {
			default: 'https://api.clienttoolbox.com/',
			placeholder: 'e.g. https://loyalty.example.com/api.php',
			description:
				"The full address that requests are posted to. On your own domain, it's the control panel's address with api.php in place of admin.php.",
		}),
		requiredField('User ID', 'userId', {
			placeholder: 'e.g. john1970',
			description: 'The user that the API key belongs to',
		}),
		requiredField('API Key', 'apiKey', {
			typeOptions: { password: true },
			description: "The API key of that user. It's only sent to the 'API URL'.",
		}),
		requiredField('Account ID', 'accountId', {
			placeholder: 'e.g. greatwidgets',
			description: 'The account whose customers are deleted',
		}),
		sendApiKeyInField,
		allowInsecureField,
	];

	/**
	 * Addresses and signs a request. Throws a UserError for a field that can't be used, and for another address. The body
	 * becomes text: n8n's older helper, for HTTP Request nodes, drops all else or makes it JSON (ran on 1.122, 2.20, 2.41).
	 */
	authenticate = async (credentials: CredentialData, requestOptions: IHttpRequestOptions) => {
		const { body, form, formData, headers, qs, url, ...request }: Request = keepToAddress(
			requestOptions,
			apiUrl(credentials).href,
		);
		const { sendApiKeyIn, allowInsecure } = credentials;
		const inHeader = sendApiKeyIn !== 'body';
		const apiKey = (inHeader ? headerText : requiredText)(credentials.apiKey, 'API Key');
		const ownFields = new Map([
			['user_id', requiredText(credentials.userId, 'User ID')],
			...(sendApiKeyIn === 'header' ? [] : [['user_password', apiKey] as const]),
			['account_id', requiredText(credentials.accountId, 'Account ID')],
		]);
		// Such fields of the request are left out: only the credential says whose account it is.
		const isOwn = (name: string) => ownFields.has(nameInPhp(name));
		const fields = [body, form, formData].flatMap(formEntries).filter(([name]) => !isOwn(name));
		const query = Object.entries(Object(qs) as object).filter(([name]) => !isOwn(name));
		const others = Object.entries(headers ?? {}).filter(([name]) => !/^content-type$/i.test(name));
		return {
			...request,
			url: withoutFields(url, isOwn),
			...(query.length > 0 && { qs: Object.fromEntries(query) as IDataObject }),
			skipSslCertificateValidation: allowInsecure === true,
			headers: {
				...Object.fromEntries(others),
				'content-type': 'application/x-www-form-urlencoded',
				...(inHeader && { api_access_key: apiKey }),
			},
			body: new URLSearchParams([...ownFields, ...fields]).toString(),
		};
	};

	/** Equal for two credentials that reach the same customers. Throws as {@link authenticate} does. */
	customerBaseOf(credentials: CredentialData): string {
		const accountId = requiredText(credentials.accountId, 'Account ID');
		return JSON.stringify([canonical(apiUrl(credentials)), accountId]);
	}

	test: ICredentialTestRequest = {
		request: { method: 'POST', url: '', body: { type: 'account_info', output: 'JSON' } },
		rules: testRules(
			onWrongAddress('The Delete service', 'API URL'),
			onStatus([401, 403], REJECTED),
			// JSON that PHP made of XML has the status in `@attributes`.
			onBody(
				['', 'response.'].flatMap((at) => [`${at}status`, `${at}@attributes.status`]),
				inEachCase('error', 'no_match'),
				REJECTED,
			),
			onErrors(['error', 'errors', 'response.error', 'response.errors'], REJECTED),
			// An install that ignores `output=JSON`: the first letter behind `<response status="`.
			onBody(['18'], [...'eEnN'], REJECTED),
			// An empty body.
			onBody(['length'], [0], NOT_THE_API),
			// Text that is neither JSON nor XML, which begins with `<?xml` or `<response`.
			onBody(['0'], charactersBut('<'), NOT_THE_API),
			onBody(['1'], charactersBut('?rR'), NOT_THE_API),
		),
	};
}

function apiUrl({ url, allowInsecure }: CredentialData): URL {
	const field = { label: 'API URL', example: 'https://api.clienttoolbox.com/' };
	const address = parseAddress(url, field, allowInsecure);
	if (!/\/admin\.php\/?$/i.test(address.pathname)) return address;
	throw new UserError(
		"The 'API URL' is the address of the control panel (admin.php). Enter it with api.php in place of admin.php in the credential.",
	);
}

/** The address without the fields of its query that are left out. */
function withoutFields(address: string, isLeftOut: (name: string) => boolean): string {
	if (!address.includes('?')) return address;
	const url = new URL(address);
	for (const name of [...url.searchParams.keys()]) {
		if (isLeftOut(name)) url.searchParams.delete(name);
	}
	return url.href;
}

/** The fields of a form, however the HTTP Request node passes it on. */
function formEntries(form: unknown): Array<[name: string, value: string]> {
	if (typeof form === 'string' || form instanceof URLSearchParams) {
		return [...new URLSearchParams(form)];
	}
	return Object.entries(Object(form) as object).map(([name, value]) => [name, String(value)]);
}

/** The name under which PHP reads a form field; of several, it takes the last (ran on PHP 8.2). */
function nameInPhp(name: string): string {
	const [written = ''] = name.replace(/^ +/, '').split('\0');
	return written.replace(/\[[^]*\][^]*/, '').replace(/[ .[]/g, '_');
}
