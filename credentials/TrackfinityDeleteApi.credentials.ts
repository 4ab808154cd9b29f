import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { keepToAddress, parseAddress } from './address';
import { allowInsecureField, headerText, requiredText } from './fields';
import { onErrors, onRedirect, onWebPage, testRules } from './testRules';

/**
 * Stands outside the class because n8n's lint takes every field with "ApiKey" in its name for a secret; masked as one,
 * n8n would blank out the choice in the form.
 */
const sendApiKeyInField: INodeProperties = {
	displayName: 'Send API Key In',
	name: 'sendApiKeyIn',
	type: 'options',
	default: 'header',
	options: [
		{ name: 'Header', value: 'header', description: 'Works with most services' },
		{
			name: 'Body',
			value: 'body',
			description: 'For older services, and behind proxies that drop headers with underscores',
		},
	],
	description: 'Where the service expects the API key',
};

const REJECTED =
	"The Delete service rejected the 'User ID', the 'API Key' or the 'Account ID'. Check all three.";

/**
 * Access to the loyalty service that deletes customers: another host and another key than Trackfinity's own API.
 *
 * Knows alone where those requests go and how they are signed (body `user_id` and `account_id`; the key as header
 * `api_access_key` or body `user_password`; the service looks at the header first).
 */
export class TrackfinityDeleteApi implements ICredentialType {
	name = 'trackfinityDeleteApi';

	displayName = 'Trackfinity Delete API';

	icon: Icon = {
		light: 'file:../nodes/Trackfinity/trackfinity.svg',
		dark: 'file:../nodes/Trackfinity/trackfinity.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-trackfinity/n8n-nodes-trackfinity#trackfinity-delete-api';

	properties: INodeProperties[] = [
		{
			displayName:
				'For the Delete service, which the Delete operation uses. Its address and API key differ from those of Trackfinity itself.',
			name: 'serviceNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API URL',
			name: 'url',
			type: 'string',
			required: true,
			default: 'https://api.clienttoolbox.com/',
			placeholder: 'e.g. https://loyalty.example.com/api.php',
			description:
				"The full address that requests are posted to. On your own domain it usually ends in '/api.php'.",
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. john1970',
			description: 'The user that the API key belongs to',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: "The API key of that user. It is only ever sent to the 'API URL'.",
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. greatwidgets',
			description: 'The account whose customers are deleted',
		},
		sendApiKeyInField,
		allowInsecureField,
	];

	/**
	 * Addresses and signs a request; its `url` is empty, because the service has one address, and its body holds what is
	 * asked of the service.
	 *
	 * @throws UserError when a field is empty or cannot be used, or the request is for another address
	 */
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const allowInsecure = credentials.allowInsecure === true;
		const field = { label: 'API URL', example: 'https://api.clienttoolbox.com/' };
		const address = parseAddress(credentials.url, field, allowInsecure);
		const request = keepToAddress(requestOptions, address.href);
		const inBody = credentials.sendApiKeyIn === 'body';
		const apiKey = (inBody ? requiredText : headerText)(credentials.apiKey, 'API Key');
		const keyInBody: Array<[string, string]> = inBody ? [['user_password', apiKey]] : [];
		return {
			...request,
			skipSslCertificateValidation: allowInsecure,
			headers: { ...request.headers, ...(!inBody && { api_access_key: apiKey }) },
			body: new URLSearchParams([
				['user_id', requiredText(credentials.userId, 'User ID')],
				...keyInBody,
				['account_id', requiredText(credentials.accountId, 'Account ID')],
				...formEntries(request.body),
			]),
		};
	};

	test: ICredentialTestRequest = {
		request: { method: 'POST', url: '', body: { type: 'account_info', output: 'JSON' } },
		rules: testRules(
			{
				...onRedirect("The 'API URL' redirects elsewhere. Enter the address that it redirects to."),
				401: REJECTED,
				403: REJECTED,
				404: "The Delete service wasn't found at this 'API URL'. Check the address.",
				405: "The Delete service wasn't found at this 'API URL'. Check the address.",
			},
			[
				['status', 'error', REJECTED],
				['response.status', 'error', REJECTED],
				...onErrors(REJECTED, ['error', 'errors', 'response.error', 'response.errors']),
				...onWebPage(
					"The response isn't from the Delete service's API; it may be a web page. Check the 'API URL'.",
				),
			],
		),
	};
}

function formEntries(body: unknown): Array<[string, string]> {
	if (body instanceof URLSearchParams) return [...body];
	const fields = typeof body === 'object' ? Object.entries(body ?? {}) : [];
	return fields.map(([name, value]) => [name, String(value)]);
}
