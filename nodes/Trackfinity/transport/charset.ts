const UTF_8 = 'utf-8';
const utf8 = new TextDecoder();
const strictUtf8 = new TextDecoder(UTF_8, { fatal: true });

/** In a Content-Type, but not inside quotes. */
const charsetParameter = /^(?:[^"]|"[^"]*")*?;\s*charset\s*=\s*["']?([^\s;"']*)/i;

/** The encoding that an XML declaration names; it is in ASCII, so that it can be read before the encoding is known. */
const declaration = /^\s*<\?xml\s[^<>]*\sencoding\s*=\s*["']([\w.:-]+)["']/;

/**
 * The text of a body by the charset of its Content-Type, or as UTF-8. Never throws. A byte order mark of UTF-8 counts more
 * (RFC 7303, 3.2), and so does the encoding a document declares if its bytes aren't UTF-8: PHP labels all text/xml UTF-8.
 */
export function decodeBody(bytes: Uint8Array, contentType: unknown): string {
	const [first, second, third] = bytes;
	const hasUtf8Mark = first === 0xef && second === 0xbb && third === 0xbf;
	const [, named = UTF_8] = charsetParameter.exec(String(contentType)) ?? [];
	const charset = hasUtf8Mark ? UTF_8 : named.toLowerCase();
	// Without a byte order mark, `utf-16` means little-endian.
	const isBigEndian = charset === 'utf-16' && first === 0xfe && second === 0xff;
	const decoder = decoderOf(isBigEndian ? 'utf-16be' : charset);
	if (decoder.encoding !== UTF_8) return decoder.decode(bytes);
	try {
		return strictUtf8.decode(bytes);
	} catch {
		const declared = declaration.exec(utf8.decode(bytes.subarray(0, 200)))?.[1];
		return decoderOf(declared ?? UTF_8).decode(bytes);
	}
}

function decoderOf(charset: string) {
	try {
		return charset === UTF_8 ? utf8 : new TextDecoder(charset);
	} catch {
		return utf8;
	}
}
