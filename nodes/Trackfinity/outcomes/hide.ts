/** Replaces secrets in a text. */
export type Hide = (text: string) => string;

const HIDDEN = '[hidden]';

/**
 * Makes a function that replaces every secret by `[hidden]`: as it is, URL-encoded in either way and either case of the
 * hex digits, and as JSON and HTML write it.
 *
 * @param secrets empty ones are left out
 */
export function createHide(secrets: readonly string[]): Hide {
	const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf));
	if (forms.size === 0) return (text) => text;
	// The longest first: a secret may hold another one.
	const patterns = [...forms].sort((a, b) => b.length - a.length).map(toPattern);
	const pattern = new RegExp(patterns.join('|'), 'g');
	return (text) => text.replace(pattern, HIDDEN);
}

function formsOf(secret: string): string[] {
	const urlEncoded = encodeURIComponent(secret);
	const formEncoded = new URLSearchParams([['', secret]]).toString().slice(1);
	// PHP's rawurlencode also encodes the characters that JavaScript leaves alone.
	const strictlyEncoded = urlEncoded.replace(/[!'()*]/g, percent);
	const inJson = JSON.stringify(secret).slice(1, -1);
	// PHP's json_encode escapes slashes and everything beyond ASCII.
	const inPhpJson = inJson
		.replaceAll('/', '\\/')
		.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
	const inHtml = secret
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#039;');
	return [secret, urlEncoded, formEncoded, strictlyEncoded, inJson, inPhpJson, inHtml];
}

function percent(char: string): string {
	return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

function toPattern(form: string): string {
	return form
		.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
		.replace(/%[\dA-F]{2}/g, (hex) =>
			hex.replace(/[A-F]/g, (digit) => `[${digit}${digit.toLowerCase()}]`),
		);
}
