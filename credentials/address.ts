import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { trim } from './trim';
import { ALLOW_INSECURE_LABEL } from './fields';

/** What the address rules need to know about the field that holds an address. */
export interface AddressField {
	/** The field's label, named in every message. */
	label: string;
	/** An address of the right form, shown as the way to fix a wrong one. */
	example: string;
}

/**
 * Reads an address that a person typed into a credential.
 *
 * Spaces around it, a missing scheme (https is meant) and a trailing slash are accepted.
 *
 * @throws UserError naming the field and how to fix it, when the address is empty, not a URL, has another scheme than
 * http or https, holds a user, a password, a query or a fragment, or would send the API key unencrypted to another machine.
 */
export function parseAddress(value: unknown, field: AddressField, allowInsecure: boolean): URL {
	const address = typeof value === 'string' ? trim(value) : '';
	if (address === '') throw unusable(field, 'is empty');
	if (/\s/.test(address)) throw unusable(field, 'contains a space or a line break');

	const url = toUrl(address);
	if (url === undefined) throw unusable(field, "isn't a valid URL");
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw unusable(field, `starts with ${url.protocol}, but must start with https:`);
	}
	if (url.username !== '' || url.password !== '') {
		throw unusable(field, 'contains a username or password, which belong in their own fields');
	}
	if (address.includes('?') || address.includes('#')) {
		throw unusable(field, 'contains a ? or #; remove it and everything after it');
	}
	if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname)) {
		throw new UserError(
			`The '${field.label}' starts with http://, so the API key would be sent unencrypted. Use https://, or turn on '${ALLOW_INSECURE_LABEL}' in the credential if this is intended.`,
		);
	}
	return url;
}

/**
 * Makes sure that a signed request goes to the credential's own address and nowhere else.
 *
 * The HTTP Request node can use any credential with any address; without this check it would send our key to whatever
 * host a workflow names. Redirects are off for the same reason: n8n carries custom headers such as `api-key` to the
 * host that a redirect points to. The legacy flags are for the HTTP Request node, which still uses them.
 *
 * @param base the credential's address, without a trailing slash
 * @returns the request with an absolute `url` below `base`
 * @throws UserError when the request names another address
 */
export function keepToAddress(request: IHttpRequestOptions, base: string): IHttpRequestOptions {
	const {
		baseURL,
		uri,
		url: requested,
		...rest
	} = request as IHttpRequestOptions & { uri?: string };
	const path = uri ?? requested;
	const isAbsolute = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(path);
	const url = isAbsolute ? path : `${baseURL ?? base}${path}`;
	if (!isBelow(url, base)) {
		throw new UserError(
			`This credential only signs requests to ${base}. Use an address that starts with it, or another credential.`,
		);
	}
	const redirectsOff = {
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};
	return { ...rest, ...redirectsOff, url };
}

function unusable(field: AddressField, what: string): UserError {
	return new UserError(
		`The '${field.label}' ${what}. Enter an address such as ${field.example} in the credential.`,
	);
}

function toUrl(text: string): URL | undefined {
	const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
	// `host:8080/path` looks like a scheme to a URL parser; only digits after the colon make it a host with a port.
	const hasColonButNoPort = /^[^/?#[\]]*:(?!\d+(?:[/?#]|$))/.test(text);
	if (!hasScheme && hasColonButNoPort && !text.includes('@')) return undefined;
	const address = hasScheme ? text : `https://${text.replace(/^\/\//, '')}`;
	return parse(address);
}

/** Not `URL.canParse`: once it runs often, Node.js 20 takes addresses with umlauts for broken. */
function parse(address: string): URL | undefined {
	try {
		return new URL(address);
	} catch {
		return undefined;
	}
}

function isLoopback(hostname: string): boolean {
	return (
		/(?:^|[^.]\.)localhost$/.test(hostname) ||
		hostname === '[::1]' ||
		/^127(?:\.\d{1,3}){3}$/.test(hostname)
	);
}

function isBelow(address: string, base: string): boolean {
	const url = parse(address);
	if (url === undefined) return false;
	const root = new URL(base);
	const folder = root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`;
	return (
		url.origin === root.origin &&
		url.username === '' &&
		url.password === '' &&
		(url.pathname === root.pathname || url.pathname.startsWith(folder))
	);
}
