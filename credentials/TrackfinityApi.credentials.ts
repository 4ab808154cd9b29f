import type {
	ICredentialDataDecryptedObject as CredentialData,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { canonical, keepToAddress, parseAddress } from './address';
import { allowInsecureField, icon, requiredField } from './form';
import {
	charactersBut,
	inEachCase,
	negatives,
	onBody,
	onErrors,
	onStatus,
	onWrongAddress,
	testRules,
} from './testRules';
import { headerText } from './text';

const REJECTED =
	"Trackfinity rejected the request. Check the 'API Username' and the 'API Key', add the IP address of your n8n server to ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security), and use a full-admin account.";

const NOT_THE_API =
	"The response isn't from Trackfinity's API; it may be a web page. Check the 'Base URL'.";

/** Access to a company's own Trackfinity: only this file knows where requests go and how they are signed. */
export class TrackfinityApi implements ICredentialType {
	name = 'trackfinityApi';
	displayName = 'Trackfinity API';
	icon = icon;
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
		requiredField('Base URL', 'baseUrl', {
			placeholder: 'e.g. https://tracking.example.com',
			description: 'The address at which you open Trackfinity in the browser',
		}),
		requiredField('API Username', 'username', {
			placeholder: 'e.g. tf_admin',
			description: 'The name of the full-admin account that the API key belongs to',
		}),
		requiredField('API Key', 'apiKey', {
			typeOptions: { password: true },
			description:
				"The API key of that account, which is set in Trackfinity's Affiliates Admin. It's only sent to the 'Base URL'.",
		}),
		allowInsecureField,
	];

	/** Addresses and signs a request for a path. Throws a UserError for a field that can't be used, and for another address. */
	authenticate = async (credentials: CredentialData, requestOptions: IHttpRequestOptions) => {
		const request = keepToAddress(requestOptions, this.customerBaseOf(credentials));
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

	/** Equal for two credentials that reach the same customers: the address. Throws as {@link authenticate} does. */
	customerBaseOf({ baseUrl, allowInsecure }: CredentialData): string {
		const field = { label: 'Base URL', example: 'https://tracking.example.com' };
		// People copy the address of an API call as often as that of the site.
		return canonical(parseAddress(baseUrl, field, allowInsecure)).replace(/(?<=[^/])\/api$/, '');
	}

	test: ICredentialTestRequest = {
		request: { url: '/api/service/ping' },
		rules: testRules(
			onWrongAddress('Trackfinity', 'Base URL'),
			onStatus([401], "Trackfinity rejected the 'API Username' or the 'API Key'. Check both."),
			onStatus(
				[403],
				'Trackfinity rejected the request. Add the IP address of your n8n server to ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security), and use a full-admin account.',
			),
			onBody(inEachCase('result', 'success', 'status'), negatives, REJECTED),
			onErrors(inEachCase('error', 'errors'), REJECTED),
			// Where `result` only says that the call worked, `message` has the verdict.
			onBody(inEachCase('message'), [false, ...inEachCase('false', 'no', '0')], REJECTED),
			// An empty body.
			onBody(['length'], [0], NOT_THE_API),
			// Only `1`, `true` and, from sister products, "pong" and "ok" may begin a text.
			onBody(['0'], charactersBut('1tpo'), NOT_THE_API),
		),
	};
}
