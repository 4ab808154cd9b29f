const UTF_8 = 'utf-8';
const utf8 = new TextDecoder(UTF_8);
const parameters = /;\s*([^\s=;"]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]*))/g;

/**
 * The text of a body. Never throws: bytes that are no characters become U+FFFD.
 *
 * Decoded by the charset of its Content-Type, and as UTF-8 where that has none or one that is unknown. A byte order mark
 * of UTF-8 counts more than the charset (RFC 7303, 3.2), and with `utf-16` it tells the order of the bytes; it is no part
 * of the text.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): string {
	try {
		const encoding = encodingOf(bytes, contentType ?? '');
		return encoding === UTF_8 ? utf8.decode(bytes) : new TextDecoder(encoding).decode(bytes);
	} catch {
		return utf8.decode(bytes);
	}
}

function encodingOf(bytes: Uint8Array, contentType: string): string {
	const [first, second, third] = bytes;
	if (first === 0xef && second === 0xbb && third === 0xbf) return UTF_8;
	const charset = charsetOf(contentType);
	return charset === 'utf-16' && first === 0xfe && second === 0xff ? 'utf-16be' : charset;
}

function charsetOf(contentType: string): string {
	for (const [, name, inQuotes, inApostrophes, bare] of contentType.matchAll(parameters)) {
		if (name?.toLowerCase() !== 'charset') continue;
		return (inQuotes ?? inApostrophes ?? bare ?? '').toLowerCase();
	}
	return UTF_8;
}
