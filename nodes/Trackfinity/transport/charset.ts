const UTF_8 = 'utf-8';
const utf8 = new TextDecoder(UTF_8);
const strictUtf8 = new TextDecoder(UTF_8, { fatal: true });
const parameters = /;\s*([^\s=;"]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]*))/g;

/** In ASCII, so that it can be read before the encoding is known. */
const declaration = /^\s*<\?xml\s[^<>]*\sencoding\s*=\s*["']([\w.:-]+)["']/;

/**
 * The text of a body. Never throws: bytes that are no characters become U+FFFD.
 *
 * Decoded by the charset of its Content-Type, and as UTF-8 where that has none or one that is unknown. A byte order mark
 * of UTF-8 counts more than the charset (RFC 7303, 3.2), and with `utf-16` it tells the order of the bytes; it is no part
 * of the text. What is no UTF-8, in a document that declares another encoding, is decoded by the declaration: PHP labels
 * every text/xml UTF-8.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): string {
	try {
		const encoding = encodingOf(bytes, contentType ?? '');
		return encoding === UTF_8 ? decodeUtf8(bytes) : new TextDecoder(encoding).decode(bytes);
	} catch {
		return decodeUtf8(bytes);
	}
}

function decodeUtf8(bytes: Uint8Array): string {
	try {
		return strictUtf8.decode(bytes);
	} catch {
		const [, declared] = declaration.exec(utf8.decode(bytes.subarray(0, 200))) ?? [];
		return decodeAs(declared ?? UTF_8, bytes);
	}
}

function decodeAs(encoding: string, bytes: Uint8Array): string {
	try {
		return new TextDecoder(encoding).decode(bytes);
	} catch {
		return utf8.decode(bytes);
	}
}

function encodingOf(bytes: Uint8Array, contentType: string): string {
	const [first, second, third] = bytes;
	if (first === 0xef && second === 0xbb && third === 0xbf) return UTF_8;
	const charset = charsetOf(contentType);
	if (charset === 'utf8') return UTF_8;
	return charset === 'utf-16' && first === 0xfe && second === 0xff ? 'utf-16be' : charset;
}

function charsetOf(contentType: string): string {
	for (const [, name, inQuotes, inApostrophes, bare] of contentType.matchAll(parameters)) {
		if (name?.toLowerCase() !== 'charset') continue;
		return (inQuotes ?? inApostrophes ?? bare ?? '').toLowerCase();
	}
	return UTF_8;
}
