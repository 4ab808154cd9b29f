import { escapeXml } from './responses.cts';

type Encode = (text: string) => string;

const lowerHex = (text: string) => text.replace(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase());
const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
const form = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);

/** As PHP's rawurlencode: RFC 3986. */
const rawUrlEncode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, percent);
/** As PHP's urlencode: the same, but for the space, and the tilde is encoded, too. */
const phpUrlEncode = (text: string) =>
	rawUrlEncode(text).replaceAll('%20', '+').replaceAll('~', '%7E');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const beyondAscii = (text: string) =>
	text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
const inHtml = (apostrophe: string) => (text: string) =>
	escapeXml(text).replaceAll('&apos;', apostrophe);

/** The ways in which a service may write a secret that it repeats, by name. */
export const encodings: Record<string, Encode> = {
	plain: (text) => text,
	'URL-encoded with %20': encodeURIComponent,
	'URL-encoded with %20 and lower-case hex': (text) => lowerHex(encodeURIComponent(text)),
	'form-encoded with +': form,
	'form-encoded with + and lower-case hex': (text) => lowerHex(form(text)),
	"as PHP's rawurlencode": rawUrlEncode,
	"as PHP's urlencode": phpUrlEncode,
	"as Python's quote, which leaves slashes": (text) => rawUrlEncode(text).replaceAll('%2F', '/'),
	'inside JSON': inJson,
	"inside PHP's JSON": (text) => beyondAscii(inJson(text).replaceAll('/', '\\/')),
	'inside JSON without escaped slashes, ASCII only': (text) => beyondAscii(inJson(text)),
	"inside HTML, as PHP's htmlspecialchars": inHtml('&#039;'),
	'inside HTML with &#39;': inHtml('&#39;'),
	'inside XML': inHtml('&apos;'),
	'inside HTML, apostrophes left': inHtml("'"),
};
