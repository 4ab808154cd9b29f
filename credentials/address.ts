import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { allowInsecureField } from './form';
import { trim } from './text';

/**
 * Reads an address as a person types it: spaces around it, a missing scheme (https is meant) and a trailing slash are fine.
 * Throws a UserError for one that can't be used, or would send the API key unencrypted to another machine.
 */
export function parseAddress(
	value: unknown,
	{ label, example }: { label: string; example: string },
	allowInsecure: unknown,
): URL {
	const unusable = (what: string) =>
		new UserError(`The '${label}' ${what}. Enter an address such as ${example} in the credential.`);

	const address = typeof value === 'string' ? trim(value) : '';
	if (address === '') throw unusable('is empty');
	if (/\s/.test(address)) throw unusable('contains a space or a line break');
	const url = toUrl(address);
	if (url === undefined) throw unusable("isn't a valid URL");
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw unusable(`starts with ${url.protocol}, but must start with https:`);
	}
	if (url.username !== '' || url.password !== '') {
		throw unusable('contains a username or password, which belong in their own fields');
	}
	if (/[?#]/.test(address)) throw unusable('contains a ? or #; remove it and everything after it');
	if (url.protocol === 'http:' && allowInsecure !== true && !isLoopback(url.hostname)) {
		const { displayName } = allowInsecureField;
		const allow =
			typeof allowInsecure === 'string'
				? `let '${displayName}' be one expression that returns true, not text,`
				: `turn on '${displayName}'`;
		throw new UserError(
			`The '${label}' starts with http://, so the API key would be sent unencrypted. Use https://, or ${allow} in the credential if this is intended.`,
		);
	}
	return url;
}

/** Equal for addresses that servers take for the same: repeated slashes, one at the end and a dot after the host don't count. */
export function canonical({ origin, pathname }: URL): string {
	const path = pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
	return `${origin.replace(/\.(?=:|$)/, '')}${path}`;
}

/**
 * Keeps a signed request to the credential's own address: n8n's HTTP Request node would send our key to whatever host a
 * workflow names, and its helper headers such as `api-key` wherever a redirect leads. Throws a UserError for another address.
 */
export function keepToAddress(
	{ baseURL, uri, url, ...rest }: IHttpRequestOptions & { uri?: string },
	base: string,
): IHttpRequestOptions {
	const path = uri ?? url;
	const address = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(path) ? path : `${baseURL ?? base}${path}`;
	if (!isBelow(address, new URL(base))) {
		throw new UserError(
			`This credential only signs requests to ${base}. Use an address that starts with it, or another credential.`,
		);
	}
	// The last two are for the HTTP Request node, which uses n8n's older helper.
	const off = { disableFollowRedirect: true, followRedirect: false, followAllRedirects: false };
	return { ...rest, ...off, url: address };
}

function toUrl(text: string): URL | undefined {
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parse(text);
	// Without a port behind it, a colon means another scheme (`urn:…`) or, before an `@`, a login, which the caller rejects.
	const hasOtherScheme = /^[^/?#[\]]*:(?!\d+(?:[/?#]|$))/.test(text) && !text.includes('@');
	return hasOtherScheme ? undefined : parse(`https://${text.replace(/^\/\//, '')}`);
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
	return /^127(?:\.\d{1,3}){3}$|^\[::1\]$|(?:^|[^.]\.)localhost$/.test(hostname);
}

function isBelow(address: string, { origin, pathname }: URL): boolean {
	const url = parse(address);
	return (
		url?.origin === origin &&
		`${url.username}${url.password}` === '' &&
		(url.pathname === pathname || url.pathname.startsWith(pathname.replace(/\/?$/, '/')))
	);
}
