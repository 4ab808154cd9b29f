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
import { allowInsecureField, headerText } from './fields';
import { inEachCase, onErrors, onNo, onRedirect, onText, testRules } from './testRules';

const REJECTED =
	"Trackfinity rejected the request. Check the 'API Username' and the 'API Key', add the IP address of your n8n server to ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security), and use a full-admin account.";

/**
 * Access to a company's own Trackfinity: forget, lock, unlock and set details.
 *
 * Knows alone where those requests go and how they are signed (headers `api-username` and `api-key`).
 */
export class TrackfinityApi implements ICredentialType {
	name = 'trackfinityApi';

	displayName = 'Trackfinity API';

	icon: Icon = {
		light: 'file:../nodes/Trackfinity/trackfinity.svg',
		dark: 'file:../nodes/Trackfinity/trackfinity.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-trackfinity/n8n-nodes-trackfinity#trackfinity-api';

	properties: INodeProperties[] = [
		{
			displayName:
				'Trackfinity only accepts requests from allowed IP addresses: add that of your n8n server to ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security), and use a full-admin account',
			name: 'allowedIpsNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://tracking.example.com',
			description: 'The address at which you open Trackfinity in the browser',
		},
		{
			displayName: 'API Username',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. tf_admin',
			description: 'The name of the full-admin account that the API key belongs to',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				"The API key of that account, which is set in Trackfinity's Affiliates Admin. It's only sent to the 'Base URL'.",
		},
		allowInsecureField,
	];

	/**
	 * Addresses and signs a request; its `url` is a path such as `/api/service/ping`.
	 *
	 * @throws UserError when a field is empty or cannot be used, or the request is for another address
	 */
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const request = keepToAddress(requestOptions, this.customersOf(credentials));
		return {
			...request,
			skipSslCertificateValidation: credentials.allowInsecure === true,
			headers: {
				...request.headers,
				'api-username': headerText(credentials.username, 'API Username'),
				'api-key': headerText(credentials.apiKey, 'API Key'),
			},
		};
	};

	/**
	 * The same for two credentials that reach the same customers: the address, without a slash at its end. Throws a UserError
	 * as {@link authenticate} does.
	 */
	customersOf({ baseUrl, allowInsecure }: ICredentialDataDecryptedObject): string {
		const field = { label: 'Base URL', example: 'https://tracking.example.com' };
		const url = parseAddress(baseUrl, field, allowInsecure === true);
		// People copy the address of an API call as often as that of the site.
		const path = url.pathname.replace(/\/+$/, '').replace(/\/api$/, '');
		return `${url.origin}${path.replace(/\/+$/, '')}`;
	}

	test: ICredentialTestRequest = {
		request: { url: '/api/service/ping' },
		rules: testRules(
			{
				...onRedirect(
					"The 'Base URL' redirects elsewhere. Enter the address that it redirects to.",
				),
				401: "Trackfinity rejected the 'API Username' or the 'API Key'. Check both.",
				403: 'Trackfinity rejected the request. Add the IP address of your n8n server to ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security), and use a full-admin account.',
				404: "Trackfinity wasn't found at this 'Base URL'. Check the address.",
				405: "Trackfinity wasn't found at this 'Base URL'. Check the address.",
			},
			[
				...onNo(REJECTED, inEachCase(['result', 'success', 'status'])),
				...onErrors(REJECTED, inEachCase(['error', 'errors'])),
				// "The call worked", with the verdict beside it.
				...inEachCase(['message']).flatMap((key) =>
					[false, ...inEachCase(['false', 'no', '0'])].map((no) => [key, no, REJECTED] as const),
				),
				// Sister products say "pong" or "ok".
				...onText(
					"The response isn't from Trackfinity's API; it may be a web page. Check the 'Base URL'.",
					(start) => !'1tpo'.includes(start),
				),
			],
		),
	};
}
